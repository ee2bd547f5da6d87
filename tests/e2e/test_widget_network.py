"""What visitors and the team said is there once and in order, whatever the network and the server do."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from bot.sites.site import Position, Site
from bot.tokens import short_id
from bot.widget_files import integrity
from tests.bot.applicants import ANSWERED, UNCLEAR, UNSAID
from tests.bot.clocks import MONDAY
from tests.e2e.hosts import MANY, Embedded, Pages, ask, embedding, hosting, open_chat
from tests.e2e.lines import Line, line_to
from tests.e2e.restarts import restartable
from tests.e2e.states import field, put, said, visit_of
from tests.e2e.team import Team

SHOWN = """items => items.map(item => [
  Number(item.querySelector("time").id.slice(1)), item.className,
  [...item.children].filter(one => one.localName === "p").map(one => one.innerText).join("\\n"),
])"""
LOST = "Connexion perdue"
WAITING = "En attente de la connexion."
OTHER = "<main><h1>Ailleurs</h1></main>"


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with embedding(tmp_path_factory.mktemp("network")) as embedded:
        yield embedded


@pytest.fixture(scope="module")
def line(embedded: Embedded) -> Iterator[Line]:
    """What lies between the browser and the product from now on."""
    with line_to(embedded.address) as line:
        embedded.served.address = line.address
        yield line


@pytest.fixture(scope="module")
def team(embedded: Embedded) -> Team:
    return Team(embedded)


@pytest.fixture
def page(browser: Browser, embedded: Embedded, line: Line) -> Iterator[Page]:
    line.mend()
    with visit_of(browser, embedded) as page:
        page.clock.install()
        page.reload()
        yield page


def unsent(chat: Locator) -> Locator:
    return chat.locator(".unsent > li")


def assert_exact(page: Page, team: Team, count: int) -> None:
    """Hold that a page comes to show what is kept, that many messages, and that nothing waits."""
    chat = page.get_by_role("dialog")
    wait_until(page, lambda: (said(chat).count(), unsent(chat).count()) == (count, 0))
    shown = said(chat).evaluate_all(SHOWN)
    kept = team.kept(team.conversation(page))
    assert [author for _, author, _ in shown] == [author for author, _ in kept]
    assert [number for number, _, _ in shown] == sorted({number for number, _, _ in shown})
    for (_, author, text), (_, own) in zip(shown, kept, strict=True):
        if author in ("contact", "staff"):
            assert text == own
        else:
            assert text.replace("\xa0", " ")[:20] in own.replace("\xa0", " ")


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for something, ten times as long on the clock of the page if it has one of its own."""
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(50)
        page.clock.fast_forward(500)
    assert holds()


def texts(team: Team, page: Page, author: str = "contact") -> list[str]:
    """What someone said, as it is kept."""
    return [text for by, text in team.kept(team.conversation(page)) if by == author]


def lose_answer(route: Route) -> None:
    """Have the server hear, and nobody hear its answer."""
    route.fetch()
    route.abort()


def tear(text: str, route: Route) -> None:
    """Have a stream end after a text."""
    headers = {"Content-Type": "text/event-stream", "Access-Control-Allow-Origin": "*"}
    route.fulfill(body=text, headers=headers)


def test_a_network_cut_for_a_minute_loses_and_doubles_nothing(page: Page, team: Team, line: Line) -> None:
    chat = open_chat(page)
    put(chat, UNSAID)
    expect(said(chat)).to_have_count(3)
    id = team.conversation(page)
    line.cut()
    expect(chat.get_by_role("status").last).to_contain_text(LOST)
    team.reply(id, "Un.", "Deux.")
    ask(chat, "Trois ?")
    expect(unsent(chat)).to_contain_text([WAITING])
    page.clock.run_for(30_000)
    ask(chat, "Quatre ?")
    field(chat).fill("Ce que je tape encore")
    page.clock.run_for(30_000)
    team.reply(id, "Cinq.")
    expect(unsent(chat)).to_contain_text(["Trois ?", "Quatre ?"])
    expect(said(chat)).to_have_count(3)
    line.mend()
    assert_exact(page, team, 8)
    assert texts(team, page) == [UNSAID, "Trois ?", "Quatre ?"]
    assert texts(team, page, "staff") == ["Un.", "Deux.", "Cinq."]
    expect(field(chat)).to_have_value("Ce que je tape encore")
    expect(field(chat)).to_be_focused()
    expect(chat.get_by_role("status").last).to_be_empty()


@pytest.mark.parametrize("times", [1, 2])
def test_a_first_message_whose_answer_is_lost_begins_one_conversation(
    page: Page, embedded: Embedded, team: Team, times: int
) -> None:
    before = len(embedded.kept())
    page.route("**/api/v1/conversations", lose_answer, times=times)
    ask(open_chat(page), ANSWERED)
    assert_exact(page, team, 2)
    assert len(embedded.kept()) == before + 1


@pytest.mark.parametrize("times", [1, 2])
def test_a_message_whose_answer_is_lost_is_there_once(page: Page, team: Team, times: int) -> None:
    chat = open_chat(page)
    put(chat, ANSWERED)
    page.route("**/messages", lose_answer, times=times)
    ask(chat, UNCLEAR)
    ask(chat, UNSAID)
    assert_exact(page, team, 7)
    assert texts(team, page) == [ANSWERED, UNCLEAR, UNSAID]


