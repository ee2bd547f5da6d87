import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import anyio
import pytest

from bot.conversations import wording
from bot.conversations.conversation import Conversation
from bot.conversations.errors import UnknownConversation
from bot.conversations.events import Author
from bot.conversations.states import Channel, Status
from bot.desk import Reception
from bot.errors import DeskClosed
from bot.store.conversations import Conversations
from bot.talk.dialogue import Dialogue, Posted
from bot.talk.hub import Hub
from bot.tokens import digest
from knowledge.errors import EmbedderUnavailable
from tests.bot.clocks import PROMISES, Clock
from tests.bot.databases import open_store_database
from tests.bot.desks import SEEN, FakeDesk, SeeingDesk

CAMILLE = "c" * 32
UNSAID = "Quelle est la date limite ?"


@dataclass
class Talk:
    """A dialogue with all that it stands on."""

    store: Conversations
    desk: FakeDesk = field(default_factory=FakeDesk)
    hub: Hub = field(default_factory=Hub)
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.reception = Reception(self.desk)
        self.dialogue = Dialogue(self.store, self.reception, self.hub, PROMISES, self.clock)

    async def begun(self) -> str:
        return (await self.dialogue.begin(Channel.WEB))[0].id

    async def post(self, id: str, text: str, key: str | None = None) -> Posted:
        self.clock.forward(seconds=1)
        return await self.dialogue.post(id, text, key)

    async def said(self, id: str) -> list[tuple[Author, str]]:
        return [(one.author, one.text) for one in await self.store.messages(id)]


@asynccontextmanager
async def talking(folder: Path, desk: FakeDesk | None = None) -> AsyncIterator[Talk]:
    database = await open_store_database(f"sqlite:///{folder}/talk.db")
    try:
        yield Talk(Conversations(database), desk or FakeDesk())
    finally:
        await database.close()


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    async with talking(tmp_path) as talk:
        yield talk


async def test_a_conversation_is_opened_by_its_secret_token_alone(talk: Talk) -> None:
    conversation, token = await talk.dialogue.begin(Channel.WEB)
    assert await talk.store.opened_by(digest(token)) == conversation
    with pytest.raises(UnknownConversation):
        await talk.store.opened_by(digest(token + "x"))


async def test_one_that_begins_in_a_chat_goes_on_there(talk: Talk) -> None:
    begun, _ = await talk.dialogue.begin(Channel.TELEGRAM, chat=42)
    assert (await talk.store.get(begun.id)).chat == 42


async def test_the_assistant_answers_what_the_texts_say(talk: Talk) -> None:
    posted = await talk.post(await talk.begun(), "Une commune ?")
    assert posted.reply is not None
    assert posted.reply.answer is not None
    assert posted.reply.answer["decision"] == "answer"
    assert posted.conversation.status is Status.PENDING


async def test_what_the_texts_do_not_say_goes_to_a_person_who_promises_when(talk: Talk) -> None:
    id = await talk.begun()
    posted = await talk.post(id, UNSAID)
    conversation = posted.conversation
    assert (conversation.status, conversation.reason) == (Status.OPEN, "missing_knowledge")
    assert (conversation.topic, conversation.subject) == ("la date limite", UNSAID)
    assert [author for author, _ in await talk.said(id)] == [Author.CONTACT, Author.ASSISTANT, Author.SYSTEM]
    (_, why), (_, promise) = (await talk.said(id))[1:]
    assert why == "Les textes ne répondent pas."
    assert promise == (
        "Je transmets votre message à l’équipe. "
        "Réponse d’une personne avant mercredi 25\u00a0novembre à 10\u00a0h\u00a015."
    )
    assert conversation.promised_at == PROMISES.promised(talk.clock())


async def test_the_assistant_is_silent_while_a_person_has_the_conversation(talk: Talk) -> None:
    id = await talk.begun()
    await talk.post(id, UNSAID)
    posted = await talk.post(id, "Une commune ?")
    assert posted.reply is None
    assert talk.desk.asked == [(UNSAID, ())]


