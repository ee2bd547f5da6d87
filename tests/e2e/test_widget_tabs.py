"""The tabs of a site say the same, whatever they remember, and whatever else they hear."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from bot.tokens import short_id
from tests.e2e.core import ANSWERED, SEND, STATES, UNCLEAR, Place, placed


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


def test_two_tabs_say_the_same(place: Place, context: BrowserContext) -> None:
    one, other = place.tab(context), place.tab(context)
    one.evaluate(SEND, ANSWERED)
    place.exact(one, 2)
    place.exact(other, 2)
    other.evaluate(SEND, UNCLEAR)
    one.evaluate(SEND, ANSWERED)
    place.exact(one, 6)
    place.exact(other, 6)
    third = place.tab(context)
    place.exact(third, 6)
    other.evaluate("c.judge(c.messages[1].id, true)")
    one.wait_for_function("c.messages[1].feedback?.useful")


def test_the_same_words_in_two_tabs_are_two_messages(place: Place, context: BrowserContext) -> None:
    one, other = place.tab(context), place.tab(context)
    one.evaluate(SEND, ANSWERED)
    place.exact(other, 2)
    one.evaluate(SEND, UNCLEAR)
    other.evaluate(SEND, UNCLEAR)
    place.exact(one, 6)
    place.exact(other, 6)


def test_what_is_erased_in_a_tab_is_erased_in_the_others(place: Place, context: BrowserContext) -> None:
    one, other = place.tab(context), place.tab(context)
    one.evaluate(SEND, ANSWERED)
    place.exact(other, 2)
    other.evaluate("c.erase()")
    one.wait_for_function("!c.begun && !c.messages.length && changes.at(-1) === 'erased'")
    assert one.evaluate("Object.keys(sessionStorage)") == []
    assert other.evaluate("[c.begun, c.status, c.messages, sessionStorage.length]") == [False, None, [], 0]
    one.evaluate(SEND, UNCLEAR)
    place.exact(one, 2)
    place.exact(other, 2)


def test_what_is_erased_elsewhere_is_forgotten_and_what_was_not_sent_is_given_back(
    place: Place, context: BrowserContext
) -> None:
    page = place.tab(context)
    page.evaluate(SEND, ANSWERED)
    place.exact(page, 2)
    id = place.conversation(page).id
    place.line.cut()
    page.evaluate(SEND, UNCLEAR)
    page.wait_for_function("c.unsent[0]?.state === 'waiting'")
    place.served.do(place.served.parts.stores.conversations.erase(id))
    place.line.mend()
    page.wait_for_function("!c.begun && c.unsent[0].state === 'refused'")
    assert page.evaluate("[c.messages, c.unsent[0].detail]") == [
        [],
        "Cette conversation a été effacée. Votre message n’est pas parti.",
    ]
    page.reload()
    place.start(page)
    assert page.evaluate(STATES) == [[UNCLEAR, "refused"]]
    assert page.evaluate("c.withdraw(c.unsent[0].key)") == UNCLEAR
    assert page.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize(
    "refusal",
    [
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('') } })",
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }",
        "delete window.BroadcastChannel",
    ],
    ids=["storage", "room", "other tabs"],
)
def test_a_browser_that_refuses_something_lets_a_conversation_be(place: Place, refusal: str) -> None:
    with place.visitor(before=refusal) as context:
        page = place.tab(context)
        page.evaluate(SEND, ANSWERED)
        place.exact(page, 2)
        page.evaluate("c.erase()")
        assert page.evaluate("c.begun") is False


@pytest.mark.parametrize(
    "value",
    [
        "not JSON",
        "5",
        "null",
        '{"id":{"a":1},"token":[],"resume":5,"unsent":"x"}',
        '{"id":"a/../../b","token":"aaaaaaaaaaaaaaaaaaaaaaaa","resume":"http://a.fr/"}',
        '{"id":"aa","token":"aaaaaaaaaaaaaaaaaaaaaaaa","resume":"javascript:alert(1)"}',
        '{"unsent":[null,5,{"key":"k","text":"x"},{"key":["k"],"text":{}}]}',
        '{"__proto__":{"id":"aa"},"unsent":{"length":9}}',
    ],
)
def test_what_is_not_ours_in_storage_or_from_other_tabs_is_nothing(place: Place, value: str) -> None:
    with place.visitor() as context:
        page = context.new_page()
        page.goto(place.host)
        page.evaluate(
            "([key, value]) => { sessionStorage[`guichet:${key}`] = value }", [place.site.key, value]
        )
        place.start(page)
        assert page.evaluate("[c.begun, c.resume, c.unsent]") == [False, "", []]
        page.evaluate(
            """([key, value]) => {
              const channel = new BroadcastChannel(`guichet:${key}`);
              let sent = value;
              try { sent = JSON.parse(value) } catch { }
              for (const what of ["here", "gone", "front", "judged", "who", "x"]) {
                channel.postMessage(sent);
                channel.postMessage({ ...sent, what });
              }
            }""",
            [place.site.key, value],
        )
        page.evaluate(SEND, ANSWERED)
        place.exact(page, 2)


def test_a_conversation_that_is_not_there_is_forgotten(place: Place, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(place.host)
    made_up = f'{{"id":"{short_id()}","token":"{"a" * 43}","resume":"http://a.fr/chat/a"}}'
    page.evaluate("([key, value]) => { sessionStorage[`guichet:${key}`] = value }", [place.site.key, made_up])
    place.start(page)
    assert page.evaluate("[c.begun, changes.includes('erased'), sessionStorage.length]") == [False, True, 0]
