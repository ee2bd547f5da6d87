"""Count what a language model is asked and what that takes, within a budget."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from bot.model.calls import Call, Ended
from knowledge.chat.footprint import Carbon, Prices, cost, unknown
from knowledge.chat.values import ChatModel, Completion, Request, Usage
from knowledge.errors import ModelNotAsked, ModelUnavailable

SPENT: Final = "le budget du mois est dépensé"

PER_TOKEN: Final = 3
"""Characters that a token has at least, on average, in French: what nobody counted is not underestimated."""


def present() -> datetime:
    """Return the present moment, with its time zone."""
    return datetime.now(UTC)


class Metered:
    """Asks `inner` while there is something left of the budget, and gives every request to `record`.

    `record` must return at once and never fail. A request that fails counts an estimate of what was
    sent, which its provider may have charged; one that we never sent counts nothing.
    """

    def __init__(
        self,
        inner: ChatModel,
        record: Callable[[Call], None],
        prices: Prices,
        budget_left: Callable[[], float],
        carbon: Carbon = unknown,
        clock: Callable[[], datetime] = present,
    ) -> None:
        self._inner = inner
        self._record = record
        self._prices = prices
        self._budget_left = budget_left
        self._carbon = carbon
        self._clock = clock

    @property
    def name(self) -> str:
        """The model as it was set."""
        return self._inner.name

    def ask(self, request: Request, within: float) -> Completion:
        """Ask, if the budget allows it.

        Raises:
            ModelNotAsked: the budget of the month is spent, or a layer inside sent nothing.
            ModelUnavailable: it did not answer.
        """
        if self._budget_left() <= 0:
            self._note(request, Ended.OVER_BUDGET)
            raise ModelNotAsked(self.name, SPENT)
        begun = time.monotonic()
        try:
            completion = self._inner.ask(request, within)
        except ModelNotAsked:
            self._note(request, Ended.FAILED, time.monotonic() - begun)
            raise
        except ModelUnavailable:
            self._note(request, Ended.FAILED, time.monotonic() - begun, estimate(request, ""), estimated=True)
            raise
        self._answered(request, completion)
        return completion

    def _answered(self, request: Request, completion: Completion) -> None:
        if completion.cached:
            self._note(request, Ended.CACHED)
            return
        usage = completion.usage
        estimated = not (usage.input_tokens or usage.output_tokens)
        if estimated:
            usage = estimate(request, completion.text)
        ended = Ended.CUT if completion.cut else Ended.ANSWERED
        self._note(request, ended, completion.seconds, usage, estimated)

    def _note(
        self,
        request: Request,
        ended: Ended,
        seconds: float = 0.0,
        usage: Usage | None = None,
        estimated: bool = False,
    ) -> None:
        took = usage or Usage()
        euros = cost(took, self._prices)
        grams = self._carbon(took, seconds) if usage else None
        call = Call(
            self._clock(), request.use, self.name, ended, took, euros, seconds, grams, estimated=estimated
        )
        self._record(call)


def estimate(request: Request, written: str) -> Usage:
    """Return the tokens that a request must have taken, where its provider does not say."""
    read = sum(len(turn.text) for turn in request.turns)
    return Usage(-(-read // PER_TOKEN), -(-len(written) // PER_TOKEN))
