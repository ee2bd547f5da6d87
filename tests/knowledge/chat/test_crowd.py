from threading import Event, Thread

import pytest

from knowledge.chat.crowd import Crowd
from knowledge.chat.values import Completion, Request, Role, Turn, Usage, Use
from knowledge.errors import ModelNotAsked, ModelUnavailable

REQUEST = Request(Use.ANSWERS, (Turn(Role.USER, "Une question ?"),), {}, 10)
DONE = Completion("{}", "m", Usage(1, 1), 0.1)


class Slow:
    name = "openai:m"

    def __init__(self) -> None:
        self.entered, self.free = Event(), Event()

    def ask(self, request: Request, within: float) -> Completion:
        assert request is REQUEST
        self.entered.set()
        self.free.wait(within)
        return DONE


def test_who_comes_on_top_is_refused_at_once_and_let_in_later() -> None:
    slow = Slow()
    crowd = Crowd(slow, 1)
    first = Thread(target=crowd.ask, args=(REQUEST, 10.0))
    first.start()
    assert slow.entered.wait(5)

    with pytest.raises(ModelNotAsked, match="attendent"):
        crowd.ask(REQUEST, 10.0)

    slow.free.set()
    first.join()
    assert crowd.ask(REQUEST, 10.0) is DONE
    assert crowd.name == "openai:m"


def test_a_failure_gives_the_place_back() -> None:
    class Down(Slow):
        def ask(self, request: Request, within: float) -> Completion:
            raise ModelUnavailable(self.name, f"panne de {request.use} en {within}")

    crowd = Crowd(Down(), 1)
    for _ in range(3):
        with pytest.raises(ModelUnavailable, match="panne"):
            crowd.ask(REQUEST, 1.0)
