"""The path of questions as a part of a conversation, and what is said first once the call has closed."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.conversations.conversation import Conversation
from bot.conversations.events import Author
from bot.conversations.states import Channel, Status
from bot.eligibility.commands import REMIND, SEND, START, UNSURE
from bot.eligibility.offering import OF_ANYONE
from bot.eligibility.path import last_path
from bot.talk.contacts import BadText
from tests.bot.applicants import Applicants, applicants
from tests.bot.desks import CORPUS
from tests.bot.guides import FIRST, OPEN_CALL, PARIS, QUESTIONS, guide_of

FREE = "Une commune ?"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Applicants]:
    async with applicants(tmp_path) as office:
        office.reception.renew(guide_of())
        yield office


async def begun(office: Applicants, *texts: str) -> Conversation:
    conversation, _ = await office.contacts.dialogue.begin(Channel.WEB)
    for text in texts:
        await office.contacts.post(conversation, text)
    return await office.stores.conversations.get(conversation.id)


async def last_said(office: Applicants, conversation: Conversation) -> str:
    return (await office.stores.conversations.messages(conversation.id))[-1].text


async def test_each_answer_brings_the_next_question_and_the_last_one_the_sheet(office: Applicants) -> None:
    talk = await begun(office, START, *(UNSURE for _ in QUESTIONS))
    messages = await office.stores.conversations.messages(talk.id)
    assert FIRST in messages[1].text
    assert [bool(one.answer and one.answer.get("sheet")) for one in messages[1::2]] == [False] * 7 + [True]
    path = last_path(messages)
    assert path is not None
    assert path.answers == {one.id: "unsure" for one in QUESTIONS}
    assert talk.status is Status.PENDING


async def test_a_question_in_the_middle_is_answered_from_the_texts_and_leads_back(office: Applicants) -> None:
    talk = await begun(office, START, FREE)
    assert office.desk.asked == [(FREE, ())]
    said = await last_said(office, talk)
    assert said.index("communiqué de presse") < said.index(FIRST)
    await office.contacts.post(talk, "Et un pôle ?")
    assert office.desk.asked[-1] == ("Et un pôle ?", (FREE,)), "answers along the path are no questions"


async def test_the_sheet_goes_to_the_staff_in_one_click(office: Applicants) -> None:
    talk = await begun(office, START, UNSURE, SEND)
    assert (talk.status, talk.reason) == (Status.OPEN, "requested")
    assert talk.subject == "Fiche de critères : 1 à apprécier et 5 sans réponse"
    await begun(office, START, SEND)
    assert await office.stores.alike.groups() == [], "no answer suits two sheets"
    kept = [one.answer for one in await office.stores.conversations.messages(talk.id) if one.answer]
    assert kept[-1]["sheet"]["criteria"]


async def test_answers_may_be_corrected_on_the_page_even_while_staff_have_it(office: Applicants) -> None:
    talk = await begun(office, START, UNSURE, SEND)
    after = await office.contacts.fill(talk, {"pooling": "yes"}, ["budget"])
    assert after.status is Status.OPEN
    assert after.turn == after.number, "a reply written before must be read again"
    message = (await office.stores.conversations.messages(talk.id))[-1]
    assert (message.author, message.answer and message.answer["path"]["done"]) == (Author.SYSTEM, ["budget"])
    sent = await office.contacts.send_sheet(after)
    assert sent.number == after.number + 1


async def test_an_answer_that_no_question_takes_is_refused_and_nothing_is_kept(office: Applicants) -> None:
    talk = await begun(office, START)
    with pytest.raises(BadText, match="proposées"):
        await office.contacts.fill(talk, {"pooling": "maybe"}, [])
    assert (await office.stores.conversations.get(talk.id)).number == talk.number


async def test_there_is_no_sheet_to_send_before_the_path_begins(office: Applicants) -> None:
    talk = await begun(office)
    with pytest.raises(BadText, match="pas encore de fiche"):
        await office.contacts.send_sheet(talk)


async def test_a_reminder_asked_in_words_is_kept_and_one_withdrawn_on_the_page_stays_so(
    office: Applicants,
) -> None:
    talk = await begun(office, START, REMIND)
    assert await office.contacts.reminded(talk)
    await office.contacts.remind(talk, wanted=False)
    await office.contacts.post(talk, UNSURE)
    assert not await office.contacts.reminded(talk)


async def test_a_sheet_emptied_of_its_answers_is_not_sent(office: Applicants) -> None:
    talk = await begun(office, START, UNSURE)
    emptied = await office.contacts.fill(talk, {}, [])
    with pytest.raises(BadText, match="pas encore de fiche"):
        await office.contacts.send_sheet(emptied)
    assert (await office.stores.conversations.get(talk.id)).number == emptied.number


async def test_what_follows_the_offer_leans_on_what_the_texts_say_of_anyone(office: Applicants) -> None:
    await begun(office, "Suis-je éligible ?", "Et la date limite ?")
    assert office.desk.asked[-1] == ("Et la date limite ?", (OF_ANYONE,))


async def test_once_the_call_has_closed_the_path_says_so_at_its_beginning_and_on_the_sheet(
    office: Applicants,
) -> None:
    closed = replace(OPEN_CALL, closes=datetime(2026, 11, 1, 17, tzinfo=PARIS))
    office.reception.renew(guide_of(corpus=replace(CORPUS, call=closed)))
    talk = await begun(office, START, *(UNSURE for _ in QUESTIONS), FREE)
    messages = await office.stores.conversations.messages(talk.id)
    told = [one.text.startswith("Attention") for one in messages[1::2]]
    assert told == [True, *(False for _ in QUESTIONS[:-1]), True, True]


async def test_once_the_call_has_closed_every_reply_says_so_first(office: Applicants) -> None:
    closed = replace(OPEN_CALL, closes=datetime(2026, 11, 1, 17, tzinfo=PARIS))
    office.reception.renew(guide_of(corpus=replace(CORPUS, call=closed)))
    talk = await begun(office, FREE)
    said = (await last_said(office, talk)).replace("\xa0", " ")
    assert said.startswith("Attention : cet appel à projets est clos depuis le 1er novembre 2026 à 17 h")
    await office.contacts.post(talk, "Quelle est la date ?")
    messages = await office.stores.conversations.messages(talk.id)
    assert messages[3].text.startswith("Attention : cet appel à projets est clos")
