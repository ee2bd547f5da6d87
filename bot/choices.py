"""Find two or three questions to offer instead of an answer: near what was asked, and sure to be answered."""

from collections.abc import Callable, Iterable, Mapping

from knowledge.coverage import Coverage
from knowledge.errors import EmbedderUnavailable
from knowledge.preparation import State
from knowledge.retrieval import Findings

MOST = 3
"""Questions offered."""

LIKELY = 0.1
"""Probability from which a topic may be what was asked."""

NEAR = 0.9
"""Similarity from which a question that staff approved may be what was asked."""


class Choices:
    """Offers questions; `answered` tells whether one would be, so that a choice never leads to another."""

    def __init__(self, coverage: Coverage, answered: Callable[[str], bool]) -> None:
        self._coverage = coverage
        self._answered = answered
        self._known: dict[str, bool] = {}

    def near(self, findings: Findings) -> tuple[str, ...]:
        """Return the questions to offer, the likeliest first; none rather than one that goes nowhere."""
        asked = findings.question.casefold()
        chosen: list[str] = []
        for question in dict.fromkeys((*self._of_topics(findings.shares), *self._approved(findings))):
            if len(chosen) < MOST and question.casefold() != asked and self._leads_somewhere(question):
                chosen.append(question)
        return tuple(chosen)

    def _approved(self, findings: Findings) -> Iterable[str]:
        """Yield the own question of each topic of which a nearby question was approved."""
        near = (one.text for one in findings.approved if one.similarity >= NEAR)
        found = (self._coverage.answering(text) for text in near)
        return (covered.question for covered in found if covered)

    def _of_topics(self, shares: Mapping[str, float]) -> Iterable[str]:
        likely = sorted((topic for topic in shares if shares[topic] >= LIKELY), key=lambda t: -shares[t])
        found = (self._coverage.of(topic) for topic in likely)
        return (one.question for one in found if one and one.state in (State.STATED, State.PARTLY))

    def _leads_somewhere(self, question: str) -> bool:
        if question not in self._known:
            try:
                self._known[question] = self._answered(question)
            except EmbedderUnavailable:
                return False
        return self._known[question]
