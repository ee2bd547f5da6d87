import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.excerpt import excerpt, introduction
from knowledge.sentences import spans
from tests.knowledge.drafts import prose

RULES = (
    "Les projets durent un an.\nL’aide couvre tout.\nToutefois, elle est limitée à 50 %.\n"
    "Un jury choisit.\nIl siège à Paris."
)
LEANS = re.compile(r"Toutefois|Sauf|Cette")


def quoted(text: str, scores: list[float], budget: int) -> str:
    start, end = excerpt(text, scores, budget)
    return text[start:end]


@st.composite
def scored(draw: st.DrawFn) -> tuple[str, list[float], int]:
    text = draw(prose | st.text(" \n.AbToutefois", max_size=80))
    scores = draw(st.lists(st.floats(-1, 1), min_size=len(spans(text)), max_size=len(spans(text))))
    return text, scores, draw(st.integers(0, 60))


@given(scored())
def test_an_excerpt_starts_and_ends_with_a_sentence_and_holds_the_nearest(
    given: tuple[str, list[float], int],
) -> None:
    text, scores, _ = given
    pieces = spans(text)
    start, end = excerpt(*given)
    if not pieces:
        assert (start, end) == (0, 0)
        return
    assert start in {piece[0] for piece in pieces}
    assert end in {piece[1] for piece in pieces}
    held = [score for score, piece in zip(scores, pieces, strict=True) if start <= piece[0] < end]
    assert max(held) == max(scores)


@given(scored())
def test_an_excerpt_never_parts_a_sentence_from_what_it_leans_on_or_limits_it(
    given: tuple[str, list[float], int],
) -> None:
    text = given[0]
    start, end = excerpt(*given)
    opening = LEANS.match(text, start)
    assert opening is None or start == min((piece[0] for piece in spans(text)), default=0)
    following = next((piece for piece in spans(text) if piece[0] >= end), None)
    assert following is None or end == 0 or not LEANS.match(text, following[0])


@given(scored())
def test_an_excerpt_is_over_budget_only_where_it_cannot_be_parted(
    given: tuple[str, list[float], int],
) -> None:
    text, scores, budget = given
    start, end = excerpt(*given)
    whole = text[start:end]
    if len(whole.split()) > budget:
        assert excerpt(text, scores, 0) == (start, end)
        assert all(LEANS.match(whole, piece[0]) for piece in spans(whole)[1:])


@pytest.mark.parametrize(
    ("scores", "budget", "expected"),
    [
        ([0, 0, 0, 0, 0], 50, RULES),
        ([0, 0, 0, 9, 0], 1, "Un jury choisit.\nIl siège à Paris."),
        ([0, 0, 0, 0, 9], 1, "Un jury choisit.\nIl siège à Paris."),
        ([0, 9, 0, 0, 0], 1, "L’aide couvre tout.\nToutefois, elle est limitée à 50 %."),
        (
            [0, 0, 9, 0, 0],
            15,
            "Les projets durent un an.\nL’aide couvre tout.\nToutefois, elle est limitée à 50 %.",
        ),
        ([9, 0, 0, 0, 0], 5, "Les projets durent un an."),
    ],
)
def test_the_nearest_sentence_is_quoted_with_all_it_needs(
    scores: list[float], budget: int, expected: str
) -> None:
    assert quoted(RULES, scores, budget) == expected


@pytest.mark.parametrize(
    ("scores", "budget", "expected"),
    [
        ([0.1, 0.2, 0.9, 0.3, 0.4], 2, "C c.\n"),
        ([0.1, 0.2, 0.9, 0.3, 0.4], 4, "C c.\nD d.\n"),
        ([0.1, 0.5, 0.9, 0.3, 0.4], 4, "B b.\nC c.\n"),
        ([0.1, 0.5, 0.9, 0.3, 0.4], 6, "B b.\nC c.\nD d.\n"),
        ([0.1, 0.3, 0.9, 0.3, 0.4], 4, "B b.\nC c.\n"),
        ([0.1, -0.2, 0.9, -0.3, 0.4], 4, "B b.\nC c.\n"),
    ],
)
def test_an_excerpt_grows_towards_its_nearer_neighbour_the_one_before_if_equal(
    scores: list[float], budget: int, expected: str
) -> None:
    assert quoted("A a.\nB b.\nC c.\nD d.\nE e.", scores, budget) == expected.strip()


def test_a_neighbour_is_taken_with_what_leans_on_it_or_not_at_all() -> None:
    text = "A a.\nB b.\nToutefois c.\nSauf d."
    assert quoted(text, [1, 0, 0, 0], 6) == "A a."
    assert quoted(text, [1, 0, 0, 0], 8) == text


@pytest.mark.parametrize(
    ("text", "item", "expected"),
    [
        ("Il faut :\n- un budget ;\n- un plan.", "- un plan", "Il faut :"),
        ("Il faut\u00a0:\n– un budget.", "– un", "Il faut\u00a0:"),
        ("Il faut :\na) un budget ;\nb) un plan.", "b) un", "Il faut :"),
        ("Un jury siège.\nIl choisit :\n1° des lauréats.", "1° des", "Il choisit :"),
        ("1. Il faut :\n- un budget.\n2. Un jury choisit.", "- un", "1. Il faut :"),
        ("1. Il faut :\n- un budget.\n2. Un jury choisit.", "2. Un", ""),
        ("- Des pièces :\n– un budget ;\n– un plan.", "– un plan", "- Des pièces :"),
        ("Il faut :\nUn jury choisit.", "Un jury", ""),
        ("Un jury siège.\n- un budget.", "- un", ""),
        ("- un budget :\nautre chose.", "- un", ""),
    ],
)
def test_a_quoted_item_is_introduced_by_the_sentence_above_its_list(
    text: str, item: str, expected: str
) -> None:
    start = text.index(item)
    assert introduction(text, (start, start + len(item))) == expected


@given(scored())
def test_an_introduction_is_a_literal_sentence_before_the_excerpt(
    given: tuple[str, list[float], int],
) -> None:
    text = given[0]
    start, end = excerpt(*given)
    lead = introduction(text, (start, end))
    assert not lead or (lead.endswith(":") and lead in text[:start])
