"""Read all that the page of a conversation needs, in as many queries whatever it holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.console.site_view import REMOVED
from bot.conversations.conversation import Conversation
from bot.conversations.events import Event
from bot.staff.accounts import Staff
from bot.store.canned import Canned
from bot.store.drafts import Draft
from bot.store.feedback import Given
from bot.store.sites import UnknownSite
from bot.store.stores import Stores

MOST_EVENTS = 1_000
"""Events of one page, the last ones."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A conversation, what happened in it, and what one person of the staff works with.

    `names` are those of the staff, by identifier; `read` the last event that this person saw before; `site`
    names the one that the contact writes from, "" if it is our own page. `alike` are those that wait and
    may ask the same, `judged` those among them of which only a language model says so.
    """

    conversation: Conversation
    events: Sequence[Event]
    team: Sequence[Staff]
    opinions: Mapping[int, Given]
    draft: Draft | None
    read: int
    site: str = ""
    canned: Sequence[Canned] = ()
    others: Sequence[Conversation] = ()
    alike: Sequence[Conversation] = ()
    judged: Sequence[Conversation] = ()

    @property
    def names(self) -> Mapping[str, str]:
        """The names of the staff."""
        return {one.id: one.name for one in self.team}


def hidden(conversation: Conversation) -> int:
    """Return how many of the first events of a conversation its page leaves out."""
    return max(0, conversation.number - MOST_EVENTS)


async def read_sheet(stores: Stores, conversation: Conversation, staff: str) -> Sheet:
    """Return all that the page needs."""
    id = conversation.id
    near, judged = await stores.alike.near(id), await stores.same_pairs.near(id)
    alike = [one for one, _ in near]
    return Sheet(
        conversation=conversation,
        events=await stores.conversations.events(id, hidden(conversation), MOST_EVENTS),
        team=await stores.staff.all(),
        opinions=await stores.feedback.of(id),
        draft=await stores.drafts.get(id, staff),
        read=(await stores.reads.of(staff, [id])).get(id, 0),
        site=await _site_name(stores, conversation.site),
        canned=await stores.canned.all(),
        others=await stores.queue.others_of(conversation.contact, id),
        alike=[*alike, *(one for one in judged if one not in alike)],
        judged=[one for one in judged if one not in [known for known, likeness in near if likeness]],
    )


async def read_news(stores: Stores, conversation: Conversation, staff: str, after: int) -> Sheet:
    """Return what happened after the event `after`, with what a live update needs."""
    id = conversation.id
    return Sheet(
        conversation=conversation,
        events=await stores.conversations.events(id, after, MOST_EVENTS),
        team=await stores.staff.all(),
        opinions={},
        draft=await stores.drafts.get(id, staff),
        read=after,
        site=await _site_name(stores, conversation.site),
    )


async def typing_names(stores: Stores, id: str, but: str, since: datetime) -> list[str]:
    """Return the names of those who wrote on their draft since a moment, but one person."""
    typing = await stores.drafts.typing(id, since, but)
    if not typing:
        return []
    names = {one.id: one.name for one in await stores.staff.all()}
    return [names[staff] for staff, _ in typing if staff in names]


async def _site_name(stores: Stores, key: str | None) -> str:
    if key is None:
        return ""
    try:
        return (await stores.sites.get(key)).name
    except UnknownSite:
        return REMOVED
