import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.hits import Hit
from knowledge.lexical import Lexical, read_lexical, write_lexical
from knowledge.retrieval import CITED
from knowledge.signals import Signals, measure
from tests.knowledge.drafts import findings, hit, passage

MONEY = "Une enveloppe de trois millions d’euros soutient la promotion 5."
JURY = "Le jury siège en octobre 2013."

shares = st.floats(0, 1)
hits = st.lists(
    st.builds(
        lambda near, score, gathered, settled, holds, distinct: hit(
            passage(MONEY), [near], score,
            gathered=gathered, settled=settled, holds=holds, holds_nearest=holds, distinct=distinct,
        ),
        st.floats(-1, 1), st.floats(-5, 20), shares, shares, st.booleans(), st.floats(-1, 1),
    ),
    max_size=12,
).map(lambda drawn: sorted(drawn, key=lambda hit: -hit.score))  # fmt: skip


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> Lexical:
    folder: Path = tmp_path_factory.mktemp("lexical")
    write_lexical([MONEY, JURY, "Un bilan est rendu en 2015."], folder)
    return read_lexical(folder)


def money(near: float = 0.9, score: float = 1.0, **measured: object) -> Hit:
    return hit(passage(MONEY), [near], score, **measured)


def test_without_a_hit_all_is_at_its_worst(lexical: Lexical) -> None:
    signals = measure(findings("Combien d’euros ?"), lexical)
    assert signals == Signals(
        gathered=0, lexical=0, distinct=0, asked=1, holds=0, holds_nearest=0,
        lacking=1, person=0, margin=0, agreed=0, settled=0,
    )  # fmt: skip


@pytest.mark.parametrize("measure_of", ["gathered", "lexical", "distinct", "settled"])
def test_only_the_best_of_the_hits_that_an_answer_may_cite_counts(measure_of: str, lexical: Lexical) -> None:
    measured = [0.2, 0.5, 0.3, 0.9]
    assert len(measured) == CITED + 1
    found = findings(hits=[money(**{measure_of: value}) for value in measured])
    assert getattr(measure(found, lexical), measure_of) == 0.5


def test_the_first_hits_stand_apart_from_the_others(lexical: Lexical) -> None:
    scores = [9.0, 8.0, 7.0, 3.0, 1.0]
    signals = measure(findings(hits=[money(score=score) for score in scores]), lexical)
    assert signals.margin == 6
    assert signals.agreed > 0.99
    level = measure(findings(hits=[money(score=2.0)] * 6), lexical)
    assert level.margin == 0
    assert level.agreed == pytest.approx(0.5)
    few = measure(findings(hits=[money(score=2.0), money(score=1.5)]), lexical)
    assert (few.margin, few.agreed) == (0.5, 1)


@pytest.mark.parametrize(
    ("question", "asked", "person"),
    [("Quel mail ?", 1, 0), ("Qui choisit ?", 0, 1), ("Où est-ce ?", 0, 0), ("Un bilan ?", 0, 0)],
)
def test_what_is_asked_is_told(question: str, asked: int, person: int, lexical: Lexical) -> None:
    signals = measure(findings(question, [money()]), lexical)
    assert (signals.asked, signals.person) == (asked, person)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([(True, True), (False, False)], (1, 1, 0)),
        ([(True, False), (False, False)], (1, 0, 0)),
        ([(False, False), (True, True)], (0, 1, 0)),
        ([(False, False)] * CITED + [(True, True)], (0, 0, 1)),
        ([(False, False)], (0, 0, 1)),
    ],
)
def test_what_is_asked_may_be_held_by_the_first_hit_by_a_sentence_or_by_none(
    held: list[tuple[bool, bool]], expected: tuple[float, float, float], lexical: Lexical
) -> None:
    found = [money(holds=whole, holds_nearest=nearest) for whole, nearest in held]
    signals = measure(findings("Combien d’euros ?", found), lexical)
    assert (signals.holds, signals.holds_nearest, signals.lacking) == expected


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("La promotion 5 ?", 0),
        ("La promotion 50 ?", 1),
        ("En 2015 ?", 0),
        ("En 2016 ?", 1),
        ("Un bilan ?", 0),
    ],
)
def test_a_year_that_no_text_names_and_an_edition_that_no_hit_names_are_lacking(
    question: str, lacking: float, lexical: Lexical
) -> None:
    assert measure(findings(question, [money()]), lexical).lacking == lacking


def test_a_year_that_no_text_names_is_lacking_even_beside_what_is_held(lexical: Lexical) -> None:
    question = "Combien d’euros en 2016 ?"
    assert measure(findings(question, [money(holds=True)]), lexical).lacking == 1


def test_a_longer_number_does_not_stand_for_an_edition(lexical: Lexical) -> None:
    found = [hit(passage("La promotion 50 ouvre."), [0.9])]
    assert measure(findings("La promotion 5 ?", found), lexical).lacking == 1


@given(st.text(), hits)
def test_signals_are_numbers_for_any_question(lexical: Lexical, question: str, found: list[Hit]) -> None:
    values = measure(findings(question, found), lexical).values()
    assert set(values) == set(Signals.__dataclass_fields__)
    assert all(math.isfinite(value) for value in values.values())
    assert {values[name] for name in ("asked", "holds", "holds_nearest", "lacking", "person")} <= {0, 1}
    assert all(0 <= values[name] <= 1 + 1e-9 for name in ("gathered", "agreed", "settled"))
    assert values["margin"] >= 0
