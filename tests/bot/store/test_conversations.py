"""Conversations are kept whole, in order and once, whatever happens at the same time, on both databases."""

from asyncio import gather
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from bot.conversations.changes import Change
from bot.conversations.conversation import Conversation
from bot.conversations.errors import Repeated, Stale, Taken, UnknownConversation
from bot.conversations.events import Author, Event, Kind, Message
from bot.conversations.states import Channel
from bot.staff.roles import Role
from bot.store.audit import Act, Audit
from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.delivery_schema import delivery_table
from bot.store.staff import StaffAccounts
from bot.store.validated import ValidatedAnswers
from tests.bot.answers.examples import proposed
from tests.bot.store.made_up import (
    ADDRESS,
    ANNE,
    BRUNO,
    NOON,
    QUESTION,
    TOMORROW,
    asked,
    begun,
    claims,
    conversation,
    handed_off,
    replies,
    says,
)


async def rows_of(database: Database, table: str) -> int:
    async with database.reading() as connection:
        return int((await connection.execute(select(func.count()).select_from(text(table)))).scalar_one())


async def test_a_conversation_comes_back_as_it_began(conversations: Conversations) -> None:
    began = Conversation.begin("c1", "p1", Channel.TELEGRAM, NOON)
    await conversations.begin(began, "digest")
    assert await conversations.get("c1") == began
    assert not await conversations.messages("c1")
    assert not await conversations.events("c1")


async def test_moments_come_back_as_they_were_whatever_their_zone(conversations: Conversations) -> None:
    from_paris = NOON.astimezone().replace(microsecond=123456)
    await conversations.begin(conversation(at=from_paris), "digest")
    kept = await conversations.get("c1")
    assert (kept.created_at, kept.created_at.utcoffset()) == (from_paris, timedelta(0))


async def test_a_change_comes_back_as_it_was_made(conversations: Conversations) -> None:
    await handed_off(conversations, email=ADDRESS)
    quotation = {"document": "communique", "quote": "« Une “commune” – seule »", "page": None}
    change = await conversations.change(
        "c1", lambda c: c.reply(ANNE, "Anne", "Oui.", NOON, c.turn, [quotation])
    )
    assert await conversations.get("c1") == change.after
    assert await conversations.events("c1", change.before.number) == list(change.events)
    assert (await conversations.messages("c1"))[-1] == change.events[-1].message


async def test_the_reply_of_the_assistant_is_kept_as_the_api_gives_it(conversations: Conversations) -> None:
    await asked(conversations)
    answer = {"decision": "answer", "confidence": 0.93, "citations": [{"page": 2}], "reason": None}
    await conversations.change("c1", lambda c: c.answer("Oui.", NOON, c.asked, answer))
    question, reply = await conversations.messages("c1")
    assert (question.author, question.text, question.answer) == (Author.CONTACT, QUESTION, None)
    assert (reply.author, reply.text, reply.answer) == (Author.ASSISTANT, "Oui.", answer)


async def test_what_is_refused_changes_nothing(conversations: Conversations, database: Database) -> None:
    await handed_off(conversations)
    before = await conversations.get("c1"), await conversations.events("c1")
    acts = await Audit(database).page()
    with pytest.raises(Stale):
        await conversations.change(
            "c1",
            lambda c: c.claim(ANNE, NOON).then(lambda own: own.reply(ANNE, "Anne", "Oui.", NOON, seen=1)),
            "key",
        )
    assert (await conversations.get("c1"), await conversations.events("c1")) == before
    assert await Audit(database).page() == acts
    assert await conversations.numbered("c1", "key") is None


async def test_what_is_unknown_cannot_be_read_or_changed(conversations: Conversations) -> None:
    await begun(conversations)
    for reading in (
        conversations.get("c2"),
        conversations.opened_by("digest of c2"),
        conversations.with_holder("c2"),
    ):
        with pytest.raises(UnknownConversation):
            await reading
    with pytest.raises(UnknownConversation):
        await conversations.change("c2", says("Bonjour"))
    assert not await conversations.messages("c2")
    assert not await conversations.events("c2")


async def test_a_conversation_is_given_with_the_name_of_who_took_it(
    conversations: Conversations, database: Database
) -> None:
    staff = await StaffAccounts(database).add("a@exemple.fr", "Anne", Role.ADVISER, "x", "operator", NOON)
    await handed_off(conversations)
    assert await conversations.with_holder("c1") == (await conversations.get("c1"), "")
    await conversations.change("c1", lambda c: c.claim(staff.id, NOON))
    assert await conversations.with_holder("c1") == (await conversations.get("c1"), "Anne")


