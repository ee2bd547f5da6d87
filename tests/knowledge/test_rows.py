"""Values become rows and come back, those of older rows too."""

from knowledge.rows import call_from_json, call_to_json
from tests.knowledge.examples import CALL


def test_a_call_comes_back_as_it_was_kept() -> None:
    assert call_from_json(call_to_json(CALL)) == CALL


def test_a_call_kept_before_it_could_have_examples_has_none() -> None:
    kept = {name: value for name, value in call_to_json(CALL).items() if name != "examples"}
    assert call_from_json(kept).examples == ()
