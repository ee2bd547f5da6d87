"""Put together what the page of a conversation shows, and what a live update of it changes."""

from dataclasses import dataclass
from typing import Any

from anyio import to_thread

from bot.console.conversation_data import Sheet, hidden, read_news, read_sheet, typing_names
from bot.console.conversation_view import colleagues, facts_of, filed, neighbours_of
from bot.console.live import TYPED_LATELY, typing_words
from bot.console.passages import check, find
from bot.console.reply_draft import begun
from bot.console.reply_form import Typed
from bot.console.shell import Office
from bot.console.thread import lay_out_thread
from bot.conversations.conversation import Conversation
from bot.errors import DeskUnavailable
from bot.staff.accounts import Staff
from knowledge.documents import Corpus


@dataclass(frozen=True, slots=True)
class Sheets:
    """Reads and lays out conversations for the staff."""

    office: Office

    async def whole(
        self, shown: Conversation, staff: Staff, typed: Typed | None, since: int | None = None
    ) -> dict[str, Any]:
        """Return the values of the page; without anything `typed`, the form holds the draft.

        New is what came after the event `since`, else after what this person read before. What the
        page shows counts as read.

        Raises:
            UnknownConversation: it was erased meanwhile.
        """
        stores, now = self.office.stores, self.office.clock()
        sheet = await read_sheet(stores, shown, staff.id)
        await self._mark(sheet, staff)
        typed = typed or begun(sheet.draft, shown.number)
        corpus = corpus_of(self.office)
        local, here = self.office.promises.local, self.office.promises.local(now)
        return self._common(sheet, staff, sheet.read if since is None else since) | {
            "hidden": hidden(shown),
            "typed": typed,
            "checked": check(typed.cited, corpus, self.office.settings.site),
            "found": await to_thread.run_sync(find, corpus, typed.search) if corpus and typed.search else [],
            "searchable": corpus is not None,
            "canned": [(one.id, one.title) for one in sheet.canned],
            "team": colleagues(sheet.team, shown.assignee),
            "others": neighbours_of(sheet.others, sheet.names, (), here, local),
            "alike": neighbours_of(
                (one for one in sheet.alike if one.id != shown.id), sheet.names, typed.alike, here, local
            ),
            "judged": {one.id for one in sheet.judged},
            "typing": typing_words(await typing_names(stores, shown.id, staff.id, now - TYPED_LATELY)),
        }

    async def news(self, shown: Conversation, staff: Staff, after: int) -> tuple[Sheet, dict[str, Any]]:
        """Return what happened after the event `after`, and the values of the update that shows it.

        Raises:
            UnknownConversation: it was erased meanwhile.
        """
        sheet = await read_news(self.office.stores, shown, staff.id, after)
        await self._mark(sheet, staff)
        return sheet, self._common(sheet, staff, after) | {"writing": sheet.draft is not None}

    async def _mark(self, sheet: Sheet, staff: Staff) -> None:
        shown = sheet.conversation
        if shown.number > sheet.read:
            await self.office.stores.reads.mark(shown.id, staff.id, shown.number)

    def _common(self, sheet: Sheet, staff: Staff, read: int) -> dict[str, Any]:
        promises = self.office.promises
        now = promises.local(self.office.clock())
        return {
            "shown": sheet.conversation,
            "filed": filed(sheet.events, promises.local),
            "facts": facts_of(sheet.conversation, staff.id, sheet.names, now, promises.local, sheet.site),
            "entries": lay_out_thread(
                sheet.events, sheet.names, sheet.opinions, promises.local, read, staff.id
            ),
        }


def corpus_of(office: Office) -> Corpus | None:
    """Return the texts in service, None while they are not open."""
    try:
        return office.reception.desk.corpus
    except DeskUnavailable:
        return None
