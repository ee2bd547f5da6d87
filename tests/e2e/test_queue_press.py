"""A press on a line of the queue counts, whatever arrives before the button is let go."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.people import People, around, ask

FIRST, SECOND = "Quelle est la date limite ?", "Quelles dépenses sont couvertes ?"


@pytest.fixture
def people(browser: Browser, tmp_path: Path) -> Iterator[People]:
    with around(browser, tmp_path) as people:
        yield people
        people.leave()


def test_a_click_opens_the_line_although_the_list_was_replaced_meanwhile(people: People) -> None:
    ask(people.window(), people.site, FIRST)
    console = people.colleague("Camille Martin")
    line = console.get_by_role("link", name=FIRST, exact=True)
    with console.expect_response(lambda response: "/console/file" in response.url):
        line.hover()  # the first update comes when the page has opened its stream
    box = line.bounding_box()
    assert box is not None

    console.mouse.move(box["x"] + 5, box["y"] + 5)
    console.mouse.down()
    with console.expect_response(lambda response: "/console/file" in response.url):
        ask(people.window(), people.site, SECOND)
    console.mouse.up()

    expect(console.get_by_role("heading", level=1, name=FIRST)).to_be_visible()


def test_what_arrived_during_a_press_is_shown_once_it_ends(people: People) -> None:
    console = people.colleague("Camille Martin")
    console.get_by_role("heading", level=1, name="Conversations").hover()
    console.mouse.down()
    with console.expect_response(lambda response: "/console/file" in response.url):
        ask(people.window(), people.site, FIRST)
    expect(console.get_by_role("link", name=FIRST, exact=True)).to_have_count(0)

    console.mouse.up()

    expect(console.get_by_role("link", name=FIRST, exact=True)).to_be_visible()
