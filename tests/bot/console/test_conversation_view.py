from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.assets import load_assets
from bot.console.conversation_data import hidden
from bot.console.conversation_view import KEPT, SAID, facts_of, gestures_of, said_of
from bot.console.gestures import GESTURES
from bot.console.thread import lay_out_thread, news, opinion_of, quotes_seen
from bot.console.words import CHANNELS, DECISIONS, REASONS, STATUSES, happened
from bot.conversations.conversation import Conversation
from bot.conversations.errors import NotAllowed
from bot.conversations.events import ASSISTANT, CONTACT, SYSTEM, Event, Kind
from bot.conversations.states import Channel, Status
from bot.pages.public import make_templates
from bot.quoting import quotation_of
from bot.replies import Decision
from bot.settings import load_settings
from bot.store.feedback import FeedbackReason, Given
from knowledge.decision import Reason
from tests.bot.console.cases import answer_of
from tests.bot.desks import QUOTE, SEEN

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NAMES = {"me": "Claire", "other": "Sacha"}
FRESH = replace(Conversation.begin("c", "p", Channel.WEB, NOW), asked=1, number=1, turn=1)
OPEN = replace(FRESH, status=Status.OPEN, promised_at=NOW + timedelta(hours=1), waiting_since=NOW)
STATES = {
    "with the assistant": FRESH,
    "free": OPEN,
    "mine": replace(OPEN, assignee="me"),
    "another's": replace(OPEN, assignee="other"),
    "resolved": replace(OPEN, status=Status.RESOLVED),
}


def test_every_value_has_its_french_word() -> None:
    assert set(REASONS) == set(Reason)
    assert set(CHANNELS) == set(Channel)
    assert set(STATUSES) == set(Status)
    assert set(DECISIONS) == set(Decision)
    spoken = {Kind.MESSAGE, Kind.NOTE}
    told = {kind: happened(Event(1, kind, NOW, "me"), NAMES) for kind in set(Kind) - spoken}
    assert told.pop(Kind.UNREACHABLE) == "Le demandeur ne peut plus être joint sur Telegram."
    assert told.pop(Kind.REACHABLE) == "Le demandeur peut de nouveau être joint sur Telegram."
    assert all(said.startswith("Claire ") for said in told.values())
    linked = Event(1, Kind.LINKED, NOW, CONTACT)
    assert happened(linked, NAMES) == "Le demandeur poursuit la conversation sur Telegram."


@pytest.mark.parametrize("shown", STATES.values(), ids=STATES)
def test_the_gestures_offered_are_those_that_are_possible(shown: Conversation) -> None:
    offered = {word for word, _ in gestures_of(shown, "me")}
    for word, (gesture, _) in GESTURES.items():
        if word in offered:
            gesture(shown, "me", NOW)
        elif word not in ("reprendre", "terminer"):
            with pytest.raises(NotAllowed):
                gesture(shown, "me", NOW)


def test_a_late_promise_is_said_late() -> None:
    soon = facts_of(OPEN, "me", NAMES, NOW, lambda at: at)
    assert (soon.late, soon.due) == (False, "La réponse est attendue aujourd’hui avant 13\u00a0h.")
    late = facts_of(OPEN, "me", NAMES, NOW + timedelta(hours=2), lambda at: at)
    assert late.late
    assert "en retard" in late.due


def test_who_has_no_account_any_more_is_someone() -> None:
    gone = facts_of(replace(OPEN, assignee="gone"), "me", NAMES, NOW, lambda at: at)
    assert gone.holder == "Une personne de l’équipe"
    assert happened(Event(1, Kind.TRANSFERRED, NOW, "gone", {"to": "gone2"}), NAMES) == (
        "Une personne de l’équipe a confié la conversation à une personne de l’équipe."
    )


TELEGRAM = replace(FRESH, channel=Channel.TELEGRAM, chat=7_041_776)
BOTH = replace(OPEN, chat=7_041_776)


@pytest.mark.parametrize(
    ("shown", "channel", "leaves"),
    [
        (FRESH, "Page web", ""),
        (TELEGRAM, "Telegram", "Votre réponse partira sur Telegram."),
        (
            BOTH,
            "Page web et Telegram",
            "Votre réponse paraîtra sur la page web du demandeur, et partira sur Telegram.",
        ),
        (replace(BOTH, status=Status.RESOLVED), "Page web et Telegram", ""),
    ],
)
def test_where_the_contact_writes_and_will_read_is_said(
    shown: Conversation, channel: str, leaves: str
) -> None:
    facts = facts_of(shown, "me", NAMES, NOW, lambda at: at)
    assert (facts.channel, facts.leaves, facts.lost, facts.advice) == (channel, leaves, "", "")


