"""Keep the sites that may embed the widget; each change is written down in the audit log."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import BotError
from bot.sites.site import Position, Site
from bot.store.audit import Act, write_down
from bot.store.database import Database
from bot.store.site_schema import origin_table, site_table


class UnknownSite(BotError):
    """No site has this key, or not any more."""

    def __init__(self) -> None:
        super().__init__("Ce site n’est pas, ou n’est plus, parmi ceux qui peuvent montrer l’assistant.")


class Sites:
    """The sites of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Site]:
        """Return all of them, by name."""
        async with self._database.reading() as connection:
            rows = (await connection.execute(select(site_table))).all()
            origins = (await connection.execute(select(origin_table))).all()
        found = [_site(row, (one.origin for one in origins if one.site == row.key)) for row in rows]
        return sorted(found, key=lambda site: (site.name.casefold(), site.key))

    async def get(self, key: str) -> Site:
        """Return the site of a key.

        Raises:
            UnknownSite: there is none.
        """
        async with self._database.reading() as connection:
            row = (await connection.execute(select(site_table).where(site_table.c.key == key))).one_or_none()
            mine = select(origin_table.c.origin).where(origin_table.c.site == key)
            origins = (await connection.execute(mine)).scalars().all()
        if row is None:
            raise UnknownSite
        return _site(row, origins)

    async def embeds(self, origin: str) -> bool:
        """Whether pages of an origin may embed the widget of some site."""
        query = select(exists().where(origin_table.c.origin == origin))
        async with self._database.reading() as connection:
            return bool((await connection.execute(query)).scalar())

    async def add(self, site: Site, by: str, at: datetime) -> None:
        """Keep a new site."""
        async with self._database.writing() as connection:
            await connection.execute(insert(site_table).values(_values(site)))
            await _keep_origins(connection, site)
            await write_down(connection, Act(at, by, "site.added", site.key))

    async def change(self, site: Site, by: str, at: datetime) -> None:
        """Keep what a site has become.

        Raises:
            UnknownSite: there is none under its key.
        """
        async with self._database.writing() as connection:
            changed = update(site_table).where(site_table.c.key == site.key).values(_values(site))
            if not (await connection.execute(changed)).rowcount:
                raise UnknownSite
            await connection.execute(delete(origin_table).where(origin_table.c.site == site.key))
            await _keep_origins(connection, site)
            await write_down(connection, Act(at, by, "site.changed", site.key))

    async def delete(self, key: str, by: str, at: datetime) -> None:
        """Delete a site; the conversations begun there stay.

        Raises:
            UnknownSite: there is none.
        """
        async with self._database.writing() as connection:
            gone = await connection.execute(delete(site_table).where(site_table.c.key == key))
            if not gone.rowcount:
                raise UnknownSite
            await write_down(connection, Act(at, by, "site.deleted", key))


async def _keep_origins(connection: AsyncConnection, site: Site) -> None:
    if site.origins:
        rows = [{"site": site.key, "origin": origin} for origin in site.origins]
        await connection.execute(insert(origin_table), rows)


def _site(row: Row[Any], origins: Iterable[str]) -> Site:
    kept = dict(row._mapping)
    return Site(
        **kept
        | {
            "origins": tuple(sorted(origins)),
            "questions": tuple(kept["questions"]),
            "position": Position(kept["position"]),
        }
    )


def _values(site: Site) -> dict[str, Any]:
    return {column.name: getattr(site, column.name) for column in site_table.c} | {
        "questions": list(site.questions),
        "position": site.position.value,
    }
