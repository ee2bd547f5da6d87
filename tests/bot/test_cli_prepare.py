"""`guichet prepare` says what is to be read, changes nothing unasked, and loses nothing that was approved."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from bot.cli.french import FrenchCommand, FrenchGroup
from bot.cli.prepare import add_prepare
from bot.cli.product import error_console, warn_of_skipped
from ingest.errors import ManifestError
from ingest.manifest import PREPARATION
from ingest.preparation import load_preparation
from ingest.report import Report
from knowledge.coverage import cover
from knowledge.documents import Corpus, Passage, Status
from knowledge.key_facts import key_facts
from knowledge.preparation import State
from knowledge.typology import load_typology
from knowledge.versions import Skipped
from tests.bot.desks import FakeDesk
from tests.bot.products import BROKEN, FakeProduct
from tests.knowledge.examples import CALL, NOTICE, PASSAGES, RULES

AWAITED = replace(RULES, topics=("date et heure limites de dépôt",))
MORE = Passage("c:3", "communique", 2, "Les équipes partagent un atelier de trente places.", ("L’atelier",))
SAYS = "L’enveloppe de l’appel à projets est de {} millions d’euros."
FIRST = replace(PASSAGES[0], text=SAYS.format("trois"))
CORPUS = Corpus(CALL, (NOTICE, AWAITED), (FIRST, PASSAGES[1], MORE))
BUDGET = """\
[[topic]]
id = "total_budget"
state = "stated"
passages = [{ document = "communique", quote = "de trois millions d’euros" }]
"""

Capture = pytest.CaptureFixture[str]


def desk(corpus: Corpus = CORPUS) -> FakeDesk:
    """A desk with the coverage that its texts have before anyone approves anything."""
    return FakeDesk(corpus, coverage=cover(corpus, load_typology(), key_facts(corpus), {}))


@dataclass
class Lines:
    """What a run of the command printed."""

    out: str
    err: str

    def listed(self, title: str) -> list[str]:
        """The lines of a list."""
        _, _, rest = self.out.partition(f"{title} (")
        return [line.removeprefix("- ") for line in rest.partition("\n\n")[0].splitlines()[1:]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus folder without corpus.toml, seen in a wide terminal."""
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def prepare(folder: Path, capture: Capture, *options: str, product: FakeProduct | None = None) -> Lines:
    app = typer.Typer(cls=FrenchGroup, add_completion=False, rich_markup_mode=None)
    app.callback()(lambda: None)
    add_prepare(app, (product or FakeProduct(desk=desk())).parts())
    for command in app.registered_commands:
        command.cls = FrenchCommand
    args = ["prepare", "--corpus", str(folder), "--data", str(folder / ".data"), *options]
    assert not get_command(app).main(args, prog_name="guichet", standalone_mode=False)
    return Lines(*capture.readouterr())


def test_without_write_all_is_shown_and_nothing_changes(folder: Path, capsys: Capture) -> None:
    shown = prepare(folder, capsys)
    table = shown.out.partition("Non trouvés")[0]
    assert "« trois millions" in table and "relevé" in table and "communique, 1er alinéa, page 1" in table
    assert shown.listed(f"Non trouvés, attendus dans « {RULES.title} »") == [
        "la date et l’heure limites de dépôt (relevé)"
    ]
    assert "les voies et délais de recours (supposé)" in shown.listed("Non trouvés, et annoncés nulle part")
    assert shown.listed("Parties des textes qu’aucun sujet connu ne reprend")[-1] == (
        "la partie « L’atelier » : communique"
    )
    assert "Rien n’a été changé. Ajoutez --write" in shown.out
    assert list(folder.iterdir()) == []


def test_write_puts_the_proposals_beside_the_texts_and_says_what_to_do(folder: Path, capsys: Capture) -> None:
    shown = prepare(folder, capsys, "--write")
    prepared = load_preparation(folder)
    assert len(prepared.topics) > len(load_typology()) and prepared.approved == ()
    assert f"Écrit : {folder / PREPARATION}\n" in shown.out
    assert shown.out.endswith(
        "Ouvrez ce fichier, corrigez, écrivez approved = true, puis lancez « guichet ingest ».\n"
    )
    assert [file.name for file in folder.iterdir()] == [PREPARATION]


