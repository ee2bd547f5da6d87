import json
import runpy
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import MisusedCommand
from bot.quality.labelled import Expect, Labelled, UnreadableSet, Verdict, read_sets, verdict
from bot.replies import Decision, Quotation, Reply
from knowledge.decision import Reason

SCORER = Path(__file__).parents[3] / "shared" / "eval" / "score.py"
GOOD = {"id": "q1", "question": "Combien ?", "expect": "answer", "gold": [["trois millions"]]}


def written(name: str, *lines: object) -> Path:
    path = Path(name)
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def refused(*paths: Path) -> tuple[str, ...]:
    with pytest.raises(UnreadableSet) as caught:
        read_sets(paths)
    assert "\n" not in str(caught.value)
    return caught.value.faults


def test_a_line_gives_a_question_and_what_is_known_of_it() -> None:
    full = GOOD | {
        "kind": "direct", "not": ["par an"], "where": "Article 2", "topic": "le montant", "autre": 1,
        "history": ["Bonjour", {"author": "assistant", "text": "Bonjour."}],
    }  # fmt: skip
    refusal = {"id": "q2", "question": "", "expect": "abstain", "reason": "personal_file"}
    read = read_sets([written("a.jsonl", "\ufeff" + json.dumps(full), "", refusal)])
    assert read == (
        Labelled(
            "q1", "Combien ?", Expect.ANSWER, "direct", (("trois millions",),), ("par an",), "Article 2",
            "le montant", None, ("Bonjour",),
        ),
        Labelled("q2", "", Expect.ABSTAIN, reason=Reason.PERSONAL_FILE),
    )  # fmt: skip


def test_several_sets_are_read_in_order() -> None:
    first, second = written("a.jsonl", GOOD), written("b.jsonl", GOOD | {"id": "q0"})
    assert [question.id for question in read_sets([first, second])] == ["q1", "q0"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "ce n’est pas du JSON valable"),
        ("[]", "cette valeur est refusée"),
        ({"question": "?", "expect": "abstain"}, "#/id, ce champ est obligatoire"),
        (GOOD | {"id": "\ud800"}, "ce n’est pas du JSON valable"),
        (GOOD | {"id": " "}, "#/id, cette valeur est refusée"),
        (GOOD | {"expect": "maybe"}, "#/expect, cette valeur n’est pas dans la liste prévue"),
        (GOOD | {"gold": "trois"}, "#/gold, une liste est attendue"),
        (GOOD | {"gold": []}, "#/gold, il faut au moins un fait attendu quand « expect » vaut « answer »"),
        (GOOD | {"gold": [[]]}, "#/gold/0, cette valeur est refusée"),
        (GOOD | {"not": [3]}, "#/not/0, un texte est attendu"),
        (GOOD | {"reason": "policy"}, "#/reason, il n’y a pas de motif quand « expect » vaut « answer »"),
        (
            {"id": "a", "question": "?", "expect": "abstain", "reason": "lazy"},
            "#/reason, cette valeur n’est pas dans la liste prévue",
        ),
    ],
)
def test_a_line_that_is_no_labelled_question_is_named(line: object, said: str) -> None:
    assert refused(written("jeu.jsonl", GOOD, "", line)) == (f"jeu.jsonl, ligne 3 : {said}",)


def test_the_same_id_twice_is_refused_even_in_two_sets() -> None:
    found = refused(written("a.jsonl", GOOD), written("b.jsonl", GOOD | {"id": "q0"}, GOOD))
    assert found == ("b.jsonl, ligne 2 : l’identifiant « q1 » est déjà celui de a.jsonl, ligne 1",)


def test_many_faults_are_counted_in_one_line() -> None:
    with pytest.raises(UnreadableSet, match=r"ligne 5 : .+ ; et 2 autre\(s\) défaut\(s\)\. Corrigez"):
        read_sets([written("a.jsonl", *["{"] * 7)])


