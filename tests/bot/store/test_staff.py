from datetime import UTC, datetime, timedelta

import pytest
from anyio import create_task_group

from bot.staff.accounts import EmailTaken, LastAdministrator, Staff, UnknownStaff
from bot.staff.roles import Role
from bot.store.audit import Act, Audit
from bot.store.database import Database
from bot.store.sessions import IDLE, Sessions
from bot.store.staff import OPERATOR, StaffAccounts

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EVENING = NOON + timedelta(hours=8)
MINUTE = timedelta(minutes=1)


async def add(accounts: StaffAccounts, name: str, role: Role = Role.ADVISER) -> Staff:
    return await accounts.add(f"{name}@exemple.fr", name.title(), role, "hash", OPERATOR, NOON)


async def acts(database: Database, action: str) -> list[Act]:
    return [act for _, act in await Audit(database).page(action=action)]


@pytest.fixture
def accounts(database: Database) -> StaffAccounts:
    return StaffAccounts(database)


@pytest.fixture
def sessions(database: Database) -> Sessions:
    return Sessions(database)


async def test_there_is_nobody_at_first(accounts: StaffAccounts) -> None:
    assert not await accounts.anyone()
    assert await accounts.all() == []


async def test_an_account_comes_back_however_its_address_is_typed(accounts: StaffAccounts) -> None:
    added = await accounts.add(" Anne@Exemple.FR", "Anne", Role.MANAGER, "hash", OPERATOR, NOON)
    assert added == Staff(
        added.id, "anne@exemple.fr", "Anne", Role.MANAGER, True, False, 0, False, NOON
    )  # fmt: skip
    assert await accounts.by_email("ANNE@exemple.fr ") == await accounts.get(added.id) == added
    assert (await accounts.secrets(added.id)).password == "hash"  # noqa: S105 - it opens nothing
    assert await accounts.anyone()


async def test_an_address_has_one_account(accounts: StaffAccounts, database: Database) -> None:
    await add(accounts, "anne")
    with pytest.raises(EmailTaken, match="anne@exemple.fr"):
        await accounts.add("ANNE@exemple.fr", "Anne", Role.MANAGER, "hash", OPERATOR, NOON)
    assert len(await accounts.all()) == len(await acts(database, "staff.added")) == 1


async def test_an_unknown_account_is_said(accounts: StaffAccounts) -> None:
    with pytest.raises(UnknownStaff):
        await accounts.get("0" * 32)
    with pytest.raises(UnknownStaff):
        await accounts.secrets("0" * 32)
    with pytest.raises(UnknownStaff):
        await accounts.change_role("0" * 32, Role.MANAGER, OPERATOR, NOON)
    with pytest.raises(UnknownStaff):
        await accounts.enable("0" * 32, OPERATOR, NOON)
    with pytest.raises(UnknownStaff, match="paul@exemple.fr"):
        await accounts.by_email("paul@exemple.fr")


async def test_accounts_in_service_come_first_by_name(accounts: StaffAccounts) -> None:
    for name in ("zoe", "anne", "marc"):
        await add(accounts, name)
    await accounts.disable((await accounts.by_email("anne@exemple.fr")).id, OPERATOR, NOON)
    assert [staff.name for staff in await accounts.all()] == ["Marc", "Zoe", "Anne"]


async def test_whatever_changes_an_account_is_written_down(
    accounts: StaffAccounts, database: Database
) -> None:
    boss, anne = await add(accounts, "boss", Role.ADMINISTRATOR), await add(accounts, "anne")
    await accounts.change_role(anne.id, Role.MANAGER, boss.id, NOON)
    await accounts.disable(anne.id, boss.id, NOON)
    await accounts.disable(anne.id, boss.id, NOON)
    await accounts.enable(anne.id, boss.id, NOON)
    await accounts.enable(anne.id, boss.id, NOON)
    await accounts.reset_password(anne.id, "new", boss.id, NOON)
    await accounts.set_password(anne.id, "own", EVENING)
    await accounts.set_totp(anne.id, "SECRET", 7, ["a", "b"], EVENING)
    await accounts.set_recovery(anne.id, ["c", "d"], EVENING)
    await accounts.use_recovery(anne.id, "c", EVENING)
    await accounts.clear_totp(anne.id, boss.id, EVENING)
    written = [act for act in reversed(await acts(database, "staff.")) if act.object == anne.id]
    assert written == [
        Act(NOON, OPERATOR, "staff.added", anne.id, {"role": "conseiller"}),
        Act(NOON, boss.id, "staff.role_changed", anne.id, {"from": "conseiller", "to": "responsable"}),
        Act(NOON, boss.id, "staff.disabled", anne.id),
        Act(NOON, boss.id, "staff.enabled", anne.id),
        Act(NOON, boss.id, "staff.password_reset", anne.id),
        Act(EVENING, anne.id, "staff.password_changed", anne.id),
        Act(EVENING, anne.id, "staff.second_factor_set", anne.id),
        Act(EVENING, anne.id, "staff.recovery_codes_made", anne.id),
        Act(EVENING, anne.id, "staff.recovery_code_used", anne.id, {"left": 1}),
        Act(EVENING, boss.id, "staff.second_factor_removed", anne.id),
    ]


