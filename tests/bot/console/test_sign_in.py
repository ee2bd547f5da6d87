import re
from typing import Any

import pyotp
import pytest

from bot.console.sign_in import WRONG, WRONG_CODE
from bot.settings import load_settings
from bot.staff import totp
from bot.store.audit import Act
from bot.tokens import digest
from tests.bot.console.signed import NOON, PASSWORD, Console, open_console

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of a telephone that does not exist
SIGN_IN = "/console/connexion"
ADDRESS = "claire@exemple.fr"
OTHER = "autre chose"
RECOVERY = "k7pm-2xwd-aaaa-bbbb-cccc"


def identify(console: Console, email: str = ADDRESS, password: str = PASSWORD, **fields: str) -> Any:
    return console.client.post(SIGN_IN, data={"email": email, "password": password, **fields})


def with_second_factor(console: Console) -> None:
    claire = console.person()
    digests = [totp.recovery_digest(RECOVERY)]
    console.run(console.office.stores.staff.set_totp, claire.id, SECRET, 0, digests, NOON)


def code(console: Console) -> str:
    return pyotp.TOTP(SECRET).at(console.clock())


def send_code(console: Console, typed: str, **fields: str) -> Any:
    return console.post("/console/code", {"code": typed, **fields})


def test_without_any_account_the_page_says_which_command_makes_one(console: Console) -> None:
    shown = console.get(SIGN_IN)
    assert ".venv/bin/guichet staff add ADRESSE --role administrateur" in shown.text
    console.person()
    assert "guichet staff add" not in console.get(SIGN_IN).text


def test_the_right_password_opens_the_page_one_was_going_to(console: Console) -> None:
    console.person()
    assert (
        'name="suite" value="/console/compte?a=1"'
        in console.get(f"{SIGN_IN}?suite=/console/compte%3Fa=1").text
    )
    answer = identify(console, " CLAIRE@exemple.fr ", suite="/console/compte?a=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/compte?a=1")
    assert "Claire" in console.get("/console/compte").text
    assert console.acts("session")[0].action == "session.begun"


def test_the_cookie_is_for_our_pages_alone_and_says_nothing(console: Console) -> None:
    claire = console.person()
    cookie = identify(console).headers["set-cookie"]
    assert cookie.startswith("guichet_console=") and "Secure" not in cookie
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Path=/")) and "Domain" not in cookie
    assert claire.id not in cookie and digest(console.token) not in cookie


def test_under_tls_no_other_host_can_set_the_cookie(tmp_path: object) -> None:
    settings = load_settings(public_url="https://guichet.exemple.fr")
    with open_console(f"sqlite:///{tmp_path}/tls.db", settings=settings) as console:
        console.person()
        cookie = identify(console).headers["set-cookie"]
        assert cookie.startswith("__Host-guichet=") and "Secure" in cookie and "Path=/;" in cookie


@pytest.mark.parametrize(
    "where", ["https://ailleurs.fr", "//ailleurs.fr", "/\\ailleurs.fr", "/console\\x", "/"]
)
def test_signing_in_never_leads_out_of_the_console(console: Console, where: str) -> None:
    console.person()
    assert identify(console, suite=where).headers["location"] == "/console"


def test_a_wrong_password_and_an_unknown_address_are_refused_alike(console: Console) -> None:
    claire = console.person()
    wrong, unknown = identify(console, password=OTHER), identify(console, "paul@exemple.fr")
    assert wrong.status_code == unknown.status_code == 422
    assert WRONG in wrong.text and console.token == ""
    assert wrong.text.replace(ADDRESS, "") == unknown.text.replace("paul@exemple.fr", "")
    assert console.acts("session") == [
        Act(NOON, claire.id, "session.refused", claire.id, {"wrong": "password"}),
        Act(NOON, "unknown", "session.refused", "", {"wrong": "password"}),
    ]


