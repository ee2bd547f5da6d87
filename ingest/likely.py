"""Propose the questions that each passage may answer: what a model said before, else what it says now."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.documents import Passage
from knowledge.entries import in_context, speaks
from knowledge.errors import ModelUnavailable
from knowledge.french import stems
from knowledge.progress import Progress
from knowledge.proposed import Proposed
from knowledge.store import Store
from knowledge.validated import is_answer
from knowledge.vectors import digest_of
from knowledge.writing.likely import LikelyQuestions

logger = logging.getLogger(__name__)

FAILURES = 3
"""Failures one after the other from which the model is left alone until the next ingest."""

COMMON = 3
"""Passages from which a question that is proposed for more of them tells none of them apart."""


@dataclass(frozen=True, slots=True)
class Likely:
    """The questions proposed for a corpus: `none` of the passages have none, `unasked` of these for now.

    The model was down, or too slow, for those that are unasked: the next ingest asks again.
    """

    proposed: tuple[Proposed, ...]
    none: int
    unasked: int


def propose(passages: Sequence[Passage], likely: LikelyQuestions, store: Store, progress: Progress) -> Likely:
    """Return the questions that the model of `likely` proposes for passages, each text asked once ever.

    It takes `likely.whole` seconds at most, and one answer is kept as soon as it is there. An answer of
    staff is not sent: it has its question.

    Raises:
        StoreUnavailable: the database refuses.
    """
    asked = {
        passage.id: in_context(passage)
        for passage in passages
        if speaks(passage.text) and not is_answer(passage.id)
    }
    text_of = {digest_of(text): text for text in asked.values()}
    known = store.proposed(likely.maker, text_of)
    missing = {digest: text for digest, text in text_of.items() if digest not in known}
    known |= _asked(missing, likely, store, progress)
    store.drop_proposed(text_of)
    telling = _telling(known)
    found = ((id, known.get(digest_of(text), ())) for id, text in asked.items())
    proposed = tuple(
        Proposed(id, own) for id, questions in found if (own := tuple(q for q in questions if q in telling))
    )
    unasked = sum(digest_of(text) not in known for text in asked.values())
    return Likely(proposed, len(asked) - len(proposed), unasked)


def _asked(
    missing: Mapping[str, str], likely: LikelyQuestions, store: Store, progress: Progress
) -> dict[str, tuple[str, ...]]:
    """Ask for what is missing, until there is no more time or the model fails too often."""
    found: dict[str, tuple[str, ...]] = {}
    end, failures = likely.clock() + likely.whole, 0
    progress.stage("Questions probables", len(missing))
    for digest, text in missing.items():
        left = end - likely.clock()
        if left <= 0 or failures >= FAILURES:
            break
        try:
            found[digest] = likely.of(text, left)
        except ModelUnavailable as error:
            failures += 1
            logger.warning("No likely questions for a passage: %s", error)
        else:
            failures = 0
            store.keep_proposed(likely.maker, {digest: found[digest]})
        progress.advance(1)
    return found


def _telling(proposed: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Return the questions that few texts share, told by their stems."""
    own = {digest: {frozenset(stems(one)) for one in questions} for digest, questions in proposed.items()}
    shared = Counter(asked for each in own.values() for asked in each)
    return frozenset(
        one for questions in proposed.values() for one in questions if shared[frozenset(stems(one))] <= COMMON
    )
