"""A conversation that goes on in a chat: what is sent there, and whether its contact can be reached."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.conversations.conversation import Conversation
from bot.conversations.deliveries import lane_of
from bot.conversations.errors import NotAllowed
from bot.conversations.events import CONTACT, SYSTEM, Delivery, Kind
from bot.conversations.states import Channel

NOON = datetime(2013, 10, 15, 12, tzinfo=UTC)
LATER, TOMORROW = NOON + timedelta(hours=1), NOON + timedelta(days=1)
CHAT = 4_200_000_000
BEGUN = Conversation.begin("c1", "p1", Channel.TELEGRAM, NOON, chat=CHAT)


def to_chat(number: int, chat: int = CHAT) -> Delivery:
    return Delivery(f"c1:{number}:telegram", "telegram", str(chat), number, f"telegram:{chat}")


def test_what_its_contact_says_is_not_sent_back_to_them() -> None:
    assert BEGUN.said("Une commune ?", NOON, TOMORROW).deliveries == ()


def test_all_that_is_said_to_them_goes_there() -> None:
    asked = BEGUN.said("Une commune ?", NOON, TOMORROW).after
    answered = asked.answer("Oui.", NOON, asked.asked, {})
    handed = answered.then(lambda c: c.hand_off("requested", "", "Éligible ?", NOON, TOMORROW))
    told = handed.then(lambda c: c.tell("Je transmets.", NOON))
    assert told.deliveries == (to_chat(2), to_chat(4))
    replied = told.after.reply("anne", "Anne", "Oui.", LATER, 99)
    assert replied.deliveries == (to_chat(6),)
    resolved = replied.after.resolve("anne", LATER).then(lambda c: c.tell("C’est fini.", LATER))
    assert resolved.deliveries == (to_chat(8),)


def test_a_private_note_goes_nowhere() -> None:
    assert BEGUN.note("anne", "Anne", "À vérifier.", NOON).deliveries == ()


def test_who_left_an_address_too_gets_the_replies_of_people_by_both_ways() -> None:
    asked = BEGUN.said("Une commune ?", NOON, TOMORROW).after.leave_address("a@exemple.fr", NOON).after
    assert asked.answer("Oui.", NOON, asked.asked, {}).deliveries == (to_chat(3),)
    open_ = asked.claim("anne", NOON).after
    assert open_.reply("anne", "Anne", "Oui.", NOON, 99).deliveries == (
        Delivery("c1:4:email", "email", "a@exemple.fr", 4),
        to_chat(4),
    )


def test_one_that_began_elsewhere_goes_on_in_a_chat_from_then_on() -> None:
    elsewhere = Conversation.begin("c1", "p1", Channel.WEB, NOON)
    assert elsewhere.tell("Bonjour.", NOON).deliveries == ()
    linked = elsewhere.follow_to(CHAT, LATER)
    (event,) = linked.events
    assert (event.kind, event.actor, event.kind.public, dict(event.data)) == (Kind.LINKED, CONTACT, False, {})
    assert (linked.after.chat, linked.after.channel, linked.after.changed_at) == (CHAT, Channel.WEB, LATER)
    assert linked.after.tell("Bonjour.", NOON).deliveries == (to_chat(2),)
    assert linked.after.follow_to(-7, LATER).after.tell("Re.", LATER).deliveries == (to_chat(3, -7),)


def test_it_may_be_linked_again_to_the_same_chat() -> None:
    assert BEGUN.follow_to(CHAT, LATER).events[0].kind is Kind.LINKED


def test_a_contact_is_lost_once_and_found_once() -> None:
    with pytest.raises(NotAllowed):
        BEGUN.find(NOON)
    lost = BEGUN.lose(LATER)
    with pytest.raises(NotAllowed):
        lost.after.lose(LATER)
    found = lost.then(lambda c: c.find(LATER))
    assert (lost.after.unreachable, found.after.unreachable) == (True, False)
    assert [(event.kind, event.actor, event.kind.public) for event in found.events] == [
        (Kind.UNREACHABLE, SYSTEM, False),
        (Kind.REACHABLE, SYSTEM, False),
    ]


def test_who_writes_from_another_chat_is_reachable() -> None:
    assert not BEGUN.lose(NOON).after.follow_to(CHAT, LATER).after.unreachable


def test_none_of_it_makes_a_draft_stale() -> None:
    asked = BEGUN.said("Une commune ?", NOON, TOMORROW).after
    changed = asked.lose(NOON).then(lambda c: c.find(NOON)).then(lambda c: c.follow_to(1, NOON)).after
    assert (changed.turn, changed.number) == (asked.turn, asked.number + 3)


def test_each_chat_has_its_lane() -> None:
    assert {lane_of(CHAT), lane_of(-CHAT)} == {f"telegram:{CHAT}", f"telegram:-{CHAT}"}
    assert len(lane_of(-(2**63))) <= 64
