import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from starlette.routing import Route

from bot.console.guard import Guard
from bot.console.routes import console_routes
from bot.console.shell import Office
from bot.console.site_form import Typed, read_site, typed_of
from bot.console.site_view import LEVELS, POSITIONS, listed, state_of
from bot.console.sites_page import HOME, SitePages
from bot.settings import load_settings
from bot.sites.checks import DEFAULT_CLOSED_MESSAGE
from bot.sites.page_check import Finding, Level, PageReport, PageUnreachable
from bot.sites.site import Position, Site
from bot.sites.snippet import snippet
from bot.staff.roles import Role
from bot.store.sites import UnknownSite
from bot.widget_files import integrity
from tests.bot.console.cases import begin
from tests.bot.console.signed import NOON, Console, open_console
from tests.bot.databases import new_url
from tests.bot.desks import CALL

TOKEN = "123456:ABC-secret"  # noqa: S105 - of a bot that does not exist
FILLED = {
    "name": "Ville  d’Ici",
    "origins": "https://Ville.fr\r\nhttps://www.ville.fr:443/\r\n\r\nhttps://ville.fr",
    "welcome": "Bonjour,\r\nque cherchez-vous ?",
    "questions": " Qui peut candidater ?\r\n\r\nQuand ?",
    "position": "left",
    "accent": "#000091",
    "accent_dark": "#8585F6",
    "hours": "lun-ven 9:00-12:00",
    "per_minute": "100",
    "per_visitor": "10",
}


@pytest.fixture
def boss(console: Console) -> Console:
    """The console of an administrator."""
    console.enter("boss", Role.ADMINISTRATOR)
    return console


def add(console: Console, **fields: str) -> Site:
    """Add a site by its form; return it."""
    added = console.post(f"{HOME}/ajouter", FILLED | fields)
    assert added.status_code == 303, HTMLParser(added.text).css_first("#erreurs")
    path, _, done = added.headers["location"].partition("?")
    assert done == "fait=ajoute"
    return kept(console, path.rpartition("/")[2])


def kept(console: Console, key: str) -> Site:
    return console.run(console.office.stores.sites.get, key)


def read(console: Console, path: str) -> HTMLParser:
    answer = console.get(path)
    assert answer.status_code == 200
    return HTMLParser(answer.text)


def text(page: HTMLParser, selector: str) -> str:
    found = page.css_first(selector)
    assert found, selector
    return " ".join(found.text().split())


def test_a_site_is_added_listed_changed_and_deleted(boss: Console) -> None:
    assert "Aucun site pour le moment." in boss.get(HOME).text
    site = add(boss)
    assert site == Site(
        site.key,
        "Ville d’Ici",
        ("https://ville.fr", "https://www.ville.fr"),
        "Bonjour,\nque cherchez-vous ?",
        ("Qui peut candidater ?", "Quand ?"),
        Position.LEFT,
        "#000091",
        "#8585f6",
        "lun-ven 9:00-12:00",
        100,
        10,
    )
    line = text(read(boss, HOME), "tbody tr")
    assert line == "Ville d’Ici https://ville.frhttps://www.ville.fr En service"
    changed = boss.post(f"{HOME}/{site.key}", FILLED | {"name": "Ville", "origins": "", "questions": ""})
    assert changed.headers["location"] == f"{HOME}/{site.key}?fait=change"
    expected = replace(site, name="Ville", origins=(), questions=())
    assert kept(boss, site.key) == expected
    assert text(read(boss, HOME), "tbody tr") == "Ville Aucune Aucune adresse"
    asked = read(boss, f"{HOME}/{site.key}/suppression")
    assert text(asked, "h1") == "Supprimer Ville ?"
    assert kept(boss, site.key) == expected
    gone = boss.post(f"{HOME}/{site.key}/suppression")
    assert gone.headers["location"] == f"{HOME}?fait=supprime"
    assert "Site supprimé." in boss.get(gone.headers["location"]).text
    with pytest.raises(UnknownSite):
        kept(boss, site.key)
    acts = [act.action for act in boss.acts("site")]
    assert acts == ["site.added", "site.changed", "site.deleted"]