async def test_the_last_administrator_stays(accounts: StaffAccounts, database: Database) -> None:
    boss = await add(accounts, "boss", Role.ADMINISTRATOR)
    second = await add(accounts, "second", Role.ADMINISTRATOR)
    await accounts.disable(second.id, boss.id, NOON)
    with pytest.raises(LastAdministrator):
        await accounts.disable(boss.id, boss.id, NOON)
    with pytest.raises(LastAdministrator):
        await accounts.change_role(boss.id, Role.ADVISER, boss.id, NOON)
    assert await accounts.get(boss.id) == boss
    assert await acts(database, "staff.role_changed") == []
    await accounts.enable(second.id, boss.id, NOON)
    await accounts.change_role(boss.id, Role.ADVISER, boss.id, NOON)
    assert (await accounts.get(boss.id)).role is Role.ADVISER


async def test_two_administrators_cannot_remove_each_other_at_once(accounts: StaffAccounts) -> None:
    both = [await add(accounts, name, Role.ADMINISTRATOR) for name in ("boss", "second")]
    refused: list[str] = []

    async def disable(id: str) -> None:
        try:
            await accounts.disable(id, OPERATOR, NOON)
        except LastAdministrator:
            refused.append(id)

    async with create_task_group() as group:
        for staff in both:
            group.start_soon(disable, staff.id)
    assert len(refused) == 1
    assert [staff.id for staff in await accounts.all() if not staff.disabled] == refused


async def test_a_temporary_password_must_be_changed(accounts: StaffAccounts) -> None:
    anne = await add(accounts, "anne")
    await accounts.set_password(anne.id, "own", NOON)
    assert not (await accounts.get(anne.id)).must_change
    await accounts.reset_password(anne.id, "new", OPERATOR, NOON)
    assert (await accounts.get(anne.id)).must_change
    await accounts.reset_password(anne.id, "known", OPERATOR, NOON, temporary=False)
    assert not (await accounts.get(anne.id)).must_change


async def test_a_code_serves_once(accounts: StaffAccounts) -> None:
    anne = await add(accounts, "anne")
    await accounts.set_totp(anne.id, "SECRET", 7, ["a"], NOON)
    assert (await accounts.get(anne.id)).totp
    accepted = [await accounts.accept_step(anne.id, step) for step in (7, 8, 8, 6, 9)]
    assert accepted == [False, True, False, False, True]


async def test_a_recovery_code_serves_once_even_at_once(accounts: StaffAccounts) -> None:
    anne = await add(accounts, "anne")
    await accounts.set_totp(anne.id, "SECRET", 7, ["a", "b"], NOON)
    used: list[bool] = []

    async def use(digest: str) -> None:
        used.append(await accounts.use_recovery(anne.id, digest, NOON))

    async with create_task_group() as group:
        for digest in ("a", "a", "z"):
            group.start_soon(use, digest)
    assert sorted(used) == [False, False, True]
    assert (await accounts.get(anne.id)).recovery_left == 1


async def test_without_its_second_factor_an_account_has_no_code_left(accounts: StaffAccounts) -> None:
    anne = await add(accounts, "anne")
    await accounts.set_totp(anne.id, "SECRET", 7, ["a"], NOON)
    await accounts.clear_totp(anne.id, OPERATOR, NOON)
    cleared = await accounts.get(anne.id)
    assert (cleared.totp, cleared.recovery_left) == (False, 0)
    assert not await accounts.use_recovery(anne.id, "a", NOON)


async def test_guesses_made_at_once_are_counted_one_by_one(accounts: StaffAccounts) -> None:
    anne = await add(accounts, "anne")
    counted: list[bool] = []

    async def guess() -> None:
        counted.append(await accounts.attempt(anne.id, NOON) is not None)

    async with create_task_group() as group:
        for _ in range(8):
            group.start_soon(guess)
    assert sorted(counted) == [False] * 3 + [True] * 5
    assert await accounts.attempt(anne.id, NOON + MINUTE) is not None
    assert await accounts.attempt(anne.id, NOON + 2 * MINUTE) is None


async def test_an_attempt_that_was_right_makes_nobody_wait(accounts: StaffAccounts) -> None:
    anne = await add(accounts, "anne")
    for _ in range(5):
        await accounts.attempt(anne.id, NOON)
    right = await accounts.attempt(anne.id, NOON + MINUTE)
    assert right is not None
    await accounts.take_back(anne.id, right)
    assert await accounts.attempt(anne.id, NOON + MINUTE) is not None
    assert await accounts.attempt(anne.id, NOON + MINUTE) is None
    await accounts.clear_failures(anne.id)
    assert await accounts.attempt(anne.id, NOON + MINUTE) is not None


