"""Keep the accounts of the staff: whatever changes one is written down in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.staff.accounts import EmailTaken, Secrets, Staff, UnknownStaff, normal_email
from bot.staff.lockout import allowed
from bot.staff.roles import Role
from bot.store.audit import Act, write_down
from bot.store.database import Database
from bot.store.schema import staff_table
from bot.store.staff_rows import (
    end_sessions,
    locked,
    locked_with_administrators,
    require_another_administrator,
    set_columns,
    staff_of,
)
from bot.tokens import short_id

OPERATOR = "operator"
"""Who acts when it is somebody at the shell of the machine."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to sign in, counted as a failure until it succeeds; when the last one failed before it."""

    failed_at: datetime | None


class StaffAccounts:
    """The accounts of a database; moments have their time zone.

    `by` is who acts: an identifier of the staff, or `OPERATOR`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def anyone(self) -> bool:
        """Whether there is any account at all."""
        async with self._database.reading() as connection:
            return bool((await connection.execute(select(exists(select(staff_table.c.id))))).scalar_one())

    async def all(self) -> list[Staff]:
        """Return every account by name, those in service first."""
        table = staff_table.c
        query = select(staff_table).order_by(table.disabled_at.is_not(None), table.name, table.email)
        async with self._database.reading() as connection:
            return [staff_of(row) for row in await connection.execute(query)]

    async def get(self, id: str) -> Staff:
        """Return an account.

        Raises:
            UnknownStaff: there is none.
        """
        row = await self._row(staff_table.c.id == id)
        if row is None:
            raise UnknownStaff
        return staff_of(row)

    async def by_email(self, email: str) -> Staff:
        """Return the account that has an e-mail address, however it is typed.

        Raises:
            UnknownStaff: there is none.
        """
        row = await self._row(staff_table.c.email == normal_email(email))
        if row is None:
            raise UnknownStaff(email)
        return staff_of(row)

    async def secrets(self, id: str) -> Secrets:
        """Return what an account signs in with.

        Raises:
            UnknownStaff: there is none.
        """
        row = await self._row(staff_table.c.id == id)
        if row is None:
            raise UnknownStaff
        return Secrets(row.password, row.totp_secret, row.totp_step)

    async def add(
        self,
        email: str,
        name: str,
        role: Role,
        password_hash: str,
        by: str,
        at: datetime,
        *,
        temporary: bool = True,
    ) -> Staff:
        """Create an account, whose password must be changed at once if it is `temporary`.

        Raises:
            EmailTaken: someone has one under this address.
        """
        id, email = short_id(), normal_email(email)
        values: dict[str, Any] = {
            "id": id,
            "email": email,
            "name": name,
            "role": role.value,
            "password": password_hash,
            "must_change": temporary,
            "recovery": [],
            "failures": 0,
            "created_at": at,
        }
        async with self._database.writing() as connection:
            try:
                await connection.execute(insert(staff_table).values(values))
            except IntegrityError:
                raise EmailTaken(email) from None
            await write_down(connection, Act(at, by, "staff.added", id, {"role": role.value}))
        return Staff(id, email, name, role, temporary, False, 0, False, at)

    async def change_role(self, id: str, role: Role, by: str, at: datetime) -> None:
        """Give another role.

        Raises:
            UnknownStaff: there is no such account.
            LastAdministrator: nobody else in service is one.
        """
        async with locked_with_administrators(self._database, id) as (connection, rows):
            row = next(row for row in rows if row.id == id)
            if role is not Role.ADMINISTRATOR:
                require_another_administrator(rows, id)
            await set_columns(connection, id, role=role.value)
            data = {"from": row.role, "to": role.value}
            await write_down(connection, Act(at, by, "staff.role_changed", id, data))

    async def disable(self, id: str, by: str, at: datetime) -> None:
        """Put an account out of service and end its sessions; one that is so already is left as it is.

        Raises:
            UnknownStaff: there is no such account.
            LastAdministrator: nobody else in service is one.
        """
        async with locked_with_administrators(self._database, id) as (connection, rows):
            if next(row for row in rows if row.id == id).disabled_at is None:
                require_another_administrator(rows, id)
                await set_columns(connection, id, disabled_at=at)
                await end_sessions(connection, id)
                await write_down(connection, Act(at, by, "staff.disabled", id))

    async def enable(self, id: str, by: str, at: datetime) -> None:
        """Put an account back in service; one that is so already is left as it is.

        Raises:
            UnknownStaff: there is no such account.
        """
        async with locked(self._database, id) as (connection, row):
            if row.disabled_at is not None:
                await set_columns(connection, id, disabled_at=None, failures=0, failed_at=None)
                await write_down(connection, Act(at, by, "staff.enabled", id))

    async def reset_password(
        self, id: str, password_hash: str, by: str, at: datetime, *, temporary: bool = True
    ) -> None:
        """Give a password that must be changed at once if it is `temporary`; every session ends.

        Raises:
            UnknownStaff: there is no such account.
        """
        async with locked(self._database, id) as (connection, _):
            values = {"password": password_hash, "must_change": temporary, "failures": 0, "failed_at": None}
            await set_columns(connection, id, **values)
            await end_sessions(connection, id)
            await write_down(connection, Act(at, by, "staff.password_reset", id))

    async def set_password(self, id: str, password_hash: str, at: datetime, session: str = "") -> None:
        """Keep the password that someone chose, and end their sessions but the one of digest `session`.

        Raises:
            UnknownStaff: there is no such account.
        """
        async with locked(self._database, id) as (connection, _):
            await set_columns(connection, id, password=password_hash, must_change=False)
            await end_sessions(connection, id, session)
            await write_down(connection, Act(at, id, "staff.password_changed", id))

    async def rehash(self, id: str, password_hash: str) -> None:
        """Keep the same password, hashed with the parameters of today: nothing that is written down."""
        async with self._database.writing() as connection:
            await set_columns(connection, id, password=password_hash)

    async def set_totp(self, id: str, secret: str, step: int, recovery: Sequence[str], at: datetime) -> None:
        """Keep a second factor, the last `step` whose code was accepted, the digests of recovery codes.

        Raises:
            UnknownStaff: there is no such account.
        """
        async with locked(self._database, id) as (connection, _):
            await set_columns(connection, id, totp_secret=secret, totp_step=step, recovery=list(recovery))
            await write_down(connection, Act(at, id, "staff.second_factor_set", id))

    async def set_recovery(self, id: str, recovery: Sequence[str], at: datetime) -> None:
        """Keep the digests of new recovery codes instead of those that were left.

        Raises:
            UnknownStaff: there is no such account.
        """
        async with locked(self._database, id) as (connection, _):
            await set_columns(connection, id, recovery=list(recovery))
            await write_down(connection, Act(at, id, "staff.recovery_codes_made", id))

    async def clear_totp(self, id: str, by: str, at: datetime) -> None:
        """Forget the second factor and its recovery codes.

        Raises:
            UnknownStaff: there is no such account.
        """
        async with locked(self._database, id) as (connection, _):
            await set_columns(connection, id, totp_secret=None, totp_step=None, recovery=[])
            await write_down(connection, Act(at, by, "staff.second_factor_removed", id))

    async def accept_step(self, id: str, step: int) -> bool:
        """Use up the code of a time step; False if it, or a later one, was used meanwhile."""
        table = staff_table.c
        newer = or_(table.totp_step.is_(None), table.totp_step < step)
        async with self._database.writing() as connection:
            query = update(staff_table).where(table.id == id, newer).values(totp_step=step)
            return (await connection.execute(query)).rowcount == 1

    async def use_recovery(self, id: str, digest: str, at: datetime) -> bool:
        """Use up the recovery code of that digest; False if it is not one of those left.

        Raises:
            UnknownStaff: there is no such account.
        """
        async with locked(self._database, id) as (connection, row):
            left = [each for each in row.recovery if each != digest]
            if len(left) == len(row.recovery):
                return False
            await set_columns(connection, id, recovery=left)
            await write_down(connection, Act(at, id, "staff.recovery_code_used", id, {"left": len(left)}))
        return True

    async def attempt(self, id: str, at: datetime) -> Attempt | None:
        """Count an attempt to sign in as a failure, before it is known to be one; None if it must wait.

        Guesses made all at once are thus counted one after the other.

        Raises:
            UnknownStaff: there is no such account.
        """
        async with locked(self._database, id) as (connection, row):
            if not allowed(row.failures, row.failed_at, at):
                return None
            await set_columns(connection, id, failures=row.failures + 1, failed_at=at)
        return Attempt(row.failed_at)

    async def take_back(self, id: str, attempt: Attempt) -> None:
        """Count an attempt no more: it was right, but more is asked before the failures are forgotten."""
        values = {"failures": staff_table.c.failures - 1, "failed_at": attempt.failed_at}
        async with self._database.writing() as connection:
            await set_columns(connection, id, **values)

    async def clear_failures(self, id: str) -> None:
        """Forget the failures of someone who has signed in."""
        async with self._database.writing() as connection:
            await set_columns(connection, id, failures=0, failed_at=None)

    async def _row(self, condition: Any) -> Row[Any] | None:
        async with self._database.reading() as connection:
            return (await connection.execute(select(staff_table).where(condition))).one_or_none()
