import pytest

from knowledge.chat.values import Use
from knowledge.errors import ModelUnavailable
from knowledge.writing.same_question import SameQuestion, read_same
from tests.llm.scripted import ScriptedChat, down

ONE, OTHER = "Quelle est la date limite ?", "Jusqu’à quand puis-je déposer ?"
YES, NO = '{"same": "oui"}', '{"same": "non"}'


@pytest.mark.parametrize(
    ("said", "same"), [([YES], True), ([NO], False), ([YES, NO], False), (["oui"], False)]
)
def test_two_questions_ask_the_same_if_the_model_says_so_in_both_orders(said: list[str], same: bool) -> None:
    assert SameQuestion(ScriptedChat(said)).judge(ONE, OTHER) is same


def test_the_second_time_the_questions_change_places() -> None:
    chat = ScriptedChat([YES])
    SameQuestion(chat, 4).judge(ONE, OTHER)
    first, second = (request.turns[-1].text for request in chat.requests)
    assert first.index(ONE) < first.index(OTHER)
    assert second.index(OTHER) < second.index(ONE)
    assert {request.use for request in chat.requests} == {Use.GROUPS}
    assert chat.waits == [4, 4]


def test_questions_with_other_figures_are_never_the_same_and_those_word_for_word_always() -> None:
    chat = ScriptedChat([YES])
    assert not SameQuestion(chat).judge("Que dit l’article 8 ?", "Que dit l’article 9 ?")
    assert SameQuestion(chat).judge("Que dit l’article 8 ?", "que dit l'article 8")
    assert chat.requests == []


@pytest.mark.parametrize(
    "said", ["", "oui", YES[:-1], '{"same": true}', '{"same": "oui", "x": 1}', "[" * 150, YES * 90]
)
def test_what_is_not_the_object_counts_as_no(said: str) -> None:
    assert not read_same(said)


def test_an_outage_is_told() -> None:
    with pytest.raises(ModelUnavailable):
        SameQuestion(ScriptedChat([down()])).judge(ONE, OTHER)
