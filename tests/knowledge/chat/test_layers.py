"""The layers together, over a real server: asked again in time, then left alone."""

import time

import pytest

from knowledge.chat.breaker import Breaker
from knowledge.chat.caching import Cached
from knowledge.chat.hosts import parse_hosts
from knowledge.chat.retrying import Retrying
from knowledge.chat.values import ChatModel
from knowledge.errors import ModelUnavailable
from knowledge.llm import make_chat
from tests.knowledge.chat.asking import request
from tests.llm.lying_server import Server, half, lying_server, says, silent, status

SLACK = 2.0
OBJECT = '{"a": "oui"}'


def chat_with(server: Server) -> ChatModel:
    chat = make_chat("openai:menteur", server.url, None, parse_hosts(""))
    return Cached(Breaker(Retrying(chat), failures=2))


def test_a_busy_server_gets_another_chance_or_two_and_its_answer_is_kept() -> None:
    with lying_server(status(429, Retry_After="0"), half("{"), says(OBJECT)) as server:
        chat = chat_with(server)
        assert chat.ask(request(), 60).text == OBJECT
        assert chat.ask(request(), 60).cached
    assert len(server.requests) == 3
    assert len({str(received.body) for received in server.requests}) == 1


def test_nobody_waits_for_a_server_that_asks_for_more_time_than_there_is() -> None:
    with lying_server(status(503, Retry_After="60")) as server:
        began = time.monotonic()
        with pytest.raises(ModelUnavailable, match="503"):
            chat_with(server).ask(request(), 20)
    assert time.monotonic() - began < 10
    assert len(server.requests) == 1


def test_the_deadline_holds_for_all_attempts_together() -> None:
    with lying_server(status(500), silent) as server:
        began = time.monotonic()
        with pytest.raises(ModelUnavailable, match="à temps"):
            chat_with(server).ask(request(), 1.5)
    assert 1.3 < time.monotonic() - began < 1.5 + SLACK
    assert len(server.requests) == 2


def test_a_server_that_keeps_failing_is_left_alone() -> None:
    with lying_server(status(401)) as server:
        chat = chat_with(server)
        for _ in range(5):
            with pytest.raises(ModelUnavailable):
                chat.ask(request(), 20)
    assert len(server.requests) == 2
