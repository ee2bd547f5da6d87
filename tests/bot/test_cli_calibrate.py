from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import typer

from bot.cli.calibrate import add_calibrate
from bot.cli.calibration_run import NotCertified
from bot.doctor import Installed
from bot.errors import MisusedCommand
from bot.quality.labelled import Expect, Labelled
from bot.replies import Reply
from knowledge.bounds import upper_bound
from knowledge.calibration import Certificate, fingerprint
from knowledge.decision import Reading, Reason
from knowledge.evidence import Read
from tests.bot.desks import CORPUS, COVERAGE
from tests.bot.labelled_desks import (
    ScriptedDesk,
    handed,
    labelled,
    right,
    run_command,
    write_set,
    wrong,
)
from tests.bot.products import VERSION, FakeProduct
from tests.knowledge.made_up_receipts import MODEL, evidence, receipt

Capture = pytest.CaptureFixture[str]


def product_of(*replies: tuple[int, Reply]) -> FakeProduct:
    """Write a question set and return a product that gives each reply as many times as told."""
    given = [reply for count, reply in replies for _ in range(count)]
    questions = [labelled(str(number)) for number in range(len(given))]
    write_set(Path("jeu.jsonl"), questions)
    return FakeProduct(
        desk=ScriptedDesk({f"Question {number} ?": reply for number, reply in enumerate(given)})
    )


def calibrate(product: FakeProduct, *args: str) -> None:
    app = typer.Typer()
    add_calibrate(app, product.parts())
    run_command(app, ["calibrate", "jeu.jsonl", *args])


GOOD = ((100, right(0.805)), (20, wrong(0.305)), (5, right(0.205)), (10, handed()))


def test_the_threshold_and_what_it_rests_on_are_printed(capsys: Capture) -> None:
    product = product_of(*GOOD)
    calibrate(product)
    out, err = capsys.readouterr()
    assert err == ""
    assert product.answer_from == [0.0]
    assert out.splitlines()[:6] == [
        "Modèle de langue : aucun, des citations seules",
        "Seuil de confiance : 0,31 : en dessous, l’assistant ne répond pas",
        "Réponses fausses : 0 sur 100 réponses données à partir de ce seuil",
        "Certifié : au plus 2,95\u00a0% de réponses fausses, avec une confiance de 95 % (admis : 5 %)",
        "Couverture restante : 74,1\u00a0% des 135 questions auxquelles les textes répondent reçoivent une "
        "réponse juste (77,8\u00a0% sans seuil)",
        "Cas : 135 questions, dont 125 qui recevraient une réponse sans seuil",
    ]
    assert "Ces questions ne doivent avoir servi à rien d’autre." in out
    assert "Rien n’a été changé." in out
    assert "synthèses" not in out and "sans lui" not in out
    assert product.kept == []


def test_texts_whose_likely_questions_are_still_to_be_asked_certify_nothing() -> None:
    product = product_of(*GOOD)
    product.index = Installed(replace(VERSION, fingerprint=""), CORPUS, COVERAGE)
    with pytest.raises(NotCertified, match="Relancez « guichet ingest »"):
        calibrate(product, "--write")
    assert product.kept == [] and isinstance(product.desk, ScriptedDesk) and product.desk.asked == []


def test_the_certificate_is_kept_on_demand(capsys: Capture) -> None:
    product = product_of(*GOOD)
    calibrate(product, "--write", "--data", "travail")
    (kept,) = product.kept
    assert replace(kept, provenance={}) == Certificate(
        0.31, 0.05, 0.95, 100, 0, upper_bound(0, 100, 0.95), 135, 135
    )
    assert kept.provenance["Ensembles de questions"] == "jeu.jsonl (135 questions)"
    assert f"Certificat gardé : {Path('travail') / 'calibration.json'}" in capsys.readouterr().out


