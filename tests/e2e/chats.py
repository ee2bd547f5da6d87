"""What is found in the chat of a page, and what the staff do meanwhile."""

import json

from playwright.sync_api import Locator, Page

from tests.bot.applicants import CAMILLE
from tests.bot.clocks import MONDAY
from tests.e2e.hosts import Embedded


def log(chat: Locator) -> Locator:
    """All that was said."""
    return chat.get_by_role("log", name="Conversation")


def state(chat: Locator) -> Locator:
    """Who has the conversation."""
    return chat.get_by_role("status").first


def notice(chat: Locator) -> Locator:
    """What happens now, or became of what the visitor did."""
    return chat.get_by_role("status").nth(1)


def conversation_of(embedded: Embedded, page: Page) -> str:
    """The identifier of the conversation of a page."""
    kept = page.evaluate(f"sessionStorage['guichet:{embedded.site.key}']")
    return str(json.loads(kept)["id"])


def reply(embedded: Embedded, id: str, text: str) -> None:
    """Have someone of the staff take a conversation, and reply."""
    staff = embedded.served.colleague().id

    async def replied() -> None:
        store = embedded.served.parts.stores.conversations
        await store.change(id, lambda c: c.claim(staff, MONDAY))
        await store.change(id, lambda c: c.reply(staff, CAMILLE, text, MONDAY, c.number))
        embedded.served.parts.hub.ring(id)

    embedded.served.do(replied())
