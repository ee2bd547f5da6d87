"""The receipt of a reply: all that its decision rested on, and nothing that lets the question be read."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from knowledge.decision import Answer, Clarification, Handoff, Model, Outcome, decide
from knowledge.documents import Citation, Status
from knowledge.evidence import Evidence
from knowledge.strict_json import exactly, read, write
from knowledge.versions import Version
from knowledge.writing.synthesis import Synthesis

FORMAT = 1
"""Increased when an older receipt would be read wrongly; one that lacks a part with no default is refused."""

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
"""Neither 0 and O nor 1, I and L, which look alike; no vowel, so that no word comes out."""

GROUPS, LENGTH = 3, 4

_OUTCOMES: Mapping[str, type[Outcome]] = {
    "answer": Answer,
    "clarification": Clarification,
    "handoff": Handoff,
}
_NUMBER = re.compile(f"[{ALPHABET}]{{{GROUPS * LENGTH}}}")
_SEPARATORS = re.compile(r"[\s\u00a0\u202f\u2010-\u2015\u2212.-]+")


class UnreadableReceipt(ValueError):
    """What was kept is not a receipt, or one that another release wrote differently; says where."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage as it was shown: the identifiers of its document and its own, and the exact `quote`."""

    document: str
    title: str
    status: Status
    location: str
    page: int | None
    passage: str
    quote: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one reply rested on; `at` has its time zone.

    `version_id`, `version_token` and `fingerprint` are those of the version of the texts, `call` is
    the identifier of the call, `embedder` the name of the model that compared meanings. `cited` are
    the passages shown, in their order, `synthesis` what a language model wrote of them, None if none did
    or in a receipt of before. The question is nowhere in it.
    """

    number: str
    at: datetime
    version_id: int
    version_token: str
    fingerprint: str
    call: str
    embedder: str
    model: Model
    evidence: Evidence
    outcome: Outcome
    cited: tuple[Cited, ...] = ()
    synthesis: Synthesis | None = None

    def as_json(self) -> dict[str, Any]:
        """Return an object that any JSON writer accepts, and that `from_json` reads back as it was."""
        return {
            "format": FORMAT,
            "number": self.number,
            "at": self.at.isoformat(),
            "version_id": self.version_id,
            "version_token": self.version_token,
            "fingerprint": self.fingerprint,
            "call": self.call,
            "embedder": self.embedder,
            "model": write(self.model),
            "evidence": write(self.evidence),
            "outcome": outcome_as_json(self.outcome),
            "cited": write(self.cited),
            "synthesis": write(self.synthesis),
        }

    @classmethod
    def from_json(cls, data: object) -> "Receipt":
        """Return the receipt that `as_json` wrote.

        Raises:
            UnreadableReceipt: `data` is anything else.
        """
        try:
            return _read(data)
        except ValueError as error:
            raise UnreadableReceipt(str(error)) from None


def make_receipt(
    version: Version,
    model: Model,
    evidence: Evidence,
    outcome: Outcome,
    citations: Sequence[Citation],
    at: datetime,
    synthesis: Synthesis | None = None,
) -> Receipt:
    """Return the receipt of a reply that showed `citations`, under a new number; `at` has its time zone."""
    return Receipt(
        number=new_number(),
        at=at,
        version_id=version.id,
        version_token=version.token,
        fingerprint=version.fingerprint,
        call=version.call,
        embedder=version.embedder,
        model=model,
        evidence=evidence,
        outcome=outcome,
        cited=tuple(map(_shown, citations)),
        synthesis=synthesis,
    )


def replay(receipt: Receipt) -> Outcome:
    """Return what is decided today from what was found and measured then, with the same model."""
    return decide(receipt.evidence, receipt.model)


def new_number() -> str:
    """Draw a number that nobody can guess: one among 27 ** 12."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * LENGTH))
    return _grouped(drawn)


def normal(number: str) -> str | None:
    """Return a number as `new_number` writes it, however it was typed; None if it cannot be one.

    >>> normal(" k7qm 2xwd–9rtb "), normal("K7QM2XWD9RT0")
    ('K7QM-2XWD-9RTB', None)
    """
    typed = _SEPARATORS.sub("", number).upper()
    return _grouped(typed) if _NUMBER.fullmatch(typed) else None


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as JSON can hold it, with which one it is under "decision"."""
    decision = next(name for name, kind in _OUTCOMES.items() if isinstance(outcome, kind))
    return {"decision": decision, **write(outcome)}


def _shown(citation: Citation) -> Cited:
    document, passage = citation.document, citation.passage
    return Cited(
        document=document.id,
        title=document.title,
        status=document.status,
        location=passage.location,
        page=passage.page,
        passage=passage.id,
        quote=citation.quote,
    )


def _read(data: object) -> Receipt:
    whole = {"synthesis": None, **data} if isinstance(data, Mapping) else data
    given = exactly(whole, ("format", *(field.name for field in fields(Receipt))), "receipt")
    if read(int, given["format"], "format") != FORMAT:
        raise ValueError(f"format: {FORMAT} is needed")
    evidence = read(Evidence, given["evidence"], "evidence")
    return Receipt(
        number=_number(read(str, given["number"], "number")),
        at=_moment(read(str, given["at"], "at")),
        version_id=read(int, given["version_id"], "version_id"),
        version_token=read(str, given["version_token"], "version_token"),
        fingerprint=read(str, given["fingerprint"], "fingerprint"),
        call=read(str, given["call"], "call"),
        embedder=read(str, given["embedder"], "embedder"),
        model=_model(given["model"], evidence),
        evidence=evidence,
        outcome=_outcome(given["outcome"]),
        cited=_cited(given["cited"]),
        synthesis=None if given["synthesis"] is None else read(Synthesis, given["synthesis"], "synthesis"),
    )


def _number(number: str) -> str:
    if normal(number) != number:
        raise ValueError("number: not one that is drawn")
    return number


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("at: a time zone is needed")
    return moment


def _model(data: object, evidence: Evidence) -> Model:
    """Return the model.

    Raises:
        ValueError: it is none, or weighs what was not measured: it could not be replayed.
    """
    model = read(Model, data, "model")
    if unknown := set(model.weights) - set(evidence.signals.values()):
        raise ValueError(f"model.weights: {', '.join(sorted(unknown))} is not measured")
    return model


def _outcome(data: object) -> Outcome:
    decision = str(data.get("decision")) if isinstance(data, Mapping) else ""
    if not isinstance(data, Mapping) or decision not in _OUTCOMES:
        raise ValueError(f"outcome: its decision must be {' or '.join(_OUTCOMES)}")
    rest = {name: part for name, part in data.items() if name != "decision"}
    return read(_OUTCOMES[decision], rest, "outcome")


def _cited(data: object) -> tuple[Cited, ...]:
    if not isinstance(data, list):
        raise ValueError("cited: a list is needed")
    return tuple(read(Cited, each, f"cited[{n}]") for n, each in enumerate(data))


def _grouped(characters: str) -> str:
    return "-".join(characters[start : start + LENGTH] for start in range(0, GROUPS * LENGTH, LENGTH))
