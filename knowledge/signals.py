"""What tells whether the passages found answer the question: small measures, each on its own."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from knowledge.asked import Asked, editions
from knowledge.hits import Hit
from knowledge.lexical import Lexical, lexical_text
from knowledge.retrieval import CITED, Findings


@dataclass(frozen=True, slots=True)
class Signals:
    """The measures of one search, over the hits that an answer may cite; none lets the question be read.

    `gathered` is the share of the question's words, weighted by how telling they are, that one
    sentence holds; it is not weighed. `lexical` is the best BM25 score. `distinct` is the similarity
    of the nearest sentence less half of what it has with questions in general. `asked` is 1 if a kind
    of thing is asked that leaves a mark, `holds` 1 if the first hit has it, `holds_nearest` 1 if a
    nearest sentence has, `lacking` 1 if no hit has, or if the question is about an edition that they
    do not name or a year that no text does. `person` is 1 if it asks who. `margin` is what the first
    hit's score has over the fourth's, `agreed` the share that the hits read have of all that were
    weighed. `settled` is the probability that the topic asked is one that a hit is known to treat.
    """

    gathered: float
    lexical: float
    distinct: float
    asked: float
    holds: float
    holds_nearest: float
    lacking: float
    person: float
    margin: float
    agreed: float
    settled: float

    def values(self) -> dict[str, float]:
        """Return what the decision weighs, by name."""
        return asdict(self)


def measure(findings: Findings, lexical: Lexical) -> Signals:
    """Return the signals of what was found; all at their worst if there is no hit."""
    hits = findings.hits
    read = hits[:CITED]
    return Signals(
        gathered=max((hit.gathered for hit in read), default=0.0),
        lexical=max((hit.lexical for hit in read), default=0.0),
        distinct=max((hit.distinct for hit in read), default=0.0),
        asked=float(bool(findings.wants.marked)),
        holds=float(bool(read) and read[0].holds),
        holds_nearest=float(any(hit.holds_nearest for hit in read)),
        lacking=_lacking(findings, read, lexical),
        person=float(Asked.PERSON in findings.wants.kinds),
        margin=hits[0].score - hits[min(CITED, len(hits) - 1)].score if hits else 0.0,
        agreed=_agreed(hits),
        settled=max((hit.settled for hit in read), default=0.0),
    )


def _lacking(findings: Findings, read: Sequence[Hit], lexical: Lexical) -> float:
    if findings.wants.marked and not any(hit.holds for hit in read):
        return 1.0
    said = editions("\n".join(lexical_text(hit.passage) for hit in read))
    return float(any(edition not in lexical.idf for edition in editions(findings.question) - said))


def _agreed(hits: Sequence[Hit]) -> float:
    """Return the share of the first hits in the softmax of all scores."""
    if not hits:
        return 0.0
    powers = np.exp(np.array([hit.score - hits[0].score for hit in hits]))
    return float(powers[:CITED].sum() / powers.sum())
