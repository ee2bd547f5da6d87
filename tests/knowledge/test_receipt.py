import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.decision import Answer, Clarification, Handoff, Model, Reading, Reason, decide
from knowledge.documents import Status
from knowledge.evidence import Evidence, Read
from knowledge.preparation import State
from knowledge.receipt import ALPHABET, Cited, Receipt, UnreadableReceipt, new_number, normal, replay
from knowledge.store import open_store
from tests.knowledge.made_up_receipts import (
    MODEL,
    NUMBER,
    evidence,
    evidences,
    models,
    numbers,
    receipt,
    receipts,
)

SHOWN = Cited("loi", "Loi", Status.IN_FORCE, "Article 9", 3, "loi:9", "Le jury choisit.\nIl motive.")


def through_json(given: Receipt) -> Receipt:
    return Receipt.from_json(json.loads(json.dumps(given.as_json(), allow_nan=False)))


@given(receipts)
def test_any_receipt_survives_json_to_the_last_bit(given: Receipt) -> None:
    # repr, because a value that is no number does not equal itself, and -0.0 equals 0.0.
    assert repr(through_json(given)) == repr(given)


@given(evidences, models)
def test_any_evidence_and_model_survive_json_and_replay_to_the_same_outcome(
    found: Evidence, model: Model
) -> None:
    outcome = decide(found, model)
    read = through_json(receipt(evidence=found, model=model, outcome=outcome))
    assert replay(read) == outcome == read.outcome


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (evidence(), Answer(0.9525741268224334)),
        (evidence(gathered=0.2), Clarification(0.45016600268752216)),
        (evidence(lacking=1.0), Clarification(0.5)),
        (evidence(gathered=0.1, lacking=1.0), Handoff(Reason.OUT_OF_SCOPE, 0.026596993576865856)),
        (evidence(intent="thanks", intent_share=0.9), Clarification(0.9525741268224334, "thanks")),
        (
            evidence(topic="dates", topic_share=0.9, state=State.CONFLICTING),
            Handoff(Reason.CONFLICTING_TEXTS, 0.9525741268224334, "dates"),
        ),
    ],
)
def test_a_replay_decides_again_from_the_evidence(found: Evidence, outcome: object) -> None:
    kept = receipt(evidence=found, outcome=Answer(0.0))
    assert replay(kept) == outcome


def test_a_receipt_goes_through_the_store(tmp_path: Path) -> None:
    given = receipt(cited=(SHOWN,), evidence=evidence(gathered=float("nan"), state=State.PARTLY))
    store = open_store(f"sqlite:///{tmp_path / 'guichet.db'}")
    assert store.keep_receipt(given.number, given.at, given.as_json())
    kept = store.receipt(given.number)
    assert kept is not None
    assert repr(Receipt.from_json(kept[1])) == repr(given)
    assert kept[0] == given.at


def test_numbers_of_another_library_are_written_too() -> None:
    written = receipt(evidence=evidence(nearest=np.float32(0.1))).as_json()
    assert written["evidence"]["nearest"] == float(np.float32(0.1))
    assert json.dumps(written)


def changed(*path: str | int, to: object) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        at: Any = data
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = to

    return change


