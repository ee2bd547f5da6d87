"""Put the language model that is set together: its layers, what it is asked for, and how long each time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from opentelemetry.trace import Tracer

from bot.model.calls import Call
from bot.model.drafting import Drafter, ForDrafts
from bot.model.guests import Guests
from bot.model.masking import Masked
from bot.model.metering import Metered
from bot.model_settings import prices
from bot.settings import Settings
from bot.wording import LONGEST
from knowledge.chat.breaker import Breaker
from knowledge.chat.caching import Cached
from knowledge.chat.crowd import Crowd
from knowledge.chat.footprint import Grid, Prices, carbon_of
from knowledge.chat.hosts import parse_hosts
from knowledge.chat.retrying import Retrying
from knowledge.chat.tracing import Traced
from knowledge.chat.values import ChatModel, Use
from knowledge.llm import make_chat
from knowledge.writing.likely import LikelyQuestions
from knowledge.writing.reading import Reader
from knowledge.writing.rewriting import Rewriter
from knowledge.writing.same_question import SameQuestion
from knowledge.writing.writer import Writer

AT_ONCE: Final = 8
"""Requests that wait for the model at most; the others go without."""

SHARES: Final = {Use.FOLLOW_UPS: 1, Use.READING: 2, Use.ANSWERS: 3}
"""How the seconds of one reply are shared among what it may ask for, so that all together fit in them."""


class Counts(Protocol):
    """Whatever counts what a language model takes; it returns at once, and never fails."""

    def record(self, call: Call) -> None:
        """Count a request."""

    def judged(self, outcome: str) -> None:
        """Count what became of an answer that the model wrote."""

    def budget_left(self) -> float:
        """Return the euros that are left for this month."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A model, what it is asked for, and the `seconds` that it may add to a reply."""

    chat: ChatModel
    uses: frozenset[Use]
    seconds: float
    judged: Callable[[str], None]

    def guests(self) -> Guests:
        """Return what it is asked while a question is answered."""
        return Guests(
            Writer(self.chat, self._seconds(Use.ANSWERS)) if Use.ANSWERS in self.uses else None,
            Reader(self.chat, self._seconds(Use.READING)) if Use.READING in self.uses else None,
            Rewriter(self.chat, self._seconds(Use.FOLLOW_UPS), LONGEST)
            if Use.FOLLOW_UPS in self.uses
            else None,
            self.judged,
        )

    def drafter(self) -> Drafter | None:
        """Return what writes drafts for the staff, None if it is not asked for."""
        return Drafter(Writer(ForDrafts(self.chat), self.seconds)) if Use.DRAFTS in self.uses else None

    def likely(self) -> LikelyQuestions | None:
        """Return what proposes questions of passages, None if it is not asked for."""
        return LikelyQuestions(self.chat) if Use.LIKELY_QUESTIONS in self.uses else None

    def same(self) -> SameQuestion | None:
        """Return what tells whether two questions are one, None if it is not asked for."""
        return SameQuestion(self.chat) if Use.GROUPS in self.uses else None

    def _seconds(self, use: Use) -> float:
        asked = sum(share for other, share in SHARES.items() if other in self.uses)
        return self.seconds * SHARES[use] / asked


def make_language_model(
    settings: Settings, counts: Counts, tracer: Tracer | None = None
) -> LanguageModel | None:
    """Return the language model that is set, None without one; nothing is sent yet.

    From the outside in: what it takes is counted, personal data is masked, the same masked request is
    answered once, few wait at once, the rest is traced; one that fails is left alone, a busy one asked
    again.

    Raises:
        KnowledgeError: the setting names no model, or one that may not be asked, or cannot be.
    """
    if settings.model is None:
        return None
    allowed = parse_hosts(settings.model_hosts)
    chat = make_chat(settings.model, settings.model_url, settings.model_key, allowed)
    traced = Traced(Breaker(Retrying(chat)), settings.model_trace_content, tracer)
    # A host that the operator adds may stand anywhere: the estimate is then as wide as the world.
    grid = Grid.WORLD if settings.model_hosts.strip() else Grid.EUROPE
    metered = Metered(
        Masked(Cached(Crowd(traced, AT_ONCE))),
        counts.record,
        Prices(*prices(settings.model_price)),
        counts.budget_left,
        carbon_of(settings.model, grid),
    )
    return LanguageModel(metered, settings.asked_for, settings.model_seconds, counts.judged)
