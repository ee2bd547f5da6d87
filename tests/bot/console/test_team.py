import re
from typing import Any

import pytest

from bot.staff.accounts import Staff
from bot.staff.roles import Role
from bot.store.audit import Act
from bot.tokens import digest
from tests.bot.console.signed import NOON, PASSWORD, Console

TEAM = "/console/equipe"


def boss(console: Console) -> Staff:
    return console.enter("boss", Role.ADMINISTRATOR)


def add(console: Console, **fields: str) -> Any:
    sent = {"email": "anne@exemple.fr", "name": "Anne Petit", "role": "responsable"}
    return console.post(f"{TEAM}/ajouter", sent | fields)


def temporary(page: str) -> str:
    return str(re.findall(r"<code>([a-z0-9-]+)</code>", page)[0])


def state(console: Console, name: str) -> Staff:
    return console.run(console.office.stores.staff.by_email, f"{name}@exemple.fr")


def test_everyone_is_listed_with_what_matters(console: Console) -> None:
    boss(console)
    console.person("anne", temporary=True)
    shown = console.get(TEAM).text
    assert "anne@exemple.fr" in shown and "Mot de passe provisoire" in shown
    assert "Administrateur ou administratrice" in shown


def test_an_account_is_added_and_its_password_shown_once(console: Console) -> None:
    me = boss(console)
    shown = add(console)
    password = temporary(shown.text)
    anne = state(console, "anne")
    assert (anne.name, anne.role, anne.must_change) == ("Anne Petit", Role.MANAGER, True)
    assert console.acts("staff.added")[-1] == Act(
        NOON, me.id, "staff.added", anne.id, {"role": "responsable"}
    )
    assert password not in console.get(TEAM).text
    console.leave()
    sent = {"email": "anne@exemple.fr", "password": password}
    answer = console.client.post("/console/connexion", data=sent)
    assert answer.headers["location"] == "/console/mot-de-passe"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"email": "pas une adresse"}, "Cette adresse électronique n’est pas valable."),
        ({"email": "BOSS@exemple.fr"}, "Un compte existe déjà avec l’adresse « boss@exemple.fr »."),
        ({"name": "  "}, "Indiquez le nom de cette personne."),
        ({"name": "a" * 101}, "Ce nom dépasse 100 caractères."),
        ({"role": "roi"}, "Choisissez un rôle dans la liste."),
    ],
)
def test_what_cannot_be_added_is_said(console: Console, fields: dict[str, str], said: str) -> None:
    boss(console)
    answer = add(console, **fields)
    assert answer.status_code == 422 and "<title>Erreur : Ajouter un compte" in answer.text
    assert said in answer.text
    assert len(console.acts("staff.added")) == 1


def test_a_role_is_changed(console: Console) -> None:
    me, anne = boss(console), console.person("anne")
    answer = console.post(f"{TEAM}/{anne.id}/role", {"role": "responsable"})
    assert "Le rôle est changé." in console.get(answer.headers["location"]).text
    assert state(console, "anne").role is Role.MANAGER
    data = {"from": "conseiller", "to": "responsable"}
    assert console.acts("staff.role_changed") == [Act(NOON, me.id, "staff.role_changed", anne.id, data)]


def test_the_last_administrator_cannot_be_removed(console: Console) -> None:
    me = boss(console)
    for act, fields in (("desactiver", {}), ("role", {"role": "conseiller"})):
        answer = console.post(f"{TEAM}/{me.id}/{act}", fields)
        assert answer.status_code == 422
        assert "C’est le dernier compte d’administration en service." in answer.text
    assert state(console, "boss").role is Role.ADMINISTRATOR
    assert not state(console, "boss").disabled


def test_with_another_administrator_one_may_step_down(console: Console) -> None:
    console.person("second", Role.ADMINISTRATOR)
    me = boss(console)
    assert console.post(f"{TEAM}/{me.id}/role", {"role": "conseiller"}).headers["location"] == "/console"
    assert console.get(TEAM).status_code == 403


def test_a_disabled_account_is_sent_away_and_comes_back_when_enabled(console: Console) -> None:
    anne = console.enter("anne")
    token = console.token
    boss(console)
    answer = console.post(f"{TEAM}/{anne.id}/desactiver")
    assert "Le compte est désactivé" in console.get(answer.headers["location"]).text
    assert console.run(console.office.stores.sessions.get, digest(token), console.clock()) is None
    assert console.post(f"{TEAM}/{anne.id}/reactiver").status_code == 303
    assert not state(console, "anne").disabled


def test_a_password_is_reset_and_shown_once(console: Console) -> None:
    anne = console.enter("anne")
    token = console.token
    boss(console)
    password = temporary(console.post(f"{TEAM}/{anne.id}/mot-de-passe").text)
    assert state(console, "anne").must_change
    assert console.run(console.office.stores.sessions.get, digest(token), console.clock()) is None
    console.leave()
    for typed, expected in ((PASSWORD, 422), (password, 303)):
        sent = {"email": "anne@exemple.fr", "password": typed}
        assert console.client.post("/console/connexion", data=sent).status_code == expected


def test_a_lost_second_factor_is_removed(console: Console) -> None:
    anne = console.person("anne")
    accounts = console.office.stores.staff
    console.run(accounts.set_totp, anne.id, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", 0, ["a"], NOON)
    me = boss(console)
    assert "Retirer le second facteur" in console.get(f"{TEAM}/{anne.id}").text
    assert console.post(f"{TEAM}/{anne.id}/second-facteur").status_code == 303
    assert not state(console, "anne").totp
    assert console.acts("staff.second_factor_removed")[0].actor == me.id


def test_one_does_not_reset_ones_own_account_there(console: Console) -> None:
    me = boss(console)
    for act in ("mot-de-passe", "second-facteur"):
        answer = console.post(f"{TEAM}/{me.id}/{act}")
        assert answer.status_code == 422 and "Mon compte" in answer.text
    assert console.acts("staff.password_reset") == console.acts("staff.second_factor_removed") == []


@pytest.mark.parametrize("id", ["0" * 32, "x", "%00"])
def test_an_unknown_account_is_a_page_that_says_so(console: Console, id: str) -> None:
    boss(console)
    answer = console.get(f"{TEAM}/{id}")
    assert answer.status_code == 404
    assert "Ce compte n’existe pas, ou plus." in answer.text
    assert console.post(f"{TEAM}/{id}/desactiver").status_code == 404


def test_a_name_is_never_markup(console: Console) -> None:
    boss(console)
    add(console, name="<b>Anne</b>")
    assert "<b>Anne" not in console.get(TEAM).text and "&lt;b&gt;Anne" in console.get(TEAM).text
