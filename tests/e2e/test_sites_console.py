"""An administrator adds a site, copies its snippet, sees the preview follow the form, closes it, tries it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.sites.site import Site
from bot.staff.roles import Role
from tests.bot.clocks import MONDAY
from tests.e2e.people import People, around, not_reloaded, sound

ADMINISTRATOR = "Dominique Roux"
TOWN = Site("7f" * 16, "Ville d’Ici", ("https://ville.fr",), "Bienvenue à Ici.", ("Qui peut candidater ?",))
CLOSED = Site("ab" * 16, "Ville d’Hier", closed=True, closed_message="Revenez lundi.")


@pytest.fixture(scope="module")
def town(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """A product with one site that is open, and one that is closed."""
    with around(browser, tmp_path_factory.mktemp("town")) as people:
        sites = people.served.parts.stores.sites
        for site in (TOWN, CLOSED):
            people.served.do(sites.add(site, "operator", MONDAY))
        yield people


@pytest.fixture
def people(town: People) -> Iterator[People]:
    yield town
    town.leave()


def opened(people: People, path: str = "", *, scripts: bool = True) -> Page:
    """A page of the sites, as an administrator sees it."""
    console = people.colleague(ADMINISTRATOR, Role.ADMINISTRATOR, scripts=scripts)
    console.goto(f"{people.site}/console/sites{path}")
    return console


def test_a_site_is_added_and_its_snippet_copied(people: People) -> None:
    console = opened(people)
    console.context.grant_permissions(["clipboard-read", "clipboard-write"])
    console.get_by_role("link", name="Ajouter un site").click()
    console.get_by_role("button", name="Ajouter").click()
    console.get_by_role("link", name="Donnez un nom au site.").click()
    field = console.get_by_label("Nom du site")
    expect(field).to_be_focused()
    sound(console)
    field.fill("Préfecture")
    console.get_by_label("Adresses autorisées").fill("https://www.prefecture.fr")
    console.get_by_role("button", name="Ajouter").click()
    expect(console.get_by_role("heading", level=1, name="Préfecture")).to_be_visible()
    expect(console.get_by_text("Site ajouté.")).to_be_visible()
    console.get_by_role("button", name="Copier l’extrait").click()
    expect(console.get_by_role("button", name="Extrait copié")).to_be_visible()
    expect(console.locator("#annonces")).to_have_text("Extrait copié")
    copied = console.evaluate("navigator.clipboard.readText()")
    assert copied == console.get_by_label("Extrait").input_value()
    assert copied.count("\n") == 1 and f"{people.site}/chat?site=" in copied


def test_the_preview_follows_what_is_typed(people: People) -> None:
    console = opened(people, f"/{TOWN.key}")
    shown = console.get_by_role("group", name="Aperçu de l’assistant")
    expect(shown.get_by_text("Bienvenue à Ici.")).to_be_visible()
    expect(shown.get_by_text("Qui peut candidater ?")).to_be_visible()
    with not_reloaded(console):
        console.get_by_label("Mot d’accueil").fill("<b>Bonjour</b>")
        expect(shown).to_contain_text("<b>Bonjour</b>")
        console.get_by_label("Questions proposées").fill("Quand ?\n\nOù ?")
        expect(shown).to_contain_text("Quand ?")
        expect(shown).not_to_contain_text("Qui peut candidater ?")
        console.get_by_label("Questions proposées").fill("")
        expect(shown).to_contain_text("Qui choisit les pôles ?")
        console.get_by_label("Couleur, thème clair").fill("#b34000")
        sends = shown.get_by_text("Envoyer", exact=True)
        expect(sends).to_have_css("background-color", "rgb(179, 64, 0)")
    sound(console)


def test_a_preview_shows_that_a_site_is_closed(people: People) -> None:
    console = opened(people, f"/{CLOSED.key}")
    shown = console.get_by_role("group", name="Aperçu de l’assistant")
    expect(shown.get_by_text("Revenez lundi.")).to_be_visible()
    console.get_by_label("Message aux visiteurs").fill("Revenez mardi.")
    expect(shown).to_contain_text("Revenez mardi.")
    console.get_by_label("Message aux visiteurs").fill("")
    expect(shown).to_contain_text("L’assistant est fermé pour le moment sur ce site.")
    sound(console)


def test_the_assistant_is_closed_at_once_and_opened_again(people: People) -> None:
    console = opened(people, f"/{TOWN.key}")
    api = f"{people.site}/api/v1/sites/{TOWN.key}"
    console.get_by_label("Message aux visiteurs").fill("Nous revenons.")
    console.get_by_role("button", name="Fermer", exact=True).click()
    expect(console.get_by_text("L’assistant est fermé sur ce site.")).to_be_visible()
    assert console.request.get(api).json()["closed"] == "Nous revenons."
    console.get_by_role("button", name="Rouvrir").click()
    expect(console.get_by_text("L’assistant est de nouveau ouvert sur ce site.")).to_be_visible()
    assert console.request.get(api).json()["closed"] is None


def test_a_page_that_cannot_be_checked_says_why(people: People) -> None:
    console = opened(people, f"/{TOWN.key}")
    console.get_by_label("Adresse de la page").fill("http://10.0.0.1/")
    console.get_by_role("button", name="Vérifier").click()
    console.get_by_role("alert").get_by_role("link", name="Cette page ne peut pas être lue").click()
    expect(console.get_by_label("Adresse de la page")).to_be_focused()
    expect(console.get_by_label("Adresse de la page")).to_have_value("http://10.0.0.1/")
    sound(console)


def test_the_test_page_opens_the_real_assistant(people: People) -> None:
    console = opened(people, f"/{TOWN.key}")
    with console.context.expect_page() as opening:
        console.get_by_role("link", name="Essayer dans une page d’essai").click()
    trial = opening.value
    trial.get_by_role("button", name="Une question sur l’appel à projets ?").click()
    expect(trial.get_by_role("dialog")).to_contain_text("Bienvenue à Ici.")
    sound(trial)
    assert trial.url.endswith(f"/console/sites/{TOWN.key}/essai")


def test_all_but_the_preview_works_without_a_script(people: People) -> None:
    console = opened(people, f"/{TOWN.key}", scripts=False)
    expect(console.get_by_text("L’aperçu demande JavaScript.")).to_be_visible()
    expect(console.locator("[data-copies]")).to_be_hidden()
    console.get_by_label("Nom du site").fill("Ville d’Ici-bas")
    console.get_by_role("button", name="Enregistrer").click()
    expect(console.get_by_text("Site enregistré.")).to_be_visible()
    console.get_by_role("link", name="Supprimer ce site").click()
    expect(console.get_by_role("heading", level=1, name="Supprimer Ville d’Ici-bas ?")).to_be_visible()
    console.get_by_role("link", name="Annuler").click()
    expect(console.get_by_role("heading", level=1, name="Ville d’Ici-bas")).to_be_visible()


@pytest.mark.parametrize("path", ["", "/ajouter", f"/{TOWN.key}/suppression", f"/{TOWN.key}/essai"])
def test_a_page_of_the_sites_is_sound(people: People, path: str) -> None:
    console = opened(people, path)
    sound(console)


@pytest.mark.parametrize("query", ["", f"?site={TOWN.key}"])
def test_the_page_for_webmasters_is_sound(people: People, query: str) -> None:
    page = people.window()
    page.goto(f"{people.site}/integrer{query}")
    sound(page)