async def test_the_assistant_resumes_without_repeating_once_it_is_given_back(talk: Talk) -> None:
    id = await talk.begun()
    await talk.post(id, UNSAID)
    await talk.post(id, "Vous êtes là ?")
    await talk.store.change(id, lambda c: c.claim(CAMILLE, talk.clock()))
    await talk.store.change(id, lambda c: c.give_back(CAMILLE, talk.clock()))
    talk.clock.forward(hours=1)
    assert await talk.dialogue.catch_up(talk.clock()) == 0
    posted = await talk.post(id, "Une commune ?")
    assert posted.reply is not None
    assert talk.desk.asked[-1] == ("Une commune ?", (UNSAID, "Vous êtes là ?"))
    assert posted.conversation.status is Status.PENDING


async def test_a_person_can_be_asked_for_before_anything_else(talk: Talk) -> None:
    id = await talk.begun()
    conversation = await talk.dialogue.ask_for_a_person(id)
    assert (conversation.status, conversation.reason) == (Status.OPEN, "requested")
    assert talk.desk.asked == []
    assert (await talk.said(id))[0] == (Author.CONTACT, wording.ASK_A_PERSON)


async def test_asking_for_a_person_again_keeps_the_first_promise(talk: Talk) -> None:
    id = await talk.begun()
    first = await talk.dialogue.ask_for_a_person(id)
    talk.clock.forward(hours=2)
    again = await talk.dialogue.ask_for_a_person(id)
    assert again.promised_at == first.promised_at
    assert (await talk.said(id))[-1][1].startswith("Votre demande est déjà transmise à l’équipe. ")


async def test_what_is_not_about_the_call_goes_to_a_person_only_if_asked(talk: Talk) -> None:
    posted = await talk.post(await talk.begun(), "Une recette de cuisine ?")
    assert posted.conversation.status is Status.PENDING
    assert (await talk.dialogue.ask_for_a_person(posted.conversation.id)).status is Status.OPEN


async def test_the_same_key_keeps_one_message_and_gives_back_its_reply(talk: Talk) -> None:
    id = await talk.begun()
    first = await talk.post(id, "Une commune ?", "key-1")
    again = await talk.post(id, "Une commune ?", "key-1")
    assert again == first
    assert len(await talk.store.messages(id)) == 2


async def test_a_message_kept_by_a_process_that_died_is_answered_later_and_once(talk: Talk) -> None:
    id = await talk.begun()
    now, promised = talk.clock(), PROMISES.promised(talk.clock())
    await talk.store.change(id, lambda c: c.said("Une commune ?", now, promised), "key-1")
    talk.clock.forward(minutes=2)
    assert await talk.dialogue.catch_up(talk.clock()) == 1
    assert await talk.dialogue.catch_up(talk.clock()) == 0
    again = await talk.post(id, "Une commune ?", "key-1")
    assert again.reply is not None
    assert len(await talk.store.messages(id)) == 2


async def test_a_reply_comes_to_nothing_if_a_person_takes_the_conversation_meanwhile(talk: Talk) -> None:
    id = await talk.begun()
    talk.desk.gate = threading.Event()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(talk.post, id, "Une commune ?")
        with talk.hub.watching(id) as bell:
            assert await bell.wait(5)  # the question is kept; its reply waits for the gate
        await talk.store.change(id, lambda c: c.claim(CAMILLE, talk.clock()))
        talk.desk.gate.set()
    assert [author for author, _ in await talk.said(id)] == [Author.CONTACT]
    assert (await talk.store.get(id)).status is Status.OPEN


async def test_messages_sent_at_once_are_all_answered_in_turn(talk: Talk) -> None:
    id = await talk.begun()
    async with anyio.create_task_group() as tasks:
        for number in range(5):
            tasks.start_soon(talk.post, id, f"Une commune {number} ?")
    authors = [author for author, _ in await talk.said(id)]
    assert authors == [Author.CONTACT, Author.ASSISTANT] * 5


