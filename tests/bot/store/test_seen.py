from datetime import UTC, datetime, timedelta

from bot.store.audit import Act, Audit
from bot.store.database import Database
from bot.store.seen import note_once

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def seen(minutes: int = 0, actor: str = "anne", action: str = "seen", object: str = "c1") -> Act:
    return Act(NOON + timedelta(minutes=minutes), actor, action, object)


async def test_the_same_act_is_written_down_again_only_after_a_while(database: Database) -> None:
    written = [await note_once(database, seen(minutes), HOUR) for minutes in (0, 1, 59, 60, 61, 120)]
    assert written == [True, False, False, True, False, True]
    assert [act for _, act in await Audit(database).page()] == [seen(120), seen(60), seen(0)]


async def test_another_person_act_or_object_is_written_down(database: Database) -> None:
    acts = [seen(), seen(actor="paul"), seen(action="read"), seen(object="c2")]
    assert all([await note_once(database, act, HOUR) for act in acts])