async def test_a_conversation_is_opened_by_its_tokens_and_no_other(
    conversations: Conversations,
) -> None:
    await begun(conversations)
    await begun(conversations, "c2")
    await conversations.give_access("c1", "of a letter", NOON)
    for digest, id in {"digest of c1": "c1", "of a letter": "c1", "digest of c2": "c2"}.items():
        assert (await conversations.opened_by(digest)).id == id
    with pytest.raises(UnknownConversation):
        await conversations.opened_by("of a letter ")


async def test_a_contact_may_have_several_conversations(
    conversations: Conversations, database: Database
) -> None:
    await begun(conversations)
    await begun(conversations, "c2")
    assert await rows_of(database, "contact") == 1


async def test_a_contact_may_begin_several_conversations_at_once(conversations: Conversations) -> None:
    await gather(*(begun(conversations, f"c{n}") for n in range(8)))
    assert [(await conversations.get(f"c{n}")).contact for n in range(8)] == ["p1"] * 8


class TestKeys:
    async def test_the_same_key_twice_makes_one_change(self, conversations: Conversations) -> None:
        await begun(conversations)
        await conversations.change("c1", says("Bonjour"))
        first = await conversations.change("c1", says("Une fois"), "key")
        await conversations.change("c1", says("Autre chose"))
        with pytest.raises(Repeated) as repeated:
            await conversations.change("c1", says("Deux fois"), "key")
        assert repeated.value.number == first.events[0].number == 2
        assert await conversations.numbered("c1", "key") == 2
        assert [one.text for one in await conversations.messages("c1")] == [
            "Bonjour",
            "Une fois",
            "Autre chose",
        ]

    async def test_the_key_of_several_events_is_that_of_the_first(self, conversations: Conversations) -> None:
        await handed_off(conversations)
        await conversations.change("c1", replies(ANNE), "key")
        assert [event.kind for event in await conversations.events("c1", 2)] == [Kind.CLAIMED, Kind.MESSAGE]
        assert await conversations.numbered("c1", "key") == 3

    async def test_a_key_is_that_of_its_conversation(self, conversations: Conversations) -> None:
        await begun(conversations)
        await begun(conversations, "c2")
        for id in ("c1", "c2"):
            await conversations.change(id, says("Bonjour"), "key")
        assert await conversations.numbered("c2", "key") == 1
        assert await conversations.numbered("c2", "other") is None

    async def test_the_same_key_at_once_makes_one_change(self, conversations: Conversations) -> None:
        await begun(conversations)
        outcomes = await gather(
            *(conversations.change("c1", says("Bonjour"), "key") for _ in range(8)), return_exceptions=True
        )
        assert sum(isinstance(outcome, Repeated) for outcome in outcomes) == 7
        assert len(await conversations.messages("c1")) == 1


class TestAtOnce:
    async def test_one_claim_wins(self, conversations: Conversations) -> None:
        await handed_off(conversations)
        people = [f"staff {n}" for n in range(8)]
        outcomes = await gather(
            *(conversations.change("c1", claims(staff)) for staff in people), return_exceptions=True
        )
        (won,) = (outcome for outcome in outcomes if isinstance(outcome, Change))
        lost = [outcome for outcome in outcomes if isinstance(outcome, Taken)]
        assert [each.assignee for each in lost] == [won.after.assignee] * 7
        assert (await conversations.get("c1")).assignee == won.after.assignee
        assert [e.kind for e in await conversations.events("c1", 2)] == [Kind.CLAIMED]

    async def test_one_of_two_replies_wins(self, conversations: Conversations) -> None:
        await handed_off(conversations)
        seen = (await conversations.get("c1")).turn
        outcomes = await gather(
            *(conversations.change("c1", replies(staff, seen)) for staff in (ANNE, BRUNO)),
            return_exceptions=True,
        )
        assert sum(isinstance(outcome, Taken) for outcome in outcomes) == 1
        kept = await conversations.messages("c1")
        assert [message.author for message in kept] == [Author.CONTACT, Author.STAFF]

    async def test_no_message_is_lost_or_doubled(self, conversations: Conversations) -> None:
        await begun(conversations)
        words = [f"message {n}" for n in range(30)]
        await gather(*(conversations.change("c1", says(each)) for each in words))
        messages = await conversations.messages("c1")
        assert sorted(message.text for message in messages) == sorted(words)
        assert [message.number for message in messages] == list(range(1, 31))
        kept = await conversations.get("c1")
        assert (kept.number, kept.asked, kept.subject) == (30, 30, messages[0].text)

    async def test_conversations_do_not_wait_for_each_other(self, conversations: Conversations) -> None:
        for n in range(10):
            await begun(conversations, f"c{n}")
        await gather(*(conversations.change(f"c{n % 10}", says("Bonjour")) for n in range(50)))
        assert [(await conversations.get(f"c{n}")).number for n in range(10)] == [5] * 10


