"""People who ask for a verdict on themselves are led to the criteria, and nobody else is."""

import json
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from bot.eligibility.offering import asks_steps, asks_verdict
from knowledge.entries import intents

QUESTIONS = Path(__file__).parents[2] / "questions"
ROUTING = tomllib.loads((QUESTIONS / "eligibility_routing.toml").read_text(encoding="utf-8"))
MISSED = {
    "On voudrait candidater, mais on n’est que deux : c’est possible ?",
    "Sommes-nous dans les clous ?",
}
"""Phrasings that the rule does not see: the assistant answers, or refuses and then offers the path."""


@pytest.mark.parametrize("half", ROUTING)
def test_each_half_of_the_phrasings_has_as_many_of_both_kinds(half: str) -> None:
    lead, leave = ROUTING[half]["lead"], ROUTING[half]["leave"]
    assert not set(lead) & set(leave)
    assert abs(len(lead) - len(leave)) <= 1


@pytest.mark.parametrize("text", [text for half in ROUTING.values() for text in half["lead"]])
def test_who_asks_for_a_verdict_on_themselves_is_led(text: str) -> None:
    assert asks_verdict(text) is (text not in MISSED)


@pytest.mark.parametrize("text", [text for half in ROUTING.values() for text in half["leave"]])
def test_who_asks_anything_else_is_left_to_the_texts(text: str) -> None:
    assert not asks_verdict(text)


@pytest.mark.parametrize("call", ["ptce", "chomage", "etudes", "famille", "logement"])
def test_no_question_to_which_the_texts_hold_the_answer_is_led_away(call: str) -> None:
    lines = (QUESTIONS / f"{call}-train.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line)["question"] for line in lines]
    assert [text for text in asked if asks_verdict(text)] == []


@pytest.mark.parametrize("intent", sorted(set(intents()) - {"verdict"}))
def test_no_other_intent_is_led_away(intent: str) -> None:
    table = tomllib.loads(Path(str(files("knowledge").joinpath("intents.toml"))).read_text(encoding="utf-8"))
    assert [text for text in table[intent]["phrasings"] if asks_verdict(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Que dois-je faire, et quand ?",
        "Quelles sont les étapes ?",
        "Comment candidater ?",
        "Quelles pièces faut-il fournir ?",
        "quelle est la marche à suivre",
    ],
)
def test_who_asks_what_to_do_may_see_the_steps(text: str) -> None:
    assert asks_steps(text)


@pytest.mark.parametrize(
    "text", ["Qui peut candidater ?", "Quelle est l’enveloppe ?", "Suis-je éligible ?", "Bonjour"]
)
def test_who_asks_anything_else_is_not_shown_them(text: str) -> None:
    assert not asks_steps(text)
