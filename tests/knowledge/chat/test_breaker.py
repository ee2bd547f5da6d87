"""A model that keeps failing is left alone, then tried by one request only."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from knowledge.chat.breaker import Breaker
from knowledge.chat.values import Completion
from knowledge.errors import ModelNotAsked, ModelUnavailable, RequestRefused
from tests.knowledge.chat.asking import Clock, FakeChat, completion, fails, request

DOWN = fails(ModelUnavailable("openai:menteur", "erreur HTTP 500"))
REFUSED = fails(RequestRefused("openai:menteur", "erreur HTTP 400"))


def ask_failing(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        with pytest.raises(ModelUnavailable):
            breaker.ask(request(), 5)


def test_nothing_is_asked_after_failures_in_a_row() -> None:
    inner, clock = FakeChat([DOWN]), Clock()
    breaker = Breaker(inner, clock, failures=3, pause=60)
    ask_failing(breaker, 10)
    assert len(inner.asked) == 3
    clock.now += 59.9
    with pytest.raises(ModelNotAsked, match="plus interrogé"):
        breaker.ask(request(), 5)
    assert len(inner.asked) == 3


def test_a_success_in_between_starts_the_count_again() -> None:
    inner = FakeChat([DOWN, DOWN, completion, DOWN, DOWN, completion])
    breaker = Breaker(inner, Clock(), failures=3)
    ask_failing(breaker, 2)
    breaker.ask(request(), 5)
    ask_failing(breaker, 2)
    assert breaker.ask(request(), 5) == completion()


def test_one_success_after_the_pause_lets_everybody_through() -> None:
    inner, clock = FakeChat([DOWN, DOWN, completion]), Clock()
    breaker = Breaker(inner, clock, failures=2, pause=60)
    ask_failing(breaker, 5)
    clock.now += 60
    assert [breaker.ask(request(), 5) for _ in range(3)] == [completion()] * 3
    assert len(inner.asked) == 5


def test_one_failure_after_the_pause_starts_another_pause() -> None:
    inner, clock = FakeChat([DOWN]), Clock()
    breaker = Breaker(inner, clock, failures=2, pause=60)
    ask_failing(breaker, 2)
    clock.now += 60
    ask_failing(breaker, 4)
    assert len(inner.asked) == 3
    clock.now += 60
    ask_failing(breaker, 4)
    assert len(inner.asked) == 4


def test_an_error_of_another_kind_does_not_keep_the_model_away_for_ever() -> None:
    inner, clock = FakeChat([DOWN, DOWN, fails(KeyError("a fault of ours")), completion]), Clock()
    breaker = Breaker(inner, clock, failures=2, pause=60)
    ask_failing(breaker, 2)
    clock.now += 60
    with pytest.raises(KeyError):
        breaker.ask(request(), 5)
    clock.now += 60
    assert breaker.ask(request(), 5) == completion()


def test_exactly_one_of_many_threads_finds_out() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> Completion:
        begun.set()
        assert go_on.wait(30)
        return completion()

    inner, clock = FakeChat([DOWN, slowly, completion]), Clock()
    breaker = Breaker(inner, clock, failures=1, pause=60)
    ask_failing(breaker, 1)
    clock.now += 60

    def answered(_: int) -> bool:
        try:
            breaker.ask(request(), 5)
        except ModelUnavailable:
            return False
        return True

    with ThreadPoolExecutor(9) as pool:
        probe = pool.submit(answered, 0)
        assert begun.wait(30)
        others = list(pool.map(answered, range(8)))
        go_on.set()
        assert probe.result(30)
    assert others == [False] * 8
    assert len(inner.asked) == 2
    assert answered(0)


def test_what_was_asked_before_the_pause_does_not_end_it() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> Completion:
        begun.set()
        assert go_on.wait(30)
        return completion()

    inner = FakeChat([slowly, DOWN])
    breaker = Breaker(inner, Clock(), failures=1, pause=60)
    with ThreadPoolExecutor(1) as pool:
        early = pool.submit(breaker.ask, request(), 5)
        assert begun.wait(30)
        ask_failing(breaker, 1)
        go_on.set()
        assert early.result(30) == completion()
    with pytest.raises(ModelUnavailable, match="plus interrogé"):
        breaker.ask(request(), 5)


def test_requests_that_are_refused_for_what_they_say_leave_the_model_to_the_others() -> None:
    inner = FakeChat([REFUSED] * 9 + [completion])
    breaker = Breaker(inner, Clock(), failures=3)
    ask_failing(breaker, 9)
    assert breaker.ask(request(), 5) == completion()


def test_a_refused_request_does_not_hide_the_failures_around_it() -> None:
    inner = FakeChat([DOWN, REFUSED, DOWN, completion])
    breaker = Breaker(inner, Clock(), failures=2)
    ask_failing(breaker, 4)
    assert len(inner.asked) == 3


def test_a_refused_request_that_finds_out_leaves_it_to_the_next_one() -> None:
    inner, clock = FakeChat([DOWN, REFUSED, completion]), Clock()
    breaker = Breaker(inner, clock, failures=1, pause=60)
    ask_failing(breaker, 1)
    clock.now += 60
    ask_failing(breaker, 1)
    assert breaker.ask(request(), 5) == completion()


def test_it_bears_the_name_of_the_model() -> None:
    assert Breaker(FakeChat([completion])).name == "openai:menteur"
