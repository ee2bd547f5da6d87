"""A busy model is asked again within the deadline, and only a busy one."""

import pytest

from knowledge.chat.retrying import ATTEMPTS, Retrying
from knowledge.chat.values import Completion
from knowledge.errors import ModelBusy, ModelUnavailable
from tests.knowledge.chat.asking import Clock, FakeChat, completion, fails, request

NAME = "openai:menteur"


def busy(after: float = 0.0) -> ModelBusy:
    return ModelBusy(NAME, "trop de demandes (HTTP 429)", after)


def test_a_busy_model_is_asked_again_after_growing_waits() -> None:
    inner, clock = FakeChat([fails(busy()), fails(busy()), completion]), Clock()
    assert Retrying(inner, clock, clock.sleep).ask(request(), 8) == completion()
    assert clock.slept == [pytest.approx(0.3), pytest.approx(0.6)]
    assert [within for _, within in inner.asked] == [pytest.approx(8), pytest.approx(7.7), pytest.approx(7.1)]


def test_it_is_given_up_after_a_few_attempts() -> None:
    inner, clock = FakeChat([fails(busy())]), Clock()
    with pytest.raises(ModelBusy):
        Retrying(inner, clock, clock.sleep).ask(request(), 60)
    assert len(inner.asked) == ATTEMPTS


def test_what_the_server_asks_us_to_wait_is_waited_for() -> None:
    inner, clock = FakeChat([fails(busy(3)), completion]), Clock()
    Retrying(inner, clock, clock.sleep).ask(request(), 8)
    assert clock.slept == [pytest.approx(3)]


def test_a_wait_past_the_deadline_is_not_begun() -> None:
    inner, clock = FakeChat([fails(busy(30)), completion]), Clock()
    with pytest.raises(ModelBusy):
        Retrying(inner, clock, clock.sleep).ask(request(), 8)
    assert clock.slept == []
    assert len(inner.asked) == 1


def test_a_refusal_is_final() -> None:
    inner, clock = FakeChat([fails(ModelUnavailable(NAME, "erreur HTTP 400")), completion]), Clock()
    with pytest.raises(ModelUnavailable, match="400"):
        Retrying(inner, clock, clock.sleep).ask(request(), 8)
    assert clock.slept == []
    assert len(inner.asked) == 1


def test_attempts_and_waits_together_never_pass_the_deadline() -> None:
    clock = Clock()

    def slow_and_busy() -> Completion:
        clock.now += min(2.5, inner.asked[-1][1])
        raise busy(1)

    inner = FakeChat([slow_and_busy])
    with pytest.raises(ModelBusy):
        Retrying(inner, clock, clock.sleep).ask(request(), 8)
    assert clock.now <= 108


def test_nothing_is_asked_when_no_time_is_left() -> None:
    inner, clock = FakeChat([completion]), Clock()
    with pytest.raises(ModelUnavailable, match="à temps"):
        Retrying(inner, clock, clock.sleep).ask(request(), 0)
    assert inner.asked == []


def test_it_bears_the_name_of_the_model() -> None:
    assert Retrying(FakeChat([completion])).name == NAME
