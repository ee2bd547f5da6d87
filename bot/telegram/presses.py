"""What pressing a button does: ask a question, judge a reply, call a person, send anyway, erase, link."""

from collections.abc import Sequence

from bot.conversations.conversation import Conversation
from bot.conversations.events import Author, Message
from bot.conversations.states import Status
from bot.eligibility.path import path_of
from bot.labels import spaced
from bot.store.feedback import UnknownMessage
from bot.telegram import own_data, words
from bot.telegram.about_texts import OF_ELIGIBILITY, question_on_eligibility
from bot.telegram.buttons import Action, Expired, Press
from bot.telegram.commands import hand_over, obey
from bot.telegram.incoming import Pressed, Said
from bot.telegram.linked import link
from bot.telegram.means import Turn, quietly
from bot.telegram.messages import Rows
from bot.telegram.offers import label_of
from bot.telegram.opinions import judged, reason_of
from bot.telegram.present import present
from bot.telegram.private import hear, post
from bot.telegram.welcome import examples_of


async def carry(turn: Turn, pressed: Pressed) -> None:
    """Do what a button asks, and tell Telegram that it was heard; one that is not of this chat expired.

    Raises:
        DeskUnavailable: the assistant cannot reply now to what it sends.
    """
    press = _read(turn, pressed.data) if pressed.private else None
    match press:
        case None:
            await _acknowledge(turn, pressed, words.EXPIRED)
        case Press(action=Action.EXAMPLE):
            await _ask_example(turn, pressed, press)
        case Press(action=Action.SEND):
            await _send_anyway(turn, pressed)
        case Press(action=Action.ERASE | Action.LINK) if not press.holds(turn.means.now()):
            await _done(turn, pressed, words.EXPIRED)
        case Press(action=Action.ERASE):
            await own_data.erase(turn, press.asked_at, pressed.number)
            await _done(turn, pressed, words.ERASED)
        case Press(action=Action.LINK):
            await _done(turn, pressed, await link(turn, press.conversation, pressed.number))
        case Press(action=Action.KEEP):
            await _done(turn, pressed, words.KEPT)
        case _:
            await _in_conversation(turn, pressed, press)


async def _in_conversation(turn: Turn, pressed: Pressed, press: Press) -> None:
    """Do what a button below a message of a conversation asks."""
    kept = await turn.means.stores.telegram_chats.all_of(turn.chat)
    conversation = next((one for one in kept if press.concerns(one.id)), None)
    if conversation is None:
        await _acknowledge(turn, pressed, words.EXPIRED)
    elif press.action is Action.CHOOSE:
        await _ask_choice(turn, pressed, press, conversation)
    elif press.action is Action.PERSON:
        await _call(turn, pressed, conversation)
    else:
        await _judge(turn, pressed, press, conversation)


async def _ask_choice(turn: Turn, pressed: Pressed, press: Press, conversation: Conversation) -> None:
    messages = await turn.means.stores.conversations.messages(conversation.id)
    answer = next((one.answer for one in messages if one.number == press.number), None)
    offered = answer.get("suggestions", ()) if answer else ()
    question = offered[press.index] if 0 <= press.index < len(offered) else ""
    key = f"press:{press.number}:{press.index}"
    path = path_of(answer.get("path")) if answer else None
    if path and path.stage.waits:
        # What this very button said may be kept already, and its reply still to come.
        kept = await turn.means.stores.conversations.numbered(conversation.id, key)
        if _last_of_the_path(messages) not in (press.number, kept):
            await _acknowledge(turn, pressed, words.PAST)
            return
    await _ask(turn, pressed, conversation, question, key)


def _last_of_the_path(messages: Sequence[Message]) -> int:
    """Return the number of the question on the criteria that waits, or of what the contact said since."""
    led = (one.number for one in messages if one.author is Author.CONTACT or _leads(one))
    return max(led, default=0)


def _leads(message: Message) -> bool:
    return (message.answer or {}).get("path") is not None


async def _ask_example(turn: Turn, pressed: Pressed, press: Press) -> None:
    """Ask an example, or what the texts state on eligibility, if the button still says the same."""
    conversation = await present(turn)
    desk = turn.means.desk
    if press.number == OF_ELIGIBILITY:
        question, of = (question_on_eligibility(desk.coverage, press.index) if desk else ""), "e"
    else:
        examples = examples_of(desk.corpus if desk else None, await turn.means.site(conversation.site))
        question, of = (examples[press.index] if 0 <= press.index < len(examples) else ""), "x"
    if question and not _says(pressed.buttons, pressed.data, question):
        question = ""
    key = f"press:{of}:{press.index}:{turn.means.bot.id}:{pressed.number}"
    await _ask(turn, pressed, conversation, question, key)


async def _ask(turn: Turn, pressed: Pressed, conversation: Conversation, question: str, key: str) -> None:
    """Ask a question once for its button; "" stands for one that is not there any more."""
    if not question:
        await _acknowledge(turn, pressed, words.EXPIRED)
        return
    asked = await turn.means.stores.conversations.numbered(conversation.id, key)
    elsewhere = words.FOR_THE_TEAM if conversation.status is Status.OPEN else ""
    await _acknowledge(turn, pressed, words.ASKED_ALREADY if asked else elsewhere)
    await post(turn, conversation, question, key)


async def _judge(turn: Turn, pressed: Pressed, press: Press, conversation: Conversation) -> None:
    useful = press.action is Action.USEFUL
    try:
        await turn.means.contacts.judge(conversation, press.number, useful, reason_of(press))
    except UnknownMessage as error:
        await _acknowledge(turn, pressed, str(error))
        return
    await _acknowledge(turn, pressed, words.WHY if press.action is Action.USELESS else words.THANKS)
    if pressed.buttons:
        write = turn.means.signer.write
        rows = judged(pressed.buttons, press, lambda data: _read(turn, data), write)
        await quietly(turn.means.bot.set_buttons(turn.chat, pressed.number, rows))


async def _call(turn: Turn, pressed: Pressed, conversation: Conversation) -> None:
    """Ask for a person; who waits for one already is not told so in the chat again."""
    waits = conversation.status is Status.OPEN and conversation.promised_at is not None
    await _acknowledge(turn, pressed, words.CALLED_ALREADY if waits else words.CALLED)
    if not waits:
        await hand_over(turn, conversation, f"press:{turn.key}")


async def _send_anyway(turn: Turn, pressed: Pressed) -> None:
    """Keep the message that a warning is about, as its author wants."""
    about = pressed.answered
    if about is None or not about.private:
        await _acknowledge(turn, pressed, words.NOT_THERE)
        return
    await _done(turn, pressed, words.SENT_ANYWAY)
    if isinstance(about, Said):
        await hear(turn, about, confirmed=True)
    else:
        await obey(turn, about, confirmed=True)


async def _done(turn: Turn, pressed: Pressed, text: str) -> None:
    """Acknowledge a button that is of no more use, and take it away with those beside it."""
    await _acknowledge(turn, pressed, text)
    await quietly(turn.means.bot.set_buttons(turn.chat, pressed.number, ()))


async def _acknowledge(turn: Turn, pressed: Pressed, text: str) -> None:
    await quietly(turn.means.bot.acknowledge(pressed.id, spaced(text)))


def _read(turn: Turn, data: str) -> Press | None:
    try:
        return turn.means.signer.read(data, turn.chat)
    except Expired:
        return None


def _says(buttons: Rows, data: str, question: str) -> bool:
    """Whether the button of some data says a question; where it is not shown any more, it is believed."""
    labels = [button.label for row in buttons for button in row if button.data == data]
    return not labels or label_of(question) in labels