class TestEvents:
    async def test_they_are_read_from_any_number_on(self, conversations: Conversations) -> None:
        await begun(conversations)
        for n in range(5):
            await conversations.change("c1", says(f"message {n}"))
        assert numbers(await conversations.events("c1", 2)) == [3, 4, 5]
        assert numbers(await conversations.events("c1", 2, limit=2)) == [3, 4]
        assert numbers(await conversations.events("c1", 5)) == []

    async def test_one_without_message_has_none(self, conversations: Conversations) -> None:
        await handed_off(conversations)
        question, handoff = await conversations.events("c1")
        assert question.message == (await conversations.messages("c1"))[0]
        assert (handoff.kind, handoff.actor, handoff.message) == (Kind.HANDED_OFF, "assistant", None)
        assert handoff.data == {
            "reason": "missing_knowledge",
            "topic": "calendrier",
            "promised_at": TOMORROW.isoformat(),
        }

    async def test_a_private_note_is_no_public_message(self, conversations: Conversations) -> None:
        await asked(conversations)
        await conversations.change("c1", lambda c: c.note(ANNE, "Anne", "À vérifier.", NOON))
        assert texts(await conversations.messages("c1")) == [QUESTION]
        assert texts(await conversations.messages("c1", private=True)) == [QUESTION, "À vérifier."]
        note = (await conversations.events("c1"))[-1]
        assert note.message
        assert (note.kind, note.kind.public, note.message.private) == (Kind.NOTE, False, True)

    async def test_those_of_another_conversation_are_not_read(self, conversations: Conversations) -> None:
        await asked(conversations)
        await asked(conversations, "c2", "Autre question")
        assert texts(await conversations.messages("c2")) == ["Autre question"]
        assert [e.message.text for e in await conversations.events("c2") if e.message] == ["Autre question"]


def numbers(events: Sequence[Event]) -> list[int]:
    return [event.number for event in events]


def texts(messages: Sequence[Message]) -> list[str]:
    return [message.text for message in messages]


class TestDeliveries:
    async def test_a_reply_and_its_delivery_are_kept_together(
        self, conversations: Conversations, database: Database
    ) -> None:
        await handed_off(conversations, email=ADDRESS)
        await conversations.change("c1", replies(ANNE))
        async with database.reading() as connection:
            (row,) = await connection.execute(select(delivery_table))
        assert (row.key, row.channel, row.address, row.number) == ("c1:5:email", "email", ADDRESS, 5)
        assert (row.state, row.attempts, row.due_at, row.error) == ("waiting", 0, NOON, None)

    async def test_nothing_is_delivered_to_who_left_no_address(
        self, conversations: Conversations, database: Database
    ) -> None:
        await handed_off(conversations)
        await conversations.change("c1", replies(ANNE))
        assert await rows_of(database, "delivery") == 0


class TestAudit:
    async def test_what_staff_do_is_written_down_without_what_they_wrote(
        self, conversations: Conversations, database: Database
    ) -> None:
        await handed_off(conversations)
        await conversations.change("c1", replies(ANNE))
        await conversations.change("c1", lambda c: c.transfer(ANNE, BRUNO, NOON))
        acts = [act for _, act in await Audit(database).page()]
        assert [(act.actor, act.action, act.object) for act in acts] == [
            (ANNE, "conversation.transferred", "c1"),
            (ANNE, "conversation.replied", "c1"),
            (ANNE, "conversation.claimed", "c1"),
        ]
        assert [act.data for act in acts] == [{"number": 5, "to": BRUNO}, {"number": 4}, {"number": 3}]

    async def test_what_contacts_and_the_assistant_do_is_not(
        self, conversations: Conversations, database: Database
    ) -> None:
        await handed_off(conversations, email=ADDRESS)
        assert await Audit(database).page() == []


class TestUnanswered:
    async def test_a_message_that_the_assistant_left_is_found(self, conversations: Conversations) -> None:
        await asked(conversations)
        await begun(conversations, "c2")
        later = NOON + timedelta(minutes=1)
        assert [c.id for c in await conversations.unanswered(later)] == ["c1"]
        assert await conversations.unanswered(NOON) == []

    async def test_one_that_was_answered_or_that_a_person_has_is_not(
        self, conversations: Conversations
    ) -> None:
        await asked(conversations)
        await conversations.change("c1", lambda c: c.answer("Oui.", NOON, c.asked, {}))
        await handed_off(conversations, "c2")
        assert await conversations.unanswered(TOMORROW) == []

    async def test_the_longest_left_come_first(self, conversations: Conversations) -> None:
        for n, minutes in enumerate((3, 1, 2)):
            await begun(conversations, f"c{n}")
            at = NOON + timedelta(minutes=minutes)
            await conversations.change(f"c{n}", says("Bonjour", at))
        assert [c.id for c in await conversations.unanswered(TOMORROW, limit=2)] == ["c1", "c2"]

    async def test_what_changed_since_a_moment_is_found(self, conversations: Conversations) -> None:
        await asked(conversations)
        await begun(conversations, "c2")
        await conversations.change("c2", says("Bonjour", TOMORROW))
        assert await conversations.changed_since(TOMORROW) == [("c2", TOMORROW)]
        assert len(await conversations.changed_since(NOON)) == 2


