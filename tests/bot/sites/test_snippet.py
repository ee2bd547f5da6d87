import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from bot.sites.site import Position, Site
from bot.sites.snippet import snippet

ADDRESS = "https://guichet.exemple.fr"


def test_the_snippet_is_a_link_that_works_alone_and_one_script() -> None:
    lines = snippet(Site("7f3a", "Ville"), ADDRESS, "sha384-AbC").splitlines()
    assert lines == [
        '<a class="guichet" href="https://guichet.exemple.fr/chat?site=7f3a" data-position="right">'
        "Une question sur l’appel à projets ?</a>",
        '<script async src="https://guichet.exemple.fr/widget/v1/guichet.js" integrity="sha384-AbC" '
        'crossorigin="anonymous" referrerpolicy="strict-origin"></script>',
    ]


@pytest.mark.parametrize("position", Position)
def test_the_link_says_where_it_stands(position: Position) -> None:
    assert f'data-position="{position.value}"' in snippet(Site("k", "V", position=position), ADDRESS, "")


def test_nothing_in_it_can_become_markup() -> None:
    hostile = '"><script>alert(1)</script>&'
    html = snippet(Site(hostile, hostile), f"https://a.fr/{hostile}", hostile)
    tree = HTMLParser(html)
    scripts = tree.css("script")
    assert len(scripts) == 1
    assert scripts[0].attributes["integrity"] == hostile
    assert scripts[0].attributes["src"] == f"https://a.fr/{hostile}/widget/v1/guichet.js"
    assert "<script>" not in html
