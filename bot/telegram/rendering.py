"""What a message of a conversation, or a reply, says on Telegram: the same as on its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.conversations.events import Author, Message
from bot.eligibility.path import path_of
from bot.eligibility.shown import sheet_of
from bot.labels import spaced
from bot.pages.thread import WHO, heading, reply_of
from bot.plain_text import own_words
from bot.quoting import quotation_of
from bot.replies import Decision, Quotation, Reply
from bot.telegram import keyboards
from bot.telegram.citations import cited
from bot.telegram.cutting import messages
from bot.telegram.html import Written, bold, italic, joined, link, paragraphs, plain
from bot.telegram.messages import Button, Outgoing, Rows
from bot.telegram.offers import in_text
from bot.telegram.sheets import before_sheet, sheet_written

ABOUT: Final = "Au sujet d’une autre de vos conversations : « {about} »"
ASKED: Final = "Vous avez demandé : « {asked} »"
UNDERSTOOD: Final = "J’ai compris : « {understood} »"
CHOOSE: Final = "Choisissez une question :"
MAY_ASK: Final = "Vous pouvez demander :"
REPLY: Final = "Répondez :"
GO_ON: Final = "Choisissez :"
NEARBY: Final = "Autres passages proches :"
BY_A_PROGRAM: Final = (
    "Réponse d’un programme, sans intervention humaine. Seuls les textes officiels font foi."
)
RECEIPT: Final = "Reçu n° "
OF_THE_TEAM: Final = "{name}, de l’équipe"
INFORMATION: Final = "ℹ️ "
"""Stands before what nobody says: a message of the system."""

LONGEST_SUBJECT: Final = 200
"""Signs of a question that is only recalled."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a message looks like beside its words.

    `write` writes the data of the buttons, `conversation` is theirs. The first part answers the message
    `reply_to` of the chat. `asked` is the question that a button asked, `about` the subject of a
    conversation that is not the present one of the chat: each is recalled first. `site` is the public
    address of our pages, without a final slash, "" if no link goes there.
    """

    write: keyboards.Write
    conversation: str = ""
    reply_to: int | None = None
    asked: str = ""
    about: str = ""
    site: str = ""


def rendered(message: Message, look: Look) -> tuple[Outgoing, ...]:
    """Return what is sent, in order, to say a message of a conversation.

    Raises:
        ValueError: it is private, and no contact may read it.
    """
    if message.private:
        raise ValueError("a private message is not sent to a contact")
    reply = reply_of(message.answer) if message.answer else None
    citations = reply.citations if reply else tuple(map(quotation_of, message.citations))
    links = keyboards.reading(citations)
    said = (
        _reply(reply, CHOOSE, links, look.site)
        if reply
        else paragraphs(_said(message), _quoted(citations, links))
    )
    buttons = _buttons(message, reply, links, look)
    return messages(paragraphs(*_recalled(look), said), buttons, look.reply_to)


def rendered_reply(reply: Reply, look: Look) -> tuple[Outgoing, ...]:
    """Return what is sent, in order, to say a reply where no conversation is kept: buttons open texts."""
    links = keyboards.reading(reply.citations)
    said = _reply(reply, MAY_ASK, links, look.site)
    return messages(paragraphs(*_recalled(look), said), _rows(links), look.reply_to)


def _said(message: Message) -> Written:
    """Write what a person says, or the system."""
    if message.author is Author.SYSTEM:
        return plain(INFORMATION + spaced(message.text)) if message.text.strip() else Written()
    name = " ".join(message.name.split())
    who = OF_THE_TEAM.format(name=name) if name and message.author is Author.STAFF else WHO[message.author]
    return paragraphs(bold(who), message.text)


def _reply(reply: Reply, offer: str, links: Mapping[str, Button], site: str) -> Written:
    """Write a reply of the assistant; `offer` stands before the questions that it suggests."""
    sheet = sheet_of(reply.sheet) if reply.sheet is not None else None
    outcome = "" if reply.decision is Decision.CLARIFICATION and not sheet else spaced(heading(reply))
    said = replace(reply, text=before_sheet(reply.text, sheet)) if sheet else reply
    words = [spaced(paragraph) for paragraph in own_words(said)]
    answered = reply.decision is Decision.ANSWER
    # The quotation stands below the words that bring it, and what they add below it.
    brought = next((at for at, word in enumerate(words, 1) if answered and word.endswith(":")), len(words))
    understood = UNDERSTOOD.format(understood=reply.understood) if reply.understood else ""
    first = 1 if answered else 0
    return paragraphs(
        bold(outcome),
        italic(spaced(understood)),
        *words[:brought],
        _quoted(reply.citations[:first], links),
        *words[brought:],
        sheet_written(sheet) if sheet else "",
        _offered(reply.suggestions, offer) if reply.path is None else "",
        spaced(NEARBY) if answered and reply.citations[first:] else "",
        _quoted(reply.citations[first:], links),
        italic(_note(reply.receipt, site)),
        _answers(reply) if reply.path is not None else "",
    )


def _quoted(citations: Sequence[Quotation], links: Mapping[str, Button]) -> Written:
    return paragraphs(*(cited(one, url=one.url not in links) for one in citations))


def _offered(suggestions: Sequence[str], offer: str) -> Written:
    if not suggestions:
        return Written()
    numbered = (f"{index}. {spaced(one)}" for index, one in enumerate(suggestions, start=1))
    return joined([spaced(offer), *numbered])


def _answers(reply: Reply) -> Written:
    """Write what stands right above the buttons that answer, and the answers too if one is cut there."""
    if not reply.suggestions:
        return Written()
    cut = any(len(spaced(one)) > keyboards.LONGEST_LABEL for one in reply.suggestions)
    path = path_of(reply.path)
    title = REPLY if path and path.stage.waits else GO_ON
    return joined([spaced(title), in_text(reply.suggestions if cut else ())])


def _note(receipt: str | None, site: str) -> Written:
    if not receipt:
        return plain(BY_A_PROGRAM)
    url = f"{site}/recus/{receipt}"
    number = link(receipt, url) if keyboards.openable(url) else plain(receipt)
    return joined([BY_A_PROGRAM, plain(RECEIPT) + number], " ")


def _recalled(look: Look) -> tuple[Written, ...]:
    about = ABOUT.format(about=keyboards.shortened(look.about, LONGEST_SUBJECT)) if look.about.strip() else ""
    asked = ASKED.format(asked=keyboards.shortened(look.asked, LONGEST_SUBJECT)) if look.asked.strip() else ""
    return italic(spaced(about)), italic(spaced(asked))


def _buttons(message: Message, reply: Reply | None, links: Mapping[str, Button], look: Look) -> Rows:
    of = (look.write, look.conversation, message.number)
    offer = keyboards.answers if reply and reply.path is not None else keyboards.choices
    offered = offer(reply.suggestions, *of) if reply else ()
    judged = reply.decision is Decision.ANSWER if reply else message.author is Author.STAFF
    opinion = keyboards.opinion(*of) if judged else ()
    person = keyboards.person(*of) if reply and _may_want_a_person(reply) else ()
    return (*offered, *person, *_rows(links), *opinion)


def _may_want_a_person(reply: Reply) -> bool:
    """Tell whether to offer a person: not where the question has just been handed to one."""
    return reply.decision is not Decision.ANSWER and not reply.for_staff


def _rows(links: Mapping[str, Button]) -> Rows:
    return tuple((button,) for button in links.values())