def test_a_disabled_account_is_refused_like_a_wrong_password(console: Console) -> None:
    claire = console.enter()
    console.run(console.office.stores.staff.disable, claire.id, "operator", NOON)
    assert console.get("/console/compte").headers["location"].startswith(SIGN_IN)
    console.leave()
    assert WRONG in identify(console).text


def test_what_is_missing_is_said_field_by_field(console: Console) -> None:
    console.person()
    shown = console.client.post(SIGN_IN, data={})
    assert shown.status_code == 422
    assert "<title>Erreur : Connexion" in shown.text
    assert '<a href="#email">Indiquez votre adresse électronique.</a>' in shown.text
    assert re.search(r'<input[^>]*id="password"[^>]*aria-describedby="password-erreur"', shown.text)
    assert 'autocomplete="username"' in shown.text and 'autocomplete="current-password"' in shown.text


def test_after_five_failures_even_the_right_password_must_wait(console: Console) -> None:
    console.person()
    for _ in range(5):
        identify(console, password=OTHER)
    assert WRONG in identify(console).text
    console.clock.advance(seconds=61)
    assert identify(console).status_code == 303


def test_the_right_password_forgets_the_failures(console: Console) -> None:
    console.person()
    for _ in range(3):
        for _ in range(4):
            identify(console, password=OTHER)
        assert identify(console).status_code == 303


def test_an_address_that_tries_too_often_must_wait(console: Console) -> None:
    console.person()
    for number in range(20):
        identify(console, f"p{number}@exemple.fr")
    refused = identify(console)
    assert refused.status_code == 429
    assert "Trop de tentatives de connexion." in refused.text


