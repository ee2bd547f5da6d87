from bot.conversations import wording
from bot.conversations.states import Status
from bot.store.feedback import FEEDBACK_LABELS, FeedbackReason
from bot.telegram import words
from bot.telegram.api import Gone, Unavailable
from bot.telegram.buttons import Action, Press
from bot.telegram.messages import Button
from bot.telegram.rendering import Look, rendered
from tests.bot.applicants import ANSWERED, UNCLEAR
from tests.bot.telegram.chatting import SIGNER, Chatting, buttons_of, press_of
from tests.bot.telegram.made_up_updates import CHAT, GROUP, pressed, said


async def rows_of_last(chat: Chatting) -> tuple[tuple[Button, ...], ...]:
    conversation = await chat.current()
    last = (await chat.messages())[-1]
    return rendered(last, Look(SIGNER.write, conversation.id))[-1].buttons


async def button(chat: Chatting, action: Action, index: int = 0) -> str:
    found = [one for row in await rows_of_last(chat) for one in row if one.data]
    return next(one.data for one in found if (press_of(one).action, press_of(one).index) == (action, index))


async def test_a_choice_is_asked_once(chat: Chatting) -> None:
    await chat.carry_out(said(UNCLEAR, 10))
    press = pressed(await button(chat, Action.CHOOSE, 1))
    await chat.carry_out(press, press)
    assert [text for author, text in await chat.said() if author == "contact"] == [
        UNCLEAR,
        "Qui choisit les pôles ?",
    ]
    assert [text for _, text in chat.bot.acknowledged] == ["", words.ASKED_ALREADY]
    asked = (await chat.messages())[2]
    key = await chat.stores.conversations.key_of((await chat.current()).id, asked.number)
    assert key == "press:2:1"


async def test_a_choice_of_a_former_conversation_of_the_chat_goes_on_there(chat: Chatting) -> None:
    await chat.carry_out(said(UNCLEAR, 10))
    former = await chat.current()
    data = await button(chat, Action.CHOOSE)
    _, token = await chat.contacts.begin(ANSWERED)
    await chat.follow(said(f"/start {token}", 11))
    await chat.carry_out(pressed(data))
    assert (await chat.current()).id != former.id
    texts = [one.text for one in await chat.stores.conversations.messages(former.id)]
    assert "Qu’est-ce qu’un pôle ?" in texts


async def test_a_button_of_a_conversation_that_was_erased_expired(chat: Chatting) -> None:
    await chat.carry_out(said(UNCLEAR, 10))
    data = await button(chat, Action.CHOOSE)
    await chat.contacts.erase(await chat.current())
    await chat.carry_out(pressed(data))
    assert chat.bot.acknowledged == [("p1001", words.EXPIRED)]
    assert await chat.stores.telegram_chats.current(CHAT) is None


async def test_a_button_that_is_not_ours_or_of_another_chat_expired(chat: Chatting) -> None:
    await chat.carry_out(said(UNCLEAR, 10))
    data = await button(chat, Action.CHOOSE)
    await chat.carry_out(
        pressed(data[:-1] + ("A" if data[-1] != "A" else "B")),
        pressed("x"),
        pressed(""),
        pressed(data, chat=8),
        pressed(data, chat=GROUP),
    )
    assert [text for _, text in chat.bot.acknowledged] == [words.EXPIRED] * 5
    assert len(await chat.said()) == 2


async def test_a_choice_that_was_never_offered_expired(chat: Chatting) -> None:
    await chat.carry_out(said(UNCLEAR, 10))
    id = (await chat.current()).id
    for number, index in ((2, 7), (1, 0), (99, 0), (2, -1)):
        await chat.carry_out(pressed(SIGNER.write(Press(Action.CHOOSE, id, number, index))))
    assert [text for _, text in chat.bot.acknowledged] == [words.EXPIRED] * 4


async def test_an_example_is_asked_once_for_its_message(chat: Chatting) -> None:
    await chat.carry_out(said("/start", 10))
    (welcome,) = await chat.notices()
    first = pressed(buttons_of(welcome)[0].data, 1001, welcome.buttons)
    await chat.carry_out(first, first)
    assert [author for author, _ in await chat.said()] == ["contact", "assistant"]
    assert [text for _, text in chat.bot.acknowledged] == ["", words.ASKED_ALREADY]
    await chat.carry_out(pressed(buttons_of(welcome)[0].data, 1005, welcome.buttons))
    assert [author for author, _ in await chat.said()] == ["contact", "assistant"] * 2
    chat.bot.id = 43  # another bot, which counts its own messages
    await chat.carry_out(first)
    assert [author for author, _ in await chat.said()] == ["contact", "assistant"] * 3