def test_a_person_who_is_asked_for_twice_is_asked_for_once(
    page: Page, embedded: Embedded, team: Team
) -> None:
    before = len(embedded.kept())
    page.route("**/api/v1/conversations", lose_answer, times=1)
    page.route("**/handoff", lose_answer, times=1)
    chat = open_chat(page)
    person = chat.get_by_role("button", name="Parler à une personne")
    person.click()
    expect(chat.get_by_role("status").last).to_contain_text("Le service ne répond pas à cette page.")
    person.click()
    expect(chat.get_by_role("status").first).to_contain_text("En attente d’une personne")
    expect(person).to_be_hidden()
    assert_exact(page, team, 2)
    assert len(embedded.kept()) == before + 1


def test_a_stream_cut_between_two_events_and_within_one_goes_on_where_it_was(
    page: Page, team: Team, line: Line
) -> None:
    chat = open_chat(page)
    put(chat, UNSAID)
    expect(said(chat)).to_have_count(3)
    id = team.conversation(page)
    for count in (4, 6):
        team.reply(id, f"Avant {count}.")
        expect(said(chat)).to_have_count(count)
        number = team.last(id) + 1
        torn = f'id: {number}\nevent: message\ndata: {{"id": "{number}", "author": "staff", "text": "À moit'
        line.cut()
        team.reply(id, f"Pendant {count}.")
        page.route("**/events", partial(tear, torn), times=1)
        line.mend()
        assert_exact(page, team, count + 1)
    assert texts(team, page, "staff") == ["Avant 4.", "Pendant 4.", "Avant 6.", "Pendant 6."]


def test_two_tabs_show_the_same_and_what_one_sent_offline(
    page: Page, embedded: Embedded, team: Team, line: Line
) -> None:
    other = page.context.new_page()
    other.goto(embedded.page(f"<main><h1>Ville</h1>{embedded.snippet}</main>"))
    chats = [open_chat(page), open_chat(other)]
    put(chats[0], UNSAID)
    ask(chats[1], "Et pour une association ?")
    for tab in (page, other):
        assert_exact(tab, team, 4)
    line.cut()
    ask(chats[0], "De la première.")
    ask(chats[1], "De la seconde.")
    team.reply(team.conversation(page), "À toutes les deux.")
    expect(unsent(chats[0])).to_contain_text([WAITING])
    expect(unsent(chats[1])).to_contain_text([WAITING])
    line.mend()
    for tab in (page, other):
        assert_exact(tab, team, 7)
    assert sorted(texts(team, page)[2:]) == ["De la première.", "De la seconde."]


def test_what_waits_is_sent_after_a_reload_and_from_another_page(
    page: Page, embedded: Embedded, team: Team
) -> None:
    chat = open_chat(page)
    put(chat, ANSWERED)
    page.route("**/api/v1/**", lambda route: route.abort())
    ask(chat, UNCLEAR)
    expect(unsent(chat)).to_contain_text([WAITING])
    page.reload()
    page.goto(embedded.page(OTHER))
    page.goto(embedded.page(f"<main><h1>Encore la ville</h1>{embedded.snippet}</main>"))
    page.unroute_all()
    open_chat(page)
    assert_exact(page, team, 4)
    assert texts(team, page) == [ANSWERED, UNCLEAR]


def test_a_first_message_that_waits_is_sent_after_a_reload(page: Page, team: Team) -> None:
    chat = open_chat(page)
    expect(field(chat)).to_be_visible()
    page.route("**/api/v1/conversations", lambda route: route.abort())
    ask(chat, ANSWERED)
    expect(unsent(chat)).to_contain_text([WAITING])
    page.unroute_all()
    page.reload()
    open_chat(page)
    assert_exact(page, team, 2)


def test_a_page_left_while_the_assistant_replies_finds_the_reply(
    page: Page, embedded: Embedded, team: Team
) -> None:
    chat = open_chat(page)
    put(chat, ANSWERED)
    desk = embedded.served.desk
    asked = len(desk.asked)
    desk.gate = threading.Event()
    try:
        ask(chat, UNCLEAR)
        wait_until(page, lambda: len(desk.asked) > asked)
        page.goto(embedded.page(f"<main><h1>Deuxième page</h1>{embedded.snippet}</main>"))
        open_chat(page)
        expect(page.get_by_role("dialog")).to_contain_text(UNCLEAR)
    finally:
        desk.gate.set()
        desk.gate = None
    assert_exact(page, team, 4)
    assert texts(team, page) == [ANSWERED, UNCLEAR]


def test_a_server_stopped_and_started_again_on_its_port_loses_and_doubles_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    pages: Pages = {}
    with hosting(pages) as host, restartable(tmp_path) as server:
        site = Site(short_id(), "Ville", (host,), position=Position.PAGE, per_minute=MANY, per_visitor=MANY)
        server.served.do(server.served.parts.stores.sites.add(site, "operator", MONDAY))
        embedded = Embedded(server.served, site, host, pages, integrity())
        team = Team(embedded)
        with visit_of(browser, embedded) as page:
            page.clock.install()
            page.reload()
            chat = open_chat(page)
            put(chat, ANSWERED)
            desk = server.served.desk
            asked, gate = len(desk.asked), threading.Event()
            desk.gate = gate
            ask(chat, UNCLEAR)
            wait_until(page, lambda: len(desk.asked) > asked)
            stopping = threading.Timer(0.2, gate.set)
            stopping.start()
            server.stop()
            desk.gate = None
            ask(chat, UNSAID)
            expect(chat.get_by_role("status").last).to_contain_text(LOST)
            server.start()
            assert_exact(page, team, 7)
            assert texts(team, page) == [ANSWERED, UNCLEAR, UNSAID]
            team.reply(team.conversation(page), "Bonjour.")
            assert_exact(page, team, 8)
