import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from bot.console.guard import Guard
from bot.console.routes import console_routes, declared_routes
from bot.console.shell import SIGNED_IN, AnyRoute, ConsoleRoute, Me, Office, OpenRoute, signed_in
from bot.errors import DeskClosed
from bot.staff.roles import PERMISSIONS, Permission, Role
from tests.bot.console.signed import NOON, Console, open_console
from tests.bot.databases import new_url

TEXT = "Bonjour,\nvoici « ma » réponse : 2 < 3."
RAN = "c’est passé"


async def ran(_request: Request, me: Me) -> Response:
    return HTMLResponse(f"{RAN} {me.staff.name}")


def probed(office: Office) -> list[BaseRoute]:
    """Every route of the console, which only says that it was reached; and a few more."""
    probes: list[AnyRoute] = [
        replace(route, handler=ran) if isinstance(route, ConsoleRoute) else route
        for route in declared_routes(office)
    ]
    mine = [
        ConsoleRoute("/console/essai", ("GET", "POST"), Permission.ANSWER, ran, menu="Essai"),
        ConsoleRoute("/console/essai/seul", ("POST",), Permission.ANSWER, ran, keeps=False),
        ConsoleRoute("/console/essai/direct", ("GET",), Permission.ANSWER, ran, background=True),
        ConsoleRoute("/console/essai/qui", ("GET",), SIGNED_IN, Who(office)),
    ]
    return [*Guard(office, [*probes, *mine]).routes()]


class Who:
    """Says whom `signed_in` finds."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def __call__(self, request: Request, _: Me) -> Response:
        session = await signed_in(self._office, request)
        return HTMLResponse(session.staff.name if session else "personne")


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    with open_console(new_url(tmp_path), probed) as console:
        yield console


def guarded(console: Console) -> list[tuple[str, str, ConsoleRoute]]:
    """Each method and path of the console that is not open to everyone."""
    return [
        (method, re.sub(r"\{[^}]*\}", "0" * 32, route.path), route)
        for route in declared_routes(console.office)
        if isinstance(route, ConsoleRoute)
        for method in route.methods
    ]


def passed(answer: Any) -> bool:
    return RAN in answer.text


def test_every_route_of_the_console_is_declared_with_what_it_needs(console: Console) -> None:
    served = console_routes(console.office)
    declared = declared_routes(console.office)
    assert len(served) == len(declared)
    assert all(route.path.startswith("/console") for route in declared)
    assert {route.path for route in declared if isinstance(route, OpenRoute)} == {
        "/console/connexion",
        "/console/code",
    }


def test_nobody_passes_without_signing_in(console: Console) -> None:
    for method, path, route in guarded(console):
        answer = console.client.request(method, path)
        assert not passed(answer)
        if route.background or (method != "GET" and route.keeps):
            assert answer.status_code == 401, path
        else:
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/console/connexion")


@pytest.mark.parametrize("role", list(Role))
def test_each_role_passes_where_its_permissions_say_and_nowhere_else(console: Console, role: Role) -> None:
    console.enter(role=role)
    for method, path, route in guarded(console):
        sent = {"X-CSRF-Token": console.csrf}
        allowed = route.needs is SIGNED_IN or route.needs in PERMISSIONS[role]
        answer = console.client.request(method, path, headers=sent)
        assert (passed(answer), answer.status_code) == ((True, 200) if allowed else (False, 403)), path


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("token", ["", "faux"])
def test_nothing_is_changed_without_the_token_of_the_form(console: Console, role: Role, token: str) -> None:
    console.enter(role=role)
    for method, path, _ in guarded(console):
        if method != "GET":
            answer = console.client.request(method, path, data={"csrf": token})
            assert (passed(answer), answer.status_code) == (False, 403), path


def test_nothing_is_changed_from_another_site_even_with_the_token(console: Console) -> None:
    console.enter(role=Role.ADMINISTRATOR)
    for method, path, _ in guarded(console):
        if method != "GET":
            answer = console.client.request(
                method, path, data={"csrf": console.csrf}, headers={"Origin": "https://ailleurs.fr"}
            )
            assert (passed(answer), answer.status_code) == (False, 403), path


@pytest.mark.parametrize("how", ["temporary", "no code", "disabled", "idle", "old"])
def test_nobody_passes_whose_session_is_not_good_any_more(console: Console, how: str) -> None:
    staff = console.enter(role=Role.ADMINISTRATOR, temporary=how == "temporary")
    if how == "no code":
        console.leave()
        accounts = console.office.stores.staff
        console.run(accounts.set_totp, staff.id, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", 0, [], NOON)
        sent = {"email": staff.email, "password": "cheval agrafe pile"}
        assert console.client.post("/console/connexion", data=sent).status_code == 303
    elif how == "disabled":
        console.person("second", Role.ADMINISTRATOR)
        console.run(console.office.stores.staff.disable, staff.id, "operator", NOON)
    elif how in ("idle", "old"):
        console.clock.advance(hours=1 if how == "idle" else 12)
    for method, path, route in guarded(console):
        if (how == "temporary" and route.temporary) or (how == "no code" and route.halfway):
            continue
        answer = console.client.request(method, path, headers={"X-CSRF-Token": console.csrf})
        assert not passed(answer), path


def test_a_refusal_is_a_page_in_french(console: Console) -> None:
    console.enter(role=Role.ADVISER)
    answer = console.get("/console/equipe")
    assert answer.status_code == 403 and answer.headers["content-type"].startswith("text/html")
    assert "Votre rôle ne vous donne pas accès à cette page." in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_the_menu_offers_what_one_may_open_and_says_where_one_is(console: Console) -> None:
    console.enter("anne", Role.ADVISER)
    refused = console.get("/console/equipe").text
    assert ">Essai" in refused and ">Équipe" not in refused
    console.enter("boss", Role.ADMINISTRATOR)
    lost = console.get("/console/equipe/ajouter", headers={"Accept": "text/html"})
    assert passed(lost)
    expired = console.client.post("/console/equipe/ajouter", data={})
    assert re.search(r'href="/console/equipe" aria-current="page"><span>Équipe', expired.text)
    assert 'href="/console/essai" aria-current' not in expired.text


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the form in the main part of a page."""
    main = page.partition("<main")[2]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', main)
    return {name: unescape(value) for name, value in found}


