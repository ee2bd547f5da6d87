"""Check a receipt today: decide again from what it rested on, and look its quotations up in the texts."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.links import document_path, passage_path
from knowledge.decision import Outcome
from knowledge.documents import Corpus, Document, Passage
from knowledge.receipt import Cited, Receipt, outcome_as_json, replay

ROUNDING = 1e-9
"""Two machines may compute a probability this differently, which changes nothing."""


class Standing(StrEnum):
    """What has become of a passage that was cited."""

    UNCHANGED = "unchanged"
    """It is where it was, word for word."""
    MOVED = "moved"
    """The same words are elsewhere in the same text."""
    CHANGED = "changed"
    """The text is there, the words are not."""
    RETIRED = "retired"
    """The text was replaced or withdrawn, or is only announced."""
    GONE = "gone"
    """The text is no longer there."""


@dataclass(frozen=True, slots=True)
class Still:
    """A passage that was cited, and what has become of it.

    `path` opens it, or its text; `kind` is the kind of its text. Both are empty if the text is gone.
    """

    cited: Cited
    standing: Standing
    path: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A receipt, what is decided today from the same evidence, and whether that is the same decision.

    `still` tells what has become of each passage cited, in their order.
    """

    receipt: Receipt
    replayed: Outcome
    same: bool
    still: tuple[Still, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the object that `guichet receipt --json` prints: the receipt, and what the check adds."""
        return self.receipt.as_json() | {
            "replayed": outcome_as_json(self.replayed),
            "same": self.same,
            "still": [each.standing.value for each in self.still],
        }


def check(receipt: Receipt, corpus: Corpus | None) -> Checked:
    """Replay a receipt, and look its quotations up in the texts in service, None if there is none."""
    replayed = replay(receipt)
    documents = corpus.documents if corpus else ()
    passages = corpus.passages if corpus else ()
    still = tuple(_still(cited, documents, passages) for cited in receipt.cited)
    return Checked(receipt, replayed, same_decision(receipt.outcome, replayed), still)


def same_decision(one: Outcome, other: Outcome) -> bool:
    """Whether two outcomes are the same, all but the last digits of their probability.

    >>> from knowledge.decision import Answer, Clarification
    >>> same_decision(Answer(0.3), Answer(0.1 + 0.2)), same_decision(Answer(0.3), Clarification(0.3))
    (True, False)
    """
    close = math.isclose(one.confidence, other.confidence, abs_tol=ROUNDING)
    return close and replace(one, confidence=0.0) == replace(other, confidence=0.0)


def _still(cited: Cited, documents: Iterable[Document], passages: Iterable[Passage]) -> Still:
    document = next((document for document in documents if document.id == cited.document), None)
    if document is None:
        return Still(cited, Standing.GONE)
    holding = [one for one in passages if one.document_id == document.id and _holds(one, cited.quote)]
    here = next((passage for passage in holding if passage.id == cited.passage), None)
    path = passage_path(here or holding[0]) if holding else document_path(document.id)
    return Still(cited, _standing(document, bool(holding), here), path, document.kind.value)


def _standing(document: Document, said: bool, here: Passage | None) -> Standing:
    if not document.status.citable:
        return Standing.RETIRED
    if not said:
        return Standing.CHANGED
    return Standing.UNCHANGED if here else Standing.MOVED


def _holds(passage: Passage, quote: str) -> bool:
    # The words of an answer that was erased for good are blank.
    return bool(quote) and (quote in passage.text or quote in passage.lead)
