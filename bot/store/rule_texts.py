"""Keep the texts of each call's criteria, steps and cases, with where they come from and who wrote them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from sqlalchemy import ColumnElement, Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import BotError
from bot.store.audit import Act, write_down
from bot.store.database import Database
from bot.store.lanes import lock
from bot.store.rule_schema import rule_text_table

CORPUS: Final = "corpus"
"""The origin of a text of the corpus folder."""
STAFF: Final = "staff"
"""The origin of a text that someone of the staff put in its place."""

_T = rule_text_table.c


class RuleKind(StrEnum):
    """What a text is about."""

    ELIGIBILITY = "eligibility"
    PROCEDURE = "procedure"
    CASES = "cases"


class RuleConflict(BotError):
    """Another text counts than the one that was changed."""

    def __init__(self) -> None:
        super().__init__(
            "Ce texte a été modifié entre-temps. Relisez celui qui compte maintenant, puis recommencez."
        )


@dataclass(frozen=True, slots=True)
class RuleText:
    """A text of a call, numbered from 1 among those of its kind; `note` says why it was written.

    All calls share the numbers, so that a form that shows the text of one never changes that of another.
    `by` is someone of the staff, None for a text of the corpus. One that was withdrawn does not count.
    """

    call: str
    kind: RuleKind
    id: int
    text: str
    origin: str
    by: str | None
    at: datetime
    note: str
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None


class RuleTexts:
    """The texts of one call in a database; each change by the staff is written down in the audit log.

    No call has the identifier "": `of` says which one is meant.
    """

    def __init__(self, database: Database, call: str = "") -> None:
        self._database = database
        self._call = call

    def of(self, call: str) -> Self:
        """Return the texts of a call, by its identifier."""
        return type(self)(self._database, call)

    async def in_force(self, kind: RuleKind) -> RuleText | None:
        """Return the text that counts: the staff's last one unless withdrawn, else the corpus's last one."""
        async with self._database.reading() as connection:
            return await self._in_force(connection, kind)

    async def of_corpus(self, kind: RuleKind) -> RuleText | None:
        """Return the last text of the corpus folder."""
        async with self._database.reading() as connection:
            return await self._last(connection, kind, _T.origin == CORPUS)

    async def history(self, kind: RuleKind, limit: int = 50) -> list[RuleText]:
        """Return the last texts of a kind, the newest first."""
        query = select(rule_text_table).where(self._are(kind)).order_by(_T.id.desc()).limit(limit)
        async with self._database.reading() as connection:
            return [_text(row) for row in await connection.execute(query)]

    async def add(
        self,
        kind: RuleKind,
        text: str,
        origin: str,
        by: str | None,
        at: datetime,
        note: str = "",
        *,
        based_on: int | None,
    ) -> RuleText:
        """Keep a text, which counts from now on; `based_on` is the number of the one that counted.

        Raises:
            RuleConflict: it does not count any more.
        """
        async with self._changing(kind) as connection:
            present = await self._in_force(connection, kind)
            if (present.id if present else None) != based_on:
                raise RuleConflict
            kept = await _added(connection, RuleText(self._call, kind, 0, text, origin, by, at, note))
            if by is not None:
                data = {"call": self._call, "text": kept.id}
                await write_down(connection, Act(at, by, "rules.changed", kind.value, data))
        return kept

    async def keep_corpus(self, kind: RuleKind, text: str, at: datetime) -> None:
        """Keep the text of the corpus folder, unless it is the last one from there."""
        async with self._database.reading() as connection:
            if await self._is_kept(connection, kind, text):
                return
        async with self._changing(kind) as connection:
            if not await self._is_kept(connection, kind, text):
                await _added(connection, RuleText(self._call, kind, 0, text, CORPUS, None, at, ""))

    async def withdraw(self, kind: RuleKind, by: str, at: datetime) -> None:
        """Let the text of the corpus count again in the place of the staff's; they stay in the history."""
        theirs = self._are(kind) & (_T.origin == STAFF) & _T.withdrawn_at.is_(None)
        change = update(rule_text_table).where(theirs).values(withdrawn_by=by, withdrawn_at=at)
        async with self._changing(kind) as connection:
            if (await connection.execute(change)).rowcount:
                await write_down(connection, Act(at, by, "rules.withdrawn", kind.value, {"call": self._call}))

    @asynccontextmanager
    async def _changing(self, kind: RuleKind) -> AsyncIterator[AsyncConnection]:
        """Give a connection while nobody else changes the texts of a kind, whatever their call."""
        async with self._database.writing() as connection:
            await lock(connection, f"rules:{kind}")
            yield connection

    def _are(self, kind: RuleKind) -> ColumnElement[bool]:
        return (_T.call == self._call) & (_T.kind == kind.value)

    async def _in_force(self, connection: AsyncConnection, kind: RuleKind) -> RuleText | None:
        of_staff = (_T.origin == STAFF) & _T.withdrawn_at.is_(None)
        theirs = await self._last(connection, kind, of_staff)
        return theirs or await self._last(connection, kind, _T.origin == CORPUS)

    async def _last(
        self, connection: AsyncConnection, kind: RuleKind, which: ColumnElement[bool]
    ) -> RuleText | None:
        query = select(rule_text_table).where(self._are(kind), which).order_by(_T.id.desc()).limit(1)
        row = (await connection.execute(query)).one_or_none()
        return None if row is None else _text(row)

    async def _is_kept(self, connection: AsyncConnection, kind: RuleKind, text: str) -> bool:
        """Tell whether a text is the last one of the corpus; no file was ever there is like an empty one."""
        last = await self._last(connection, kind, _T.origin == CORPUS)
        return (last.text if last else "") == text


async def _added(connection: AsyncConnection, text: RuleText) -> RuleText:
    """Add a text under the next number, and return it."""
    greatest = await connection.execute(select(func.max(_T.id)).where(_T.kind == text.kind.value))
    kept = replace(text, id=(greatest.scalar() or 0) + 1)
    await connection.execute(insert(rule_text_table).values(**asdict(kept) | {"kind": kept.kind.value}))
    return kept


def _text(row: Row[Any]) -> RuleText:
    return RuleText(**{**row._mapping, "kind": RuleKind(row.kind)})
