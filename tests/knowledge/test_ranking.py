from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.decision import load_model
from knowledge.documents import Passage
from knowledge.hits import Hit
from knowledge.ranking import APPROVED, MEASURES, PLAIN, STRETCHED, UNOFFICIAL, features, ranked, spread
from tests.knowledge.drafts import hit

EVEN = dict.fromkeys(MEASURES, 1.0)
WHOLE = sum(EVEN.values())

shares = st.floats(0, 1, width=32)
cosines = st.floats(-1, 1, width=32)
weights = st.fixed_dictionaries(dict.fromkeys(MEASURES, st.floats(0, 20, width=32)))


def found(name: str, document: str = "loi", **measured: object) -> Hit:
    """Return a hit as retrieval measures it, its sentence as near as its passage unless said."""
    near = measured.pop("sentence", 0.5)
    return hit(Passage(name, document, 0, "Un texte."), [near], 0.0, **measured)  # type: ignore[list-item]  # of the test's choice


@st.composite
def searches(draw: st.DrawFn) -> list[Hit]:
    measured = st.fixed_dictionaries(
        {
            "lexical": st.floats(0, 50, width=32),
            "dense": cosines,
            "heading": cosines,
            "sentence": cosines,
            "agreement": cosines,
            "covered": shares,
            "settled": shares,
            "holds": st.booleans(),
            "approved": st.booleans(),
        }
    )
    documents = st.sampled_from(["loi", "notes"])
    return [found(f"p:{n}", draw(documents), **draw(measured)) for n in range(draw(st.integers(0, 6)))]


def ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.passage.id for hit in hits]


@given(searches(), weights)
def test_ranking_keeps_every_hit_and_changes_nothing_of_it_but_its_score(
    hits: list[Hit], weights: dict[str, float]
) -> None:
    after = ranked(hits, weights, {"notes"})
    assert [hit.score for hit in after] == sorted((hit.score for hit in after), reverse=True)
    by_id = {hit.passage.id: replace(hit, score=0.0) for hit in after}
    assert len(after) == len(hits)
    assert [by_id[hit.passage.id] for hit in hits] == hits


@given(searches(), weights)
def test_scores_stay_within_whole_ranges(hits: list[Hit], weights: dict[str, float]) -> None:
    whole = sum(weights.values())
    for one in ranked(hits, weights, {"notes"}):
        most = 1 + APPROVED * one.approved
        least = -UNOFFICIAL * (one.passage.document_id == "notes") + APPROVED * one.approved
        assert least * whole - 1e-3 <= one.score <= most * whole + 1e-3


@given(searches(), weights)
def test_what_staff_approved_comes_before_all_the_rest(hits: list[Hit], weights: dict[str, float]) -> None:
    if sum(weights.values()) < 0.01:
        return
    approved = [hit.approved for hit in ranked(hits, weights, {"notes"})]
    assert approved == sorted(approved, reverse=True)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_hit_that_is_better_in_one_measure_comes_first_if_it_counts(measure: str) -> None:
    field, low, high = {
        "passage": ("dense", 0.1, 0.9),
        "holds": ("holds", False, True),
    }.get(measure, (measure, 0.1, 0.9))
    worse, better = {field: low}, {field: high}
    hits = [found("worse", "loi", **worse), found("better", "loi", **better)]
    assert ids(ranked(hits, EVEN, set())) == ["better", "worse"]
    assert ids(ranked(hits, dict.fromkeys(MEASURES, 0.0), set())) == ["worse", "better"]


def test_equal_hits_stay_in_the_order_in_which_they_were_found() -> None:
    names = [f"p:{n}" for n in range(6)]
    assert ids(ranked([found(name) for name in names], EVEN, set())) == names
    assert ids(ranked([found(name) for name in reversed(names)], EVEN, set())) == names[::-1]


def test_an_official_text_comes_before_one_that_is_not() -> None:
    hits = ranked([found("n:1", "notes"), found("l:1")], EVEN, {"notes"})
    assert ids(hits) == ["l:1", "n:1"]
    assert hits[0].score - hits[1].score == pytest.approx(UNOFFICIAL * WHOLE, abs=1e-5)


def test_an_unofficial_text_that_alone_says_it_still_comes_first() -> None:
    alone = found("n:1", "notes", covered=1.0, lexical=9.0, sentence=0.9)
    assert ids(ranked([found("l:1"), alone], EVEN, {"notes"})) == ["n:1", "l:1"]


def test_a_measure_whose_weight_is_negative_takes_nothing_from_what_is_approved_or_official() -> None:
    contrary = EVEN | {"heading": -100.0}
    hits = [found("l:1", heading=0.5), found("n:1", "notes", heading=0.5)]
    assert ids(ranked(hits, contrary, {"notes"})) == ["l:1", "n:1"]
    assert ids(ranked([hits[0], replace(hits[1], approved=True)], contrary, {"notes"})) == ["n:1", "l:1"]


def test_nothing_is_ranked_of_nothing() -> None:
    assert ranked([], EVEN, {"notes"}) == ()


@given(searches().filter(bool))
def test_features_have_a_row_a_hit_and_a_column_a_measure_from_0_to_1(hits: list[Hit]) -> None:
    table = features(hits)
    assert table.shape == (len(hits), len(MEASURES))
    assert (table >= 0).all() and (table <= 1 + 1e-6).all()


@given(st.lists(st.floats(-1e3, 1e3, width=32), min_size=1))
def test_scores_are_spread_from_0_to_1_in_their_order(scores: list[float]) -> None:
    spreaded = spread(np.array(scores, dtype=np.float32))
    assert (spreaded >= 0).all() and (spreaded <= 1).all()
    assert spreaded[int(np.argmin(scores))] == 0
    assert spreaded[int(np.argmax(scores))] == float(max(scores) > min(scores))
    assert (np.diff(spreaded[np.argsort(scores)]) >= 0).all()


def test_rounding_errors_make_no_difference() -> None:
    cosine = np.float32(0.46264574)
    assert not spread(np.array([cosine, np.nextafter(cosine, np.float32(1))])).any()


def test_the_shipped_model_weighs_every_measure_and_prefers_what_is_settled() -> None:
    shipped = load_model().ranking
    assert set(shipped) == {*STRETCHED, *PLAIN}
    assert shipped["settled"] > 0
    assert sum(max(0.0, weight) for weight in shipped.values()) > 0
