"""Do what the staff ask of a conversation: each act is kept whole, or refused and explained."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.console.conversation_view import Alert, changes_in_words
from bot.console.gestures import GESTURES
from bot.console.passages import as_json, check
from bot.console.reply_form import Typed
from bot.console.sending import Reply, Sender, Unsent
from bot.console.shell import Office
from bot.console.words import SOMEONE, counted
from bot.conversations.errors import ConversationError, Repeated, Stale, Taken, UnknownConversation
from bot.reporting.figures import Count
from bot.staff.accounts import Staff
from bot.staff.roles import Permission
from bot.store.conversations import Transition
from bot.tokens import digest
from knowledge.documents import Corpus

LONGEST: Final = 10_000
"""Characters of a reply, or of a note."""

SENDS: Final[Mapping[str, str]] = {"envoyer": "envoyee", "conclure": "conclue"}
"""The acts that send a reply, and what is said once it is sent."""

BLANK = Alert("error", "La réponse est vide.", "Écrivez-la avant de l’envoyer.")
BLANK_NOTE = Alert("error", "La note est vide.", "Écrivez-la avant de l’enregistrer.")
TOO_LONG = Alert(
    "error", f"Ce texte dépasse {Count(LONGEST)} caractères.", "Raccourcissez-le, ou envoyez-le en deux fois."
)
MISQUOTED = Alert(
    "error",
    "Une citation ne peut pas partir telle quelle.",
    "Corrigez-la ou retirez-la sous votre réponse. Rien n’a été envoyé.",
)
NOBODY = Alert("error", "Choisissez à qui confier la conversation.")
KEPT = "Votre texte est gardé."
UNKNOWN_ACT = Alert("error", "Cette action n’existe pas.", KEPT)


@dataclass(frozen=True, slots=True)
class Done:
    """It was done; `word` is that of what to say of it."""

    word: str


@dataclass(frozen=True, slots=True)
class Told:
    """It was not done, or not entirely: the page is shown again, with what to say and what was typed."""

    alert: Alert
    status: int
    typed: Typed


Outcome = Done | Told


class ConversationActions:
    """Does what staff ask of conversations."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._stores = office.stores
        self._sender = Sender(office.stores.conversations, office.hub, office.nudge, self._settle)

    async def act(self, id: str, staff: Staff, typed: Typed, corpus: Corpus | None) -> Outcome:
        """Do what the button that was pressed asks; what is refused loses nothing that was typed.

        Raises:
            UnknownConversation: it is not there.
        """
        try:
            return await self._act(id, staff, typed, corpus)
        except UnknownConversation:
            raise
        except ConversationError as error:
            return Told(await self._in_words(id, staff, typed, error), 409, typed)

    async def _act(self, id: str, staff: Staff, typed: Typed, corpus: Corpus | None) -> Outcome:
        if typed.action in SENDS:
            return await self._send(id, staff, typed, corpus)
        if typed.action == "noter":
            return await self._note(id, staff, typed)
        if typed.action == "confier":
            return await self._transfer(id, staff, typed)
        if typed.action not in GESTURES:
            return Told(UNKNOWN_ACT, 422, typed)
        gesture, word = GESTURES[typed.action]
        now = self._office.clock()
        return await self._change(id, lambda shown: gesture(shown, staff.id, now), word)

    async def _send(self, id: str, staff: Staff, typed: Typed, corpus: Corpus | None) -> Outcome:
        wrong = _unfit(typed.text, BLANK)
        checked = check(typed.cited, corpus, self._office.settings.site)
        if wrong is None and any(each.error for each in checked):
            wrong = MISQUOTED
        if wrong is not None:
            return Told(wrong, 422, typed)
        now, ends = self._office.clock(), typed.action == "conclure"
        # Sent again as it was, it is the same reply; changed meanwhile, it is another one.
        key = digest(f"{typed.key}\n{typed.text}")
        reply = Reply(staff, typed.text.strip(), as_json(checked), key, now, ends)
        await self._sender.send(reply, id, typed.seen)
        await self._stores.drafts.drop(id, staff.id)
        unsent = await self._sender.send_to_all(reply, typed.alike)
        if unsent:
            return Told(_partly_sent(typed, unsent), 200, typed.without_reply())
        return Done("envoyees" if typed.alike and not ends else SENDS[typed.action])

    async def _settle(self, id: str, reply: Reply) -> None:
        """Keep what the reply made of the draft that a model had written, if there is one."""
        if self._office.drafter is not None:
            on = self._office.promises.local(reply.at).date()
            await self._stores.model_drafts.settle(id, reply.text, on)

    async def _note(self, id: str, staff: Staff, typed: Typed) -> Outcome:
        if wrong := _unfit(typed.note, BLANK_NOTE):
            return Told(wrong, 422, typed)
        now, text = self._office.clock(), typed.note.strip()
        # As for a reply; a note that says what a reply says is not that reply.
        key = digest(f"{typed.key}\nnote\n{text}")
        try:
            return await self._change(
                id, lambda shown: shown.note(staff.id, staff.name, text, now), "notee", key
            )
        except Repeated:
            return Done("notee")

    async def _transfer(self, id: str, staff: Staff, typed: Typed) -> Outcome:
        team = await self._stores.staff.all()
        if not any(one.id == typed.to and one.may(Permission.ANSWER) for one in team):
            return Told(NOBODY, 422, typed)
        now = self._office.clock()
        return await self._change(id, lambda shown: shown.transfer(staff.id, typed.to, now), "confiee")

    async def _change(self, id: str, transition: Transition, word: str, key: str | None = None) -> Done:
        await self._stores.conversations.change(id, transition, key)
        self._office.hub.ring(id)
        return Done(word)

    async def _in_words(self, id: str, staff: Staff, typed: Typed, error: ConversationError) -> Alert:
        """Say why something was refused, and what to do."""
        names = {one.id: one.name for one in await self._stores.staff.all()}
        if isinstance(error, Taken):
            holder = names.get(error.assignee, SOMEONE)
            text = "Votre texte est gardé. Laissez-lui la conversation, ou reprenez-la avec son accord."
            return Alert("error", f"{holder} a cette conversation.", text)
        if isinstance(error, Stale):
            events = await self._stores.conversations.events(id, typed.seen)
            others = [event for event in events if event.actor != staff.id]
            text = "Rien n’a été envoyé, et votre texte est gardé. Relisez-le, puis envoyez-le de nouveau."
            title = "La conversation a changé pendant que vous écriviez."
            return Alert("warning", title, text, changes_in_words(others or events, names), confirm=True)
        return Alert("error", str(error), KEPT)


def _unfit(text: str, blank: Alert) -> Alert | None:
    """Say why a text cannot be kept as a message, None if it can."""
    if not text.strip():
        return blank
    return TOO_LONG if len(text.strip()) > LONGEST else None


def _partly_sent(typed: Typed, unsent: list[Unsent]) -> Alert:
    """Say to whom a reply was not sent."""
    sent = counted(1 + len(typed.alike) - len(unsent), "personne", "personnes")
    left = counted(len(unsent), "autre ne l’a pas reçue", "autres ne l’ont pas reçue")
    items = tuple(f"« {each.subject} » : {each.error}" for each in unsent)
    text = "Rien n’est perdu : ouvrez chacune de ces conversations pour y répondre."
    return Alert("warning", f"Réponse envoyée à {sent} ; {left}.", text, items)