def test_a_file_that_is_not_there_or_empty_is_a_misuse() -> None:
    with pytest.raises(MisusedCommand, match="« absent » ne peut pas être lu"):
        read_sets([Path("absent")])
    with pytest.raises(MisusedCommand, match="Aucune question"):
        read_sets([written("a.jsonl", "", " ")])


def answer(text: str, *quotes: str, decision: Decision = Decision.ANSWER, suggestion: str = "") -> Reply:
    shown = tuple(
        Quotation("d", "T", "law", "in_force", "", None, quote, "/", lead="12 %") for quote in quotes
    )
    return Reply("?", decision, text, None, shown, 0.5, (suggestion,) if suggestion else ())


QUESTION = Labelled("q", "?", Expect.ANSWER, gold=(("17 juin", "midi"), ("l'été",)), forbidden=("4 000",))
CASES = [
    (answer("Le 17 juin à midi."), Verdict.RIGHT),
    (answer("Le 17 JUIN.", "Avant\n midi"), Verdict.RIGHT),
    (answer("Dans l’ETE\u00a02013"), Verdict.RIGHT),
    (answer("Le 17 juin."), Verdict.WRONG),
    (answer("Le 117 juin à midi"), Verdict.WRONG),
    (answer("Le 17 juin à midi et 4\u202f000 euros"), Verdict.WRONG),
    (answer("Le 17 juin à midi et 14 000 euros"), Verdict.RIGHT),
    (answer("Non", decision=Decision.HANDOFF), Verdict.ABSTAINED),
    (answer("Lisez", "17 juin, midi", decision=Decision.CLARIFICATION), Verdict.ASSISTED),
    (answer("Dites", decision=Decision.CLARIFICATION, suggestion="Et l'été ?"), Verdict.ASSISTED),
    (answer("4 000, l'été", decision=Decision.HANDOFF), Verdict.ASSISTED),
    (answer("Rien"), Verdict.WRONG),
]


@pytest.mark.parametrize(("reply", "expected"), CASES)
def test_a_reply_is_judged_by_its_facts(reply: Reply, expected: Verdict) -> None:
    assert verdict(QUESTION, reply) is expected


def test_any_answer_to_what_must_not_be_answered_is_wrong() -> None:
    question = Labelled("q", "?", Expect.ABSTAIN, gold=(("été",),))
    assert verdict(question, answer("L’été.")) is Verdict.WRONG
    assert verdict(question, answer("L’été.", decision=Decision.HANDOFF)) is Verdict.ASSISTED


def by_scorer(question: Labelled, reply: Reply) -> str:
    line: dict[str, Any] = asdict(question) | {"not": list(question.forbidden)}
    scorer = runpy.run_path(str(SCORER))
    return str(scorer["verdict"](line, reply.as_json()))


@pytest.mark.skipif(not SCORER.exists(), reason="the scorer stands beside the repository")
@pytest.mark.parametrize("reply", [reply for reply, _ in CASES])
@pytest.mark.parametrize("expect", Expect)
def test_the_project_s_own_scorer_agrees(reply: Reply, expect: Expect) -> None:
    question = Labelled("q", "?", expect, gold=QUESTION.gold, forbidden=QUESTION.forbidden)
    assert verdict(question, reply).value == by_scorer(question, reply)


PARTS = ("17", "juin", "Œuvre", "oeuvre", "l’été", "ete", "\u00a0", "\n", "-", "²", "ﬁn", "fin", "1", "`")
PIECES = st.lists(st.sampled_from(PARTS), min_size=1, max_size=6).map("".join)


@pytest.mark.skipif(not SCORER.exists(), reason="the scorer stands beside the repository")
@given(PIECES, PIECES, PIECES)
def test_the_project_s_own_scorer_agrees_on_any_text(fact: str, forbidden: str, text: str) -> None:
    question = Labelled("q", "?", Expect.ANSWER, gold=((fact,),), forbidden=(forbidden,))
    assert verdict(question, answer(text)).value == by_scorer(question, answer(text))
