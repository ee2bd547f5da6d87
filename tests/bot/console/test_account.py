import re
from typing import Any

import pyotp
import pytest

from bot.staff import totp
from bot.staff.roles import Role
from bot.tokens import digest
from tests.bot.console.signed import NOON, PASSWORD, Console

ACCOUNT = "/console/compte"
CHANGE = "/console/mot-de-passe"
SET_UP = "/console/compte/second-facteur"
NEW = "tulipe vélo carafe"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of a telephone that does not exist


def change(console: Console, current: str = PASSWORD, password: str = NEW, again: str = "") -> Any:
    return console.post(CHANGE, {"current": current, "password": password, "again": again or password})


def set_up(console: Console, **fields: str) -> Any:
    sent = {"secret": SECRET, "code": pyotp.TOTP(SECRET).at(console.clock()), "password": PASSWORD}
    return console.post(SET_UP, sent | fields)


def codes_of(page: str) -> list[str]:
    return re.findall(r"<li><code>([a-z0-9-]+)</code></li>", page)


def test_the_account_is_shown(console: Console) -> None:
    console.enter()
    shown = console.get(ACCOUNT).text
    assert "claire@exemple.fr" in shown and "Conseiller ou conseillère" in shown
    assert "Session en cours" in shown and "23/11/2026 à 13:00" in shown


def test_a_new_password_replaces_the_old_one_and_ends_other_sessions(console: Console) -> None:
    console.enter()
    elsewhere = console.token
    console.enter()
    before = console.token
    answer = change(console)
    assert answer.headers["location"] == f"{ACCOUNT}?fait=mot-de-passe"
    assert "Votre mot de passe est changé." in console.get(answer.headers["location"]).text
    for gone in (elsewhere, before):
        assert console.run(console.office.stores.sessions.get, digest(gone), console.clock()) is None
    console.leave()
    sent = {"email": "claire@exemple.fr", "password": NEW}
    assert console.client.post("/console/connexion", data=sent).status_code == 303


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"current": "autre chose"}, 'href="#current">Ce mot de passe est incorrect.'),
        ({"password": "trop court"}, 'href="#password">Choisissez un mot de passe d’au moins 12 caractères'),
        ({"password": "claire agrafe pile"}, "il contient « claire »"),
        ({"again": "autre chose"}, 'href="#again">Les deux saisies'),
        ({"password": PASSWORD}, "C’est déjà votre mot de passe."),
    ],
)
def test_a_password_that_cannot_be_taken_is_said(console: Console, fields: dict[str, str], said: str) -> None:
    console.enter()
    answer = change(console, **fields)
    assert answer.status_code == 422 and "<title>Erreur : Changer" in answer.text
    assert said in answer.text
    assert console.acts("staff.password_changed") == []


def test_guesses_of_the_present_password_are_counted(console: Console) -> None:
    console.enter()
    for _ in range(5):
        change(console, current="autre chose")
    assert change(console).status_code == 422
    console.clock.advance(minutes=2)
    assert change(console).status_code == 303


def test_a_second_factor_is_kept_once_the_telephone_has_it(console: Console) -> None:
    console.enter()
    shown = console.get(SET_UP).text
    assert "<svg" in shown and "style=" not in shown.partition("<main")[2]
    secret = re.findall(r'name="secret" value="([A-Z2-7]{32})"', shown)[0]
    assert totp.spelt_out(secret) in shown
    done = set_up(console, secret=secret, code=pyotp.TOTP(secret).at(console.clock()))
    codes = codes_of(done.text)
    assert done.status_code == 200 and len(codes) == len(set(codes)) == 10
    assert not any(code in console.get(ACCOUNT).text for code in codes)
    assert "Codes de secours restants&nbsp;: 10." in console.get(ACCOUNT).text
    claire = console.people["claire"]
    digests = console.run(
        console.office.stores.staff.use_recovery, claire.id, totp.recovery_digest(codes[0]), NOON
    )
    assert digests is True


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"code": "000000"}, "Ce code est incorrect."),
        ({"password": "autre"}, "Ce mot de passe est incorrect."),
    ],
)
def test_a_wrong_code_or_password_sets_nothing_up_and_keeps_the_same_key(
    console: Console, fields: dict[str, str], said: str
) -> None:
    console.enter()
    answer = set_up(console, **fields)
    assert answer.status_code == 422 and said in answer.text
    assert f'value="{SECRET}"' in answer.text
    assert console.acts("staff.second_factor_set") == []