def action(page: str) -> str:
    return unescape(re.findall(r'<form method="post" action="([^"]*)"', page.partition("<main")[2])[0])


def identify(console: Console, **fields: str) -> str:
    sent = {"email": "claire@exemple.fr", "password": "cheval agrafe pile"} | fields
    text: str = console.client.post("/console/connexion", data=sent).text
    return text


def test_what_was_written_while_the_session_ended_can_be_sent_after_signing_in(console: Console) -> None:
    console.enter()
    console.clock.advance(hours=2)
    lost = console.post("/console/essai?a=1", {"texte": TEXT, "vu": "7"})
    assert lost.status_code == 401 and "rien n’est perdu" in lost.text
    again = identify(console, **hidden(lost.text))
    assert "voici « ma » réponse : 2 &lt; 3." in again
    assert action(again) == "/console/essai?a=1"
    fields = hidden(again)
    assert fields == {"csrf": console.csrf, "texte": TEXT, "vu": "7"}
    assert passed(console.client.post(action(again), data=fields))


def test_what_was_written_is_kept_through_a_wrong_password_too(console: Console) -> None:
    console.person()
    lost = console.post("/console/essai", {"texte": TEXT})
    wrong = identify(console, **hidden(lost.text) | {"password": "autre chose"})
    again = identify(console, **hidden(wrong))
    assert hidden(again)["texte"] == TEXT


def test_what_was_written_survives_a_session_begun_in_another_tab(console: Console) -> None:
    console.enter()
    old = console.csrf
    console.enter()
    asked = console.client.post("/console/essai", data={"csrf": old, "texte": TEXT})
    assert asked.status_code == 403 and "Confirmez l’envoi" in asked.text
    assert passed(console.client.post(action(asked.text), data=hidden(asked.text)))


