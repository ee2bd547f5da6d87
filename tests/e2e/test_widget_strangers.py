"""Pages that a site does not name, in a browser: refused there and at the server, told so, and led on."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.sites.snippet import LINK_TEXT
from tests.e2e.hosts import Embedded, embedding, hosting, visiting

BEGIN = """async ([address, site, mode]) => {
  const body = JSON.stringify({site, text: "Une commune ?"});
  const headers = {"Content-Type": mode === "cors" ? "application/json" : "text/plain"};
  try {
    return (await fetch(`${address}/api/v1/conversations`, {method: "POST", mode, headers, body})).status;
  } catch (error) {
    return error.name;
  }
}"""

FORM = """address => {
  const form = document.createElement("form");
  Object.assign(form, {method: "post", enctype: "text/plain", action: `${address}/api/v1/conversations`});
  document.body.append(form);
  form.submit();
}"""


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with embedding(tmp_path_factory.mktemp("strangers")) as embedded:
        yield embedded


def try_to_begin(page: Page, embedded: Embedded, mode: str) -> object:
    """Begin a conversation by hand: its status, or why the browser does not tell it."""
    return page.evaluate(BEGIN, [embedded.address, embedded.site.key, mode])


def test_a_browser_lets_an_allowed_page_begin(browser: Browser, embedded: Embedded) -> None:
    with visiting(browser) as visit:
        visit.page.goto(embedded.page(""))
        assert try_to_begin(visit.page, embedded, "cors") == 201


@pytest.mark.parametrize("stranger", ["other port", "sub-domain", "other name", "with TLS", "no origin"])
def test_a_browser_and_the_server_both_refuse_a_strange_page(
    browser: Browser, embedded: Embedded, stranger: str
) -> None:
    named = embedded.host.replace("127.0.0.1", "ville.localhost")
    embedded.change(origins=(embedded.host, named))
    kept_apart = (
        {"content_security_policy": "sandbox allow-scripts allow-forms"} if stranger == "no origin" else {}
    )
    url = embedded.page("", **kept_apart)
    with (
        hosting(embedded.pages, secure=stranger == "with TLS") as elsewhere,
        visiting(browser, quiet=False, ignore_https_errors=True) as visit,
    ):
        host = {
            "sub-domain": embedded.host.replace("127.0.0.1", "www.ville.localhost"),
            "other name": embedded.host.replace("127.0.0.1", "localhost"),
            "no origin": embedded.host,
        }.get(stranger, elsewhere)
        visit.page.goto(url.replace(embedded.host, host))
        before = embedded.kept()
        assert try_to_begin(visit.page, embedded, "cors") == "TypeError"
        assert try_to_begin(visit.page, embedded, "no-cors") == "TypeError"
        with visit.page.expect_navigation() as answered:
            visit.page.evaluate(FORM, embedded.address)
        assert (answered.value.request.method, answered.value.status) == ("POST", 403)
        assert embedded.kept() == before


def test_a_frame_without_origin_is_refused_and_still_leads_to_the_plain_page(
    browser: Browser, embedded: Embedded
) -> None:
    inner = embedded.page()
    sandbox = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
    frame = f'<iframe src="{inner}" sandbox="{sandbox}" title="Contact" width="400" height="600"></iframe>'
    with visiting(browser, quiet=False) as visit:
        visit.page.goto(embedded.page(frame))
        before = embedded.kept()
        visit.page.frames[1].get_by_role("button", name=LINK_TEXT).click()
        chat = visit.page.frames[1].get_by_role("dialog")
        with visit.page.context.expect_page() as opened:
            chat.locator(f'a[href="{embedded.chat_url}"]').click()
        expect(opened.value.get_by_role("heading", level=1)).to_be_visible()
        assert opened.value.url == embedded.chat_url
        assert embedded.kept() == before


def test_an_origin_that_is_refused_is_told_so_and_led_to_the_plain_page(
    browser: Browser, embedded: Embedded
) -> None:
    with visiting(browser, quiet=False) as visit:
        visit.page.goto(embedded.page().replace("127.0.0.1", "localhost"))
        visit.page.get_by_role("button", name=LINK_TEXT).click()
        way_out = visit.page.get_by_role("dialog").locator(f'a[href="{embedded.chat_url}"]')
        expect(way_out).to_be_visible()
        with visit.page.context.expect_page() as opened:
            way_out.click()
        assert opened.value.url == embedded.chat_url
