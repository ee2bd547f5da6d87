"""What tells whether the passages found answer the question: small measures, each on its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.asked import asked, editions, holds
from knowledge.french import stems
from knowledge.lexical import Lexical, lexical_text
from knowledge.retrieval import CITED, Findings, Hit


@dataclass(frozen=True, slots=True)
class Signals:
    """The measures of one search; similarities are cosines, shares go from 0 to 1.

    `nearest` is the best similarity of a sentence or heading of the hits read; `elsewhere` that of
    the nearest phrasing which no text answers, or topic of an announced text: what any question of
    this wording reaches. `covered` is the share of the question's words, weighted by how telling they
    are, that the hits read hold. `lacking` is 1 if the question asks for a kind of thing, an amount
    say, that the hits read have not, or is about an edition that they do not name or a year that no
    text does.
    """

    nearest: float
    elsewhere: float
    covered: float
    lacking: float

    def values(self) -> dict[str, float]:
        """Return what the decision weighs, by name."""
        return {"nearer": self.nearest - self.elsewhere, "covered": self.covered, "lacking": self.lacking}


def measure(findings: Findings, lexical: Lexical) -> Signals:
    """Return the signals of what was found; all at their worst if there is no hit."""
    read = findings.hits[:CITED]
    return Signals(
        nearest=max((max(hit.sentence, hit.heading) for hit in read), default=0.0),
        elsewhere=max((near.similarity for near in (*findings.intents, *findings.topics)), default=0.0),
        covered=_covered(findings.explained, read, lexical),
        lacking=_lacking(findings.question, read, lexical),
    )


def _covered(question: str, read: Sequence[Hit], lexical: Lexical) -> float:
    wanted = set(stems(question))
    found = {stem for hit in read for stem in stems(lexical_text(hit.passage))}
    total = sum(lexical.weight(stem) for stem in wanted)
    return sum(lexical.weight(stem) for stem in wanted & found) / total if total else 0.0


def _lacking(question: str, read: Sequence[Hit], lexical: Lexical) -> float:
    said = "\n".join(lexical_text(hit.passage) for hit in read)
    elsewhere = any(edition not in lexical.idf for edition in editions(question) - editions(said))
    return float(elsewhere or any(not holds(kind, said) for kind in asked(question)))
