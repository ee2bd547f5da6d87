"""Read what a language model proposes: an object of sentences, or nothing at all."""

from collections.abc import Sequence
from typing import Any

from knowledge.writing.model_json import object_of
from knowledge.writing.synthesis import Proposal, Sentence

MOST_SENTENCES = 3
"""Sentences that are asked for; a proposal with more says other things than the answer."""

LONGEST = 4000
"""Characters from which what a model wrote is not read: three sentences are far shorter."""


def schema(keys: Sequence[str]) -> dict[str, Any]:
    """Return the JSON Schema of a proposal on the sources of these keys.

    Only what every provider understands of JSON Schema: no length of a text, no pattern.
    """
    sentence = {
        "type": "object",
        "properties": {
            "passages": {"type": "array", "items": {"type": "string", "enum": list(keys)}},
            "text": {"type": "string"},
        },
        "required": ["passages", "text"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "sentences": {"type": "array", "items": sentence, "maxItems": MOST_SENTENCES},
            "missing": {"type": "string"},
        },
        "required": ["sentences", "missing"],
        "additionalProperties": False,
    }


def read_proposal(text: str) -> Proposal:
    """Return what a model proposes, not checked yet.

    An object that was cut is refused, not kept up to there: what is lost may be the exception.

    Raises:
        ValueError: this is no whole object of a few sentences, each with the keys of its passages.

    >>> read_proposal('{"sentences": [{"text": "Un jury choisit.", "passages": ["P1"]}], "missing": ""}')
    Proposal(sentences=(Sentence(text='Un jury choisit.', passages=('P1',)),), missing='')
    """
    data = object_of(text, LONGEST)
    given = _typed(data.get("sentences", []), list)
    if len(given) > MOST_SENTENCES:
        raise ValueError("too many sentences")
    found = tuple(sentence for sentence in map(_sentence, given) if sentence.text)
    return Proposal(found, " ".join(_typed(data.get("missing") or "", str).split()))


def _sentence(given: object) -> Sentence:
    data = _typed(given, dict)
    keys = [_typed(key, str).strip() for key in _typed(data.get("passages"), list)]
    return Sentence(" ".join(_typed(data.get("text"), str).split()), tuple(dict.fromkeys(keys)))


def _typed(given: object, kind: type) -> Any:
    if not isinstance(given, kind):
        raise ValueError(f"not a {kind.__name__}")
    return given
