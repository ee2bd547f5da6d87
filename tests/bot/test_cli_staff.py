import io
import json
from pathlib import Path
from typing import TypeVar

import pytest

from bot.cli.staff import TEMPORARY, WeakPassword, add_staff
from bot.errors import MisusedCommand
from bot.staff.accounts import EmailTaken, LastAdministrator, Staff, UnknownStaff
from bot.staff.passwords import verify
from bot.staff.roles import Role
from bot.store.audit import Act
from tests.bot.databases import new_url
from tests.bot.shells import Shell

T = TypeVar("T")
Capture = pytest.CaptureFixture[str]
OWN = "cheval agrafe pile"
BOSS = "boss@exemple.fr"


class StaffShell(Shell):
    """The commands, and what they are tested for."""

    def person(self, email: str = BOSS) -> Staff:
        return self.ask(lambda stores: stores.staff.by_email(email))

    def password(self, email: str = BOSS) -> str:
        id = self.person(email).id
        return self.ask(lambda stores: stores.staff.secrets(id)).password

    def acts(self) -> list[Act]:
        return [act for _, act in self.ask(lambda stores: stores.audit.page())]


@pytest.fixture
def shell(tmp_path: Path) -> StaffShell:
    return StaffShell(new_url(tmp_path), "staff", add_staff)


def test_an_account_is_added_with_a_temporary_password_printed_once(
    shell: StaffShell, capsys: Capture
) -> None:
    shell.run("add", " Boss@Exemple.fr", "--role", "administrateur", "--name", "Anne  Petit")
    out, err = capsys.readouterr()
    person = shell.person()
    assert (person.name, person.role, person.must_change) == ("Anne Petit", Role.ADMINISTRATOR, True)
    assert err.splitlines() == ["Compte créé : Anne Petit, boss@exemple.fr, administrateur.", TEMPORARY]
    assert verify(shell.password(), out.removesuffix("\n"))
    assert [(act.actor, act.action) for act in shell.acts()] == [("operator", "staff.added")]


def test_a_name_comes_from_the_address_if_none_is_given(shell: StaffShell) -> None:
    shell.run("add", "claire.martin@exemple.fr", "--role", "conseiller")
    assert shell.person("claire.martin@exemple.fr").name == "Claire Martin"


def test_a_password_that_is_given_stays(
    shell: StaffShell, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{OWN}\nsuite"))
    shell.run("add", BOSS, "--role", "responsable", "--password-stdin")
    assert capsys.readouterr().out == ""
    assert not shell.person().must_change
    assert verify(shell.password(), OWN)


@pytest.mark.parametrize("given", ["", "court\n", "boss boss boss boss\n"])
def test_a_weak_password_is_refused(shell: StaffShell, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(given))
    with pytest.raises(WeakPassword):
        shell.run("add", BOSS, "--role", "responsable", "--password-stdin")
    assert shell.acts() == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("boss", "--role", "conseiller"), "Cette adresse électronique n’est pas valable."),
        ((BOSS, "--role", "roi"), "Rôles : conseiller, responsable, administrateur."),
        ((BOSS, "--role", "conseiller", "--name", "a" * 101), "Ce nom dépasse 100 caractères."),
        ((BOSS, "--role", "conseiller", "mot"), "est en trop"),
    ],
)
def test_words_that_are_not_accepted_are_a_misuse(
    shell: StaffShell, args: tuple[str, ...], said: str
) -> None:
    with pytest.raises(MisusedCommand, match=said):
        shell.run("add", *args)
    assert shell.acts() == []


def test_an_address_has_one_account(shell: StaffShell) -> None:
    shell.run("add", BOSS, "--role", "administrateur")
    with pytest.raises(EmailTaken):
        shell.run("add", BOSS.upper(), "--role", "conseiller")


def test_accounts_are_listed(shell: StaffShell, capsys: Capture) -> None:
    shell.run("list")
    assert ".venv/bin/guichet staff add ADRESSE --role administrateur" in capsys.readouterr().err
    shell.run("add", BOSS, "--role", "administrateur")
    capsys.readouterr()
    shell.run("list")
    assert capsys.readouterr().out == (
        "boss@exemple.fr : Boss, administrateur (en service, mot de passe provisoire)\n"
    )
    shell.run("list", "--json")
    assert json.loads(capsys.readouterr().out) == {
        "email": BOSS,
        "name": "Boss",
        "role": "administrateur",
        "disabled": False,
        "must_change": True,
        "second_factor": False,
    }


def test_a_password_is_reset(shell: StaffShell, capsys: Capture) -> None:
    shell.run("add", BOSS, "--role", "administrateur")
    first = capsys.readouterr().out.strip()
    shell.run("reset", "BOSS@exemple.fr")
    second = capsys.readouterr().out.strip()
    assert first != second
    assert [verify(shell.password(), each) for each in (first, second)] == [False, True]
    assert shell.person().must_change


def test_a_second_factor_stays_unless_it_is_said(shell: StaffShell) -> None:
    shell.run("add", BOSS, "--role", "administrateur")
    id, at = shell.person().id, shell.person().created_at
    shell.ask(lambda stores: stores.staff.set_totp(id, "SECRET", 0, [], at))
    shell.run("reset", BOSS)
    assert shell.person().totp
    shell.run("reset", BOSS, "--second-factor")
    assert not shell.person().totp


def test_an_account_is_disabled_and_enabled(shell: StaffShell) -> None:
    shell.run("add", BOSS, "--role", "administrateur")
    shell.run("add", "anne@exemple.fr", "--role", "conseiller")
    shell.run("disable", "anne@exemple.fr")
    assert shell.person("anne@exemple.fr").disabled
    shell.run("enable", "anne@exemple.fr")
    assert not shell.person("anne@exemple.fr").disabled


def test_the_last_administrator_stays(shell: StaffShell) -> None:
    shell.run("add", BOSS, "--role", "administrateur")
    with pytest.raises(LastAdministrator):
        shell.run("disable", BOSS)


@pytest.mark.parametrize("command", ["reset", "disable", "enable"])
def test_an_unknown_address_is_said(shell: StaffShell, command: str) -> None:
    with pytest.raises(UnknownStaff, match="Aucun compte n’a l’adresse « paul@exemple.fr »."):
        shell.run(command, "paul@exemple.fr")


def test_the_help_is_in_french(shell: StaffShell, capsys: Capture) -> None:
    shell.run("--help")
    shown = capsys.readouterr().out
    assert "Utilisation : guichet staff" in shown
    assert all(name in shown for name in ("add", "list", "reset", "disable", "enable"))
    shell.run("add", "--help")
    shown = capsys.readouterr().out
    assert "--password-stdin" in shown and "RÔLE" in shown and "Usage" not in shown


def test_the_options_choose_the_data(shell: StaffShell, tmp_path: Path) -> None:
    shell.run("list", "--data", str(tmp_path / "ailleurs"))
    assert shell.seen[0].data == tmp_path / "ailleurs"
