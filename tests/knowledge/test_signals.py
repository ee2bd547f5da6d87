from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexical import Lexical, read_lexical, write_lexical
from knowledge.retrieval import CITED, Findings, Neighbour
from knowledge.signals import Signals, measure
from tests.knowledge.drafts import findings, hit, passage

MONEY = "Une enveloppe de trois millions d’euros soutient la promotion 5."
JURY = "Le jury siège en octobre 2013."
NEAR = Neighbour(0.7, "merci", "thanks")
TOPIC = Neighbour(0.75, "date limite", "cahier")


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> Lexical:
    folder: Path = tmp_path_factory.mktemp("lexical")
    write_lexical([MONEY, JURY, "Un bilan est rendu en 2015."], folder)
    return read_lexical(folder)


def test_without_a_hit_all_is_at_its_worst(lexical: Lexical) -> None:
    assert measure(findings("Combien d’euros ?"), lexical) == Signals(0.0, 0.0, 0.0, 1.0)


def test_the_nearest_sentence_is_set_against_what_no_text_answers(lexical: Lexical) -> None:
    hits = [hit(passage(MONEY), [0.8]), hit(passage(JURY), [0.9])]
    signals = measure(findings("Qui ?", hits, [TOPIC], [NEAR]), lexical)
    assert (signals.nearest, signals.elsewhere) == (0.9, 0.75)
    assert signals.values()["nearer"] == pytest.approx(0.15)


def test_only_the_hits_that_an_answer_may_cite_are_measured(lexical: Lexical) -> None:
    hits = [hit(passage(JURY), [0.5])] * CITED + [hit(passage(MONEY), [0.9])]
    signals = measure(findings("Quelle enveloppe ?", hits), lexical)
    assert (signals.nearest, signals.covered) == (0.5, 0.0)


@pytest.mark.parametrize(
    ("question", "least", "most"),
    [("Une enveloppe ?", 1, 1), ("Un xyzt ?", 0, 0), ("Une enveloppe xyzt ?", 0.1, 0.49), ("Qui ?", 0, 0)],
)
def test_words_that_the_hits_hold_count_by_how_telling_they_are(
    question: str, least: float, most: float, lexical: Lexical
) -> None:
    assert least <= measure(findings(question, [hit(passage(MONEY), [0.9])]), lexical).covered <= most


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("Combien d’euros ?", 0),
        ("Quel mail ?", 1),
        ("La promotion 5 ?", 0),
        ("La promotion 50 ?", 1),
        ("En 2015 ?", 0),
        ("En 2016 ?", 1),
        ("Un bilan ?", 0),
    ],
)
def test_what_is_asked_for_may_be_lacking(question: str, lacking: float, lexical: Lexical) -> None:
    hits = [hit(passage(MONEY), [0.9])]
    assert measure(findings(question, hits), lexical).lacking == lacking


def test_a_longer_number_does_not_stand_for_an_edition(lexical: Lexical) -> None:
    hits = [hit(passage("La promotion 50 ouvre."), [0.9])]
    assert measure(findings("La promotion 5 ?", hits), lexical).lacking == 1


@given(st.text(), st.lists(st.floats(-1, 1), min_size=1, max_size=1))
def test_shares_go_from_0_to_1_for_any_question(lexical: Lexical, question: str, near: list[float]) -> None:
    found: Findings = findings(question, [hit(passage(MONEY), near)])
    signals = measure(found, lexical)
    assert 0 <= signals.covered <= 1 + 1e-9
    assert signals.lacking in (0, 1)
    assert set(signals.values()) == {"nearer", "covered", "lacking"}
