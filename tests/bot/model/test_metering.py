from collections.abc import Callable

import pytest

from bot.model.calls import Call, Ended
from bot.model.metering import Metered
from knowledge.chat.footprint import Grams, Prices
from knowledge.chat.values import Completion, Request, Role, Turn, Usage, Use
from knowledge.errors import ModelNotAsked, ModelUnavailable
from tests.bot.clocks import MONDAY

REQUEST = Request(Use.READING, (Turn(Role.USER, "a" * 301),), {}, 50)
PRICES = Prices(1.0, 2.0)


class Chat:
    name = "openai:fake"

    def __init__(self, completion: Completion | None) -> None:
        self.completion = completion
        self.error = ModelUnavailable
        self.asked = 0

    def ask(self, request: Request, within: float) -> Completion:
        del request, within
        self.asked += 1
        if self.completion is None:
            raise self.error(self.name, "rien")
        return self.completion


def carbon(usage: Usage, seconds: float) -> Grams:
    return Grams(usage.output_tokens * seconds, 9.0)


def metered(chat: Chat, left: Callable[[], float] = lambda: 1.0) -> Call:
    """The figures of one request."""
    calls: list[Call] = []
    model = Metered(chat, calls.append, PRICES, left, carbon, lambda: MONDAY)
    try:
        assert model.ask(REQUEST, 5) is chat.completion
    except ModelUnavailable:
        assert calls[0].ended in (Ended.FAILED, Ended.OVER_BUDGET)
    (call,) = calls
    return call


def test_a_request_is_counted_with_what_it_took() -> None:
    call = metered(Chat(Completion("{}", "fake-2", Usage(1_000_000, 500_000), 2.0)))
    assert call == Call(
        MONDAY, Use.READING, "openai:fake", Ended.ANSWERED, Usage(1_000_000, 500_000), 2.0, 2.0,
        Grams(1_000_000.0, 9.0),
    )  # fmt: skip


def test_an_answer_of_the_cache_takes_nothing() -> None:
    call = metered(Chat(Completion("{}" * 99, "fake", Usage(), 0.0, cached=True)))
    assert (call.ended, call.usage, call.euros, call.grams) == (Ended.CACHED, Usage(), 0, None)
    assert not call.estimated


def test_tokens_that_the_provider_does_not_tell_are_estimated_and_paid() -> None:
    call = metered(Chat(Completion("b" * 30, "fake", Usage(), 1.0, cut=True)))
    assert (call.ended, call.usage, call.estimated) == (Ended.CUT, Usage(101, 10), True)
    assert call.euros > 0


def test_a_failure_goes_on_and_is_counted_with_what_was_sent() -> None:
    call = metered(Chat(None))
    assert (call.ended, call.usage, call.estimated) == (Ended.FAILED, Usage(101, 0), True)
    assert call.euros == pytest.approx(101e-6)
    assert call.seconds >= 0


def test_a_request_that_was_never_sent_takes_nothing() -> None:
    chat = Chat(None)
    chat.error = ModelNotAsked
    call = metered(chat)
    assert (call.ended, call.usage, call.euros, call.grams) == (Ended.FAILED, Usage(), 0, None)
    assert not call.estimated


@pytest.mark.parametrize("left", [0.0, -3.0])
def test_nothing_is_asked_once_the_budget_is_spent(left: float) -> None:
    chat = Chat(Completion("{}", "fake", Usage(1, 1), 1.0))
    assert metered(chat, lambda: left).ended is Ended.OVER_BUDGET
    assert chat.asked == 0
    with pytest.raises(ModelNotAsked, match="le budget du mois est dépensé"):
        Metered(chat, lambda _: None, PRICES, lambda: left).ask(REQUEST, 5)
