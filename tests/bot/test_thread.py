from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversations.changes import Change
from bot.conversations.conversation import Conversation
from bot.conversations.events import Author, Message
from bot.conversations.states import Channel
from bot.eligibility.commands import START, STEPS
from bot.eligibility.shown import ShownSheet
from bot.eligibility.wording import BACK
from bot.known_texts import latest_of
from bot.pages.chat_page import title_of_page
from bot.pages.thread import HEADINGS, SHEET_HEADING, Present, entries, heading, present, reply_of
from bot.replies import Decision, Reply
from knowledge.decision import Reason
from knowledge.documents import Corpus
from tests.bot.clocks import MONDAY, PROMISES
from tests.bot.desks import CORPUS, FakeDesk

BEGUN = Conversation.begin("c", "p", Channel.WEB, MONDAY)
PROMISED = PROMISES.promised(MONDAY)


def said(author: Author, text: str = "Bonjour.", **more: object) -> Message:
    return replace(Message(1, author, text, MONDAY), **more)  # type: ignore[arg-type]  # fields of a message


def after(change: Change[Conversation]) -> Conversation:
    return change.after


def waiting() -> Conversation:
    asked = after(BEGUN.said("?", MONDAY, PROMISED))
    return after(asked.hand_off("requested", "", "?", MONDAY, PROMISED))


@pytest.mark.parametrize("question", ["Une commune ?", "Un pôle ?", "Qui est le roi ?"])
def test_a_reply_that_was_kept_is_shown_as_it_was_given(question: str) -> None:
    reply = FakeDesk().reply(question)
    kept = reply_of(reply.as_json())
    assert kept == replace(reply, confidence=round(reply.confidence, 4), why="")


def test_a_reply_of_another_release_is_shown_all_the_same() -> None:
    answer = FakeDesk().reply("Une commune ?").as_json()
    del answer["suggestions"], answer["understood"]
    answer["citations"][0]["colour"] = "blue"
    del answer["citations"][1]["location"]
    kept = reply_of(answer | {"mood": "good"})
    assert (kept.suggestions, kept.understood, len(kept.citations)) == ((), None, 2)
    assert kept.citations[1].location == ""


@pytest.mark.parametrize("reason", [*Reason, None])
@pytest.mark.parametrize("decision", Decision)
def test_every_outcome_has_a_heading(decision: Decision, reason: str | None) -> None:
    assert heading(Reply("?", decision, "…", reason)) in HEADINGS.values()


def test_the_day_is_said_when_it_is_not_today() -> None:
    message = said(Author.CONTACT)
    (today,) = entries([message], {}, PROMISES, MONDAY)
    (later,) = entries([message], {}, PROMISES, MONDAY + timedelta(days=1))
    assert (today.when, later.when) == ("10\xa0h", "23 novembre 2026 à 10\xa0h")


def led(number: int, **more: object) -> Message:
    """A reply along the questions on the criteria."""
    reply = replace(FakeDesk().reply("Un pôle ?"), path={"rules": "7f"}, **more)  # type: ignore[arg-type]  # fields of a reply
    return replace(said(Author.ASSISTANT, answer=reply.as_json()), number=number)


def test_of_the_questions_on_the_criteria_only_the_last_can_be_answered() -> None:
    plain = replace(said(Author.ASSISTANT, answer=FakeDesk().reply("Un pôle ?").as_json()), number=3)
    shown = entries([led(1), led(2), plain], {}, PROMISES, MONDAY)
    assert [one.passed for one in shown] == [True, False, False]


def test_along_the_path_the_question_comes_back_after_the_passages() -> None:
    answered = replace(FakeDesk().reply("Une commune ?"), path={"rules": "7f"})
    asked = replace(answered, text=f"{answered.text}\n{BACK}\nQui participe ?")
    (shown,) = entries([said(Author.ASSISTANT, answer=asked.as_json())], {}, PROMISES, MONDAY)
    assert shown.citations and shown.back == (BACK, "Qui participe ?")
    assert BACK not in shown.own and shown.own
    alone = replace(asked, citations=())
    (shown,) = entries([said(Author.ASSISTANT, answer=alone.as_json())], {}, PROMISES, MONDAY)
    assert shown.back == () and BACK in shown.own