OF_CONVERSATIONS = (
    "conversation",
    "contact",
    "access",
    "event",
    "message",
    "delivery",
    "feedback",
    "draft",
    "read_mark",
)


SEARCH = {
    "sqlite": "SELECT count(*) FROM message_search WHERE message_search MATCH 'commun'",
    "postgresql": "SELECT count(*) FROM message WHERE to_tsvector('simple', stems) @@ 'commun'::tsquery",
}


class TestErasing:
    async def test_nothing_is_left_of_what_was_said(
        self, conversations: Conversations, database: Database
    ) -> None:
        await handed_off(conversations, email=ADDRESS)
        await conversations.change("c1", replies(ANNE))
        assert await rows_of(database, "delivery") == 1
        await conversations.erase("c1")
        assert {name: await rows_of(database, name) for name in OF_CONVERSATIONS} == dict.fromkeys(
            OF_CONVERSATIONS, 0
        )
        with pytest.raises(UnknownConversation):
            await conversations.opened_by("digest of c1")
        assert len(await Audit(database).page()) == 2

    async def test_the_search_forgets_it_too(self, conversations: Conversations, database: Database) -> None:
        await asked(conversations)
        found = text(SEARCH[database.dialect])
        for expected in (1, 0):
            async with database.reading() as connection:
                assert (await connection.execute(found)).scalar() == expected
            await conversations.erase("c1")

    async def test_the_other_conversations_of_the_contact_stay(self, conversations: Conversations) -> None:
        await asked(conversations)
        await asked(conversations, "c2")
        await conversations.erase("c1")
        assert (await conversations.opened_by("digest of c2")).contact == "p1"
        assert len(await conversations.messages("c2")) == 1

    async def test_what_is_not_there_is_erased_already(self, conversations: Conversations) -> None:
        await conversations.erase("c1")

    async def test_only_what_is_older_than_a_moment_is_erased(
        self, conversations: Conversations, database: Database
    ) -> None:
        await begun(conversations, "c1", "p1")
        await begun(conversations, "c2", "p2")
        await conversations.change("c2", says("Bonjour", TOMORROW))
        assert await conversations.erase_older(NOON, TOMORROW) == 0
        assert await conversations.erase_older(TOMORROW, TOMORROW) == 1
        assert (await conversations.get("c2")).contact == "p2"
        assert await rows_of(database, "contact") == 1
        written = [act for _, act in await Audit(database).page()]
        assert written == [Act(TOMORROW, "system", "conversation.expired", "", {"count": 1})]

    async def test_that_it_was_erased_is_written_down_with_it_and_once(
        self, conversations: Conversations, database: Database
    ) -> None:
        await begun(conversations)
        act = Act(NOON, "contact", "conversation.erased", "c1")
        for _ in range(2):
            await conversations.erase("c1", act)
        assert [act for _, act in await Audit(database).page()] == [act]

    @pytest.mark.parametrize("old", [False, True])
    async def test_an_answer_made_from_it_does_not_say_so_any_more(
        self, conversations: Conversations, database: Database, old: bool
    ) -> None:
        answers = ValidatedAnswers(database)
        for id in ("c1", "c2"):
            await begun(conversations, id, f"p{id}")
            await answers.add(replace(proposed(f"of {id}"), conversation=id))
        await conversations.change("c2", says("Bonjour", TOMORROW))
        await (conversations.erase_older(TOMORROW, NOON) if old else conversations.erase("c1"))
        assert (await answers.get("of c1")).conversation is None
        assert (await answers.get("of c2")).conversation == "c2"


async def test_a_vector_is_kept_beside_the_state(conversations: Conversations, database: Database) -> None:
    before = await conversations.get(await handed_off(conversations))
    await conversations.keep_vector("c1", "e5", b"\x00\x01\xff")
    assert await conversations.get("c1") == before
    await conversations.change("c1", says("Et pour une association ?"))
    async with database.reading() as connection:
        found = (await connection.execute(text("SELECT embedder, vector FROM conversation"))).one()
    assert (found.embedder, bytes(found.vector)) == ("e5", b"\x00\x01\xff")
