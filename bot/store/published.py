"""Give an ingest the answers in force, and flag those that the texts do not bear any more; it blocks."""

from collections.abc import Collection
from contextlib import closing
from datetime import date, datetime

from sqlalchemy import insert, select, update

from bot.answers.states import State
from bot.store import answer_rows
from bot.store.database import CONVERSATIONS
from bot.store.schema import audit_table, validated_table
from bot.store.validated import TABLE, given
from knowledge.database import open_database
from knowledge.validated import Validated


def in_force(url: str, today: date) -> tuple[Validated, ...]:
    """Return the answers of the database at `url` that applicants are given today, oldest first.

    Raises:
        StoreUnavailable: the address is wrong or the database refuses.
        StoreTooRecent: a later release has migrated it.
    """
    query = select(validated_table).where(given(today)).order_by(TABLE.approved_at, TABLE.id)
    with closing(open_database(url, CONVERSATIONS)) as database, database.reading() as connection:
        return tuple(answer_rows.answer(row).for_corpus() for row in connection.execute(query))


def flag(url: str, ids: Collection[str], now: datetime) -> int:
    """Flag the answers of these identifiers, and return how many were.

    `now` is the moment at which they were read: one that was edited or approved since is left as it is.

    Raises:
        StoreUnavailable: the address is wrong or the database refuses.
        StoreTooRecent: a later release has migrated it.
    """
    if not ids:
        return 0
    query = select(validated_table).where(
        TABLE.id.in_(ids), TABLE.state == State.APPROVED.value, TABLE.approved_at <= now
    )
    with closing(open_database(url, CONVERSATIONS)) as database, database.writing() as connection:
        before = [answer_rows.answer(row) for row in connection.execute(query.with_for_update())]
        for answer in before:
            after = answer.flagged(now)
            change = update(validated_table).where(TABLE.id == answer.id)
            connection.execute(change.values(answer_rows.answer_row(after)))
            connection.execute(insert(audit_table), answer_rows.act_rows(after, answer.revision))
    return len(before)
