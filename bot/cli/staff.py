"""`guichet staff`: the accounts of the console, for whoever runs the machine."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import typer

from bot.cli.french import FrenchCommand, FrenchGroup
from bot.cli.product import (
    CorpusOption,
    DataOption,
    error_console,
    existing_folder,
    output_console,
)
from bot.errors import MisusedCommand
from bot.settings import Settings, load_settings
from bot.staff.accounts import (
    FIRST_ACCOUNT,
    LONGEST_NAME,
    AccountError,
    BadEmail,
    Staff,
    checked_email,
    name_from,
)
from bot.staff.passwords import generated, hash_password, refusal
from bot.staff.roles import Role
from bot.store.staff import OPERATOR, StaffAccounts
from bot.store.stores import Stores

HELP = "Gère les comptes de la console : ajouter, lister, désactiver, redonner un mot de passe."
ADD = """Ajoute un compte et écrit son mot de passe provisoire, à changer à la première connexion.

Avec --password-stdin, le mot de passe est lu sur l’entrée standard et reste celui du compte.
"""
LIST = "Liste les comptes de la console."
RESET = """Donne un mot de passe provisoire et ferme les sessions de ce compte.

Avec --second-factor, retire aussi le second facteur, si le téléphone et les codes de secours sont perdus.
"""
DISABLE = "Désactive un compte : il ne peut plus se connecter, ce qu’il a écrit reste."
ENABLE = "Réactive un compte."
TEMPORARY = "Mot de passe provisoire, affiché une seule fois :"

T = TypeVar("T")
OpenStores = Callable[[Settings], Stores]
"""Opens what is kept, its tables created or migrated."""

EmailArgument = Annotated[
    str, typer.Argument(metavar="EMAIL", help="Adresse électronique de la personne.", show_default=False)
]
PasswordOption = Annotated[
    bool, typer.Option("--password-stdin", help="Lit le mot de passe sur l’entrée standard.")
]


class WeakPassword(AccountError):
    """The password that was given may not be used; the message says why."""


def add_staff(app: typer.Typer, stores: OpenStores) -> None:
    """Add the group of commands."""
    staff = typer.Typer(cls=FrenchGroup, help=HELP, add_completion=False, rich_markup_mode=None)
    _add_add(staff, stores)
    _add_list(staff, stores)
    _add_reset(staff, stores)
    _add_switches(staff, stores)
    for command in staff.registered_commands:
        command.cls = FrenchCommand
    app.add_typer(staff, name="staff")


def _add_add(staff: typer.Typer, stores: OpenStores) -> None:
    @staff.command("add", help=ADD)
    def add(
        email: EmailArgument,
        role: Annotated[
            str, typer.Option("--role", metavar="RÔLE", help="conseiller, responsable ou administrateur.")
        ],
        name: Annotated[
            str, typer.Option("--name", metavar="NOM", help="Nom montré aux personnes à qui l’on répond.")
        ] = "",
        password_stdin: PasswordOption = False,
        corpus: CorpusOption = None,
        data: DataOption = None,
    ) -> None:
        settings = load_settings(corpus=existing_folder(corpus), data=data)
        address, given = _email(email), _role(role)
        shown = _name(name) or name_from(address)
        password = _read_password(address) if password_stdin else generated()
        hashed = hash_password(password)
        _run(
            stores(settings),
            lambda accounts: accounts.add(
                address, shown, given, hashed, OPERATOR, _now(), temporary=not password_stdin
            ),
        )
        error_console().print(f"Compte créé : {shown}, {address}, {given.value}.")
        _show(password, password_stdin)


def _add_list(staff: typer.Typer, stores: OpenStores) -> None:
    @staff.command("list", help=LIST)
    def list_(
        as_json: Annotated[
            bool, typer.Option("--json", help="Écrit les comptes en JSON, un par ligne.")
        ] = False,
        corpus: CorpusOption = None,
        data: DataOption = None,
    ) -> None:
        settings = load_settings(corpus=existing_folder(corpus), data=data)
        people = _run(stores(settings), lambda accounts: accounts.all())
        for person in people:
            if as_json:
                print(json.dumps(_as_json(person), ensure_ascii=False))  # noqa: T201 - the result itself
            else:
                output_console().print(_line(person))
        if not people:
            error_console().print(f"Aucun compte. Le premier : {FIRST_ACCOUNT}")


def _add_reset(staff: typer.Typer, stores: OpenStores) -> None:
    @staff.command("reset", help=RESET)
    def reset(
        email: EmailArgument,
        second_factor: Annotated[
            bool, typer.Option("--second-factor", help="Retire aussi le second facteur.")
        ] = False,
        password_stdin: PasswordOption = False,
        corpus: CorpusOption = None,
        data: DataOption = None,
    ) -> None:
        settings = load_settings(corpus=existing_folder(corpus), data=data)
        password = _read_password(email) if password_stdin else generated()
        hashed = hash_password(password)

        async def change(accounts: StaffAccounts) -> Staff:
            person = await accounts.by_email(email)
            temporary = not password_stdin
            await accounts.reset_password(person.id, hashed, OPERATOR, _now(), temporary=temporary)
            if second_factor and person.totp:
                await accounts.clear_totp(person.id, OPERATOR, _now())
            return person

        person = _run(stores(settings), change)
        error_console().print(f"Mot de passe changé : {person.name}, {person.email}.")
        _show(password, password_stdin)


def _add_switches(staff: typer.Typer, stores: OpenStores) -> None:
    @staff.command("disable", help=DISABLE)
    def disable(email: EmailArgument, corpus: CorpusOption = None, data: DataOption = None) -> None:
        async def change(accounts: StaffAccounts) -> None:
            await accounts.disable((await accounts.by_email(email)).id, OPERATOR, _now())

        _run(stores(load_settings(corpus=existing_folder(corpus), data=data)), change)
        error_console().print(f"Compte désactivé : {email}.")

    @staff.command("enable", help=ENABLE)
    def enable(email: EmailArgument, corpus: CorpusOption = None, data: DataOption = None) -> None:
        async def change(accounts: StaffAccounts) -> None:
            await accounts.enable((await accounts.by_email(email)).id, OPERATOR, _now())

        _run(stores(load_settings(corpus=existing_folder(corpus), data=data)), change)
        error_console().print(f"Compte réactivé : {email}.")


def _run(stores: Stores, act: Callable[[StaffAccounts], Awaitable[T]]) -> T:
    """Do something with the accounts, then let go of the database."""

    async def whole() -> T:
        try:
            return await act(stores.staff)
        finally:
            await stores.close()

    return asyncio.run(whole())


def _email(text: str) -> str:
    try:
        return checked_email(text)
    except BadEmail as error:
        raise MisusedCommand(str(error)) from None


def _role(text: str) -> Role:
    if text not in set(Role):
        raise MisusedCommand(f"Le rôle « {text} » n’existe pas. Rôles : {', '.join(Role)}.")
    return Role(text)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if len(name) > LONGEST_NAME:
        raise MisusedCommand(f"Ce nom dépasse {LONGEST_NAME} caractères. Raccourcissez-le.")
    return name


def _read_password(email: str) -> str:
    """Read the first line of standard input.

    Raises:
        WeakPassword: it may not be a password.
    """
    password = sys.stdin.readline().rstrip("\r\n")
    refused = refusal(password, email)
    if refused:
        raise WeakPassword(refused)
    return password


def _show(password: str, was_given: bool) -> None:
    """Print a password that was made here, alone on its line of standard output."""
    if not was_given:
        error_console().print(TEMPORARY)
        print(password)  # noqa: T201 - the result itself


def _line(person: Staff) -> str:
    states = [
        "désactivé" if person.disabled else "en service",
        *(["mot de passe provisoire"] if person.must_change else []),
        *(["second facteur"] if person.totp else []),
    ]
    return f"{person.email} : {person.name}, {person.role.value} ({', '.join(states)})"


def _as_json(person: Staff) -> dict[str, str | bool]:
    return {
        "email": person.email,
        "name": person.name,
        "role": person.role.value,
        "disabled": person.disabled,
        "must_change": person.must_change,
        "second_factor": person.totp,
    }


def _now() -> datetime:
    return datetime.now(UTC)