def test_another_limit_and_another_confidence_are_obeyed() -> None:
    product = product_of((35, right()), (1, wrong(0.2)))
    with pytest.raises(NotCertified, match="il en faut au moins 59"):
        calibrate(product, "--write")
    calibrate(product, "--max-wrong", "0.1", "--confidence", "0.9", "--write")
    assert (product.kept[0].max_wrong, product.kept[0].level) == (0.1, 0.9)


def test_too_few_cases_are_refused_with_the_figures() -> None:
    product = product_of((58, right()), (10, handed()))
    with pytest.raises(NotCertified) as caught:
        calibrate(product, "--write")
    assert str(caught.value) == (
        "Trop peu de cas pour certifier au plus 5 % de réponses fausses avec une confiance de 95 % : sur 68 "
        "questions, 58 recevraient une réponse, et il en faut au moins 59, toutes justes. "
        "Ajoutez des questions."
    )
    assert product.kept == []


def test_too_many_errors_are_refused_with_the_figures() -> None:
    product = product_of((60, right(0.9)), (5, wrong(0.9)))
    with pytest.raises(NotCertified) as caught:
        calibrate(product, "--write")
    assert "(0,90), 5 réponse(s) sur 65 sont fausses, et leur part peut atteindre 15,5\u00a0%" in str(
        caught.value
    )
    assert product.kept == []


def test_an_answer_to_what_must_not_be_answered_is_an_error() -> None:
    product = product_of((70, right()))
    write_set(
        Path("jeu.jsonl"), [labelled(str(n), Expect.ABSTAIN if n < 9 else Expect.ANSWER) for n in range(70)]
    )
    with pytest.raises(NotCertified, match=r"9 réponse\(s\) sur 70 sont fausses"):
        calibrate(product)


def test_questions_of_the_training_certify_nothing() -> None:
    product = product_of(*GOOD)
    product.trained = frozenset({fingerprint("QUESTION 4 ?"), fingerprint("Question 7 ?")})
    with pytest.raises(NotCertified, match=r"^2 question\(s\) \(4, 7\) ont déjà servi à régler l’assistant"):
        calibrate(product, "--write")
    assert product.answer_from == []


def test_a_question_asked_twice_certifies_nothing() -> None:
    product = product_of(*GOOD)
    twice = [labelled("a"), Labelled("b", "question A ?", Expect.ABSTAIN), labelled("c")]
    write_set(Path("jeu.jsonl"), twice)
    with pytest.raises(NotCertified, match=r"1 question\(s\) \(b\) ont déjà été posées"):
        calibrate(product)


def test_a_failure_certifies_nothing() -> None:
    product = product_of((100, right()), (2, handed(Reason.TECHNICAL_FAILURE)))
    with pytest.raises(NotCertified, match=r"Une panne a empêché de répondre à 2 question\(s\) sur 102"):
        calibrate(product)


@pytest.mark.parametrize(
    "args", [("--max-wrong", "5"), ("--max-wrong", "0"), ("--confidence", "95"), ("--confidence", "0.5")]
)
def test_a_share_that_is_none_is_a_misuse(args: tuple[str, str]) -> None:
    with pytest.raises(MisusedCommand, match="est une part"):
        calibrate(product_of(*GOOD), *args)


def reading_product(reads: Sequence[tuple[Read | None, Reply]], certified: int = 100) -> FakeProduct:
    """Return a product whose model read that of each question to learn from, and all of them to certify."""
    write_set(Path("appris.jsonl"), [labelled(f"a{n}") for n in range(len(reads))])
    write_set(Path("jeu.jsonl"), [labelled(str(n)) for n in range(certified)])
    weighed = replace(MODEL, reading=Reading("openai:m", 0.0, 0.0, 0.0))
    given = [*((f"a{n}", *one) for n, one in enumerate(reads))]
    given += [(str(n), Read.YES, right(0.9)) for n in range(certified)]
    script = {f"Question {name} ?": replace(reply, receipt=f"N{name}") for name, _, reply in given}
    receipts = {
        f"N{name}": receipt(evidence=evidence(gathered=0.25, read=read), model=weighed)
        for name, read, _ in given
    }
    return FakeProduct(desk=ScriptedDesk(script), receipts=receipts)


