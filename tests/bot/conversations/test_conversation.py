"""Each transition of a conversation, from each state and for each holder: what it becomes, or why not."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from bot.conversations.changes import Change
from bot.conversations.conversation import SUBJECT, Conversation
from bot.conversations.errors import ConversationError, NotAllowed, Stale, Taken
from bot.conversations.events import CONTACT, SYSTEM, Author, Delivery, Kind
from bot.conversations.states import Channel, Status

NOON = datetime(2013, 10, 15, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
TOMORROW = NOON + timedelta(days=1)
ME, OTHER = "me", "other"

Transition = Callable[[Conversation], Change[Conversation]]


def begun() -> Conversation:
    return Conversation.begin("c1", "p1", Channel.WEB, NOON)


def after(*transitions: Transition) -> Conversation:
    """A conversation in which all this happened."""
    conversation = begun()
    for transition in transitions:
        conversation = transition(conversation).after
    return conversation


def ask(c: Conversation) -> Change[Conversation]:
    return c.said("Une commune est-elle éligible ?", NOON, TOMORROW)


def hand_off(c: Conversation) -> Change[Conversation]:
    return c.hand_off("missing_knowledge", "calendrier", "Éligible ?", NOON, TOMORROW)


def claim(c: Conversation) -> Change[Conversation]:
    return c.claim(ME, NOON)


def claim_by_other(c: Conversation) -> Change[Conversation]:
    return c.claim(OTHER, NOON)


def resolve(c: Conversation) -> Change[Conversation]:
    return c.resolve(SYSTEM, NOON)


SITUATIONS: Mapping[str, Conversation] = {
    "new": begun(),
    "pending": after(ask),
    "open*": after(ask, hand_off),
    "open": after(ask, claim, lambda c: c.release(ME, NOON)),
    "open:me*": after(ask, hand_off, claim),
    "open:me": after(ask, claim),
    "open:other*": after(ask, hand_off, claim_by_other),
    "resolved": after(ask, resolve),
    "resolved+": after(ask, hand_off, resolve),
    "resolved:me": after(ask, claim, resolve),
    "resolved:other": after(ask, claim_by_other, resolve),
}
"""Every state: a star where the contact waits, a plus where a person had been called before."""

TRANSITIONS: Mapping[str, Transition] = {
    "said": lambda c: c.said("Et pour une association ?", LATER, TOMORROW),
    "answer": lambda c: c.answer("Oui.", LATER, c.asked, {}),
    "answer:again": lambda c: c.answer("Oui.", LATER, c.answered, {}),
    "tell": lambda c: c.tell("Je transmets.", LATER),
    "remind": lambda c: c.remind("Il reste 7 jours.", LATER),
    "hand_off": lambda c: c.hand_off("requested", "", "", LATER, TOMORROW, CONTACT),
    "claim": lambda c: c.claim(ME, LATER),
    "release": lambda c: c.release(ME, LATER),
    "transfer:me": lambda c: c.transfer(ME, ME, LATER),
    "transfer:other": lambda c: c.transfer(ME, OTHER, LATER),
    "reply": lambda c: c.reply(ME, "Moi", "Oui.", LATER, c.turn),
    "reply:stale": lambda c: c.reply(ME, "Moi", "Oui.", LATER, c.turn - 1),
    "note": lambda c: c.note(ME, "Moi", "À vérifier.", LATER),
    "give_back": lambda c: c.give_back(ME, LATER),
    "resolve": lambda c: c.resolve(ME, LATER),
    "resolve:system": lambda c: c.resolve(SYSTEM, LATER),
    "reopen": lambda c: c.reopen(ME, LATER),
    "leave_address": lambda c: c.leave_address("contact@exemple.fr", LATER),
}

# A state as above; =, the same state; !, not allowed; taken; stale.
TABLE = """
                new        pending    open*       open       open:me*    open:me     open:other*    resolved   resolved+  resolved:me resolved:other