async def test_the_passages_that_the_assistant_saw_are_kept_with_its_reply(tmp_path: Path) -> None:
    async with talking(tmp_path, SeeingDesk()) as talk:
        posted = await talk.post(await talk.begun(), UNSAID)
    assert posted.reply is not None and posted.reply.answer is not None
    assert posted.reply.answer["seen"] == [asdict(one) for one in SEEN]


async def test_nothing_is_kept_before_the_assistant_is_ready(talk: Talk) -> None:
    id = await talk.begun()
    talk.reception.refuse("Les textes ne sont pas ouverts.")
    with pytest.raises(DeskClosed):
        await talk.post(id, "Une commune ?")
    assert await talk.store.messages(id) == []


async def test_writing_again_reopens_a_resolved_conversation_for_whoever_had_it(talk: Talk) -> None:
    id = await talk.begun()
    await talk.post(id, UNSAID)
    await talk.store.change(id, lambda c: c.claim(CAMILLE, talk.clock()))
    await talk.store.change(id, lambda c: c.resolve(CAMILLE, talk.clock()))
    posted = await talk.post(id, "Merci, et pour une association ?")
    assert (posted.conversation.status, posted.conversation.assignee) == (Status.OPEN, CAMILLE)
    assert posted.conversation.promised_at is not None
    assert posted.reply is None


async def test_the_question_handed_over_is_kept_as_the_embedder_sees_it(talk: Talk) -> None:
    seen: list[tuple[str, str, bytes]] = []

    async def keep(id: str, embedder: str, vector: bytes) -> None:
        seen.append((id, embedder, vector))

    talk.store.keep_vector = keep  # type: ignore[method-assign] # to see what is kept
    id = await talk.begun()
    await talk.post(id, UNSAID)
    assert seen == [(id, *talk.desk.vector(UNSAID))]


async def test_a_handoff_stands_when_the_embedder_does_not_answer(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_self: FakeDesk, _text: str) -> tuple[str, bytes]:
        raise EmbedderUnavailable("bge-m3", "délai dépassé")

    monkeypatch.setattr(FakeDesk, "vector", silent)
    id = await talk.begun()
    posted = await talk.post(id, UNSAID)
    assert posted.conversation.status is Status.OPEN
    assert [author for author, _ in await talk.said(id)] == [Author.CONTACT, Author.ASSISTANT, Author.SYSTEM]


async def test_asking_again_after_a_reply_is_a_new_wait_that_staff_see(talk: Talk) -> None:
    id = await talk.begun()
    await talk.dialogue.ask_for_a_person(id)
    await talk.store.change(id, lambda c: c.reply(CAMILLE, "Camille", "Oui.", talk.clock(), c.turn))
    talk.clock.forward(hours=2)
    conversation = await talk.dialogue.ask_for_a_person(id)
    assert conversation.promised_at == PROMISES.promised(talk.clock())
    assert conversation.waiting_since == talk.clock()
    assert conversation.assignee == CAMILLE


async def test_one_conversation_erased_meanwhile_does_not_keep_the_others_waiting(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased, left = await talk.begun(), await talk.begun()
    now, promised = talk.clock(), PROMISES.promised(talk.clock())
    for id in (erased, left):
        await talk.store.change(id, lambda c: c.said("Une commune ?", now, promised))
    talk.clock.forward(minutes=2)
    waiting = await talk.store.unanswered(talk.clock())
    await talk.store.erase(erased)

    async def as_before(_before: object) -> list[Conversation]:
        return waiting

    monkeypatch.setattr(talk.store, "unanswered", as_before)
    await talk.dialogue.catch_up(talk.clock())
    assert [author for author, _ in await talk.said(left)] == [Author.CONTACT, Author.ASSISTANT]