def test_a_form_of_another_site_is_refused(console: Console) -> None:
    console.person()
    data = {"email": ADDRESS, "password": PASSWORD}
    refused = console.client.post(SIGN_IN, data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403 and console.token == ""


def test_signing_in_again_ends_the_session_of_before(console: Console) -> None:
    console.enter()
    before = console.token
    identify(console)
    assert console.token not in ("", before)
    assert console.run(console.office.stores.sessions.get, digest(before), console.clock()) is None


def test_with_a_second_factor_the_password_alone_opens_nothing(console: Console) -> None:
    with_second_factor(console)
    answer = identify(console, suite="/console/compte")
    assert answer.headers["location"] == "/console/code?suite=/console/compte"
    assert console.get("/console/compte").headers["location"] == "/console/code?suite=/console/compte"
    assert console.get(SIGN_IN).status_code == 200
    assert 'autocomplete="one-time-code"' in console.get(answer.headers["location"]).text


def test_the_right_code_opens_under_another_token(console: Console) -> None:
    with_second_factor(console)
    identify(console)
    before = console.token
    answer = send_code(console, code(console), suite="/console/compte")
    assert answer.headers["location"] == "/console/compte"
    assert console.token != before
    assert console.get("/console/compte").status_code == 200
    assert console.run(console.office.stores.sessions.get, digest(before), console.clock()) is None


def test_a_code_serves_once(console: Console) -> None:
    with_second_factor(console)
    typed = code(console)
    identify(console)
    assert send_code(console, typed).status_code == 303
    console.leave()
    identify(console)
    refused = send_code(console, typed)
    assert refused.status_code == 422 and WRONG_CODE in refused.text
    assert console.get("/console/compte").status_code == 303


def test_a_recovery_code_opens_once(console: Console) -> None:
    with_second_factor(console)
    for expected in (303, 422):
        console.leave()
        identify(console)
        assert send_code(console, " K7PM 2xwd aaaabbbbcccc").status_code == expected
    assert len(console.acts("staff.recovery_code_used")) == 1


def test_knowing_the_password_does_not_help_to_guess_codes(console: Console) -> None:
    with_second_factor(console)
    refused = 0
    for _ in range(8):
        console.leave()
        if identify(console).status_code == 303:
            refused += send_code(console, "000000").status_code == 422
    assert refused == 5
    console.leave()
    console.clock.advance(minutes=2)
    assert identify(console).status_code == 303
    assert send_code(console, code(console)).status_code == 303


def test_the_code_needs_the_token_of_its_form(console: Console) -> None:
    with_second_factor(console)
    identify(console)
    refused = console.client.post("/console/code", data={"code": code(console), "csrf": "faux"})
    assert refused.status_code == 403
    assert console.get("/console/compte").status_code == 303


def test_a_code_given_too_late_asks_for_the_password_again(console: Console) -> None:
    with_second_factor(console)
    identify(console)
    console.clock.advance(minutes=10)
    shown = send_code(console, code(console), suite="/console/compte")
    assert shown.status_code == 401
    assert 'name="password"' in shown.text and 'value="/console/compte"' in shown.text


def test_a_temporary_password_must_be_changed_before_anything_else(console: Console) -> None:
    console.person(temporary=True)
    answer = identify(console, suite="/console/compte")
    assert answer.headers["location"] == "/console/mot-de-passe?suite=/console/compte"
    assert console.get("/console/compte").headers["location"] == "/console/mot-de-passe?suite=/console/compte"
    new = {"password": "agrafe cheval tulipe", "again": "agrafe cheval tulipe", "suite": "/console/compte"}
    assert console.post("/console/mot-de-passe", new).headers["location"] == "/console/compte"
    assert console.get("/console/compte").status_code == 200
    console.leave()
    assert identify(console).status_code == 422
    assert identify(console, password=new["password"]).status_code == 303


def test_a_temporary_password_cannot_be_kept(console: Console) -> None:
    console.person(temporary=True)
    identify(console)
    shown = console.post("/console/mot-de-passe", {"password": PASSWORD, "again": PASSWORD})
    assert shown.status_code == 422 and "C’est déjà votre mot de passe." in shown.text


def test_signing_out_ends_the_session(console: Console) -> None:
    console.enter()
    token = console.token
    answer = console.post("/console/deconnexion")
    assert answer.headers["location"] == SIGN_IN and console.token == ""
    assert console.run(console.office.stores.sessions.get, digest(token), console.clock()) is None
    assert console.acts("session")[-1].action == "session.ended"


def test_signing_out_before_the_code_forgets_the_password(console: Console) -> None:
    with_second_factor(console)
    identify(console)
    assert console.post("/console/deconnexion").headers["location"] == SIGN_IN
    assert console.token == ""
    assert console.get("/console/compte").headers["location"] == f"{SIGN_IN}?suite=/console/compte"


def test_a_session_ends_after_half_an_hour_unused_and_after_ten_in_all(console: Console) -> None:
    console.person()
    identify(console)
    console.clock.advance(minutes=30)
    assert console.get("/console/compte").status_code == 303
    identify(console)
    for _ in range(29):
        console.clock.advance(minutes=20)
        assert console.get("/console/compte").status_code == 200
    console.clock.advance(minutes=20)
    assert console.get("/console/compte").status_code == 303


def test_no_page_is_kept_by_the_browser(console: Console) -> None:
    assert console.get(SIGN_IN).headers["cache-control"] == "no-store"
    assert console.get("/console/compte").headers["cache-control"] == "no-store"
    console.enter()
    assert console.get("/console/compte").headers["cache-control"] == "no-store"


def test_whoever_is_signed_in_goes_straight_on(console: Console) -> None:
    console.enter()
    assert console.get(f"{SIGN_IN}?suite=/console/compte").headers["location"] == "/console/compte"


def test_a_form_with_nothing_in_it_is_no_attempt(console: Console) -> None:
    console.person()
    for _ in range(25):
        assert identify(console, "", "").status_code == 422
    assert identify(console).status_code == 303


def test_an_attempt_that_succeeds_is_given_back(console: Console) -> None:
    console.person()
    for _ in range(25):
        console.leave()
        assert identify(console).status_code == 303