said            =          =          =           open*      =           open:me*    =              pending    open*      open:me*    open:other*
answer          !          =          !           !          !           !           !              !          !          !           !
answer:again    !          !          !           !          !           !           !              !          !          !           !
tell            =          =          =           =          =           =           =              =          =          =           =
remind          =          =           =           =          =           =           =              =          =          =           =
hand_off        open*      open*      !           !          !           !           !              open*      open*      open:me*    open:other*
claim           open:me    open:me    open:me*    open:me    !           !           taken          !          !          !           taken
release         !          !          !           !          open*       open        taken          !          !          !           !
transfer:me     !          !          open:me*    open:me    !           !           open:me*       !          !          !           !
transfer:other  !          !          open:other* open:other open:other* open:other  !              !          !          !           !
reply           !          !          open:me     open:me    open:me     open:me     taken          !          !          !           taken
reply:stale     stale      stale      stale       stale      stale       stale       taken          stale      stale      stale       taken
note            =          =          =           =          =           =           =              =          =          =           =
give_back       !          !          pending     pending    pending     pending     taken          !          !          !           !
resolve         resolved   resolved   resolved    resolved   resolved:me resolved:me taken          !          !          !           !
resolve:system  resolved   resolved   resolved    resolved   resolved:me resolved:me resolved:other !          !          !           !
reopen          !          !          !           !          !           !           !              open:me    open:me    open:me     open:me
leave_address   =          =          =           =          =           =           =              =          =          =           =
"""  # noqa: E501 - a table is read by its columns


def named(conversation: Conversation) -> str:
    """A state as the table names it."""
    holder = f":{conversation.assignee}" if conversation.assignee else ""
    return f"{conversation.status}{holder}{'*' if conversation.waiting_since else ''}"


def became(transition: Transition, conversation: Conversation) -> str:
    """The state that comes out of a transition, or why there is none."""
    try:
        return named(transition(conversation).after)
    except Stale:
        return "stale"
    except Taken:
        return "taken"
    except NotAllowed:
        return "!"


def cells() -> list[tuple[str, str, str]]:
    """Each transition, situation and outcome of the table."""
    header, *lines = TABLE.strip().splitlines()
    found = [
        (transition, situation, outcome)
        for transition, *outcomes in map(str.split, lines)
        for situation, outcome in zip(header.split(), outcomes, strict=True)
    ]
    assert {situation for _, situation, _ in found} == set(SITUATIONS)
    assert {transition for transition, _, _ in found} == set(TRANSITIONS)
    return found


@pytest.mark.parametrize(("transition", "situation", "outcome"), cells())
def test_each_transition_from_each_state(transition: str, situation: str, outcome: str) -> None:
    before = SITUATIONS[situation]
    expected = named(before) if outcome == "=" else outcome
    assert became(TRANSITIONS[transition], before) == expected


@pytest.mark.parametrize("transition", TRANSITIONS)
def test_each_transition_says_the_kind_of_what_happened(transition: str) -> None:
    kinds = {
        "said": {(Kind.MESSAGE,), (Kind.REOPENED, Kind.MESSAGE)},
        "answer": {(Kind.MESSAGE,)},
        "answer:again": set(),
        "tell": {(Kind.MESSAGE,)},
        "remind": {(Kind.REMINDED,)},
        "hand_off": {(Kind.HANDED_OFF,)},
        "claim": {(Kind.CLAIMED,)},
        "release": {(Kind.RELEASED,)},
        "transfer:me": {(Kind.TRANSFERRED,)},
        "transfer:other": {(Kind.TRANSFERRED,)},
        "reply": {(Kind.MESSAGE,), (Kind.CLAIMED, Kind.MESSAGE)},
        "reply:stale": set(),
        "note": {(Kind.NOTE,)},
        "give_back": {(Kind.GIVEN_BACK,)},
        "resolve": {(Kind.RESOLVED,)},
        "resolve:system": {(Kind.RESOLVED,)},
        "reopen": {(Kind.REOPENED,)},
        "leave_address": {(Kind.ADDRESS_LEFT,)},
    }
    found = {kinds_of(change) for change in allowed(TRANSITIONS[transition])}
    assert found == kinds[transition]


def allowed(transition: Transition) -> list[Change[Conversation]]:
    """The changes that a transition makes, wherever it is allowed."""
    return [
        transition(conversation)
        for conversation in SITUATIONS.values()
        if became(transition, conversation) not in ("stale", "taken", "!")
    ]


def kinds_of(change: Change[Conversation]) -> tuple[Kind, ...]:
    return tuple(event.kind for event in change.events)


class TestSaid:
    def test_the_first_words_stand_for_the_conversation(self) -> None:
        conversation = after(lambda c: c.said(f"  {'a' * 400} ", NOON, TOMORROW), ask)
        assert conversation.subject == "a" * SUBJECT

    def test_who_waits_already_keeps_the_first_promise(self) -> None:
        waiting = SITUATIONS["open*"].said("Alors ?", LATER, TOMORROW + timedelta(days=1)).after
        assert (waiting.waiting_since, waiting.promised_at) == (NOON, TOMORROW)

    def test_who_had_a_reply_gets_a_new_promise(self) -> None:
        replied = after(ask, hand_off, lambda c: c.reply(ME, "Moi", "Oui.", NOON, c.turn))
        promised = TOMORROW + timedelta(days=1)
        again = replied.said("Merci, et le jury ?", LATER, promised).after
        assert (again.waiting_since, again.promised_at) == (LATER, promised)

    def test_the_assistant_has_it_to_answer(self) -> None:
        assert (SITUATIONS["pending"].asked, SITUATIONS["pending"].answered) == (1, 0)


class TestAnswer:
    def test_a_message_is_answered_once(self) -> None:
        answered = after(ask, lambda c: c.answer("Oui.", LATER, 1, {"decision": "answer"}))
        assert answered.answered == 1
        with pytest.raises(NotAllowed, match="déjà répondu"):
            answered.answer("Oui.", LATER, 1, {})

    def test_the_reply_is_kept_as_the_api_gives_it(self) -> None:
        (event,) = SITUATIONS["pending"].answer("Oui.", LATER, 1, {"decision": "answer"}).events
        assert event.message
        assert (event.message.author, event.message.answer) == (Author.ASSISTANT, {"decision": "answer"})

    @pytest.mark.parametrize("gone", [lambda c: c.give_back(ME, LATER), lambda c: c.resolve(ME, LATER)])
    def test_the_assistant_does_not_come_back_to_what_a_person_had(self, gone: Transition) -> None:
        conversation = after(ask, hand_off, ask, gone)
        assert conversation.answered == conversation.asked == 3


class TestHandoff:
    def test_it_says_why_about_what_and_until_when(self) -> None:
        change = hand_off(SITUATIONS["pending"])
        assert (change.after.reason, change.after.topic) == ("missing_knowledge", "calendrier")
        assert (change.after.subject, change.after.promised_at) == ("Éligible ?", TOMORROW)
        assert change.events[0].data == {
            "reason": "missing_knowledge",
            "topic": "calendrier",
            "promised_at": TOMORROW.isoformat(),
        }

    def test_a_question_that_says_nothing_leaves_the_subject(self) -> None:
        handed = SITUATIONS["pending"].hand_off("requested", "", " ", LATER, TOMORROW).after
        assert handed.subject == SITUATIONS["pending"].subject

    def test_the_first_one_counts(self) -> None:
        again = after(ask, hand_off, lambda c: c.give_back(ME, NOON)).hand_off("", "", "", LATER, TOMORROW)
        assert again.after.handed_off_at == NOON

    def test_taking_it_from_the_assistant_counts_as_one(self) -> None:
        assert SITUATIONS["pending"].claim(ME, LATER).after.handed_off_at == LATER


class TestReply:
    def test_who_has_it_is_named(self) -> None:
        with pytest.raises(Taken) as taken:
            SITUATIONS["open:other*"].reply(ME, "Moi", "Oui.", LATER, 99)
        assert taken.value.assignee == OTHER

    def test_what_was_missed_is_said(self) -> None:
        conversation = after(ask, hand_off, ask)
        with pytest.raises(Stale) as stale:
            conversation.reply(ME, "Moi", "Oui.", LATER, 2)
        assert (stale.value.seen, stale.value.turn) == (2, 3)

    @pytest.mark.parametrize(
        ("meanwhile", "stale"),
        [
            (ask, True),
            (lambda c: c.note(OTHER, "Autre", "À vérifier.", LATER), True),
            (lambda c: c.tell("Votre message est transmis.", LATER), False),
            (lambda c: c.leave_address("contact@exemple.fr", LATER), False),
        ],
    )
    def test_only_what_should_be_read_first_is_in_its_way(self, meanwhile: Transition, stale: bool) -> None:
        seen = SITUATIONS["open*"].turn
        conversation = meanwhile(SITUATIONS["open*"]).after
        outcome = became(lambda c: c.reply(ME, "Moi", "Oui.", LATER, seen), conversation)
        assert outcome == ("stale" if stale else "open:me")

    def test_its_author_is_named_with_what_they_quote(self) -> None:
        quoted = [{"document": "communique"}]
        event = SITUATIONS["open:me"].reply(ME, "Moi", "Oui.", LATER, 99, quoted).events[-1]
        assert event.message
        assert (event.message.author, event.message.staff, event.message.name) == (Author.STAFF, ME, "Moi")
        assert (event.message.citations, event.message.private) == (({"document": "communique"},), False)

    def test_the_first_after_the_handoff_is_remembered(self) -> None:
        first = SITUATIONS["open*"].reply(ME, "Moi", "Oui.", LATER, 99).after
        assert (first.replied_at, first.waiting_since, first.promised_at) == (LATER, None, None)
        assert first.reply(ME, "Moi", "Encore.", TOMORROW, 99).after.replied_at == LATER

    def test_it_is_delivered_to_who_left_an_address(self) -> None:
        with_address = after(ask, hand_off, lambda c: c.leave_address("a@exemple.fr", NOON))
        change = with_address.reply(ME, "Moi", "Oui.", LATER, 99)
        assert change.deliveries == (Delivery("c1:5:email", "email", "a@exemple.fr", 5),)
        without = change.after.leave_address("", LATER).after
        assert without.email is None
        assert without.reply(ME, "Moi", "Encore.", LATER, 99).deliveries == ()

    @pytest.mark.parametrize("transition", sorted({*TRANSITIONS} - {"reply", "remind"}))
    def test_nothing_else_is_delivered(self, transition: str) -> None:
        for conversation in SITUATIONS.values():
            with_address = conversation.leave_address("a@exemple.fr", NOON).after
            try:
                assert TRANSITIONS[transition](with_address).deliveries == ()
            except ConversationError:
                continue


def test_a_note_is_private() -> None:
    (event,) = SITUATIONS["open:other*"].note(ME, "Moi", "À vérifier.", LATER).events
    assert event.message
    assert (event.kind.public, event.message.private) == (False, True)


def test_what_happened_in_one_change_is_numbered_in_a_row() -> None:
    before = SITUATIONS["resolved:other"]
    change = before.said("Merci", LATER, TOMORROW).then(lambda c: c.tell("Je transmets.", LATER))
    assert change.before == before
    assert [event.number for event in change.events] == [4, 5, 6]
    assert (change.after.number, change.after.turn, change.after.asked) == (6, 5, 5)


def test_a_change_of_several_steps_is_refused_as_a_whole() -> None:
    with pytest.raises(NotAllowed):
        SITUATIONS["pending"].claim(ME, LATER).then(lambda c: c.claim(ME, LATER))


def test_a_conversation_says_how_long_it_lasted() -> None:
    resolved = SITUATIONS["open:me*"].resolve(ME, LATER).after
    assert (resolved.resolved_at, resolved.status) == (LATER, Status.RESOLVED)
    assert resolved.reopen(OTHER, TOMORROW).after.resolved_at is None
    assert resolved.said("Merci", TOMORROW, TOMORROW).after.resolved_at is None


@pytest.mark.parametrize("error", [NotAllowed, Taken, Stale])
def test_what_is_refused_is_said_in_french(error: type[ConversationError]) -> None:
    said = set()
    for transition in TRANSITIONS.values():
        for conversation in SITUATIONS.values():
            try:
                transition(conversation)
            except error as refused:
                said.add(str(refused))
            except ConversationError:
                continue
    assert said
    assert all(sentence.endswith(".") for sentence in said)
