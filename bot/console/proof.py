"""Check that someone is who they say: their password, their one-time code, each guess counted."""

from dataclasses import dataclass, field
from datetime import datetime

from anyio import CapacityLimiter, to_thread

from bot.staff import totp
from bot.staff.accounts import Staff
from bot.staff.passwords import hash_password, needs_rehash, verify
from bot.store.audit import Act
from bot.store.stores import Stores

AT_ONCE = 2
"""Passwords hashed at once, 32 MiB each."""

UNKNOWN = "unknown"
"""Who acts when an address that nobody has tries to sign in; what was typed may be a password."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Checks passwords and codes, a few at once, and writes down each that was wrong."""

    stores: Stores
    limiter: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(AT_ONCE))

    async def password(self, staff: Staff | None, given: str, now: datetime) -> bool:
        """Whether the password is that of an account in service that need not wait.

        As much is hashed whether it is or not, and whether there is such an account or not: the time that
        it takes hardly tells.
        """
        accounts = self.stores.staff
        attempt = await accounts.attempt(staff.id, now) if staff and not staff.disabled else None
        stored = (await accounts.secrets(staff.id)).password if staff and attempt else None
        right = await to_thread.run_sync(verify, stored, given, limiter=self.limiter)
        if not (right and staff and attempt and stored):
            await self._write_down(staff, "password", now)
            return False
        await accounts.take_back(staff.id, attempt)
        if needs_rehash(stored):
            await accounts.rehash(staff.id, await self.hashed(given))
        return True

    async def code(self, staff: Staff, given: str, now: datetime) -> bool:
        """Whether the code, of one time or of recovery, is right and was not used; it is used up by that.

        The failures are forgotten once it is right: not before, so that a known password does not help
        to guess codes.
        """
        accounts = self.stores.staff
        if await accounts.attempt(staff.id, now) and await self._uses_up(staff, given, now):
            await accounts.clear_failures(staff.id)
            return True
        await self._write_down(staff, "code", now)
        return False

    async def hashed(self, password: str) -> str:
        """Return what is stored of a password."""
        return await to_thread.run_sync(hash_password, password, limiter=self.limiter)

    async def is_same(self, staff: Staff, password: str) -> bool:
        """Whether a new password is the one that the account has already."""
        stored = (await self.stores.staff.secrets(staff.id)).password
        return await to_thread.run_sync(verify, stored, password, limiter=self.limiter)

    async def _uses_up(self, staff: Staff, given: str, now: datetime) -> bool:
        accounts = self.stores.staff
        secrets = await accounts.secrets(staff.id)
        if secrets.totp_secret is None:
            return False
        step = totp.accepted(secrets.totp_secret, given, now, secrets.totp_step)
        if step is not None:
            return await accounts.accept_step(staff.id, step)
        return await accounts.use_recovery(staff.id, totp.recovery_digest(given), now)

    async def _write_down(self, staff: Staff | None, what: str, now: datetime) -> None:
        account = staff.id if staff else ""
        await self.stores.audit.add(Act(now, account or UNKNOWN, "session.refused", account, {"wrong": what}))