@pytest.mark.parametrize(
    ("suggestions", "title"),
    [
        ((START, STEPS), "Vous pouvez aussi"),
        (("Une commune ?",), "Choisissez une question"),
        (("Une commune ?", START), "Choisissez une question"),
    ],
)
def test_what_stands_above_suggestions_says_what_they_are(suggestions: tuple[str, ...], title: str) -> None:
    reply = replace(FakeDesk().reply("Un pôle ?"), suggestions=suggestions)
    (shown,) = entries([said(Author.ASSISTANT, answer=reply.as_json())], {}, PROMISES, MONDAY)
    assert shown.offers == title
    (along,) = entries([led(1, suggestions=suggestions)], {}, PROMISES, MONDAY)
    assert along.offers == "Répondez"


def test_a_question_on_the_criteria_is_not_judged_and_a_sheet_is() -> None:
    sheet = ShownSheet(deadline="Il reste 12 jours.").as_json()
    question, result = entries([led(1), led(2, sheet=sheet)], {}, PROMISES, MONDAY)
    assert (question.judged, result.judged) == (False, True)
    assert (question.sheet, result.sheet) == (None, ShownSheet(deadline="Il reste 12 jours."))
    assert result.heading == SHEET_HEADING


def test_only_replies_may_be_judged() -> None:
    shown = entries([said(author) for author in Author], {}, PROMISES, MONDAY)
    assert [one.author for one in shown if one.judged] == ["assistant", "staff"]


def test_lines_are_kept_and_empty_ones_are_not() -> None:
    (shown,) = entries([said(Author.STAFF, "Un.\n\nDeux.", name="Camille")], {}, PROMISES, MONDAY)
    assert (shown.who, shown.paragraphs) == ("Camille", ("Un.", "Deux."))


def test_the_assistant_has_what_nobody_took_over() -> None:
    assert present(BEGUN, "", PROMISES, MONDAY).next == "Vous n’échangez pas avec une personne."
    asked = after(BEGUN.said("?", MONDAY, PROMISED))
    assert present(asked, "", PROMISES, MONDAY).next == "Sa réponse n’est pas encore là."


def test_who_waits_is_told_until_when_then_that_it_is_late() -> None:
    early, late = (present(waiting(), "", PROMISES, at) for at in (MONDAY, PROMISED + timedelta(hours=1)))
    assert early.who == late.who == "En attente d’une personne de l’équipe."
    assert early.next == "Réponse d’une personne avant mercredi 25\xa0novembre à 10\xa0h."
    assert late.next.endswith("elle est en retard, et reste attendue.")


def test_whoever_answered_is_named_and_promises_nothing_more() -> None:
    replied = after(waiting().reply("s", "Camille", "Oui.", MONDAY, 9))
    assert present(replied, "Camille", PROMISES, MONDAY) == Present("Camille vous répond.", "")


def test_the_title_says_what_came_last() -> None:
    answered = FakeDesk().reply("Une commune ?")
    asked = said(Author.CONTACT)
    answer = said(Author.ASSISTANT, answer=answered.as_json())
    person = said(Author.STAFF, name="Camille")
    system = said(Author.SYSTEM)
    titles: list[tuple[list[Message], str]] = [
        ([], "Votre conversation"),
        ([asked], "Votre conversation"),
        ([asked, answer, system], "Réponse"),
        ([asked, answer, asked], "Votre conversation"),
        ([asked, answer, person], "Réponse de Camille"),
    ]
    for messages, title in titles:
        assert title_of_page(entries(messages, {}, PROMISES, MONDAY)) == title


def test_the_newest_text_that_may_be_quoted_gives_the_date_of_all() -> None:
    assert str(latest_of(CORPUS)) == "2013-07-24"
    assert latest_of(Corpus(CORPUS.call, (), ())) is None
