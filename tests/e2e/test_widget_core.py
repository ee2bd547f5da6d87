"""What the widget says of a conversation is what is kept of it, whatever the network and the tabs do."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import sleep

import pytest
from playwright.sync_api import Browser, BrowserContext, Route

from tests.bot.databases import new_url
from tests.e2e.core import ANSWERED, SEND, STATES, STORED, UNCLEAR, UNSAID, Place, placed
from tests.e2e.serving import serving


@pytest.fixture(scope="module")
def shared(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with placed(browser, tmp_path_factory.mktemp("core")) as place:
        yield place


@pytest.fixture
def place(shared: Place) -> Iterator[Place]:
    yield shared
    shared.line.mend()
    shared.line.lose_answers(0)


@pytest.fixture
def context(place: Place) -> Iterator[BrowserContext]:
    with place.visitor() as context:
        yield context


def test_a_conversation_is_shown_as_it_is_kept(place: Place, context: BrowserContext) -> None:
    page = place.tab(context)
    assert page.evaluate("[c.begun, c.resume, c.connected, c.thinking]") == [False, "", True, False]
    for text in (ANSWERED, UNCLEAR, UNSAID):
        page.evaluate(SEND, text)
    place.exact(page, 7)
    assert page.evaluate("[c.status.status, c.thinking]") == ["open", False]


def test_nothing_is_asked_before_something_is_said(place: Place, context: BrowserContext) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    place.tab(context).wait_for_timeout(400)
    assert [url for url in asked if url.startswith(place.line.address)] == []


def test_a_reply_of_the_staff_comes_by_itself(place: Place, context: BrowserContext) -> None:
    page = place.tab(context)
    page.evaluate("c.person()")
    place.exact(page, 2)
    place.reply(page, "Bonjour.")
    place.exact(page, 3)
    page.wait_for_function("c.status.staff === 'Camille Martin'")
    place.served.do(place.served.typing(place.conversation(page).id))
    page.wait_for_function("c.typing === 'Camille Martin'")


def test_a_conversation_goes_on_after_a_reload(place: Place, context: BrowserContext) -> None:
    page = place.tab(context)
    page.evaluate(SEND, ANSWERED)
    place.exact(page, 2)
    page.evaluate("c.judge(c.messages[1].id, false, 'unclear')")
    page.reload()
    place.start(page)
    page.evaluate(SEND, UNCLEAR)
    place.exact(page, 4)
    assert page.evaluate("c.messages[1].feedback") == {"useful": False, "reason": "unclear"}


def test_an_answer_that_was_lost_doubles_nothing(place: Place, context: BrowserContext) -> None:
    page = place.tab(context)
    for lost, text in enumerate((ANSWERED, UNCLEAR, ANSWERED), 1):
        before = place.line.lost
        place.line.lose_answers(2)
        page.evaluate(SEND, text)
        place.exact(page, 2 * lost)
        page.wait_for_function(f"!{STORED}.length")
        assert place.line.lost == before + 2
    page.evaluate(SEND, "Oui")
    page.evaluate(SEND, "Oui")
    page.wait_for_function("c.messages.filter(one => one.text === 'Oui').length === 2")


def test_what_was_lost_and_reloaded_is_not_doubled_either(place: Place, context: BrowserContext) -> None:
    page = place.tab(context)
    page.evaluate(SEND, ANSWERED)
    place.exact(page, 2)
    place.line.lose_answers(1)
    page.evaluate(SEND, UNCLEAR)
    page.wait_for_function("c.messages.length === 4")
    page.reload()
    place.start(page)
    place.exact(page, 4)


def test_what_is_written_without_network_leaves_in_order_once_it_is_back(
    place: Place, context: BrowserContext
) -> None:
    page = place.tab(context)
    page.evaluate(SEND, ANSWERED)
    place.exact(page, 2)
    place.line.cut()
    page.wait_for_function("!c.connected")
    for text in (UNCLEAR, ANSWERED, "Merci"):
        page.evaluate(SEND, text)
    page.wait_for_function("c.unsent.length === 3 && c.unsent[0].state === 'waiting'")
    place.line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_function("c.connected")
    page.wait_for_function("!c.unsent.length")
    texts = [text for _, author, text in place.kept(page) if author == "contact"]
    assert texts == [ANSWERED, UNCLEAR, ANSWERED, "Merci"]
    place.exact(page, len(place.kept(page)))


def test_the_first_message_waits_for_the_network_too(place: Place, context: BrowserContext) -> None:
    page = place.tab(context)
    place.line.cut()
    page.evaluate(SEND, ANSWERED)
    page.wait_for_function("!c.connected && c.unsent[0].state === 'waiting'")
    page.reload()
    place.line.mend()
    place.start(page)
    place.exact(page, 2)


def test_what_waits_can_be_taken_back(place: Place, context: BrowserContext) -> None:
    page = place.tab(context)
    place.line.cut()
    page.evaluate(SEND, ANSWERED)
    page.wait_for_function("c.unsent[0].state === 'waiting'")
    assert page.evaluate("c.withdraw(c.unsent[0].key)") == ANSWERED
    place.line.mend()
    page.evaluate(SEND, UNCLEAR)
    place.exact(page, 2)


def test_a_dead_line_is_left_for_another(place: Place, context: BrowserContext) -> None:
    page = context.new_page()
    page.clock.install()
    page.goto(place.host)
    place.start(page)
    page.clock.resume()
    page.evaluate(SEND, UNSAID)
    place.exact(page, 3)
    place.line.die()
    place.reply(page, "Bonjour.")
    page.clock.fast_forward(60_000)
    page.evaluate(SEND, "Merci")
    page.clock.fast_forward(16_000)
    place.line.mend()
    page.clock.fast_forward(60_000)
    place.exact(page, 5)


def test_a_server_that_restarts_loses_and_doubles_nothing(browser: Browser, tmp_path: Path) -> None:
    database = new_url(tmp_path)
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    with placed(browser, first, database) as place, place.visitor() as context:
        page = place.tab(context)
        page.evaluate(SEND, ANSWERED)
        place.exact(page, 2)
        place.line.cut()
        page.evaluate(SEND, UNCLEAR)
        with serving(second, database=database) as again:
            page.wait_for_function("!c.connected")
            place.line.server = again.address
            moved = replace(place, served=again)
            place.line.mend()
            moved.exact(page, 4)
            page.evaluate(SEND, UNSAID)
            moved.exact(page, 7)
            page.wait_for_function("c.connected")


def test_personal_data_leaves_only_once_that_is_confirmed(place: Place, context: BrowserContext) -> None:
    page = place.tab(context)
    text = f"{ANSWERED} jeanne.martin@exemple.fr"
    page.evaluate(SEND, text)
    page.wait_for_function("c.unsent[0]?.state === 'warned'")
    assert page.evaluate("[c.begun, c.unsent[0].found]") == [False, ["une adresse électronique"]]
    page.evaluate(SEND, ANSWERED)
    page.wait_for_function("c.messages.length === 2")
    page.reload()
    place.start(page)
    assert page.evaluate(STATES) == [[text, "warned"]]
    page.evaluate("c.confirm(c.unsent[0].key)")
    place.exact(page, 4)


def test_a_busy_assistant_keeps_the_message_and_replies_later(place: Place, context: BrowserContext) -> None:
    page = place.tab(context)
    page.evaluate(SEND, ANSWERED)
    place.exact(page, 2)
    busy = [True, True]

    def keep_and_refuse(route: Route) -> None:
        answer = route.fetch()
        if not busy or answer.status != 201:
            route.fulfill(response=answer)
            return
        busy.pop()
        headers = answer.headers | {"content-type": "application/problem+json", "retry-after": "1"}
        route.fulfill(status=503, headers=headers, body='{"detail": "Trop de questions arrivent."}')

    page.route("**/messages", keep_and_refuse)
    page.evaluate(SEND, UNCLEAR)
    page.wait_for_function("c.messages.length === 4 && !c.unsent.length")
    assert page.evaluate(f"{STORED}[0].state") == "sent"
    page.wait_for_function(f"!{STORED}.length")
    place.exact(page, 4)


def test_a_visitor_who_is_told_to_wait_waits(place: Place, context: BrowserContext) -> None:
    page = place.tab(context)
    told: list[str] = []

    def refuse(route: Route) -> None:
        if told or route.request.method != "POST":
            route.continue_()
            return
        told.append(route.request.url)
        headers = {
            "content-type": "application/problem+json", "retry-after": "1",
            "access-control-allow-origin": place.host, "access-control-expose-headers": "Retry-After",
        }  # fmt: skip
        route.fulfill(status=429, headers=headers, body='{"detail": "Réessayez."}')

    page.route("**/conversations", refuse)
    page.evaluate(SEND, ANSWERED)
    page.wait_for_function("c.unsent[0]?.state === 'waiting'")
    assert page.evaluate("c.connected") is True
    place.exact(page, 2)


def test_what_no_server_of_ours_says_erases_nothing(place: Place, context: BrowserContext) -> None:
    page = place.tab(context)
    page.evaluate(SEND, ANSWERED)
    place.exact(page, 2)
    away = [True]

    def pretend(route: Route) -> None:
        if not away or route.request.method != "POST":
            route.continue_()
            return
        away.pop()
        headers = {"access-control-allow-origin": place.host}
        route.fulfill(status=404, headers=headers, body="404 page not found")

    page.route("**/messages", pretend)
    page.evaluate(SEND, UNCLEAR)
    page.wait_for_function("c.unsent[0]?.state === 'waiting'")
    place.exact(page, 4)


def test_a_message_leaves_though_the_page_is_left_at_once(place: Place, context: BrowserContext) -> None:
    page = place.tab(context)
    page.evaluate(SEND, ANSWERED)
    place.exact(page, 2)
    id = place.conversation(page).id
    page.evaluate("text => { c.send(text); setTimeout(() => location = '/elsewhere', 50) }", UNCLEAR)
    page.wait_for_url("**/elsewhere")
    page.close()
    stores = place.served.parts.stores
    expected = [ANSWERED, UNCLEAR]
    for _ in range(50):
        messages = place.served.do(stores.conversations.messages(id))
        if [one.text for one in messages if one.author == "contact"] == expected:
            return
        sleep(0.1)
    raise AssertionError(messages)


def test_a_page_found_again_by_the_way_back_goes_on(place: Place, context: BrowserContext) -> None:
    page = place.tab(context)
    page.evaluate(SEND, ANSWERED)
    place.exact(page, 2)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    place.served.do(place.served.typing(place.conversation(page).id))
    id = place.conversation(page).id
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    page.evaluate(SEND, UNCLEAR)
    place.exact(page, 4)
    assert place.conversation(page).id == id


def test_a_hidden_tab_leaves_its_place_to_the_one_that_is_seen(place: Place, context: BrowserContext) -> None:
    one, other = place.tab(context), place.tab(context)
    one.evaluate(SEND, UNSAID)
    place.exact(one, 3)
    place.exact(other, 3)
    id = place.conversation(one).id
    assert _readers(place, id, 2)
    one.evaluate("Object.defineProperty(document, 'hidden', { configurable: true, value: true })")
    other.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
    assert _readers(place, id, 1)
    one.evaluate("Object.defineProperty(document, 'hidden', { value: false })")
    one.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
    assert _readers(place, id, 2)


def _readers(place: Place, id: str, count: int) -> bool:
    """Whether a conversation comes to have so many readers."""
    bells = place.served.parts.hub._bells
    for _ in range(100):
        if len(bells.get(id, ())) == count:
            return True
        sleep(0.05)
    return False
