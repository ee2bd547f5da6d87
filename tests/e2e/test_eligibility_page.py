"""The criteria on the plain pages, in a real browser without script: by keyboard, on paper, for everybody."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.eligibility.commands import START
from tests.bot.desks import QUOTE, SITE
from tests.bot.guides import OPEN, guide_of
from tests.bot.shipped_guide import shipped_guide
from tests.e2e.serving import Served, serving

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ANSWERS = (
    ("Une entreprise de l’ESS", True),
    ("C’est tout", True),
    ("Oui", True),
    ("Neuf", True),
    ("24", False),
    ("15 juillet 2013", False),
    ("Rouen", False),
    ("association déclarée", False),
)
"""The answers of the whole path, and whether a button gives them."""

MOST_TABS = 80
"""More than there are things to operate on any page here."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), SITE) as served:
        served.desk.corpus = OPEN
        served.parts.reception.renew(guide_of())
        yield served


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page of a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False, locale="fr-FR", timezone_id="Europe/Paris")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture(params=["light", "dark"])
def themed(request: pytest.FixtureRequest, page: Page) -> Page:
    page.emulate_media(color_scheme=request.param)
    return page


def begin(page: Page, served: Served) -> None:
    page.goto(served.address)
    page.get_by_role("button", name=START).click()
    page.locator("#m-2").wait_for()


def open_sheet(page: Page, served: Served) -> None:
    begin(page, served)
    page.get_by_role("link", name="Voir et imprimer ma fiche").click()
    page.get_by_role("heading", name="Votre fiche").wait_for()


