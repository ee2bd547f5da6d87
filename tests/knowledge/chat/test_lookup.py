"""A name server that stays silent is not waited for, and does not gather threads."""

import socket
import threading
import time
from typing import Any

import pytest

from knowledge.chat.lookup import AT_ONCE, Lookup, Resolve


def found(*addresses: str) -> list[Any]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in addresses]


def test_addresses_come_in_order_and_once_each() -> None:
    lookup = Lookup(lambda *_, **__: found("10.0.0.2", "10.0.0.1", "10.0.0.2"))
    assert lookup.addresses("ollama", 80, 5) == ("10.0.0.2", "10.0.0.1")


def test_this_machine_knows_itself() -> None:
    assert set(Lookup().addresses("localhost", 80, 30)) <= {"127.0.0.1", "::1"}
    assert Lookup().addresses("127.0.0.1", 80, 30) == ("127.0.0.1",)


def test_an_unknown_name_is_said_to_be_unknown() -> None:
    def unknown(*_: object, **__: object) -> list[Any]:
        raise socket.gaierror

    def nonsense(*_: object, **__: object) -> list[Any]:
        raise UnicodeError

    resolves: list[Resolve] = [unknown, nonsense, lambda *_, **__: []]
    for resolve in resolves:
        with pytest.raises(OSError, match="ollama"):
            Lookup(resolve).addresses("ollama", 80, 5)


def test_silence_is_given_up_in_time_and_threads_stay_few() -> None:
    wakes = threading.Event()

    def silent(*_: object, **__: object) -> list[Any]:
        wakes.wait(60)
        return found("10.0.0.1")

    lookup = Lookup(silent)
    began = time.monotonic()
    for _ in range(3 * AT_ONCE):
        with pytest.raises(TimeoutError):
            lookup.addresses("ollama", 80, 0.01)
    assert time.monotonic() - began < 10
    ours = [thread for thread in threading.enumerate() if thread.name == "guichet-lookup"]
    assert 0 < len(ours) <= AT_ONCE
    wakes.set()
    for thread in ours:
        thread.join(30)
    assert lookup.addresses("ollama", 80, 30) == ("10.0.0.1",)