@pytest.mark.parametrize(
    ("shown", "advice"),
    [
        (TELEGRAM, "votre réponse sera gardée, et partira sur Telegram s’il revient."),
        (BOTH, "votre réponse paraîtra sur sa page web, et partira sur Telegram s’il revient."),
        (replace(TELEGRAM, status=Status.RESOLVED), "Ce qui n’a pas pu partir est gardé"),
    ],
)
def test_a_contact_who_cannot_be_reached_any_more_is_said_so_with_what_to_do(
    shown: Conversation, advice: str
) -> None:
    facts = facts_of(replace(shown, unreachable=True), "me", NAMES, NOW, lambda at: at)
    assert facts.lost == "Le demandeur ne peut plus être joint sur Telegram."
    assert advice in facts.advice
    assert facts.leaves == ""


def test_a_reply_that_could_not_leave_is_not_said_to_be_sent() -> None:
    assert said_of("envoyee", TELEGRAM).title == "Réponse envoyée."
    lost = replace(TELEGRAM, unreachable=True)
    assert said_of("envoyee", lost).title == "Réponse gardée."
    assert said_of("conclue", lost).title == "Réponse gardée et conversation terminée."
    assert said_of("prise", lost) == said_of("prise", TELEGRAM)
    assert said_of("envoyee", replace(BOTH, unreachable=True)).title == "Réponse envoyée."
    assert set(KEPT) <= set(SAID)


def said_by(author: str) -> Event:
    changes = {
        CONTACT: lambda: FRESH.said("Et ?", NOW, NOW),
        ASSISTANT: lambda: FRESH.answer("Oui.", NOW, 1, answer_of("Et ?")),
        SYSTEM: lambda: FRESH.tell("Voilà.", NOW),
    }
    return changes[author]().events[0]


def test_new_is_what_others_did_after_what_was_read() -> None:
    mine, theirs = FRESH.note("me", "Claire", "Note", NOW).events[0], said_by(CONTACT)

    def new(event: Event, read: int) -> bool:
        return lay_out_thread([event], NAMES, {}, lambda at: at, read, "me")[0].new

    assert new(theirs, 1)
    assert not new(theirs, 2)
    assert not new(theirs, 0)
    assert not new(mine, 1)


def test_what_the_assistant_saw_stands_by_its_reply_alone() -> None:
    entries = lay_out_thread([said_by(CONTACT), said_by(ASSISTANT)], NAMES, {}, lambda at: at, 0, "me")
    assert entries[0].saw is None
    saw = entries[1].saw
    assert saw is not None
    assert (saw.understood, saw.confidence) == ("Une association peut-elle candidater ?", "43\u00a0%")
    assert quotes_seen([said_by(ASSISTANT)]) == {"c/2#é": QUOTE}


def test_the_passages_that_were_found_and_not_cited_are_shown_with_their_score() -> None:
    answer = {**answer_of("Et ?"), "seen": [asdict(one) | {"of_later": 1} for one in SEEN]}
    event = FRESH.answer("Oui.", NOW, 1, answer).events[0]
    (entry,) = lay_out_thread([event], NAMES, {}, lambda at: at, 0, "me")
    assert entry.saw is not None
    assert entry.saw.seen == SEEN[1:]
    assert entry.saw.scores == {"c/2#é": "0,81", "s-1": "0,43"}
    parts = make_templates(load_assets(), load_settings()).get_template("console/conversation_parts.html")
    shown = LexborHTMLParser(str(parts.module.seen_by_assistant(entry.saw)))  # type: ignore[attr-defined]  # a macro
    assert SEEN[1].quote in shown.text()
    assert [node.text() for node in shown.css("p") if "Score" in node.text()] == [
        "Score\u00a0: 0,81",
        "Score\u00a0: 0,43",
    ]
    assert [node.attributes["value"] for node in shown.css('button[name="cite"]')] == ["c/2#é", "s-1"]


def test_a_citation_that_an_earlier_release_kept_is_still_shown() -> None:
    kept = quotation_of({"title": "Loi", "quote": "Oui.", "of_later": 1})
    assert (kept.title, kept.quote, kept.page, kept.lead, kept.published) == ("Loi", "Oui.", None, "", None)


def test_the_first_events_of_a_very_long_conversation_are_left_out() -> None:
    assert (hidden(FRESH), hidden(replace(FRESH, number=1_500))) == (0, 500)


def test_news_say_the_most_important_first() -> None:
    assert news([], "me") == news([FRESH.note("me", "Claire", "Note", NOW).events[0]], "me") == ""
    assert news([said_by(SYSTEM), said_by(CONTACT)], "me") == "Nouveau message du demandeur."
    assert news([said_by(SYSTEM)], "me") == "Nouveau message dans la conversation."
    assert news([Event(2, Kind.CLAIMED, NOW, "other")], "me") == "La conversation a changé."
    lost = Event(2, Kind.UNREACHABLE, NOW, SYSTEM)
    assert news([lost], "me") == "Le demandeur ne peut plus être joint sur Telegram."


def test_what_the_contact_thinks_is_said() -> None:
    assert opinion_of(Given(True, None, NOW)) == "Le demandeur a trouvé cette réponse utile."
    assert "« La réponse est fausse »" in opinion_of(Given(False, FeedbackReason.WRONG, NOW))
    assert opinion_of(Given(False, None, NOW)).endswith("utile.")