def test_the_code_that_set_it_up_does_not_open(console: Console) -> None:
    console.enter()
    set_up(console)
    console.leave()
    console.client.post("/console/connexion", data={"email": "claire@exemple.fr", "password": PASSWORD})
    code = pyotp.TOTP(SECRET).at(console.clock())
    assert console.post("/console/code", {"code": code}).status_code == 422


@pytest.mark.parametrize("secret", ["", "court", "<script>", "a" * 32])
def test_a_key_that_is_not_ours_is_not_taken(console: Console, secret: str) -> None:
    console.enter()
    assert set_up(console, secret=secret).headers["location"] == ACCOUNT
    assert console.acts("staff.second_factor_set") == []


def test_the_second_factor_is_removed_with_the_password_only(console: Console) -> None:
    console.enter()
    set_up(console)
    remove = f"{SET_UP}/retirer"
    assert "Votre mot de passe suffira de nouveau" in console.get(remove).text
    assert console.post(remove, {"password": "autre"}).status_code == 422
    assert console.acts("staff.second_factor_removed") == []
    assert (
        console.post(remove, {"password": PASSWORD}).headers["location"] == f"{ACCOUNT}?fait=second-facteur"
    )
    assert "Activer le second facteur" in console.get(ACCOUNT).text


def test_new_recovery_codes_replace_the_old_ones(console: Console) -> None:
    console.enter()
    old = codes_of(set_up(console).text)
    assert console.post("/console/compte/codes", {"password": "autre"}).status_code == 422
    new = codes_of(console.post("/console/compte/codes", {"password": PASSWORD}).text)
    assert len(new) == 10 and not set(new) & set(old)
    claire, use = console.people["claire"], console.office.stores.staff.use_recovery
    assert not console.run(use, claire.id, totp.recovery_digest(old[0]), NOON)
    assert console.run(use, claire.id, totp.recovery_digest(new[0]), NOON)


def test_without_a_second_factor_there_is_nothing_to_remove(console: Console) -> None:
    console.enter()
    for path in (f"{SET_UP}/retirer", "/console/compte/codes"):
        assert console.get(path).headers["location"] == ACCOUNT
    assert console.post("/console/compte/codes", {"password": PASSWORD}).headers["location"] == ACCOUNT


def test_one_ends_another_of_ones_sessions_but_nobody_elses(console: Console) -> None:
    console.enter("paul")
    paul = console.token
    console.enter()
    elsewhere = console.token
    console.enter()
    get, now = console.office.stores.sessions.get, console.clock()
    for token in (paul, elsewhere):
        console.post("/console/compte/sessions", {"session": digest(token)})
    assert console.run(get, digest(paul), now) is not None
    assert console.run(get, digest(elsewhere), now) is None
    console.enter("paul")
    console.post("/console/compte/sessions", {"session": "others"})
    assert console.run(get, digest(paul), now) is None
    assert console.get(ACCOUNT).status_code == 200


def test_setting_up_a_second_factor_ends_the_other_sessions(console: Console) -> None:
    console.enter()
    elsewhere = console.token
    console.enter()
    set_up(console)
    assert console.run(console.office.stores.sessions.get, digest(elsewhere), console.clock()) is None
    assert console.get(ACCOUNT).status_code == 200


def test_an_administrator_is_told_on_every_page_that_a_second_factor_is_needed(console: Console) -> None:
    needed = "Votre rôle demande un second facteur."
    console.enter("claire")
    assert needed not in console.get(ACCOUNT).text
    console.enter("boss", Role.ADMINISTRATOR)
    for page in (ACCOUNT, "/console", "/console/journal", "/console/nulle-part"):
        shown = console.get(page)
        assert needed in shown.text or shown.status_code == 404
    assert f'href="{SET_UP}"' in console.get("/console").text
    set_up(console)
    assert needed not in console.get("/console").text
