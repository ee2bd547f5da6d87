"""What the pages of a conversation share: whose it is, what its forms hold, how it is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from bot.api.admission import closed_message
from bot.api.problems import Refusal
from bot.conversations.conversation import Conversation
from bot.conversations.errors import UnknownConversation
from bot.desk import Desk
from bot.eligibility.commands import START
from bot.errors import DeskClosed
from bot.known_texts import latest_of
from bot.pages.at_a_glance import at_a_glance, in_short
from bot.pages.public import Pages
from bot.pages.thread import Entry, entries, present
from bot.security import from_another_site
from bot.sites.site import Site
from bot.store.feedback import FEEDBACK_LABELS
from bot.talk.contacts import LONGEST_KEY, Contacts
from bot.tokens import new_token

PRIVATE: Final[Mapping[str, str]] = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}

GONE = (
    "Cette conversation n’existe pas, ou a été effacée. Vérifiez que le lien est complet, "
    "ou posez votre question dans une nouvelle conversation."
)
MOST_FIELDS = 10

FOR_A_PERSON: Final = "personne"
"""Confirms a message that was sent to a person; "oui" confirms the others."""


@dataclass(frozen=True, slots=True)
class Own:
    """A conversation and the token that opened it."""

    conversation: Conversation
    token: str

    @property
    def path(self) -> str:
        """Where its page stands."""
        return path_of(self.token)


@dataclass(frozen=True, slots=True)
class Form:
    """What a form holds; `key` is the same each time this very form is sent."""

    values: Mapping[str, str]

    @property
    def text(self) -> str:
        """The message, as it was typed."""
        return self.values.get("question", "")

    @property
    def person(self) -> bool:
        """Whether a person is asked for, by the form that begins a conversation."""
        return "personne" in self.values or self.values.get("confirme") == FOR_A_PERSON

    @property
    def confirmed(self) -> bool:
        """Whether the message is to be kept whatever personal data it holds."""
        return "confirme" in self.values

    @property
    def site(self) -> str | None:
        """The key of the site where the conversation begins, if the form says one."""
        return self.values.get("site")

    @property
    def key(self) -> str:
        """The idempotency key; a form without one is a new one each time."""
        key = self.values.get("cle", "")
        return key if 0 < len(key) <= LONGEST_KEY else new_token()


@dataclass(frozen=True, slots=True)
class Unkept:
    """What was typed and is not kept, why, and what confirms it, "" if nothing does."""

    text: str = ""
    why: str = ""
    status: int = 200
    confirm: str = ""

    @property
    def title(self) -> str:
        """What the page is called then, "" if nothing is wrong."""
        return ("Vérifiez votre message" if self.confirm else "Erreur") if self.why else ""


NOTHING: Final = Unkept()


@dataclass(frozen=True, slots=True)
class ChatPages:
    """Reads the requests for the pages of conversations, and renders them.

    `telegram_name` gives the name of our bot, "" until it is known; None if there is no bot.
    """

    pages: Pages
    contacts: Contacts
    telegram_name: Callable[[], str] | None = None

    async def own(self, request: Request) -> Own:
        """Return the conversation that the token in the path opens.

        Raises:
            Refusal: 404 when there is none, or not any more.
        """
        token = request.path_params["token"]
        try:
            return Own(await self.contacts.opened(token), token)
        except UnknownConversation:
            raise Refusal(404, GONE, PRIVATE) from None

    async def form(self, request: Request, most: int = MOST_FIELDS) -> Form:
        """Read a form of ours, of so many fields at `most`.

        Raises:
            HTTPException: 403 when the form stands on another site.
        """
        if from_another_site(request.headers, self.pages.settings.site):
            raise HTTPException(403)
        async with request.form(max_files=0, max_fields=most) as form:
            return Form({name: value for name, value in form.items() if isinstance(value, str)})

    def first(
        self, unkept: Unkept = NOTHING, *, erased: bool = False, site: Site | None = None
    ) -> HTMLResponse:
        """Show the form that begins a conversation, on a `site` if any, and what the texts say at a glance.

        While the desk is closed, there is only the form; while the site is, there is none.
        """
        desk = self._desk()
        call = desk.corpus.call if desk else None
        guide = self.pages.reception.guide if desk else None
        closed = closed_message(site) if site and site.closed else ""
        values = {
            "unkept": unkept,
            "erased": erased,
            "site": site,
            "closed": closed,
            "questions": (site.questions if site else ()) or (call.examples if call else ()),
            "facts": in_short(at_a_glance(desk.coverage, desk.corpus), desk.corpus.call) if desk else (),
            "latest": latest_of(desk.corpus) if desk else None,
            "deadline": guide.deadline(self.contacts.clock()) if guide else "",
            "notice": guide.closed_notice(self.contacts.clock()) if guide else "",
            "start": START if guide and guide.available else "",
            "key": new_token(),
        }
        kept = {"Cache-Control": "no-store"}  # the key is the secret of the conversation to come
        return self._page("home.html", desk, unkept.status, kept, **values)

    async def conversation(self, own: Own, unkept: Unkept = NOTHING, about: str = "question") -> HTMLResponse:
        """Show a conversation; what was not kept was typed in the field that it is `about`.

        Raises:
            Refusal: 404 when it was erased meanwhile.
        """
        shown = await self._thread(own)
        fields = {"question": NOTHING, "adresse": None} | {about: unkept}
        values = {
            "unkept": fields,
            "title": unkept.title or title_of_page(shown["entries"]),
            "telegram": self.telegram_name is not None,
            "led": any(entry.reply and entry.reply.path for entry in shown["entries"]),
        }
        return self._page("chat.html", self._desk(), unkept.status, PRIVATE, **shown, **values)

    async def since(self, own: Own, number: int) -> HTMLResponse:
        """Show what was said after an event, and who has the conversation: a piece of its page.

        Raises:
            Refusal: 404 when it was erased meanwhile.
        """
        shown = await self._thread(own)
        new = tuple(entry for entry in shown["entries"] if entry.number > number)
        return self._page("chat_since.html", self._desk(), 200, PRIVATE, **shown | {"entries": new})

    def erasure(self, own: Own) -> HTMLResponse:
        """Ask whether the conversation must really be erased."""
        return self._page("chat_erase.html", self._desk(), 200, PRIVATE, path=own.path)

    def telegram(self, own: Own, link: str, drawn: str) -> HTMLResponse:
        """Say how to go on in Telegram: by a link, also drawn as an SVG element, or later if it is ""."""
        values = {"path": own.path, "link": link, "drawn": drawn}
        return self._page("telegram.html", self._desk(), 200 if link else 503, PRIVATE, **values)

    def own_page(self, template: str, status: int, **values: Any) -> HTMLResponse:
        """Show a page about one conversation, which nobody but its contact may keep."""
        return self._page(template, self._desk(), status, PRIVATE, **values)

    async def _thread(self, own: Own) -> dict[str, Any]:
        contacts, now = self.contacts, self.contacts.clock()
        try:
            conversation = await contacts.stores.conversations.get(own.conversation.id)
        except UnknownConversation:
            raise Refusal(404, GONE, PRIVATE) from None
        messages = await contacts.stores.conversations.messages(conversation.id)
        opinions = await contacts.stores.feedback.of(conversation.id)
        holder = await contacts.holder(conversation)
        promises = await contacts.promises_of(conversation)
        return {
            "conversation": conversation,
            "entries": entries(messages, opinions, promises, now),
            "present": present(conversation, holder, promises, now),
            "path": own.path,
            "link": self.pages.settings.site + own.path,
            "key": new_token(),
        }

    def _desk(self) -> Desk | None:
        try:
            return self.pages.reception.desk
        except DeskClosed:
            return None

    def _page(
        self, template: str, desk: Desk | None, status: int, headers: Mapping[str, str], **values: Any
    ) -> HTMLResponse:
        corpus = desk.corpus if desk else None
        return self.pages.page(template, corpus, status, headers, reasons=FEEDBACK_LABELS, **values)


def path_of(token: str) -> str:
    """Return where the page of a conversation stands."""
    return f"/chat/{token}"


def back_to(own: Own, anchor: str) -> RedirectResponse:
    """Send a browser to a place of the page, so that reloading it sends no form again."""
    return RedirectResponse(f"{own.path}#{anchor}", 303, headers=PRIVATE)


def title_of_page(shown: tuple[Entry, ...]) -> str:
    """Say first what came last: a reply of the assistant, of a person, or nothing yet."""
    for entry in reversed(shown):
        if entry.heading:
            return entry.heading
        if entry.author == "staff":
            return f"Réponse de {entry.who}"
        if entry.author == "contact":
            break
    return "Votre conversation"
