"""The criteria in the widget: the whole path by keyboard and by ear, a sheet, no answer to what is past."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect

from bot.eligibility.commands import ALL, NO, RESTART, START, UNSURE, YES
from bot.eligibility.shown import ShownAnswer, ShownCriterion, ShownPiece, ShownSheet, ShownStep
from bot.sites.snippet import LINK_TEXT
from knowledge.eligibility.criteria import Outcome
from tests.bot.applicants import ANSWERED
from tests.bot.desks import CITATION, QUOTE
from tests.bot.guided import ASKS, DEADLINE, HEAD, SHEET, TO_MEET, FakeGuide
from tests.bot.shipped_guide import shipped_guide
from tests.e2e.hosts import Embedded, ask, embedding, open_chat, opened
from tests.e2e.people import RULES
from tests.e2e.sight import faint, focus, misfits, small
from tests.e2e.states import field, said, visit_of
from tests.e2e.test_widget_hostile_text import ADDRESSES, FORBIDDEN, MARKUP, normal, shown
from tests.e2e.tree import told

SIZES = {"desk": (1280, 720), "phone": (360, 640), "zoomed": (320, 256)}


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with embedding(tmp_path_factory.mktemp("eligibility")) as embedded:
        embedded.served.parts.reception.open(embedded.served.desk, FakeGuide())
        yield embedded


@pytest.fixture
def page(browser: Browser, embedded: Embedded) -> Iterator[Page]:
    """A page of the host, heard by a screen reader."""
    with visit_of(browser, embedded) as page:
        yield page


def begin(page: Page) -> Locator:
    """Open the chat and begin to check the criteria."""
    chat = open_chat(page)
    chat.get_by_role("button", name=START).click()
    expect(answers(chat)).to_have_text([YES, NO, UNSURE])
    return chat


def answers(chat: Locator) -> Locator:
    """The answers that may be pressed."""
    return chat.get_by_role("list", name="Répondez").get_by_role("button")


def sheet(chat: Locator) -> Locator:
    return said(chat).last.locator(".sheet")


def finish(page: Page) -> Locator:
    """Answer to the end, and give the chat."""
    chat = begin(page)
    answers(chat).first.click()
    expect(said(chat)).to_have_count(4)
    answers(chat).nth(1).click()
    expect(sheet(chat)).to_be_visible()
    return chat


def tab_to(page: Page, name: str, most: int = 40) -> int:
    """Press Tab until what has that name has the focus; return how often."""
    for count in range(1, most + 1):
        page.keyboard.press("Tab")
        if focus(page).replace("\xa0", " ") == name:
            return count
    raise AssertionError(f"never reached: {name}")


def test_the_first_screen_says_the_time_left_and_offers_to_check_the_criteria(page: Page) -> None:
    chat = open_chat(page)
    expect(chat.get_by_text(DEADLINE)).to_be_visible()
    expect(chat.get_by_role("button", name=START)).to_be_visible()


def test_without_criteria_nothing_is_offered(page: Page, embedded: Embedded) -> None:
    reception = embedded.served.parts.reception
    reception.open(embedded.served.desk)
    try:
        chat = open_chat(page)
        expect(field(chat)).to_be_visible()
        expect(chat.get_by_role("button", name=START)).to_have_count(0)
        expect(chat).not_to_contain_text("Il reste")
    finally:
        reception.open(embedded.served.desk, FakeGuide())


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_the_whole_path_by_keyboard_and_by_ear(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    tab_to(page, LINK_TEXT)
    page.keyboard.press("Enter")
    chat = opened(page)
    expect(field(chat)).to_be_visible()
    tab_to(page, START)
    page.keyboard.press("Enter")
    expect(answers(chat)).to_have_count(3)
    tab_to(page, YES)
    told(page)
    page.keyboard.press("Space")
    expect(said(chat)).to_have_count(4)
    # The focus is on what was said after the question that is past: its answers are the next stops.
    expect(said(chat).nth(2).get_by_role("heading")).to_be_focused()
    assert len([one for one in told(page) if ASKS[1] in one]) == 1
    assert tab_to(page, YES) == 1
    assert tab_to(page, NO) == 1
    page.keyboard.press("Enter")
    expect(sheet(chat)).to_be_visible()
    expect(said(chat).nth(4).get_by_role("heading")).to_be_focused()
    assert len([one for one in told(page) if "Non rempli, d’après vos réponses" in one]) == 1
    texts = [said(chat).nth(at).locator("p").first.inner_text() for at in (0, 2, 4)]
    assert texts == [START, YES, NO]
    tab_to(page, "Ce que disent les textes : Au moins deux partenaires")
    page.keyboard.press("Enter")
    expect(sheet(chat).get_by_text(QUOTE).first).to_be_visible()


def test_the_whole_path_of_the_shipped_call_by_keyboard(page: Page, embedded: Embedded) -> None:
    embedded.served.parts.reception.open(embedded.served.desk, shipped_guide(embedded.address))
    try:
        chat = open_chat(page)
        expect(field(chat)).to_be_visible()
        tab_to(page, START)
        for count in range(2, 30, 2):
            page.keyboard.press("Enter")
            expect(said(chat)).to_have_count(count)
            if sheet(chat).count():
                break
            ends = answers(chat).filter(has_text=ALL).count()
            tab_to(page, ALL if ends else spaces_made_plain(answers(chat).first.inner_text()))
        expect(sheet(chat).locator("ul").first).to_contain_text("Rassembler des entreprises de l’ESS")
        sound_here(page)
    finally:
        embedded.served.parts.reception.open(embedded.served.desk, FakeGuide())


def spaces_made_plain(text: str) -> str:
    return text.replace("\xa0", " ")


def test_who_writes_their_answers_keeps_the_focus_where_they_write(page: Page) -> None:
    chat = begin(page)
    ask(chat, "oui")
    expect(said(chat)).to_have_count(4)
    expect(answers(chat)).to_have_count(3)
    field(chat).press_sequentially("non")
    field(chat).press("Enter")
    expect(sheet(chat)).to_be_visible()
    expect(field(chat)).to_be_focused()
    focus(page)


def test_only_the_question_that_waits_can_be_answered(page: Page) -> None:
    chat = begin(page)
    ask(chat, ANSWERED)
    expect(said(chat).last.get_by_text(QUOTE)).to_be_visible()
    expect(answers(chat)).to_have_text([YES, NO, UNSURE])
    assert said(chat).last.get_by_role("list", name="Répondez").count() == 1
    page.reload()
    chat = open_chat(page)
    expect(answers(chat)).to_have_text([YES, NO, UNSURE])
    assert said(chat).last.get_by_role("list", name="Répondez").count() == 1


def test_an_answer_pressed_twice_or_beside_another_is_given_once(page: Page) -> None:
    chat = begin(page)
    held: list[Route] = []
    page.route("**/messages", lambda route: held.append(route))
    said(chat).last.locator(".choices").evaluate(
        "replies => [0, 0, 1].forEach(at => replies.querySelectorAll('button')[at].click())"
    )
    expect(answers(chat).first).to_have_attribute("aria-disabled", "true")
    answers(chat).nth(1).click(force=True)
    held.pop().continue_()
    page.unroute("**/messages")
    expect(said(chat)).to_have_count(4)
    expect(answers(chat).first).to_have_attribute("aria-disabled", "false")
    assert held == []


def test_a_sheet_says_how_each_criterion_stands_and_on_what_that_rests(page: Page) -> None:
    chat = finish(page)
    shown_sheet = sheet(chat)
    sections = shown_sheet.get_by_role("heading", level=4)
    expect(sections).to_have_text(
        ["Critères", "Textes en projet, pas en vigueur", "Qui décide", "Étapes", "Pièces à fournir"]
    )
    criteria = shown_sheet.locator("ul").first.locator("> li")
    for at, (mark, criterion) in enumerate(zip("✓✗?◆", SHEET.governing, strict=True)):
        expect(criteria.nth(at)).to_contain_text(f"{mark} {criterion.label}")
    expect(criteria.nth(0)).to_contain_text(f"Votre réponse à « {ASKS[0]} » : oui")
    expect(criteria.nth(1)).to_contain_text(f"(notre indication, pas un texte officiel) : {TO_MEET}")
    expect(criteria.nth(2)).to_contain_text("Attendu dans « Cahier des charges ».")
    expect(criteria).to_have_count(4)  # the draft stands apart
    expect(said(chat).last.get_by_text(HEAD)).to_be_visible()
    expect(said(chat).last).not_to_contain_text("Ce n’est pas une décision.")  # the sheet says more
    assert not shown_sheet.get_by_text(QUOTE).first.is_visible()
    criteria.nth(0).get_by_text("Ce que disent les textes").click()
    expect(criteria.nth(0).get_by_text(QUOTE)).to_be_visible()
    expect(criteria.nth(0).get_by_role("link")).to_have_attribute("href", CITATION.url)
    expect(shown_sheet).to_contain_text("jusqu’au 1er octobre 2013Étape passée")
    expect(shown_sheet).to_contain_text("✓ Prête, d’après vous")
    expect(said(chat).last.get_by_role("list", name="Choisissez")).to_be_visible()


def test_what_may_be_done_with_a_sheet_stays_until_the_path_goes_on(page: Page) -> None:
    chat = finish(page)
    ask(chat, ANSWERED)
    expect(said(chat)).to_have_count(8)
    chat.get_by_role("list", name="Choisissez :").get_by_role("button", name=RESTART).click()
    expect(answers(chat)).to_have_text([YES, NO, UNSURE])
    expect(chat.get_by_role("button", name=RESTART)).to_have_count(0)


def test_a_sheet_leads_to_its_page_and_is_there_after_a_reload(page: Page, embedded: Embedded) -> None:
    chat = finish(page)
    address = (
        sheet(chat).get_by_role("link", name="Modifier ou imprimer ma fiche").get_attribute("href") or ""
    )
    assert address.startswith(f"{embedded.address}/chat/")
    assert address.endswith("/fiche")
    page.reload()
    expect(sheet(open_chat(page))).to_be_visible()


def test_a_question_and_a_sheet_are_accessible(page: Page) -> None:
    chat = begin(page)
    sound_here(page)
    answers(chat).first.click()
    expect(said(chat)).to_have_count(4)
    answers(chat).nth(1).click()
    for each in sheet(chat).get_by_text("Ce que disent les textes").all():
        each.click()
    sound_here(page)


def sound_here(page: Page) -> None:
    """Hold that everyone can use what is shown, in both themes, on a desk and on small screens."""
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        assert misfits(page) == []
        assert small(page) == []
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            results = Axe().run(page, options={"runOnly": RULES})
            assert results.violations_count == 0, results.generate_report()
            assert faint(page) == []


@pytest.mark.parametrize("url", ADDRESSES)
def test_whatever_a_sheet_holds_is_shown_and_never_runs(page: Page, embedded: Embedded, url: str) -> None:
    bad = "".join(MARKUP)
    hostile = replace(CITATION, title=f"a{bad}", location=f"b{bad}", quote=f"c{bad}", lead=f"d{bad}", url=url)
    answer = ShownAnswer(f"e{bad}", f"f{bad}", f"g{bad}")
    criterion = ShownCriterion(
        "x", f"h{bad}", Outcome.NOT_MET, (answer,), f"i{bad}", f"j{bad}", False, (hostile,)
    )
    step = ShownStep("x", f"k{bad}", f"l{bad}", f"m{bad}", True, (f"n{bad}",), f"o{bad}", (hostile,))
    piece = ShownPiece("x", f"p{bad}", f"q{bad}", f"r{bad}", f"s{bad}", True, (hostile,))
    whole = ShownSheet(
        (criterion, replace(criterion, draft=True)),
        (answer,),
        (step,),
        (piece,),
        f"t{bad}",
        f"u{bad}",
        (hostile,),
    )
    embedded.served.parts.reception.open(embedded.served.desk, FakeGuide(whole))
    try:
        finish(page)
    finally:
        embedded.served.parts.reception.open(embedded.served.desk, FakeGuide())
    found = shown(page)
    text = normal(found["text"])
    missing = [sign for sign in "abcdfghijklmnopqrstu" if normal(f"{sign}{bad}") not in text]
    assert missing == []
    assert not FORBIDDEN & set(found["elements"])
    assert found["scripts"] == []
    assert set(found["schemes"]) <= {"http:", "https:", ":"}
    assert page.evaluate("window.ran") is None


@pytest.mark.parametrize("odd", [{}, {"criteria": [{}], "steps": [{}], "pieces": [{}], "mood": "good"}])
def test_a_sheet_of_another_release_is_shown_as_far_as_it_is_known(
    page: Page, embedded: Embedded, odd: dict[str, Any]
) -> None:
    class OtherSheet(ShownSheet):
        def as_json(self) -> dict[str, Any]:
            return odd

    embedded.served.parts.reception.open(embedded.served.desk, FakeGuide(OtherSheet()))
    try:
        expect(finish(page).get_by_role("list", name="Choisissez")).to_be_visible()
    finally:
        embedded.served.parts.reception.open(embedded.served.desk, FakeGuide())
