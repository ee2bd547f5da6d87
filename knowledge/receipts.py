"""Keep receipts in the relational store, each found again by its number."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, delete, exists, insert, select, update

from knowledge import rows
from knowledge.database import Database
from knowledge.schema import receipt_table


class Receipts:
    """The receipts of a database; a body is any object that JSON can hold."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep_receipt(self, number: str, created_at: datetime, body: Mapping[str, Any]) -> bool:
        """Keep a receipt, unless its number is taken; return whether it was kept.

        `number` has 16 characters at most; `created_at` has its time zone.
        """
        values = {"number": number, "created_at": rows.to_utc(created_at), "body": dict(body)}
        taken = select(exists().where(receipt_table.c.number == number))
        with self._database.writing() as connection:
            if connection.execute(taken).scalar_one():
                return False
            connection.execute(insert(receipt_table).values(values))
        return True

    def receipt(self, number: str) -> tuple[datetime, dict[str, Any]] | None:
        """Return when a receipt was made (UTC) and its body, None if it is not there (any more)."""
        query = select(receipt_table.c.created_at, receipt_table.c.body)
        with self._database.reading() as connection:
            row = connection.execute(query.where(receipt_table.c.number == number)).one_or_none()
        return None if row is None else (rows.from_utc(row.created_at), row.body)

    def blank_quotes(self, passage: str) -> int:
        """Leave nothing of the words of a passage in the receipts that cite it; return how many do."""
        table = receipt_table.c
        query = select(table.number, table.body).where(
            cast(table.body, Text).contains(f'"{passage}"', autoescape=True)
        )
        with self._database.writing() as connection:
            found = connection.execute(query).all()
            for row in found:
                cited = [
                    one | {"quote": ""} if one["passage"] == passage else one
                    for one in row.body.get("cited", ())
                ]
                blank = update(receipt_table).where(table.number == row.number)
                connection.execute(blank.values(body=row.body | {"cited": cited}))
        return len(found)

    def drop_receipts(self, before: datetime) -> int:
        """Drop the receipts made before a moment, which has its time zone; return how many there were."""
        old = receipt_table.c.created_at < rows.to_utc(before)
        with self._database.writing() as connection:
            return connection.execute(delete(receipt_table).where(old)).rowcount
