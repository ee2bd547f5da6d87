import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.writing.proposals import LONGEST, MOST_SENTENCES, read_proposal, schema
from knowledge.writing.synthesis import Proposal, Sentence
from tests.llm.scripted import proposing

WHOLE = proposing(("Un jury choisit.", ["P1"]), ("Il faut un budget.", ["P2", "P1"]))


def test_the_sentences_are_read_with_their_keys_and_what_is_missing() -> None:
    read = read_proposal(proposing((" Un jury\n choisit. ", ["P1", " P2", "P1"]), missing=" La\tdate "))
    assert read == Proposal((Sentence("Un jury choisit.", ("P1", "P2")),), "La date")


def test_no_sentence_is_a_proposal_too_and_an_empty_one_is_none() -> None:
    assert read_proposal('{"sentences": [], "missing": "La date."}') == Proposal((), "La date.")
    assert read_proposal(proposing((" ", ["P1"]))) == Proposal(())
    assert read_proposal('{"missing": null}') == Proposal(())


def test_an_object_in_a_fence_of_markdown_is_read() -> None:
    assert read_proposal(f"```json\n{WHOLE}\n```\n") == read_proposal(WHOLE)


@given(st.integers(0, len(WHOLE) - 1))
def test_half_an_object_is_refused_wherever_it_was_cut(length: int) -> None:
    with pytest.raises(ValueError):
        read_proposal(WHOLE[:length])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Un jury choisit.",
        f"Voici : {WHOLE}",
        f"{WHOLE} {WHOLE}",
        "[]",
        "null",
        '{"sentences": {"text": "Un jury."}}',
        '{"sentences": ["Un jury."]}',
        '{"sentences": [{"text": "Un jury."}]}',
        '{"sentences": [{"text": "Un jury.", "passages": "P1"}]}',
        '{"sentences": [{"text": "Un jury.", "passages": [1]}]}',
        '{"sentences": [{"text": 3, "passages": ["P1"]}]}',
        '{"sentences": [{"passages": ["P1"]}]}',
        '{"sentences": [], "missing": ["La date."]}',
        '{"sentences": [], "missing": NaN}',
        '{"sentences": [], "sentences": [{"text": "Un jury.", "passages": ["P1"]}]}',
        "[" * LONGEST,
        '{"sentences": ' + "[" * (LONGEST - 20),
        " " * LONGEST + WHOLE,
        proposing(*[("Un jury choisit.", ["P1"])] * (MOST_SENTENCES + 1)),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_proposal(text)


@given(st.text(max_size=60) | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(json.dumps))
def test_whatever_a_model_writes_is_read_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert read_proposal(text).sentences == ()


def test_a_model_may_only_name_the_passages_that_it_is_shown() -> None:
    sentence = schema(["P1", "P2"])["properties"]["sentences"]["items"]["properties"]
    assert sentence["passages"]["items"] == {"type": "string", "enum": ["P1", "P2"]}
