"""Keep the reply that someone is writing, and put ready answers and passages into it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any, Final

from bot.console.passages import Checked, Cited, check, kept_of, whole
from bot.console.reply_form import MOST_CITED, Typed
from bot.console.shell import Office
from bot.console.thread import quotes_seen
from bot.conversations.conversation import Conversation
from bot.conversations.events import Kind
from bot.conversations.states import Status
from bot.staff.accounts import Staff
from bot.store.drafts import Draft
from bot.tokens import short_id
from knowledge.documents import Corpus

PREPARES: Final = frozenset({"modele", "chercher", "brouillon"})
"""The acts that change nothing but the draft, besides citing a passage and taking one out."""

LONGEST_DRAFT: Final = 20_000
"""Characters of a draft: one that is too long to be sent is kept all the same."""


class DraftDesk:
    """Keeps drafts, and lets others know who is typing."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._stores = office.stores

    async def keep(self, id: str, staff: Staff, typed: Typed, corpus: Corpus | None) -> None:
        """Keep what was typed for a reply, unless the form has no place for one.

        Raises:
            UnknownConversation: the conversation is not there any more.
        """
        if not typed.seen:
            return
        citations = [_kept(each) for each in check(typed.cited, corpus, self._office.settings.site)]
        text, now = typed.text[:LONGEST_DRAFT], self._office.clock()
        await self._stores.drafts.keep(id, staff.id, text, citations, now)

    async def keep_while_typing(
        self, shown: Conversation, staff: Staff, typed: Typed, corpus: Corpus | None
    ) -> bool:
        """Keep what is being typed, and tell who watches; False if it was sent meanwhile.

        Raises:
            UnknownConversation: the conversation is not there any more.
        """
        since = await self._stores.conversations.events(shown.id, typed.seen)
        if any(event.kind is Kind.MESSAGE and event.actor == staff.id for event in since):
            return False
        await self.keep(shown.id, staff, typed, corpus)
        if shown.status is Status.OPEN and shown.assignee in (None, staff.id) and not typed.blank:
            self._office.hub.typing(shown.id, staff.name)
        return True

    async def prepared(self, id: str, typed: Typed, corpus: Corpus | None) -> Typed:
        """Return the form with what its button adds to the reply, or takes out of it."""
        if typed.action == "modele":
            ready = next((one for one in await self._stores.canned.all() if one.id == typed.canned), None)
            return replace(typed, text=_joined(typed.text, ready.text)) if ready else typed
        if typed.drop is not None:
            left = [each for number, each in enumerate(typed.cited) if number != typed.drop]
            return replace(typed, cited=tuple(left))
        if typed.cite:
            return await self.quoting(id, typed, (typed.cite,), corpus)
        return typed

    async def quoting(self, id: str, typed: Typed, passages: Iterable[str], corpus: Corpus | None) -> Typed:
        """Add to a reply the words that the assistant quoted of some passages, else the whole passages."""
        seen = quotes_seen(await self._stores.conversations.events(id))
        for passage in passages:
            quote = seen.get(passage) or (whole(corpus, passage) if corpus else "")
            added = Cited(passage, quote)
            if quote and added not in typed.cited and len(typed.cited) < MOST_CITED:
                typed = replace(typed, cited=(*typed.cited, added))
        return typed


def begun(draft: Draft | None, seen: int) -> Typed:
    """Return the form as it is when the page opens: with the draft that was kept."""
    typed = Typed(seen=seen, key=short_id())
    return replace(typed, text=draft.text, cited=kept_of(draft.citations)) if draft else typed


def _kept(checked: Checked) -> Mapping[str, Any]:
    """Return a citation as a draft keeps it, with its words as they were typed, right or wrong."""
    shown = asdict(checked.quotation) if checked.quotation else {}
    return shown | asdict(checked.cited)


def _joined(text: str, added: str) -> str:
    r"""Return a text with another one under it.

    >>> _joined("Bonjour,\n", "Merci.")
    'Bonjour,\n\nMerci.'
    """
    return f"{text.rstrip()}\n\n{added}" if text.strip() else added
