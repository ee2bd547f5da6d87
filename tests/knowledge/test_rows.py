"""Values become rows and come back, those of older rows too."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.preparation import Quoted, State, Treatment
from knowledge.rows import (
    call_from_json,
    call_to_json,
    from_utc,
    to_utc,
    treatments_from_json,
    treatments_to_json,
)
from tests.knowledge.examples import CALL

treatments = st.builds(
    Treatment,
    topic=st.text(),
    state=st.sampled_from(State),
    passages=st.lists(st.builds(Quoted, st.text(), st.text())).map(tuple),
    value=st.text(),
    missing=st.text(),
    announced=st.text(),
    questions=st.lists(st.text()).map(tuple),
    name=st.text(),
    question=st.text(),
)


def test_a_call_comes_back_as_it_was_kept() -> None:
    assert call_from_json(call_to_json(CALL)) == CALL


def test_a_call_kept_before_it_could_have_examples_has_none() -> None:
    kept = {name: value for name, value in call_to_json(CALL).items() if name != "examples"}
    assert call_from_json(kept).examples == ()


@given(st.lists(treatments))
def test_what_staff_approved_comes_back_as_it_was_kept(approved: list[Treatment]) -> None:
    kept = json.loads(json.dumps(treatments_to_json(approved)))
    assert treatments_from_json(kept) == tuple(approved)


def test_a_version_kept_before_staff_could_approve_anything_has_no_treatment() -> None:
    assert treatments_from_json(None) == ()


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=2))])))
def test_a_moment_is_the_same_when_it_comes_back_with_its_time_zone_or_without(moment: datetime) -> None:
    kept = to_utc(moment)
    assert from_utc(kept) == from_utc(kept.replace(tzinfo=None)) == moment


@pytest.mark.parametrize("hours", [-5, 0, 2])
def test_moments_are_kept_in_utc(hours: int) -> None:
    at = datetime(2013, 10, 15, 12, tzinfo=timezone(timedelta(hours=hours)))
    assert to_utc(at).utcoffset() == from_utc(at).utcoffset() == timedelta(0)