async def test_a_session_says_who_is_signed_in(
    accounts: StaffAccounts, sessions: Sessions, database: Database
) -> None:
    anne = await add(accounts, "anne")
    await sessions.begin("d1", anne.id, NOON, EVENING, complete=True)
    session = await sessions.get("d1", NOON)
    assert session is not None
    assert (session.staff, session.complete, session.expires_at) == (anne, True, EVENING)
    assert await sessions.get("d2", NOON) is None
    assert await acts(database, "session") == [Act(NOON, anne.id, "session.begun", anne.id)]


async def test_a_session_ends_when_unused_or_too_old(accounts: StaffAccounts, sessions: Sessions) -> None:
    anne = await add(accounts, "anne")
    await sessions.begin("idle", anne.id, NOON, EVENING, complete=True)
    assert await sessions.get("idle", NOON + IDLE - MINUTE, touch=False) is not None
    assert await sessions.get("idle", NOON + IDLE) is None
    await sessions.begin("used", anne.id, NOON, EVENING, complete=True)
    moment = NOON
    while moment < EVENING:
        assert await sessions.get("used", moment) is not None
        moment += IDLE - MINUTE
    assert await sessions.get("used", EVENING) is None


async def test_its_use_is_written_down_once_a_minute(accounts: StaffAccounts, sessions: Sessions) -> None:
    anne = await add(accounts, "anne")
    await sessions.begin("d1", anne.id, NOON, EVENING, complete=True)
    seen = []
    for seconds in (59, 60, 61, 119, 121):
        await sessions.get("d1", NOON + timedelta(seconds=seconds))
        seen.append((await sessions.of(anne.id, NOON))[0].seen_at)
    assert [(at - NOON).seconds for at in seen] == [0, 60, 60, 60, 121]


async def test_the_right_code_completes_a_session_under_another_token(
    accounts: StaffAccounts, sessions: Sessions
) -> None:
    anne = await add(accounts, "anne")
    await sessions.begin("d1", anne.id, NOON, NOON + MINUTE, complete=False)
    assert await sessions.of(anne.id, NOON) == []
    assert await sessions.complete("d1", "d2", NOON, EVENING)
    assert not await sessions.complete("d1", "d3", NOON, EVENING)
    assert await sessions.get("d1", NOON) is None
    session = await sessions.get("d2", NOON)
    assert session is not None and session.complete and session.expires_at == EVENING


async def test_signing_in_again_replaces_the_session_and_forgets_those_that_are_over(
    accounts: StaffAccounts, sessions: Sessions
) -> None:
    anne = await add(accounts, "anne")
    for digest in ("d1", "d2"):
        await sessions.begin(digest, anne.id, NOON, EVENING, complete=True)
    await sessions.begin("d3", anne.id, NOON, EVENING, complete=True, instead_of="d1")
    assert sorted(each.digest for each in await sessions.of(anne.id, NOON)) == ["d2", "d3"]
    await sessions.begin("d4", anne.id, EVENING, EVENING + IDLE, complete=True)
    assert [each.digest for each in await sessions.of(anne.id, NOON)] == ["d4"]


async def test_one_ends_only_ones_own_sessions(
    accounts: StaffAccounts, sessions: Sessions, database: Database
) -> None:
    anne, paul = await add(accounts, "anne"), await add(accounts, "paul")
    for digest, staff in (("a1", anne), ("a2", anne), ("a3", anne), ("p1", paul)):
        await sessions.begin(digest, staff.id, NOON, EVENING, complete=True)
    assert not await sessions.end("p1", anne.id, NOON)
    assert await sessions.end("a1", anne.id, NOON)
    assert await sessions.end_all(anne.id, NOON, but="a2") == 1
    assert [each.digest for each in await sessions.of(anne.id, NOON)] == ["a2"]
    assert await sessions.get("p1", NOON) is not None
    assert len(await acts(database, "session.ended")) == 2


@pytest.mark.parametrize("how", ["disabled", "reset", "changed"])
async def test_whoever_loses_their_password_or_account_is_sent_away(
    accounts: StaffAccounts, sessions: Sessions, how: str
) -> None:
    anne, paul = await add(accounts, "anne"), await add(accounts, "paul")
    for digest, staff in (("a1", anne), ("a2", anne), ("p1", paul)):
        await sessions.begin(digest, staff.id, NOON, EVENING, complete=True)
    if how == "disabled":
        await accounts.disable(anne.id, OPERATOR, NOON)
    elif how == "reset":
        await accounts.reset_password(anne.id, "new", OPERATOR, NOON)
    else:
        await accounts.set_password(anne.id, "own", NOON, session="a1")
    left = [digest for digest in ("a1", "a2", "p1") if await sessions.get(digest, NOON)]
    assert left == (["a1", "p1"] if how == "changed" else ["p1"])


async def test_a_session_is_renewed_under_another_digest(accounts: StaffAccounts, sessions: Sessions) -> None:
    anne = await add(accounts, "anne")
    await sessions.begin("d1", anne.id, NOON, EVENING, complete=True)
    assert await sessions.renew("d1", "d2")
    assert not await sessions.renew("d1", "d3")
    assert await sessions.get("d2", NOON) is not None
