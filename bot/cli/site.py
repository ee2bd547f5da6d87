"""`guichet site`: the sites that may embed the widget, for whoever runs the machine."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
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
from bot.cli.staff import OpenStores
from bot.errors import MisusedCommand
from bot.settings import Settings, load_settings
from bot.sites.checks import DEFAULT_CLOSED_MESSAGE, faults
from bot.sites.origins import BadOrigin, normal_origin
from bot.sites.site import Site
from bot.sites.snippet import snippet
from bot.store.sites import Sites
from bot.store.staff import OPERATOR
from bot.store.stores import Stores
from bot.telegram.deep_link import start_of
from bot.tokens import short_id
from bot.widget_files import integrity

HELP = "Gère les sites qui montrent l’assistant : ajouter, lister, modifier, fermer, rouvrir, supprimer."
ADD = """Ajoute un site et écrit l’extrait HTML à coller dans ses pages.

Seules les pages des adresses données par --origin peuvent montrer l’assistant. Une campagne est un
site sans adresse : seul son lien Telegram sert, si GUICHET_TELEGRAM_TOKEN est réglé.
"""
LIST = "Liste les sites qui montrent l’assistant."
CHANGE = """Change le nom d’un site, ou ses adresses.

Les adresses données par --origin remplacent toutes les précédentes ; l’extrait HTML reste le même.
"""
CLOSE = (
    "Ferme l’assistant sur un site : ses visiteurs lisent un message et ne commencent aucune conversation."
)
OPEN = "Rouvre l’assistant sur un site."
REMOVE = "Supprime un site : aucune page ne peut plus montrer l’assistant sous sa clé."
FIRST_SITE = ".venv/bin/guichet site add NOM --origin https://www.exemple.fr"
NOBODY = (
    "Attention : sans --origin, aucune page ne peut montrer l’assistant. "
    "Donnez-en une avec « guichet site change CLÉ --origin https://… »."
)
LOCAL = (
    "Attention : l’extrait mène à {address}, que le public ne peut pas atteindre. "
    "Réglez GUICHET_PUBLIC_URL, puis relisez l’extrait avec « guichet site list --json »."
)
TELEGRAM = (
    "Lien Telegram de ce site ou de cette campagne : l’adresse du robot, https://t.me/…, "
    "suivie de « {start} »."
)
ANY_KEY = start_of("CLÉ")

T = TypeVar("T")
KeyArgument = Annotated[
    str,
    typer.Argument(
        metavar="CLÉ", help="Clé du site, comme « guichet site list » l’écrit.", show_default=False
    ),
]
NameOption = Annotated[str, typer.Option("--name", metavar="NOM", help="Nouveau nom du site.")]
OriginsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--origin",
        metavar="URL",
        help="Adresse exacte d’un site, comme https://www.ville.fr ; à répéter pour chacune.",
        show_default=False,
    ),
]


def add_site(app: typer.Typer, stores: OpenStores) -> None:
    """Add the group of commands."""
    site = typer.Typer(cls=FrenchGroup, help=HELP, add_completion=False, rich_markup_mode=None)
    _add_add(site, stores)
    _add_list(site, stores)
    _add_change(site, stores)
    _add_switches(site, stores)
    _add_remove(site, stores)
    for command in site.registered_commands:
        command.cls = FrenchCommand
    app.add_typer(site, name="site")


def _add_add(site: typer.Typer, stores: OpenStores) -> None:
    @site.command("add", help=ADD)
    def add(
        name: Annotated[
            str, typer.Argument(metavar="NOM", help="Nom du site, pour l’équipe.", show_default=False)
        ],
        origin: OriginsOption = None,
        as_json: Annotated[
            bool, typer.Option("--json", help="Écrit la clé et l’extrait en JSON, sur une ligne.")
        ] = False,
        corpus: CorpusOption = None,
        data: DataOption = None,
    ) -> None:
        settings = load_settings(corpus=existing_folder(corpus), data=data)
        added = _checked(Site(short_id(), _line_of(name), _origins(origin)))
        _run(stores(settings), lambda sites: sites.add(added, OPERATOR, _now()))
        error_console().print(f"Site ajouté : {added.name}, clé {added.key}.")
        _warn(added, settings)
        _tell_start(start_of(added.key), settings)
        fragment = snippet(added, settings.site, integrity())
        written = {"key": added.key, "snippet": fragment}
        print(json.dumps(written, ensure_ascii=False) if as_json else fragment)  # noqa: T201 - the result itself


def _add_list(site: typer.Typer, stores: OpenStores) -> None:
    @site.command("list", help=LIST)
    def list_(
        as_json: Annotated[
            bool,
            typer.Option("--json", help="Écrit les sites en JSON, un par ligne, avec leur extrait HTML."),
        ] = False,
        corpus: CorpusOption = None,
        data: DataOption = None,
    ) -> None:
        settings = load_settings(corpus=existing_folder(corpus), data=data)
        found = _run(stores(settings), lambda sites: sites.all())
        for each in found:
            if as_json:
                print(json.dumps(_as_json(each, settings.site), ensure_ascii=False))  # noqa: T201 - the result itself
            else:
                output_console().print(_line(each))
        if not found:
            error_console().print(f"Aucun site. Le premier : {FIRST_SITE}")
        elif not as_json:
            _tell_start(ANY_KEY, settings)


def _add_change(site: typer.Typer, stores: OpenStores) -> None:
    @site.command("change", help=CHANGE)
    def change(
        key: KeyArgument,
        name: NameOption = "",
        origin: OriginsOption = None,
        corpus: CorpusOption = None,
        data: DataOption = None,
    ) -> None:
        if not name and not origin:
            raise MisusedCommand("Rien à changer : donnez --name ou --origin.")
        settings, origins = load_settings(corpus=existing_folder(corpus), data=data), _origins(origin)
        changed = _change(
            stores(settings),
            key,
            lambda site: replace(site, name=_line_of(name) or site.name, origins=origins or site.origins),
        )
        error_console().print(f"Site modifié : {_line(changed)}")


def _add_switches(site: typer.Typer, stores: OpenStores) -> None:
    @site.command("close", help=CLOSE)
    def close(
        key: KeyArgument,
        message: Annotated[
            str, typer.Option("--message", metavar="TEXTE", help="Ce que lisent les visiteurs du site.")
        ] = "",
        corpus: CorpusOption = None,
        data: DataOption = None,
    ) -> None:
        closed = _change(
            stores(load_settings(corpus=existing_folder(corpus), data=data)),
            key,
            lambda site: replace(site, closed=True, closed_message=message.strip() or site.closed_message),
        )
        told = closed.closed_message or DEFAULT_CLOSED_MESSAGE
        error_console().print(f"Site fermé : {closed.name}. Ses visiteurs lisent : « {told} »")

    @site.command("open", help=OPEN)
    def open_(key: KeyArgument, corpus: CorpusOption = None, data: DataOption = None) -> None:
        opened = _change(
            stores(load_settings(corpus=existing_folder(corpus), data=data)),
            key,
            lambda site: replace(site, closed=False),
        )
        error_console().print(f"Site rouvert : {opened.name}.")


def _add_remove(site: typer.Typer, stores: OpenStores) -> None:
    @site.command("remove", help=REMOVE)
    def remove(key: KeyArgument, corpus: CorpusOption = None, data: DataOption = None) -> None:
        settings = load_settings(corpus=existing_folder(corpus), data=data)
        _run(stores(settings), lambda sites: sites.delete(key, OPERATOR, _now()))
        error_console().print(f"Site supprimé : {key}. Ses conversations restent.")


def _run(stores: Stores, act: Callable[[Sites], Awaitable[T]]) -> T:
    """Do something with the sites, then let go of the database."""

    async def whole() -> T:
        try:
            return await act(stores.sites)
        finally:
            await stores.close()

    return asyncio.run(whole())


def _change(stores: Stores, key: str, become: Callable[[Site], Site]) -> Site:
    """Keep what a site becomes, and return it.

    Raises:
        MisusedCommand: that cannot be kept.
        UnknownSite: there is no site under this key.
    """

    async def change(sites: Sites) -> Site:
        changed = _checked(become(await sites.get(key)))
        await sites.change(changed, OPERATOR, _now())
        return changed

    return _run(stores, change)


def _checked(site: Site) -> Site:
    """Return a site that can be kept.

    Raises:
        MisusedCommand: it cannot; the message says why.
    """
    found = faults(site)
    if found:
        raise MisusedCommand(next(iter(found.values())))
    return site


def _origins(given: list[str] | None) -> tuple[str, ...]:
    try:
        return tuple(dict.fromkeys(normal_origin(text) for text in given or ()))
    except BadOrigin as error:
        raise MisusedCommand(str(error)) from None


def _warn(site: Site, settings: Settings) -> None:
    if not site.origins:
        error_console().print(NOBODY)
    if settings.public_url is None:
        error_console().print(LOCAL.format(address=settings.site))


def _tell_start(start: str, settings: Settings) -> None:
    """Say how a link to Telegram ends; the name of the bot, which only Telegram knows, is not asked for."""
    if settings.telegrams:
        error_console().print(TELEGRAM.format(start=start))


def _line_of(text: str) -> str:
    return " ".join(text.split())


def _line(site: Site) -> str:
    allowed = ", ".join(site.origins) or "aucune adresse"
    return f"{site.name} (clé {site.key}, {'fermé' if site.closed else 'ouvert'}) : {allowed}"


def _as_json(site: Site, address: str) -> dict[str, object]:
    return {
        "key": site.key,
        "name": site.name,
        "origins": site.origins,
        "closed": site.closed,
        "snippet": snippet(site, address, integrity()),
    }


def _now() -> datetime:
    return datetime.now(UTC)