def test_the_page_of_a_site_has_its_snippet_and_what_the_preview_needs(boss: Console) -> None:
    site = add(boss, name='<i>"Ville"</i>', welcome="</textarea><b>")
    page = read(boss, f"{HOME}/{site.key}?fait=ajoute")
    assert text(page, "h1") == '<i>"Ville"</i>'
    assert "Site ajouté." in text(page, "[role=status].fr-alert")
    field = page.css_first("#extrait")
    assert field and "readonly" in field.attributes
    assert field.text() == snippet(site, boss.office.settings.site, integrity())
    frame = page.css_first("#apercu")
    assert frame and frame.attributes["data-key"] == site.key
    assert json.loads(str(frame.attributes["data-examples"])) == list(CALL.examples)
    assert text(page, "#welcome") == "</textarea><b>"
    for link in (f"{HOME}/{site.key}/essai", f"/integrer?site={site.key}", f"{HOME}/{site.key}/suppression"):
        assert page.css_first(f'a[href="{link}"]'), link


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("name", " ", "Donnez un nom"),
        ("origins", "https://*.ville.fr", "l’étoile n’est pas admise"),
        ("origins", "https://ville.fr/appel", "quelque chose après le domaine"),
        ("origins", "null", "une page sans origine"),
        ("welcome", "x" * 501, "dépasse 500"),
        ("questions", "\n".join("abcdefg"), "6 questions au plus"),
        ("position", "top", "Choisissez une place"),
        ("accent", "#ffff00", "se lit mal sur le fond clair"),
        ("accent_dark", "#000091", "se lit mal sur le fond sombre"),
        ("accent", "red;}", "six chiffres"),
        ("hours", "toujours", "n’est pas un horaire"),
        ("per_minute", "0", "de 1 à 100000"),
        ("per_visitor", "beaucoup", "de 1 à 100000"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(
    boss: Console, field: str, given: str, said: str
) -> None:
    site = add(boss)
    for path in (f"{HOME}/ajouter", f"{HOME}/{site.key}"):
        refused = boss.post(path, FILLED | {field: given})
        assert refused.status_code == 422
        page = HTMLParser(refused.text)
        assert said in text(page, f"#{field}-erreur"), path
        assert said in text(page, f'#erreurs a[href="#{field}"]')
        assert text(page, "title").startswith("Erreur : ")
        if field != "position":
            typed = page.css_first(f"#{field}")
            assert typed and given.strip() in (typed.attributes.get("value") or typed.text())
    assert boss.run(boss.office.stores.sites.all) == [site]


def test_a_site_is_closed_with_its_message_and_opened_again(boss: Console) -> None:
    site = add(boss)
    one = f"{HOME}/{site.key}"
    assert "Fermer l’assistant" in text(read(boss, one), "#fermeture")
    closed = boss.post(f"{one}/fermeture", {"closed_message": " Revenez\r\nlundi. "})
    assert closed.headers["location"] == f"{one}?fait=ferme"
    assert kept(boss, site.key) == replace(site, closed=True, closed_message="Revenez\nlundi.")
    page = read(boss, one)
    assert text(page, ".fr-badge") == "Fermé"
    assert text(page, "#closed_message") == "Revenez lundi."
    assert "Fermé" in text(read(boss, HOME), "tbody tr")
    boss.post(one, FILLED | {"name": "Autre"})
    assert kept(boss, site.key).closed, "saving the form must not open the site"
    opened = boss.post(f"{one}/ouverture")
    assert opened.headers["location"] == f"{one}?fait=rouvert"
    assert not kept(boss, site.key).closed
    long = boss.post(f"{one}/fermeture", {"closed_message": "x" * 501})
    assert long.status_code == 422
    assert "dépasse 500" in text(HTMLParser(long.text), "#closed_message-erreur")
    assert not kept(boss, site.key).closed


def test_a_site_can_be_closed_whatever_else_is_wrong_with_it(boss: Console) -> None:
    broken = Site("ab" * 16, "Ville", accent="#ffff00")
    boss.run(boss.office.stores.sites.add, broken, "operator", NOON)
    assert boss.post(f"{HOME}/{broken.key}/fermeture").status_code == 303
    assert kept(boss, broken.key).closed
    told = read(boss, f"{HOME}/{broken.key}").css_first("#apercu")
    assert told and told.attributes["data-told"] == DEFAULT_CLOSED_MESSAGE


def test_the_test_page_holds_the_very_snippet(boss: Console) -> None:
    site = add(boss, name="<script>alert(1)</script>")
    answer = boss.get(f"{HOME}/{site.key}/essai")
    assert answer.status_code == 200
    assert snippet(site, boss.office.settings.site, integrity()) in answer.text
    assert len(HTMLParser(answer.text).css("script")) == 1


ADVICE = "Content-Security-Policy : la directive connect-src n’autorise pas <b>tout</b>. Écrivez :"
HEADER = "connect-src 'self' http://localhost:8000"
FINDINGS = (
    Finding(Level.FINE, "L’extrait est dans la page."),
    Finding(Level.FAULT, ADVICE, HEADER),
    Finding(Level.NOTE, "La page est servie en http."),
)


@dataclass
class Visits:
    """Looks at no page; keeps what was asked for."""

    asked: list[tuple[str, Site, str, str]] = field(default_factory=list)

    def check(self, url: str, site: Site, address: str, digest: str) -> PageReport:
        self.asked.append((url, site, address, digest))
        if "introuvable" in url:
            raise PageUnreachable("ce domaine n’existe pas")
        return PageReport(url, 200, FINDINGS if "csp" in url else FINDINGS[:1])


@pytest.fixture
def visits() -> Visits:
    return Visits()


@pytest.fixture
def visiting(visits: Visits, tmp_path: Path) -> Iterator[Console]:
    """The console of an administrator that reaches no page."""

    def routes(office: Office) -> list[Route]:
        return Guard(office, SitePages(office, visits.check).routes()).routes()

    with open_console(new_url(tmp_path), routes) as console:
        console.enter("boss", Role.ADMINISTRATOR)
        yield console


def test_a_page_is_checked_and_what_it_lacks_is_said_first(visiting: Console, visits: Visits) -> None:
    site = add(visiting)
    path, url = f"{HOME}/{site.key}/verification", "https://ville.fr/csp"
    answer = visiting.post(path, {"url": f" {url} "})
    assert answer.status_code == 200
    assert visits.asked == [(url, site, visiting.office.settings.site, integrity())]
    page = HTMLParser(answer.text)
    assert "ne fonctionne pas" in text(page, ".site-report [role=alert]")
    assert [node.text().strip() for node in page.css(".site-findings .fr-badge")] == [
        "À corriger",
        "À savoir",
        "En ordre",
    ]
    assert "<b>tout</b>" in text(page, ".site-findings li")
    assert text(page, ".site-code") == HEADER
    fine = HTMLParser(visiting.post(path, {"url": "https://ville.fr"}).text)
    assert "Rien n’empêche" in text(fine, ".site-report [role=status]")
    assert kept(visiting, site.key) == site


@pytest.mark.parametrize(
    ("url", "said"), [("", "Indiquez l’adresse"), ("https://introuvable.fr", "ce domaine n’existe pas")]
)
def test_a_page_that_cannot_be_checked_is_said_beside_its_address(
    visiting: Console, url: str, said: str
) -> None:
    site = add(visiting)
    answer = visiting.post(f"{HOME}/{site.key}/verification", {"url": url})
    assert answer.status_code == 422
    page = HTMLParser(answer.text)
    assert said in text(page, "#url-erreur")
    typed = page.css_first("#url")
    assert typed and typed.attributes["value"] == url
    assert not page.css(".site-report")


def test_the_console_looks_at_no_page_of_its_own_network(boss: Console) -> None:
    site = add(boss)
    for url in ("http://127.0.0.1:8000/", "http://localhost/", "http://10.0.0.1/", "file:///etc/passwd"):
        answer = boss.post(f"{HOME}/{site.key}/verification", {"url": url})
        assert answer.status_code == 422, url
        assert "ne peut pas être lue" in text(HTMLParser(answer.text), "#url-erreur")


def test_a_site_that_is_not_there_is_not_found(boss: Console) -> None:
    for key in ("0", "0" * 32, "x'y"):
        for path in ("", "/essai", "/suppression"):
            assert boss.get(f"{HOME}/{key}{path}").status_code == 404
        for path in ("", "/verification", "/fermeture", "/ouverture", "/suppression"):
            assert boss.post(f"{HOME}/{key}{path}", FILLED).status_code == 404


@pytest.mark.parametrize("role", [Role.ADVISER, Role.MANAGER])
def test_sites_are_for_administrators_alone(console: Console, role: Role) -> None:
    console.enter(role=role)
    assert console.get(HOME).status_code == 403
    assert console.post(f"{HOME}/ajouter", FILLED).status_code == 403
    assert console.run(console.office.stores.sites.all) == []
    assert HOME not in console.get("/console").text


def test_every_position_has_its_name_and_every_state_its_words() -> None:
    assert set(POSITIONS) == set(Position)
    assert set(LEVELS) == set(Level)
    open_one = Site("k", "Ville", ("https://ville.fr",))
    states = [open_one, replace(open_one, origins=()), replace(open_one, closed=True)]
    assert [one.state.kind for one in listed(states)] == ["success", "warning", "error"]
    assert state_of(states[1]).why


def test_what_a_site_fills_in_gives_it_back() -> None:
    site = Site("k", "Ville", ("https://ville.fr",), "Bonjour", ("Quand ?",), Position.PAGE, "#000091")
    assert read_site(typed_of(site), Site("k", "")).site == site
    assert read_site(Typed("Ville"), Site("k", "")).errors == {}


def test_staff_see_from_which_site_someone_writes(boss: Console) -> None:
    site = add(boss)
    here, away = boss.run(begin, boss), boss.run(begin, boss, site=site.key)
    facts = "#etat dl"
    assert "Site" not in text(read(boss, f"/console/conversations/{here.id}"), facts)
    assert "SiteVille d’Ici" in text(read(boss, f"/console/conversations/{away.id}"), facts)
    boss.run(boss.office.stores.sites.delete, site.key, "operator", NOON)
    assert "Sitesite supprimé" in text(read(boss, f"/console/conversations/{away.id}"), facts)
    update = boss.get(f"/console/conversations/{away.id}/suite?apres=0").text
    assert "site supprimé" in update


@pytest.fixture
def names() -> list[str]:
    """The user name of the bot, the last that is known."""
    return [""]


@pytest.fixture
def telegram(tmp_path: Path, names: list[str]) -> Iterator[Console]:
    """The console of an administrator, of an installation that also answers on Telegram."""
    settings = load_settings(telegram_token=TOKEN)

    def routes(office: Office) -> list[Route]:
        return console_routes(replace(office, telegram_name=lambda: names[-1]))

    with open_console(new_url(tmp_path), routes, settings) as console:
        console.enter("boss", Role.ADMINISTRATOR)
        yield console


def test_a_site_has_its_link_to_telegram(telegram: Console, names: list[str]) -> None:
    names.append("appel_bot")
    site = add(telegram, origins="")
    page = read(telegram, f"{HOME}/{site.key}")
    field = page.css_first("#lien-telegram")
    assert field and "readonly" in field.attributes
    assert field.attributes["value"] == f"https://t.me/appel_bot?start={site.key}"
    assert "Lien Telegram de ce site ou de cette campagne" in text(page, "#telegram-titre")
    button = page.css_first("[data-copies=lien-telegram]")
    assert button and button.attributes["data-copied"] == "Lien copié"
    assert page.html and TOKEN not in page.html
    assert "Une campagne est un site sans adresse" in text(read(telegram, HOME), "main")
    assert "Une campagne, comme" in text(read(telegram, f"{HOME}/ajouter"), "main")


def test_until_telegram_has_answered_the_link_is_awaited(telegram: Console) -> None:
    page = read(telegram, f"{HOME}/{add(telegram).key}")
    assert "Le lien paraîtra ici dès que Telegram aura répondu." in text(page, "main")
    assert not page.css_first("#lien-telegram")


def test_without_telegram_there_is_no_word_of_it(boss: Console) -> None:
    site = add(boss)
    for path in (HOME, f"{HOME}/ajouter", f"{HOME}/{site.key}"):
        assert "Telegram" not in text(read(boss, path), "main"), path