def without(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        at: Any = data
        for step in path[:-1]:
            at = at[step]
        del at[path[-1]]

    return change


@pytest.mark.parametrize(
    "change",
    [
        changed("format", to=2),
        changed("format", to=True),
        changed("question", to="Qui ?"),
        changed("number", to="k7qm2xwd9rtb"),
        changed("at", to="2026-11-23T09:05:00"),
        changed("at", to="hier"),
        changed("version_id", to="7"),
        changed("version_id", to=True),
        changed("version_id", to=7.0),
        changed("embedder", to=None),
        changed("model", to=[]),
        changed("model", "bias", to="1"),
        changed("model", "bias", to="nan"),
        changed("model", "bias", to=float("nan")),
        changed("model", "bias", to=True),
        changed("model", "bias", to=10**400),
        changed("model", "weights", to=[1.0]),
        changed("model", "weights", "elsewhere", to=1.0),
        changed("model", "margin", to=0.1),
        without("model", "topic"),
        changed("evidence", to=None),
        changed("evidence", "state", to="unknown"),
        changed("evidence", "state", to=1),
        changed("evidence", "oneself", to=0),
        changed("evidence", "found", to=None),
        changed("evidence", "words", to=["Qui"]),
        without("evidence", "nearest"),
        changed("evidence", "read", to="maybe"),
        changed("model", "reading", to={"model": "m"}),
        without("evidence", "signals", "gathered"),
        changed("evidence", "signals", "nearer", to=0.1),
        changed("outcome", to="answer"),
        changed("outcome", "decision", to="refusal"),
        changed("outcome", "decision", to=["answer"]),
        changed("outcome", "decision", to="handoff"),
        changed("outcome", "reason", to="requested"),
        changed("cited", to={}),
        changed("cited", to="loi"),
        changed("cited", 0, "page", to="3"),
        changed("cited", 0, "status", to="en vigueur"),
        changed("cited", 0, "url", to="/"),
        without("cited"),
    ],
)
def test_anything_else_is_refused(change: Callable[[dict[str, Any]], None]) -> None:
    data = json.loads(json.dumps(receipt(cited=(SHOWN,)).as_json()))
    assert Receipt.from_json(data).cited == (SHOWN,)
    change(data)
    with pytest.raises(UnreadableReceipt):
        Receipt.from_json(data)


def test_a_receipt_of_before_a_language_model_could_read_is_still_read_and_replayed() -> None:
    data = json.loads(json.dumps(receipt().as_json()))
    del data["evidence"]["read"], data["model"]["reading"]
    kept = Receipt.from_json(data)
    assert kept == receipt()
    assert replay(kept) == kept.outcome


def test_a_receipt_of_before_syntheses_has_none() -> None:
    data = receipt().as_json()
    del data["synthesis"]
    assert Receipt.from_json(data) == receipt()


def test_what_a_language_model_read_is_replayed_with_the_weights_it_had() -> None:
    reading = Reading("openai:m", yes=1.0, unproven=0.0, no=-9.0, alone=0.6)
    found, weighed = evidence(read=Read.NO), replace(MODEL, reading=reading)
    given = receipt(evidence=found, model=weighed, outcome=decide(found, weighed))
    kept = Receipt.from_json(json.loads(json.dumps(given.as_json())))
    assert kept == given
    assert isinstance(replay(kept), Handoff)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(JSON, st.sampled_from(sorted(receipt().as_json())))
def test_no_other_json_breaks_the_reading(data: object, part: str) -> None:
    for body in (data, receipt().as_json() | {part: data}):
        try:
            read = Receipt.from_json(body)
        except UnreadableReceipt:
            continue
        # It may be read if it happens to be right: a text for a text, an empty list for no citation.
        assert through_json(read) == read


def test_integers_stand_for_the_floats_they_are() -> None:
    model = replace(MODEL, bias=-1)
    read = through_json(receipt(model=model)).model
    assert read == MODEL
    assert type(read.bias) is float


@given(numbers)
def test_numbers_are_readable_and_found_however_they_are_typed(number: str) -> None:
    assert len(number) <= 16
    assert set(number) <= {*ALPHABET, "-"}
    spoken = number.lower().replace("-", "")
    for typed in (number, number.lower(), spoken, f" {spoken[:5]} {spoken[5:]}\n", number.replace("-", "–")):
        assert normal(typed) == number


def test_numbers_hold_nothing_that_looks_like_something_else() -> None:
    assert not set("0O1ILU") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET)


def test_no_number_comes_twice() -> None:
    assert len({new_number() for _ in range(2_000)}) == 2_000


@pytest.mark.parametrize(
    "typed", ["", "-", "K7QM", NUMBER + "2", NUMBER.replace("2", "0"), "É7QM-2XWD-9RTB", "../../etc/passwd"]
)
def test_what_cannot_be_a_number_is_none(typed: str) -> None:
    assert normal(typed) is None


def test_a_receipt_has_no_field_for_words_of_the_question() -> None:
    """A field added to what is kept is a promise to look at: nothing of the question, nothing personal."""
    written = receipt(cited=(SHOWN,)).as_json()
    assert set(written) == {
        "format", "number", "at", "version_id", "version_token", "fingerprint", "call", "embedder",
        "model", "evidence", "outcome", "cited", "synthesis",
    }  # fmt: skip
    assert {name for name, value in written["evidence"].items() if isinstance(value, str)} == {
        "intent", "topic", "announced", "document",
    }  # fmt: skip
    assert set(written["cited"][0]) == {
        "document", "title", "status", "location", "page", "passage", "quote",
    }  # fmt: skip
