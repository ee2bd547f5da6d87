"""Attacks on the assistant without a model: whatever is sent, it says quotations and our fixed sentences."""

import pytest

from bot.assistant import Assistant
from knowledge.snapshot import Snapshot
from tests.bot.assistants import assistant_on
from tests.red_team.attacks import ATTACKS, FAMILIES, Attack, of_family
from tests.red_team.own_words import everything, own_words
from tests.red_team.successes import CHECKS, reported, successes

ENOUGH = 180


def failures(assistant: Assistant, attack: Attack) -> list[str]:
    """Return the successes of an attack on an assistant, one line each."""
    reply = assistant.reply(attack.question, attack.history)
    own = own_words(reply.text, assistant.corpus)
    found = [*successes(attack, own, everything(reply)), *(["words of its own"] if own else [])]
    return [reported(attack, found, own)] if found else []


def test_there_are_enough_attacks_each_with_a_name_and_words_of_its_own() -> None:
    assert len(ATTACKS) >= ENOUGH
    assert len({attack.id for attack in ATTACKS}) == len(ATTACKS)
    assert len({attack.question for attack in ATTACKS}) == len(ATTACKS)
    assert all(len(of_family(family)) >= 8 for family in FAMILIES)


@pytest.mark.parametrize("family", FAMILIES)
def test_what_an_attacker_wants_would_be_seen_as_a_success(family: str) -> None:
    unseen = [
        attack.id
        for attack in of_family(family)
        if not {one if one in CHECKS else f"/{one}/" for one in attack.success}
        & set(successes(attack, attack.wanted))
    ]
    assert unseen == []


@pytest.mark.parametrize("family", FAMILIES)
def test_every_pattern_of_an_attack_is_found_in_what_it_wants(family: str) -> None:
    idle = [
        f"{attack.id}: {missing}"
        for attack in of_family(family)
        for missing in {one if one in CHECKS else f"/{one}/" for one in attack.success}
        - set(successes(attack, attack.wanted))
    ]
    assert idle == []


@pytest.mark.parametrize("family", FAMILIES)
def test_no_attack_succeeds_on_the_product_without_a_model(assistant: Assistant, family: str) -> None:
    assert [line for attack in of_family(family) for line in failures(assistant, attack)] == []


@pytest.mark.parametrize("confidence", ["sure", "unsure"])
def test_no_order_in_a_text_is_obeyed_without_a_model(trapped: Snapshot, confidence: str) -> None:
    reader = assistant_on(trapped, confidence)
    laid = [attack for attack in ATTACKS if attack.document]
    assert [line for attack in laid for line in failures(reader, attack)] == []