async def test_an_example_that_says_something_else_now_is_not_asked(chat: Chatting) -> None:
    await chat.carry_out(said("/start", 10))
    data = SIGNER.write(Press(Action.EXAMPLE, index=0))
    await chat.carry_out(pressed(data, 1001, ((Button("Une autre question ?", data),),)))
    assert await chat.said() == []
    assert chat.bot.acknowledged == [("p1001", words.EXPIRED)]


async def test_an_example_of_a_message_not_shown_any_more_is_asked(chat: Chatting) -> None:
    data = SIGNER.write(Press(Action.EXAMPLE, index=0))
    await chat.carry_out(pressed(data, 1001))
    assert len(await chat.said()) == 2
    assert len(await chat.told()) == 1


async def test_an_opinion_is_kept_and_marked_and_may_be_changed(chat: Chatting) -> None:
    await chat.carry_out(said(ANSWERED, 10))
    rows, conversation = await rows_of_last(chat), await chat.current()
    await chat.carry_out(pressed(await button(chat, Action.USEFUL), 1001, rows))
    assert (await chat.stores.feedback.of(conversation.id))[2].useful
    assert chat.bot.acknowledged[-1][1] == words.THANKS
    marked = chat.bot.keyboards[-1][2]
    labels = [[one.label for one in row] for row in marked]
    assert ["✓ Utile", "Pas utile"] in labels
    assert [row for row in marked if row[0].url] == [row for row in rows if row[0].url]
    await chat.carry_out(pressed(await button(chat, Action.USELESS), 1001, marked))
    assert not (await chat.stores.feedback.of(conversation.id))[2].useful
    offered = chat.bot.keyboards[-1][2]
    assert [row[0].label for row in offered[-len(FEEDBACK_LABELS) :]] == list(FEEDBACK_LABELS.values())
    assert chat.bot.acknowledged[-1][1] == words.WHY
    unclear = offered[-3][0]
    await chat.carry_out(pressed(unclear.data, 1001, offered))
    given = (await chat.stores.feedback.of(conversation.id))[2]
    assert (given.useful, given.reason) == (False, FeedbackReason.UNCLEAR)
    chosen = [one.label for row in chat.bot.keyboards[-1][2] for one in row if one.label.startswith("✓")]
    assert chosen == ["✓ Pas utile", "✓ La réponse n’est pas claire"]


async def test_an_opinion_on_what_is_no_reply_says_so(chat: Chatting) -> None:
    await chat.carry_out(said(ANSWERED, 10))
    data = SIGNER.write(Press(Action.USEFUL, (await chat.current()).id, 1))
    await chat.carry_out(pressed(data))
    assert "ne peut pas être évaluée" in chat.bot.acknowledged[-1][1]
    assert chat.bot.keyboards == []


async def test_an_opinion_is_kept_even_if_telegram_refuses_the_rest(chat: Chatting) -> None:
    await chat.carry_out(said(ANSWERED, 10))
    rows, data = await rows_of_last(chat), await button(chat, Action.USEFUL)
    for error in (Gone(), Unavailable()):
        chat.bot.refuses = error
        await chat.carry_out(pressed(data, 1001, rows))
    assert (await chat.stores.feedback.of((await chat.current()).id))[2].useful


async def test_a_person_is_called_once(chat: Chatting) -> None:
    await chat.carry_out(said(UNCLEAR, 10))
    press = pressed(await button(chat, Action.PERSON))
    await chat.carry_out(press, press)
    assert (await chat.current()).status is Status.OPEN
    texts = [text for _, text in await chat.said()]
    assert texts.count(wording.ASK_A_PERSON) == 1
    assert [text for _, text in chat.bot.acknowledged] == [words.CALLED, words.CALLED_ALREADY]


async def test_a_person_may_be_called_again_after_the_resolution(chat: Chatting) -> None:
    await chat.carry_out(said(UNCLEAR, 10))
    press = pressed(await button(chat, Action.PERSON))
    await chat.carry_out(press)
    id = (await chat.current()).id
    await chat.stores.conversations.change(id, lambda c: c.resolve("system", chat.clock()))
    await chat.carry_out(press)
    assert (await chat.current()).status is Status.OPEN
    assert chat.bot.acknowledged[-1][1] == words.CALLED
