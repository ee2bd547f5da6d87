"""The very same request is answered from memory, and no other one is."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import MappingProxyType

import pytest

from knowledge.chat.caching import Cached
from knowledge.chat.values import Completion, Request, Role, Turn, Usage, Use
from knowledge.errors import ModelUnavailable
from tests.knowledge.chat.asking import SCHEMA, FakeChat, completion, fails, request


def test_an_identical_request_is_answered_from_memory_at_no_cost() -> None:
    inner = FakeChat([completion])
    cached = Cached(inner)
    first, second = cached.ask(request(), 5), cached.ask(request(), 0.001)
    assert first == completion()
    assert (second.text, second.cached, second.usage, second.seconds) == (first.text, True, Usage(), 0.0)
    assert len(inner.asked) == 1


@pytest.mark.parametrize(
    "other",
    [
        request("Qui peut candidater ?\u00a0"),
        request(longest=101),
        request(use=Use.DRAFTS),
        replace(request(), schema={"type": "object"}),
        replace(request(), schema=dict(reversed(list(SCHEMA.items())))),
        replace(request(), turns=request().turns[1:]),
        replace(request(), turns=(Turn(Role.USER, "Répondez en JSON."), request().turns[1])),
        replace(request(), turns=(Turn(Role.SYSTEM, "Répondez en JSON.Qui peut"), Turn(Role.USER, ""))),
    ],
)
def test_any_difference_makes_another_request(other: object) -> None:
    inner = FakeChat([completion])
    cached = Cached(inner)
    cached.ask(request(), 5)
    assert not cached.ask(other, 5).cached  # type: ignore[arg-type]  # a parameter of pytest has no type
    assert len(inner.asked) == 2


def test_a_schema_made_of_read_only_mappings_is_the_same_schema() -> None:
    cached = Cached(FakeChat([completion]))
    cached.ask(request(), 5)
    frozen = {**SCHEMA, "properties": MappingProxyType(SCHEMA["properties"])}
    assert cached.ask(replace(request(), schema=MappingProxyType(frozen)), 5).cached


def test_errors_and_cut_answers_are_not_kept() -> None:
    down = fails(ModelUnavailable("openai:menteur", "erreur HTTP 500"))
    inner = FakeChat([down, lambda: completion("{", cut=True), completion])
    cached = Cached(inner)
    with pytest.raises(ModelUnavailable):
        cached.ask(request(), 5)
    assert cached.ask(request(), 5).cut
    assert cached.ask(request(), 5) == completion()
    assert len(inner.asked) == 3


def test_the_answer_used_least_recently_goes_first() -> None:
    cached = Cached(FakeChat([completion]), most=2)
    for question in ("a", "b", "a", "c"):
        cached.ask(request(question), 5)
    assert cached.ask(request("a"), 5).cached
    assert cached.ask(request("c"), 5).cached
    assert not cached.ask(request("b"), 5).cached


def test_no_question_is_kept_as_it_was_asked() -> None:
    cached = Cached(FakeChat([completion]))
    cached.ask(request("Je m’appelle Jeanne Untel"), 5)
    assert "Jeanne" not in repr(vars(cached)["_kept"])


def test_many_threads_get_the_answers_to_their_own_questions() -> None:
    class Echo(FakeChat):
        def ask(self, request: Request, within: float) -> Completion:
            return replace(super().ask(request, within), text=request.turns[-1].text)

    cached = Cached(Echo([completion]), most=5)
    questions = [str(number % 11) for number in range(300)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda question: cached.ask(request(question), 5).text, questions))
    assert answers == questions


def test_it_bears_the_name_of_the_model() -> None:
    assert Cached(FakeChat([completion])).name == "openai:menteur"
