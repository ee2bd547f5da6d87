import pytest

from bot.sites.page_marks import Marks, Script, marks
from bot.sites.site import Site
from bot.sites.snippet import snippet

PAGE, ADDRESS = "https://ville.fr/appel/", "https://guichet.fr"


def read(html: str) -> Marks:
    return marks(html.encode(), PAGE, ADDRESS)


def test_the_snippet_is_found_wherever_it_stands() -> None:
    html = f"<!doctype html><div><p>été {snippet(Site('7f', 'Ville'), ADDRESS, 'sha384-AbC')}</div>"
    assert read(html) == Marks((), (Script("sha384-AbC", "", True, ""),), ("7f",))


def test_the_attributes_of_the_script_are_read() -> None:
    html = f'<script NONCE="abc" data-site="7f" src=" {ADDRESS}/widget/v1/guichet.js#a "></script>'
    assert read(html).scripts == (Script("", "abc", False, "7f"),)


def test_addresses_are_those_that_a_browser_would_reach() -> None:
    html = (
        '<base href="https://guichet.fr/a/"><script src="../widget/v1/guichet.js"></script>'
        '<a class="bouton guichet" href="/chat?site=7f">?</a>'
    )
    found = read(html)
    assert (len(found.scripts), found.keys) == (1, ("7f",))


@pytest.mark.parametrize(
    "html",
    [
        f"<!-- {snippet(Site('7f', 'Ville'), ADDRESS, '')} -->",
        snippet(Site("7f", "Ville"), "https://autre.fr", ""),
        '<script src="/widget/v1/guichet.js"></script><a class="guichet" href="/chat?site=7f">?</a>',
        f'<a href="{ADDRESS}/chat?site=7f">?</a>',
        f'<script src="{ADDRESS}/widget/v1/guichet.js.map"></script>',
        '<script src="https://[guichet.fr"></script>',
        "",
        " ",
        "\0",
    ],
)
def test_what_is_not_the_snippet_is_not_found(html: str) -> None:
    found = read(html)
    assert (found.scripts, found.keys) == ((), ())


def test_policies_are_those_of_the_head_alone() -> None:
    html = (
        "<html><head><META http-equiv=' content-security-POLICY ' content=\"script-src 'self'\">"
        '<meta http-equiv="Content-Security-Policy-Report-Only" content="img-src a.fr">'
        '<meta name="Content-Security-Policy" content="img-src b.fr">'
        '<meta http-equiv="Content-Security-Policy" content="connect-src c.fr"></head>'
        '<body><meta http-equiv="Content-Security-Policy" content="img-src d.fr"></body></html>'
    )
    assert read(html).policies == ("script-src 'self'", "connect-src c.fr")


def test_any_bytes_are_a_page() -> None:
    assert marks(bytes(range(256)) * 4, PAGE, ADDRESS) == Marks((), (), ())