LEARNT = [*[(Read.YES, right())] * 40, *[(Read.NO, wrong())] * 40]


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUICHET_MODEL", "openai:m")
    monkeypatch.setenv("GUICHET_MODEL_USES", "reponses,lecture")


@pytest.mark.usefixtures("reads")
def test_what_a_reading_is_worth_is_learnt_then_certified_and_kept(capsys: Capture) -> None:
    product = reading_product(LEARNT)
    calibrate(product, "--learn", "appris.jsonl", "--write")
    out = capsys.readouterr().out
    unweighed, fitted = product.readings
    assert unweighed == Reading("openai:m", 0.0, 0.0, 0.0)
    assert product.answer_from == [0.0, 0.0]
    assert fitted is not None and fitted.yes > 1 and fitted.no < -1
    assert product.kept_readings == [fitted]
    assert product.kept[0].provenance["Modèle de langue"] == "openai:m (lecture, reponses)"
    assert product.kept[0].questions == 100
    assert out.startswith("Modèle de langue : openai:m (lecture, reponses)\n")
    assert "Lecture : +" in out and " si un passage répond" in out
    assert "relève la confiance de 0,15 au plus ; tout le reste ne peut que l’abaisser" in out
    assert "vous vous fiez au modèle" in out
    assert "seules les citations sont jugées" in out
    assert "au plus élevé de ce seuil et de celui qui vaut sans lui" in out


@pytest.mark.usefixtures("reads")
def test_a_reading_that_was_not_learnt_counts_for_nothing_and_this_is_said(capsys: Capture) -> None:
    product = reading_product([])
    calibrate(product)
    assert product.readings == [None]
    assert "elle reste sans effet" in capsys.readouterr().out


@pytest.mark.usefixtures("reads")
def test_a_reading_that_tells_nothing_is_said_to(capsys: Capture) -> None:
    said = [(Read.YES, right()), (Read.YES, wrong()), (Read.NO, right()), (Read.NO, wrong())]
    calibrate(reading_product(said * 20), "--learn", "appris.jsonl")
    assert "enlevez « lecture »" in capsys.readouterr().out


@pytest.mark.usefixtures("reads")
def test_questions_to_learn_from_certify_nothing() -> None:
    product = reading_product(LEARNT)
    write_set(Path("jeu.jsonl"), [labelled("a3"), labelled("b")])
    with pytest.raises(NotCertified, match=r"1 question\(s\) \(a3\) ont déjà servi à régler l’assistant"):
        calibrate(product, "--learn", "appris.jsonl")
    assert product.readings == []


@pytest.mark.usefixtures("reads")
def test_too_few_questions_to_learn_from_are_refused() -> None:
    with pytest.raises(
        NotCertified, match="40 ont été lues, dont 40 avec une réponse juste. Il en faut au moins"
    ):
        calibrate(reading_product(LEARNT[:40]), "--learn", "appris.jsonl", "--write")


@pytest.mark.usefixtures("reads")
def test_a_model_that_often_says_nothing_is_not_calibrated() -> None:
    silent: list[tuple[Read | None, Reply]] = [*LEARNT, *[(None, right())] * 5]
    with pytest.raises(NotCertified, match=r"rien dit de lisible pour 5 question\(s\) sur 85"):
        calibrate(reading_product(silent), "--learn", "appris.jsonl")


def test_there_is_nothing_to_learn_without_a_model_that_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    product = reading_product(LEARNT)
    with pytest.raises(MisusedCommand, match="GUICHET_MODEL"):
        calibrate(product, "--learn", "appris.jsonl")
    monkeypatch.setenv("GUICHET_MODEL", "openai:m")
    with pytest.raises(MisusedCommand, match="« lecture »"):
        calibrate(product, "--learn", "appris.jsonl")