def test_what_is_approved_is_kept_and_the_former_file_too(folder: Path, capsys: Capture) -> None:
    (folder / PREPARATION).write_text(f"# Relu le 3 mai.\n{BUDGET}", encoding="utf-8")
    approved = load_preparation(folder).approved
    shown = prepare(folder, capsys, "--write")
    assert load_preparation(folder).approved == approved
    assert "(ancien fichier : preparation.bak.toml)" in shown.out
    copy = (folder / "preparation.bak.toml").read_text(encoding="utf-8")
    assert copy == f"# Relu le 3 mai.\n{BUDGET}"
    assert " 1 approuvé" in shown.out
    assert "Rien à changer" in prepare(folder, capsys, "--write").out
    assert (folder / "preparation.bak.toml").read_text(encoding="utf-8") == copy


@pytest.mark.parametrize("options", [(), ("--write",)])
def test_a_file_that_cannot_be_read_is_refused_with_its_line_before_any_work(
    folder: Path, capsys: Capture, options: tuple[str, ...]
) -> None:
    faulty = BUDGET.replace('"stated"', '"sure"')
    (folder / PREPARATION).write_text(faulty, encoding="utf-8")
    product = FakeProduct(desk=desk())
    with pytest.raises(ManifestError, match="ligne 3"):
        prepare(folder, capsys, *options, product=product)
    assert product.seen == []
    assert (folder / PREPARATION).read_text(encoding="utf-8") == faulty


def test_a_topic_that_the_texts_do_not_say_any_more_is_set_aside_and_kept(
    folder: Path, capsys: Capture
) -> None:
    gone = BUDGET.replace("trois", "quatre").replace("stated", "partly")
    (folder / PREPARATION).write_text(gone, encoding="utf-8")
    shown = prepare(folder, capsys, "--write")
    (line,) = shown.listed("Mis de côté, car les textes ont changé")
    assert line.startswith("preparation.toml, ligne 4 : le sujet « le montant total")
    assert "écrivez approved = false" in shown.out
    assert "enveloppe consacrée" not in shown.out.partition("Non trouvés")[0]
    assert load_preparation(folder).approved[0].passages[0].quote.startswith("de quatre")


def test_texts_that_contradict_each_other_are_listed_apart(folder: Path, capsys: Capture) -> None:
    other = replace(NOTICE, id="reglement", title="Règlement")
    says = replace(FIRST, id="r:1", document_id="reglement", text=SAYS.format("cinq"))
    corpus = replace(CORPUS, documents=(NOTICE, other), passages=(FIRST, says))
    shown = prepare(folder, capsys, "--write", product=FakeProduct(desk=desk(corpus)))
    (line,) = shown.listed("Les textes se contredisent")
    assert line == (
        "le montant total de l’enveloppe consacrée à l’appel : "
        "communique, 1er alinéa, page 1 ; reglement, 1er alinéa, page 1"
    )
    (topic,) = (one for one in load_preparation(folder).topics if one.state is State.CONFLICTING)
    assert len(topic.passages) == 2


def test_an_expected_text_that_came_blocks_nothing(folder: Path, capsys: Capture) -> None:
    silent = '[[topic]]\nid = "closing_date"\nstate = "not_stated"\nannounced = "cahier"\n'
    (folder / PREPARATION).write_text(silent, encoding="utf-8")
    came = replace(CORPUS, documents=(NOTICE, replace(AWAITED, status=Status.IN_FORCE)))
    shown = prepare(folder, capsys, "--write", product=FakeProduct(desk=desk(came)))
    (line,) = shown.listed("Mis de côté, car les textes ont changé")
    assert "« cahier » n’est plus attendu" in line
    assert "attendus dans" not in shown.out


def test_the_index_that_is_there_serves_when_the_texts_cannot_be_read(folder: Path, capsys: Capture) -> None:
    shown = prepare(folder, capsys, "--write", product=FakeProduct(failure=BROKEN, desk=desk()))
    assert shown.err == f"Attention : {BROKEN}\n"
    assert (folder / PREPARATION).exists()


def test_topics_left_out_are_warned_of_like_documents_that_could_not_be_read(capsys: Capture) -> None:
    unread, left = Skipped("a.pdf", "a.pdf : illisible."), Skipped("jury", "preparation.toml : mis de côté.")
    warn_of_skipped(Report(1, 1, 0, 0, 1, (unread,), 0.1, False, (left,)), error_console())
    assert capsys.readouterr().err == f"Attention : {unread}\nAttention : {left}\n"
