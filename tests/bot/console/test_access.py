from datetime import timedelta

import pytest

from bot.api.problems import Refusal
from bot.console.access import account_for, answer_for, canned_for, conversation_for
from bot.console.shell import Me
from bot.conversations.conversation import Conversation
from bot.conversations.states import Channel
from bot.staff.accounts import Staff
from bot.staff.roles import Role
from bot.store.sessions import Session
from bot.tokens import short_id
from tests.bot.console.signed import NOON, Console


def me(staff: Staff) -> Me:
    return Me(Session("d", staff, NOON, NOON, NOON, complete=True), "csrf")


def conversation(console: Console) -> Conversation:
    begun = Conversation.begin(short_id(), short_id(), Channel.WEB, NOON)
    console.run(console.office.stores.conversations.begin, begun, "digest")
    return begun


def test_seeing_a_conversation_is_written_down_once_an_hour(console: Console) -> None:
    anne, paul, begun = console.person("anne"), console.person("paul"), conversation(console)
    for minutes in (0, 1, 59, 61):
        console.clock.now = NOON + timedelta(minutes=minutes)
        assert console.run(conversation_for, console.office, me(anne), begun.id) == begun
    console.run(conversation_for, console.office, me(paul), begun.id)
    seen = [(act.at - NOON, act.actor, act.object) for act in console.acts("conversation.seen")]
    assert seen == [
        (timedelta(0), anne.id, begun.id),
        (timedelta(minutes=61), anne.id, begun.id),
        (timedelta(minutes=61), paul.id, begun.id),
    ]


@pytest.mark.parametrize("id", ["0" * 32, "", "x\0", "a" * 10_000])
def test_what_is_not_there_is_refused_and_not_written_down(console: Console, id: str) -> None:
    boss = me(console.person("boss", Role.ADMINISTRATOR))
    for load in (conversation_for, canned_for, account_for, answer_for):
        with pytest.raises(Refusal) as refused:
            console.run(load, console.office, boss, id)
        assert refused.value.status_code == 404
    assert console.acts("conversation.seen") == []


def test_a_canned_answer_is_loaded(console: Console) -> None:
    anne = console.person("anne")
    id = console.run(console.office.stores.canned.save, None, "Accueil", "Bonjour.", anne.id, NOON)
    assert console.run(canned_for, console.office, me(anne), id).text == "Bonjour."


def test_nobody_manages_accounts_who_may_not(console: Console) -> None:
    anne = console.person("anne")
    with pytest.raises(Refusal) as refused:
        console.run(account_for, console.office, me(anne), anne.id)
    assert refused.value.status_code == 403


def test_an_account_is_still_managed_once_its_person_left(console: Console) -> None:
    boss, paul = console.person("boss", Role.ADMINISTRATOR), console.person("paul")
    console.run(console.office.stores.staff.disable, paul.id, "operator", NOON)
    assert console.run(account_for, console.office, me(boss), paul.id).id == paul.id
