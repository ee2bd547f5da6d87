"""Whatever anybody writes, in a question, an answer, a title, a name or a site's texts, never runs."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from bot.replies import Decision, Quotation, Reply
from bot.staff.roles import Role
from bot.tokens import short_id
from tests.bot.clocks import MONDAY
from tests.bot.desks import CALL, CORPUS, FakeDesk
from tests.e2e.hosts import Embedded, embedding, open_chat, visiting

RUN: Final = "window.ran=[...(window.ran||[]),1]"
MARKUP = (
    f"<img src=x onerror={RUN}>",
    f'"><svg onload="{RUN}">',
    f"<script>{RUN}</script>",
    f"</textarea></p></template></style><iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"<a href=javascript:{RUN}>ici</a>",
    f"[ici](javascript:{RUN})",
    "<style>*{display:none}</style><link rel=stylesheet href=//exemple.net>",
    f"<input autofocus onfocus={RUN}><details open ontoggle={RUN}>",
    f"${{{RUN}}} {{{{ {RUN} }}}} {{% raw %}} #{{{RUN}}} <%= {RUN} %>",
    "<!--", "]]>", "&lt;b&gt;", "&#60;img&#62;", "\\u003cimg\\u003e", "'\"`</", "__proto__", "constructor",
    "\u202egnp.exe\u202c", "\u2066\u2067", "\ufeff\u200b\u200d", "\x01\x1b[31m\x7f\x85", "e\u0301" * 9,
    "\u2028\u2029",    "http://exemple.net/\"onclick=x", "https://exemple.net/<b>", "a" * 300,
)  # fmt: skip
ADDRESSES = (
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f"\tjava\nscript:{RUN}",
    f" javascript:{RUN}//https://exemple.net",
    f"javascript://https://exemple.net/%0a{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"vbscript:{RUN}",
    "//exemple.net",
    f'https://exemple.net/"onmouseover="{RUN}',
    "https:javascript:1",
    "http://[",
    "",
)
# Without digits or "@": what looks like personal data is asked about before it leaves.
letters = st.characters(exclude_categories=("Cs", "Nd"), exclude_characters="@«»\0")
texts = st.lists(
    st.one_of(st.sampled_from(MARKUP), st.text(letters, max_size=12)), min_size=1, max_size=3
).map(lambda parts: "x" + "".join(parts))
addresses = st.sampled_from(ADDRESSES)
LONG = "".join(MARKUP)[:9_990]
LONGEST = (MARKUP[0] * 400)[:9_900]

SHOWN = """host => {
  const all = [...host.shadowRoot.querySelectorAll("*")];
  const attributes = all.flatMap(element => [...element.attributes].map(({name}) => name));
  return {
    text: host.shadowRoot.textContent,
    elements: [...new Set(all.map(element => element.localName))],
    scripts: attributes.filter(name => name.startsWith("on") || name === "srcdoc"),
    schemes: [...new Set(all.filter(element => element.href).map(element => element.protocol))],
  };
}"""
FORBIDDEN = {
    "script", "style", "link", "img", "svg", "iframe", "object", "embed", "base", "meta", "template", "b",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """What hostile people wrote, each in their place."""

    question: str = "x"
    answer: str = "x"
    title: str = "x"
    quote: str = "x"
    offered: str = "x"
    name: str = "x"
    reply: str = "x"
    welcome: str = "x"
    proposed: str = "x"
    call: str = "x"
    document: str = "x"
    url: str = "https://exemple.net"

    @property
    def texts(self) -> list[str]:
        return [getattr(self, name) for name in self.__slots__ if name != "url"]


everything = st.builds(Written, url=addresses, **{name: texts for name in Written.__slots__ if name != "url"})


class HostileDesk(FakeDesk):
    """Replies what it was told to, whatever the question."""

    def __init__(self, written: Written) -> None:
        documents = tuple(replace(one, title=written.document, url=written.url) for one in CORPUS.documents)
        call = replace(CALL, name=written.call)
        super().__init__(corpus=replace(CORPUS, call=call, documents=documents))
        self._written = written

    def reply(self, question: str, history: Sequence[str] = ()) -> Reply:  # noqa: ARG002 - as every desk
        said = self._written
        citation = Quotation(
            "d",
            said.title,
            said.title,
            said.title,
            said.title,
            1,
            said.quote,
            said.url,
            "2013-07-15",
            said.quote,
        )
        return Reply(
            question, Decision.ANSWER, said.answer, None, (citation, citation), 0.9,
            suggestions=(said.offered,), understood=said.offered, topic=said.title,
        )  # fmt: skip


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with embedding(tmp_path_factory.mktemp("hostile")) as embedded:
        yield embedded


@settings(max_examples=15, phases=(Phase.explicit, Phase.generate))  # a browser is too slow to shrink with
@given(written=everything)
@example(Written(**dict.fromkeys((name for name in Written.__slots__ if name != "url"), LONG[:1_500])))
@example(Written(question=LONGEST, answer=LONGEST, reply=LONGEST))
def test_what_anybody_writes_is_shown_and_never_runs(
    browser: Browser, embedded: Embedded, written: Written
) -> None:
    embedded.change(welcome=written.welcome, questions=(written.proposed,))
    embedded.served.parts.reception.open(HostileDesk(written))
    with visiting(browser) as visit:
        visit.page.on("dialog", lambda dialog: visit.said.append(dialog.message))
        visit.page.goto(embedded.page())
        chat = open_chat(visit.page)
        expect(chat.get_by_label("Votre message")).to_be_visible()
        seen = shown(visit.page)["text"]
        before = set(embedded.kept())
        chat.get_by_label("Votre message").fill(written.question)
        chat.get_by_label("Votre message").press("Enter")
        expect(chat.get_by_role("log").get_by_role("listitem").nth(1)).to_be_visible()
        (id,) = set(embedded.kept()) - before
        reply_as_staff(embedded, id, written)
        expect(chat.get_by_role("log").get_by_role("blockquote")).to_have_count(2)
        visit.page.wait_for_function(
            "name => document.querySelector('guichet-chat').shadowRoot.textContent.includes(name)",
            arg=f"{written.name} vous répond",
        )
        found = shown(visit.page)
        everything = normal(seen + found["text"])
        for text in written.texts:
            assert normal(text) in everything, text
        assert not FORBIDDEN & set(found["elements"])
        assert found["scripts"] == []
        assert set(found["schemes"]) <= {"http:", "https:", ":"}  # the last: not an address
        assert visit.page.evaluate("window.ran") is None
        own = (embedded.address, embedded.host)
        assert [request.url for request in visit.requests if not request.url.startswith(own)] == []


def shown(page: Page) -> Any:
    return page.locator("guichet-chat").evaluate(SHOWN)


def normal(text: str) -> str:
    """A text without what lays it out, nor what we say of its links."""
    kept = (c for c in text if not c.isspace() and unicodedata.category(c) != "Cc" and c != "\ufeff")
    return "".join(kept).replace("(nouvelonglet)", "")


def reply_as_staff(embedded: Embedded, id: str, written: Written) -> None:
    """Have someone of that name take a conversation and answer."""
    stores, hub = embedded.served.parts.stores, embedded.served.parts.hub

    async def reply() -> None:
        email = f"{short_id()}@exemple.fr"
        staff = await stores.staff.add(email, written.name, Role.ADVISER, "x", "operator", MONDAY)
        await stores.conversations.change(id, lambda c: c.claim(staff.id, MONDAY))
        await stores.conversations.change(
            id, lambda c: c.reply(staff.id, written.name, written.reply, MONDAY, c.number)
        )
        hub.ring(id)

    embedded.served.do(reply())
