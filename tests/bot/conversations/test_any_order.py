"""Whatever people do in whatever order, a conversation keeps its promises."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.changes import Change
from bot.conversations.conversation import Conversation
from bot.conversations.errors import ConversationError
from bot.conversations.events import ACTORS, CONTACT, SYSTEM, Author, Event, Kind
from bot.conversations.states import Channel, Status

NOON = datetime(2013, 10, 15, 12, tzinfo=UTC)
BEGUN = Conversation.begin("c1", "p1", Channel.WEB, NOON)
CHANGES_HANDS = {Kind.CLAIMED, Kind.TRANSFERRED, Kind.RELEASED, Kind.GIVEN_BACK, Kind.REOPENED}

Step = Callable[[Conversation, datetime], Change[Conversation]]
people = st.sampled_from(["anne", "bruno", "chloé"])
words = st.text(min_size=1, max_size=20)
promise = timedelta(hours=8)

steps: st.SearchStrategy[Step] = st.one_of(
    st.builds(lambda text: lambda c, at: c.said(text, at, at + promise), words),
    st.builds(
        lambda text, again: lambda c, at: c.answer(text, at, c.answered if again else c.asked, {}),
        words,
        st.booleans(),
    ),
    st.builds(lambda text: lambda c, at: c.tell(text, at), words),
    st.builds(lambda text: lambda c, at: c.remind(text, at), words),
    st.builds(lambda text: lambda c, at: c.hand_off("requested", "", text, at, at + promise), words),
    st.builds(lambda who: lambda c, at: c.claim(who, at), people),
    st.builds(lambda who: lambda c, at: c.release(who, at), people),
    st.builds(lambda who, to: lambda c, at: c.transfer(who, to, at), people, people),
    st.builds(
        lambda who, text, missed: lambda c, at: c.reply(who, who, text, at, c.turn - missed),
        people,
        words,
        st.integers(0, 1),
    ),
    st.builds(lambda who, text: lambda c, at: c.note(who, who, text, at), people, words),
    st.builds(lambda who: lambda c, at: c.give_back(who, at), people),
    st.builds(lambda who: lambda c, at: c.resolve(who, at), people | st.just(SYSTEM)),
    st.builds(lambda who: lambda c, at: c.reopen(who, at), people),
    st.builds(lambda email: lambda c, at: c.leave_address(email, at), st.sampled_from(["", "a@exemple.fr"])),
    st.builds(lambda chat: lambda c, at: c.follow_to(chat, at), st.sampled_from([42, -42])),
    st.just(lambda c, at: c.lose(at)),
    st.just(lambda c, at: c.find(at)),
)


def lived(taken: list[Step]) -> list[Change[Conversation]]:
    """The changes that came of it, one hour after the other; what is refused changes nothing."""
    conversation, changes = BEGUN, []
    for hour, step in enumerate(taken):
        try:
            change = step(conversation, NOON + timedelta(hours=hour))
        except ConversationError:
            continue
        assert change.before == conversation
        changes.append(change)
        conversation = change.after
    return changes


lives = st.lists(steps, max_size=40).map(lived)


def events(changes: list[Change[Conversation]]) -> list[Event]:
    return [event for change in changes for event in change.events]


@given(lives)
def test_events_are_numbered_from_one_without_a_gap(changes: list[Change[Conversation]]) -> None:
    happened = events(changes)
    assert [event.number for event in happened] == list(range(1, len(happened) + 1))
    for change in changes:
        assert change.events
        assert change.after.number == change.events[-1].number
        assert change.after.changed_at == change.events[-1].at


@given(lives)
def test_who_waits_was_promised_something_and_no_other(changes: list[Change[Conversation]]) -> None:
    for after in (change.after for change in changes):
        assert (after.waiting_since is None) == (after.promised_at is None)
        if after.waiting_since and after.promised_at:
            assert after.status is Status.OPEN
            assert after.waiting_since + promise == after.promised_at


@given(lives)
def test_a_promise_is_not_put_off_while_it_is_waited_for(changes: list[Change[Conversation]]) -> None:
    for change in changes:
        if change.before.promised_at and change.after.promised_at:
            assert change.after.promised_at == change.before.promised_at


@given(lives)
def test_hands_change_only_when_somebody_says_so(changes: list[Change[Conversation]]) -> None:
    for change in changes:
        if change.before.assignee != change.after.assignee:
            assert {event.kind for event in change.events} & CHANGES_HANDS
        if change.after.status is Status.PENDING:
            assert change.after.assignee is None


@given(lives)
def test_the_assistant_speaks_only_while_nobody_else_has_it(changes: list[Change[Conversation]]) -> None:
    for change in changes:
        for event in change.events:
            if event.message and event.message.author is Author.ASSISTANT:
                assert change.before.status is Status.PENDING
                assert change.before.answered < change.after.answered


@given(lives)
def test_a_note_is_private_and_nothing_else_is(changes: list[Change[Conversation]]) -> None:
    for event in events(changes):
        if event.message:
            assert event.message.private == (event.kind is Kind.NOTE)
            assert event.message.private != event.kind.public
            assert event.message.number == event.number
        assert (event.message is not None) == (event.kind in (Kind.MESSAGE, Kind.NOTE, Kind.REMINDED))


@given(lives)
def test_what_was_asked_and_answered_are_messages_of_before(changes: list[Change[Conversation]]) -> None:
    asked = [0]
    for change in changes:
        asked += [e.number for e in change.events if e.message and e.message.author is Author.CONTACT]
        after = change.after
        assert after.asked == asked[-1]
        assert after.answered in asked
        assert after.answered <= after.asked <= after.turn <= after.number


@given(lives)
def test_what_happened_first_is_never_rewritten(changes: list[Change[Conversation]]) -> None:
    for change in changes:
        before, after = change.before, change.after
        assert before.handed_off_at in (None, after.handed_off_at)
        assert before.replied_at in (None, after.replied_at)
        assert (before.id, before.contact, before.created_at) == (after.id, after.contact, after.created_at)
        if after.replied_at or after.status is Status.OPEN:
            assert after.handed_off_at is not None


@given(lives)
def test_it_is_resolved_since_a_moment_or_not_at_all(changes: list[Change[Conversation]]) -> None:
    for after in (change.after for change in changes):
        assert (after.resolved_at is not None) == (after.status is Status.RESOLVED)


@given(lives)
def test_each_reply_of_a_person_and_each_reminder_is_delivered_once_to_the_address_left(
    changes: list[Change[Conversation]],
) -> None:
    for change in changes:
        replies = [
            event.number
            for event in change.events
            if event.kind is Kind.REMINDED or (event.kind is Kind.MESSAGE and event.actor not in ACTORS)
        ]
        wanted = replies if change.after.email else []
        letters = [delivery for delivery in change.deliveries if delivery.channel == "email"]
        assert [delivery.number for delivery in letters] == wanted
        assert {delivery.lane for delivery in letters} <= {None}
    keys = [delivery.key for change in changes for delivery in change.deliveries]
    assert len(set(keys)) == len(keys)


@given(lives)
def test_all_that_is_said_to_a_contact_goes_to_their_chat_once(changes: list[Change[Conversation]]) -> None:
    for change in changes:
        said = [
            event.number
            for event in change.events
            if event.kind in (Kind.MESSAGE, Kind.REMINDED) and event.actor != CONTACT and change.after.chat
        ]
        to_chat = [delivery for delivery in change.deliveries if delivery.channel == "telegram"]
        assert [delivery.number for delivery in to_chat] == said
        assert {delivery.lane for delivery in to_chat} <= {f"telegram:{change.after.chat}"}
        assert {delivery.address for delivery in to_chat} <= {str(change.after.chat)}


@given(lives)
def test_a_life_is_replayed_from_its_events_alone(changes: list[Change[Conversation]]) -> None:
    holder: str | None = None
    for change in changes:
        for event in change.events:
            if event.kind is Kind.CLAIMED:
                holder = event.actor
            elif event.kind is Kind.TRANSFERRED:
                holder = event.data["to"]
            elif event.kind in (Kind.RELEASED, Kind.GIVEN_BACK):
                holder = None
            elif event.kind is Kind.REOPENED and event.actor not in ACTORS:
                holder = event.actor
        assert change.after.assignee == holder
