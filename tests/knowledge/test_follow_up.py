import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.follow_up import in_full

BEFORE = "Quelle aide pour une commune ?"


@pytest.mark.parametrize(
    "question",
    [
        "et une association ?",
        "Mais pourquoi ?",
        "Lesquels ?",
        "lesquelles exactement ?",
        "Combien ?",
        "Jusqu’à quand ?",
        "même chose pour une SCOP",
    ],
)
def test_a_short_question_that_leans_on_the_last_one_is_read_after_it(question: str) -> None:
    assert in_full(f" {question} ", ["Bonjour", BEFORE], 200) == f"{BEFORE} {question}"


@pytest.mark.parametrize(
    "question",
    [
        "Qui peut candidater ?",
        "Où envoyer le dossier ?",
        "Etes-vous ouverts ?",
        "Combien de lauréats le jury national a-t-il retenus cette année ?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert in_full(question, [BEFORE], 200) == question


@given(st.text(), st.lists(st.text(), max_size=3))
def test_nothing_but_the_last_question_is_ever_added(question: str, history: list[str]) -> None:
    full = in_full(question, history, 200)
    assert full == question or full == f"{history[-1].strip()} {question.strip()}"
    assert in_full(question, [], 200) == question
