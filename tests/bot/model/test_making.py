import json

import pytest

from bot.model import making
from bot.model.calls import Call, Ended
from bot.settings import load_settings
from knowledge.chat.values import Completion, Request, Role, Turn, Usage, Use

ANSWER = '{"text": "Bonjour PERSONNE_1, COURRIEL_3."}'


class Chat:
    name = "ollama:essai"

    def __init__(self) -> None:
        self.sent: list[str] = []

    def ask(self, request: Request, within: float) -> Completion:
        assert within > 0
        self.sent.append(request.turns[0].text)
        return Completion(ANSWER, "essai", Usage(1, 1), 0.1)


class Counts:
    def __init__(self) -> None:
        self.calls: list[Call] = []

    def record(self, call: Call) -> None:
        self.calls.append(call)

    def judged(self, outcome: str) -> None:
        raise AssertionError(outcome)

    def budget_left(self) -> float:
        return 1.0


def test_what_is_kept_is_masked_and_each_contact_gets_their_own_data(monkeypatch: pytest.MonkeyPatch) -> None:
    chat, counts = Chat(), Counts()
    monkeypatch.setattr(making, "make_chat", lambda *_: chat)
    model = making.make_language_model(load_settings(model="ollama:essai"), counts)
    assert model is not None

    def told(name: str, address: str) -> str:
        said = f"Je suis Mme {name}, {address}."
        request = Request(Use.ANSWERS, (Turn(Role.USER, said),), {}, 10)
        text: str = json.loads(model.chat.ask(request, 5).text)["text"]
        return text

    first, second = told("Durand", "d@exemple.fr"), told("Petit", "p@exemple.fr")
    assert len(chat.sent) == 1
    assert "Durand" in first and "Petit" in second and "Durand" not in second
    assert [call.ended for call in counts.calls] == [Ended.ANSWERED, Ended.CACHED]
    assert "exemple.fr" not in chat.sent[0] and "d@" not in second