def test_htmx_shows_the_whole_page_that_keeps_what_was_written(console: Console) -> None:
    console.person()
    lost = console.post("/console/essai", {"texte": TEXT}, headers={"HX-Request": "true"})
    assert (lost.status_code, lost.headers["hx-retarget"]) == (422, "body")
    assert lost.headers["hx-reselect"] == "unset"
    assert "Bonjour" in hidden(lost.text)["kept"]


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Accept": "text/event-stream"}])
def test_a_part_of_a_page_never_replaces_it_by_the_form_of_signing_in(
    console: Console, headers: dict[str, str]
) -> None:
    answer = console.get("/console/essai", headers=headers)
    assert answer.status_code == 401 and "location" not in answer.headers
    assert "hx-redirect" not in answer.headers


def test_what_must_not_stay_in_a_page_is_not_kept(console: Console) -> None:
    console.person()
    sent = {"texte": TEXT}
    came = {"Referer": "http://testserver/console/essai?a=1"}
    lost = console.post("/console/essai/seul", sent, headers=came)
    assert lost.status_code == 303
    assert lost.headers["location"] == "/console/connexion?suite=/console/essai%3Fa%3D1"
    part = console.post("/console/essai/seul", sent, headers={"HX-Request": "true"})
    assert part.status_code == 401 and "hx-retarget" not in part.headers
    console.enter()
    expired = console.client.post("/console/essai/seul", data=sent)
    assert expired.status_code == 403 and "Bonjour" not in expired.text


@pytest.mark.parametrize(
    "kept", ['["https://ailleurs.fr", []]', '["//ailleurs.fr", []]', "[1]", "{", '["/console/x", [1]]']
)
def test_what_was_kept_leads_nowhere_else(console: Console, kept: str) -> None:
    console.person()
    sent = {"email": "claire@exemple.fr", "password": "cheval agrafe pile", "kept": kept}
    answer = console.client.post("/console/connexion", data=sent)
    assert answer.headers["location"] == "/console"


def test_a_page_that_asks_by_itself_does_not_make_a_session_last(console: Console) -> None:
    console.enter()
    for _ in range(3):
        console.clock.advance(minutes=25)
        last = console.get("/console/essai/direct")
    assert last.status_code == 401
    console.enter()
    for _ in range(3):
        console.clock.advance(minutes=25)
        assert passed(console.get("/console/essai"))


def test_a_stream_finds_who_is_signed_in(console: Console) -> None:
    console.enter()
    assert console.get("/console/essai/qui").text == "Claire"


def test_a_form_that_is_too_long_or_holds_a_file_is_refused_by_a_page(console: Console) -> None:
    console.enter()
    long = console.post("/console/essai", {"texte": "a" * 300_000})
    assert long.status_code == 413 and "Message trop long" in long.text
    file = console.client.post("/console/essai", files={"texte": b"abc"})
    assert file.status_code == 400 and "Demande illisible" in file.text


async def closed(_request: Request, _: Me) -> Response:
    raise DeskClosed("L’assistant ouvre ses textes.")


def test_a_desk_that_is_closed_is_said_by_a_page_of_the_console(tmp_path: Path) -> None:
    def routes(office: Office) -> list[Route]:
        return Guard(office, [ConsoleRoute("/console/essai", ("GET",), SIGNED_IN, closed)]).routes()

    with open_console(new_url(tmp_path), routes) as console:
        console.enter()
        answer = console.get("/console/essai")
        assert answer.status_code == 503 and answer.headers["retry-after"] == "5"
        assert "L’assistant ouvre ses textes." in answer.text and "Se déconnecter" in answer.text


def test_a_link_that_htmx_follows_leads_to_the_form_of_signing_in(console: Console) -> None:
    console.person()
    answer = console.get("/console/essai", headers={"HX-Request": "true", "HX-Boosted": "true"})
    assert answer.status_code == 303


def test_an_odd_address_is_kept_too(console: Console) -> None:
    console.person()
    lost = console.post("/console/essai?a=%5C&b=é\\", {"texte": TEXT})
    again = identify(console, **hidden(lost.text))
    assert action(again) == "/console/essai?a=%5C&b=%C3%A9%5C"
    assert hidden(again)["texte"] == TEXT
