import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest
import typer

from bot.cli.product import Product
from bot.cli.receipt import UnknownReceipt, add_receipt
from bot.doctor import Installed
from bot.errors import BotError
from bot.settings import Settings
from knowledge.decision import Handoff, Reason
from knowledge.documents import Status
from knowledge.receipt import Cited, Receipt
from tests.bot.desks import CORPUS, NOTICE, QUOTE
from tests.bot.labelled_desks import run_command
from tests.bot.products import VERSION
from tests.knowledge.made_up_receipts import NUMBER, receipt

Capture = pytest.CaptureFixture[str]
POLE = Cited("communique", NOTICE.title, Status.IN_FORCE, "2e alinéa", 2, "c/2#é", QUOTE)


@dataclass
class Archive:
    """The parts of a product that the command uses: receipts by number, and the index in service."""

    kept: dict[str, Receipt] = field(default_factory=dict)
    index: Installed | None = Installed(VERSION, CORPUS)
    seen: list[Settings] = field(default_factory=list)

    def receipt(self, settings: Settings, number: str) -> Receipt | None:
        self.seen.append(settings)
        return self.kept.get(number)

    def installed(self, _settings: Settings) -> Installed | None:
        return self.index


def run(archive: Archive, *args: str) -> None:
    app = typer.Typer()
    add_receipt(app, cast("Product", archive))
    run_command(app, ["receipt", *args])


def test_a_receipt_is_told_in_lines(capsys: Capture) -> None:
    run(Archive({NUMBER: receipt(cited=(POLE,))}), NUMBER)
    out, err = capsys.readouterr()
    assert err == ""
    assert out.splitlines()[:13] == [
        f"Reçu {NUMBER}",
        "",
        "L’assistant a répondu en citant les textes.",
        "La probabilité que les passages trouvés répondent à la question atteignait le seuil fixé.",
        "Probabilité mesurée que les passages trouvés répondent à la question : 95,26\u00a0%. "
        "L’assistant répond à partir de 60,00\u00a0%.",
        "Rejouée aujourd’hui, la décision est la même.",
        "",
        "Passages cités",
        f"- « {QUOTE} »",
        "  Communiqué de presse n° 727 (publié)",
        "  2e alinéa, page 2",
        "  Ce passage est toujours dans le texte, mot pour mot.",
        "  http://localhost:8000/textes/communique?passage=c%2F2%23%C3%A9#passage-2",
    ]
    assert "- Version des textes : 7 (f00d)" in out
    assert "- Mots de la question réunis : 100,00\u00a0%, 4,00 (part des mots importants" in out
    assert "- Répondre : 60,00\u00a0% (probabilité à partir de laquelle l’assistant répond)" in out


def test_the_topic_is_named_by_the_typology(capsys: Capture) -> None:
    given = receipt(outcome=Handoff(Reason.MISSING_KNOWLEDGE, 0.1, "closing_date"))
    run(Archive({NUMBER: given}), NUMBER)
    out = capsys.readouterr().out
    assert "Point en cause : la date et l’heure limites de dépôt." in out
    assert "Aucun passage n’a été cité." in out


def test_json_is_the_receipt_and_the_check(capsys: Capture) -> None:
    given = receipt(cited=(POLE,))
    run(Archive({NUMBER: given}, index=None), NUMBER, "--json")
    written = json.loads(capsys.readouterr().out)
    assert written["same"] is True
    assert written["still"] == ["gone"]
    rest = {name: value for name, value in written.items() if name not in ("replayed", "same", "still")}
    assert Receipt.from_json(rest) == given


def test_a_number_may_be_typed_carelessly(capsys: Capture) -> None:
    run(Archive({NUMBER: receipt()}), f" {NUMBER.lower().replace('-', '')}")
    assert f"Reçu {NUMBER}" in capsys.readouterr().out


@pytest.mark.parametrize("number", [NUMBER, "12", ""])
def test_an_unknown_number_is_an_error_in_one_sentence(number: str) -> None:
    with pytest.raises(UnknownReceipt, match=r"^Aucun reçu ne porte ce numéro\."):
        run(Archive(), number)
    # The command line as a whole answers 1 to these.
    assert issubclass(UnknownReceipt, BotError)


def test_a_receipt_of_another_release_is_an_error_in_one_sentence() -> None:
    class Later(Archive):
        def receipt(self, _settings: Settings, _number: str) -> Receipt | None:
            return Receipt.from_json(receipt().as_json() | {"format": 99})

    with pytest.raises(UnknownReceipt, match="une autre version de l’assistant"):
        run(Later(), NUMBER)


def test_the_folders_that_are_named_are_used(tmp_path: Path) -> None:
    archive = Archive({NUMBER: receipt()})
    run(archive, NUMBER, "--data", "travail", "--corpus", str(tmp_path))
    assert archive.seen[0].data == Path("travail")
    assert archive.seen[0].corpus == tmp_path
