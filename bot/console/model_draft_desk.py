"""Ask a model for a draft of a reply, put it into the reply or refuse it, as someone of the staff says."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from anyio import CapacityLimiter, to_thread

from bot.console.model_draft_view import Panel, Said, panel_of
from bot.console.passages import find
from bot.console.reply_form import Typed
from bot.console.shell import Office
from bot.conversations.conversation import Conversation
from bot.conversations.states import Status
from bot.model.drafting import Asked, Drafter, NoDraft, asked_of
from bot.staff.accounts import Staff
from bot.store.audit import Act
from bot.store.model_drafts import ModelDraft
from knowledge.documents import Corpus
from knowledge.writing.synthesis import Synthesis

ASK: Final = "proposer"
TAKE: Final = "reprendre-brouillon"
REFUSE: Final = "ecarter"
MODEL_ACTS: Final = frozenset({ASK, TAKE, REFUSE})
"""What the buttons of a draft by a model do."""

AT_ONCE: Final = 4
"""Drafts that are written at the same time, for all the staff."""

NO_DRAFT: Final = "Aucun brouillon\u00a0: {why}."
BUSY: Final = "d’autres brouillons sont en cours de rédaction, réessayez dans un instant"
CLOSED: Final = "les textes ne sont pas encore ouverts, réessayez dans quelques instants"
NOT_YOURS: Final = "seule la personne qui peut répondre à cette conversation en demande un"
GONE: Final = "Il n’y a plus de brouillon à reprendre."
TAKEN: Final = "Brouillon repris dans votre réponse. Relisez-le avant de l’envoyer."
REFUSED: Final = "Brouillon écarté."


@dataclass(frozen=True, slots=True)
class Drafted:
    """What became of the reply that is being typed, the passages to `cite` in it, and what is said of it."""

    typed: Typed
    said: Said
    cite: tuple[str, ...] = ()


class ModelDraftDesk:
    """Has drafts written, beside everything else: nothing waits for a model but who asked for it."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._limiter = CapacityLimiter(AT_ONCE)
        self._writing: set[str] = set()

    async def panel(
        self, shown: Conversation, staff: Staff, corpus: Corpus | None, said: Said | None
    ) -> Panel | None:
        """Return what the page shows of the draft; None if there can be none."""
        if self._office.drafter is None or not _may_ask(shown, staff):
            return None
        draft = await self._office.stores.model_drafts.of(shown.id)
        return panel_of(draft, shown.asked, corpus, said, self._office.settings.model_seconds)

    async def act(self, shown: Conversation, staff: Staff, typed: Typed, corpus: Corpus | None) -> Drafted:
        """Do what a button of the draft says; what is typed is only ever added to.

        Raises:
            UnknownConversation: the conversation was erased meanwhile.
        """
        if self._office.drafter is None or not _may_ask(shown, staff):
            return Drafted(typed, Said(NO_DRAFT.format(why=NOT_YOURS), failed=True))
        if typed.action == TAKE:
            return await self._take(shown.id, staff, typed)
        if typed.action == REFUSE:
            act = self._act(staff, "conversation.draft_refused", shown.id)
            await self._office.stores.model_drafts.refuse(shown.id, self._today(), act)
            return Drafted(typed, Said(REFUSED))
        why = await self._ask(self._office.drafter, shown, staff, corpus)
        return Drafted(typed, Said(NO_DRAFT.format(why=why), failed=True) if why else Said(""))

    async def _take(self, id: str, staff: Staff, typed: Typed) -> Drafted:
        act = self._act(staff, "conversation.draft_taken", id)
        draft = await self._office.stores.model_drafts.take(id, act)
        if draft is None:
            return Drafted(typed, Said(GONE, failed=True))
        cite = dict.fromkeys(key for one in draft.written.sentences for key in one.passages)
        return Drafted(with_draft(typed, draft.written.text), Said(TAKEN), tuple(cite))

    async def _ask(self, drafter: Drafter, shown: Conversation, staff: Staff, corpus: Corpus | None) -> str:
        """Have a draft written and keep it; return why there is none, "" if there is one."""
        if corpus is None:
            return CLOSED
        if shown.id in self._writing or self._limiter.available_tokens < 1:
            return BUSY
        self._writing.add(shown.id)
        try:
            written = await self._written(drafter, shown, staff, corpus)
        finally:
            self._writing.discard(shown.id)
        if isinstance(written, NoDraft):
            return written.why
        draft = ModelDraft(written, shown.number, self._office.clock())
        await self._office.stores.model_drafts.keep(shown.id, shown.channel, draft, self._today())
        return ""

    async def _written(
        self, drafter: Drafter, shown: Conversation, staff: Staff, corpus: Corpus
    ) -> Synthesis | NoDraft:
        """Have it written in a thread of its own; no connection to the database is held meanwhile."""
        stores = self._office.stores
        asked = asked_of(await stores.conversations.events(shown.id))
        await stores.audit.add(self._act(staff, "conversation.draft_asked", shown.id))
        return await to_thread.run_sync(_draft, drafter, asked, corpus, limiter=self._limiter)

    def _act(self, staff: Staff, action: str, id: str) -> Act:
        return Act(self._office.clock(), staff.id, action, id)

    def _today(self) -> date:
        return self._office.promises.local(self._office.clock()).date()


def with_draft(typed: Typed, text: str) -> Typed:
    r"""Return a form with a draft under what was typed for a reply; twice is once.

    >>> with_draft(Typed(text="Bonjour,"), "Le dossier est gratuit.").text
    'Bonjour,\n\nLe dossier est gratuit.'
    >>> with_draft(Typed(text="Bonjour,\n\nLe dossier est gratuit."), "Le dossier est gratuit.").text
    'Bonjour,\n\nLe dossier est gratuit.'
    """
    if text in typed.text:
        return typed
    return replace(typed, text=f"{typed.text.rstrip()}\n\n{text}" if typed.text.strip() else text)


def _may_ask(shown: Conversation, staff: Staff) -> bool:
    """Whether someone may reply to a conversation as it is."""
    return shown.status is Status.OPEN and shown.assignee in (None, staff.id)


def _draft(drafter: Drafter, asked: Asked, corpus: Corpus) -> Synthesis | NoDraft:
    """Write a draft; where the assistant saw nothing, from what the words of the question find."""
    if asked.question and not asked.passages:
        asked = replace(asked, passages=tuple(one.passage for one in find(corpus, asked.question)))
    return drafter.draft(asked, corpus)