def save(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer").click()


def tab_to(page: Page, selector: str) -> None:
    """Go to a control as who uses the keyboard alone does; it must show that it has the focus."""
    wanted = page.locator(selector)
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("node => node === document.activeElement"):
            assert wanted.evaluate("node => getComputedStyle(node).outlineStyle") != "none"
            return
    raise AssertionError(selector)


def assert_accessible(page: Page) -> None:
    results = Axe().run(page, options={"runOnly": RULES})
    assert results.violations_count == 0, results.generate_report()


def test_the_whole_path_by_keyboard_alone_without_script(plain: Page, served: Served) -> None:
    plain.goto(served.address)
    tab_to(plain, f"button[value='{START}']")
    plain.keyboard.press("Enter")
    expect(plain.locator("#m-2")).to_be_focused()
    for number, (answer, pressed) in enumerate(ANSWERS, start=2):
        if pressed:
            tab_to(plain, f"#m-{2 * number - 2} .along button[value='{answer}']")
        else:
            tab_to(plain, "#question")
            plain.keyboard.type(answer)
            tab_to(plain, "button.main")
        plain.keyboard.press("Enter")
        expect(plain.locator(f"#m-{2 * number}")).to_be_focused()
    last = plain.locator("#fil > li").last
    expect(last).to_contain_text("Votre fiche")
    tab_to(plain, "#fil > li:last-child details >> nth=0 >> summary")
    plain.keyboard.press("Enter")
    expect(last.get_by_text(QUOTE).first).to_be_visible()
    tab_to(plain, ".own-sheet a")
    plain.keyboard.press("Enter")
    tab_to(plain, "#r-partners-ess")
    plain.keyboard.press("Control+A")
    plain.keyboard.type("deux")
    tab_to(plain, "#r-length")
    plain.keyboard.press("Control+A")
    plain.keyboard.type("36")
    tab_to(plain, "#r-place")
    plain.keyboard.press("Control+A")
    plain.keyboard.type("Saint-Denis")
    plain.keyboard.press("Enter")
    expect(plain.locator("#erreurs")).to_be_focused()
    tab_to(plain, "#erreurs a[href='#r-partners-ess']")
    plain.keyboard.press("Enter")
    expect(plain.locator("#r-partners-ess")).to_be_focused()
    plain.keyboard.press("Control+A")
    plain.keyboard.type("2")
    tab_to(plain, "#r-place")
    plain.keyboard.press("Control+A")
    plain.keyboard.type("Saint-Denis (93)")
    tab_to(plain, "#fait-budget")
    plain.keyboard.press("Space")
    tab_to(plain, "button.main")
    plain.keyboard.press("Enter")
    expect(plain.get_by_role("status")).to_have_text("Vos réponses sont enregistrées.")
    expect(plain.locator("#r-length")).to_have_value("36")
    expect(plain.locator("#fait-budget")).to_be_checked()
    expect(plain.locator(".criterion").first).to_contain_text("Rempli, d’après vos réponses")
    tab_to(plain, "form[action$=rappel] button")
    plain.keyboard.press("Enter")
    expect(plain.get_by_role("status")).to_have_text("Nous vous rappellerons la date limite.")
    tab_to(plain, "form[action$=envoyer] button")
    plain.keyboard.press("Enter")
    expect(plain.locator("#etat")).to_contain_text("En attente d’une personne de l’équipe.")


def test_the_pages_are_accessible_in_both_themes(themed: Page, served: Served) -> None:
    begin(themed, served)
    assert_accessible(themed)
    for number, (answer, _) in enumerate(ANSWERS, start=2):
        themed.get_by_label("Votre message").fill(answer)
        themed.get_by_role("button", name="Envoyer", exact=True).click()
        themed.locator(f"#m-{2 * number}").wait_for()
    themed.locator(".criterion summary").first.click()
    assert_accessible(themed)
    themed.reload()
    themed.get_by_role("link", name="Voir et imprimer ma fiche").click()
    themed.get_by_role("heading", name="Votre fiche").wait_for()
    assert_accessible(themed)
    themed.get_by_label("Où ?", exact=True).fill("Saint-Denis")
    themed.get_by_label("une entreprise de l’ESS").fill("x")
    save(themed)
    themed.locator("#erreurs").wait_for()
    assert_accessible(themed)
    themed.goto(f"{served.address}/demarches")
    assert_accessible(themed)
    themed.goto(served.address)
    assert_accessible(themed)


def test_the_pages_fit_a_screen_zoomed_to_400_percent(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    for address in (f"{served.address}/demarches", served.address, ""):
        if address:
            page.goto(address)
        else:
            open_sheet(page, served)
        sizes = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert sizes[0] <= sizes[1], (address, sizes)


def test_targets_of_the_sheet_are_large_enough_for_a_finger(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    open_sheet(page, served)
    for target in page.locator("main button, .question input, .question input + label").all():
        box = target.bounding_box()
        assert box and box["height"] >= 24, target.evaluate("node => node.outerHTML")
    for target in page.locator("[type=radio], [type=checkbox]").all():
        box = target.bounding_box()
        assert box and box["width"] >= 24 and box["height"] >= 24


def test_answers_of_an_earlier_question_go_once_the_next_one_is_there(page: Page, served: Served) -> None:
    begin(page, served)
    answer = page.locator("#m-2").get_by_role("button", name="Une collectivité")
    expect(answer).to_be_visible()
    answer.click()
    page.locator("#m-4").wait_for()
    expect(page.locator("#m-2 .along")).to_be_hidden()


def test_the_sheet_on_paper_is_complete_and_has_nothing_to_operate(plain: Page, served: Served) -> None:
    open_sheet(plain, served)
    plain.locator("#r-length").fill("24")
    plain.locator("#fait-budget").check()
    save(plain)
    plain.emulate_media(media="print")
    for hidden in ("nav", "footer", "#envoyer", "#rappel", "#imprimer", "button.main", "#r-length", ".hint"):
        expect(plain.locator(hidden).first).to_be_hidden()
    for shown in (
        ".criterion blockquote",
        ".step",
        ".printed",
        ".deadline",
        "#fait-budget",
        ".piece .same",
    ):
        expect(plain.locator(shown).first).to_be_visible()
    expect(plain.locator(".printed")).to_contain_text("Combien de temps ? 24 mois")
    expect(plain.locator(".criterion")).to_have_count(8)
    for mark in plain.locator(".mark").all():
        expect(mark).to_be_visible()
    address = "getComputedStyle(document.querySelector('.criterion blockquote'), '::after').content"
    assert f"{SITE}/textes/" in plain.evaluate(address)


def test_each_passage_stands_once_and_every_other_criterion_leads_to_it(plain: Page, served: Served) -> None:
    open_sheet(plain, served)
    first, second = plain.locator(".criterion").nth(0), plain.locator(".criterion").nth(1)
    expect(first).to_contain_text(QUOTE)
    expect(second).not_to_contain_text(QUOTE)
    link = second.get_by_role("link", name="Même passage que pour « Critère partners »")
    link.click()
    place = plain.locator(plain.url[plain.url.index("#") :])
    expect(place).to_be_in_viewport()
    expect(place).to_contain_text(QUOTE)
    expect(first.locator(".whole")).to_have_count(1)


def test_the_sheet_of_the_shipped_call_prints_on_five_pages_at_most(plain: Page, served: Served) -> None:
    try:
        served.parts.reception.renew(shipped_guide())
        open_sheet(plain, served)
        plain.locator(".question .count input").first.fill("2")
        for yes in plain.locator(".question [value=yes]").all():
            yes.check()
        save(plain)
        plain.get_by_role("status").wait_for()
        margin = "1cm"
        printed = plain.pdf(
            format="A4", margin={"top": margin, "bottom": margin, "left": margin, "right": margin}
        )
        assert 2 <= len(re.findall(rb"/Type /Page\b", printed)) <= 5
        plain.emulate_media(media="print")
        expect(plain.get_by_text("Lire dans le texte").first).to_be_hidden()
    finally:
        served.parts.reception.renew(guide_of())


def test_the_steps_on_paper_have_boxes_to_tick(plain: Page, served: Served) -> None:
    plain.goto(f"{served.address}/demarches")
    plain.emulate_media(media="print")
    expect(plain.locator(".tick").first).to_be_visible()
    for hidden in ("nav", "main form", "main .hint"):
        expect(plain.locator(hidden).first).to_be_hidden()


def test_forced_colours_keep_the_marks_and_the_frame_of_errors(page: Page, served: Served) -> None:
    page.emulate_media(forced_colors="active")
    open_sheet(page, served)
    page.get_by_label("Où ?", exact=True).fill("Syldavie")
    save(page)
    for selector in (".mark", ".errors"):
        style = page.locator(selector).first.evaluate("node => getComputedStyle(node).borderTopStyle")
        assert style == "solid"
