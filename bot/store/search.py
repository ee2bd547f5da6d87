"""Find conversations by the words of their messages, whatever their endings and accents."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, column, func, literal_column, select, table
from sqlalchemy.sql import false

from bot.store.database import Database
from bot.store.schema import message_table
from knowledge.french import stems

MOST_WORDS = 20
"""Words of a search that count."""
LONGEST_WORD = 100
"""Characters of a word that count: PostgreSQL refuses those of 2,047 bytes."""
MOST_MESSAGES = 5_000
"""Messages found that count, the latest: a word that is in more of them leads nowhere in particular."""

_M = message_table.c
_SIMPLE: ColumnElement[str] = literal_column("'simple'")
_SQLITE_SEARCH = table("message_search", column("rowid"))


class Search:
    """The search of the staff: it looks into their private notes too."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def conversations(self, text: str, limit: int = 50) -> list[str]:
        """Return the conversations in which one message has all the words of `text`, the latest first.

        The last word may be unfinished. Nothing is found if no word carries meaning.
        """
        found = found_messages(text, self._database.dialect).c
        query = (
            select(found.conversation)
            .group_by(found.conversation)
            .order_by(func.max(found.id).desc())
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return list((await connection.execute(query)).scalars())


def found_messages(text: str, dialect: str) -> CTE:
    """Return the latest messages that have all the words of `text`: their `id`, their `conversation`."""
    sought = words_sought(text)
    query = select(_M.id, _M.conversation)
    if not sought:
        query = query.where(false())
    elif dialect == "sqlite":
        query = query.where(_M.id.in_(_in_sqlite(sought)))
    else:
        # Not by the identifier itself: PostgreSQL would rather read all messages backwards.
        query = query.where(_in_postgresql(sought)).order_by((_M.id + 0).desc()).limit(MOST_MESSAGES)
    # Once and for all: it would also rather search again for every conversation.
    return query.cte("found").prefix_with("MATERIALIZED", dialect="postgresql")


def words_sought(text: str) -> list[str]:
    """Return what a search looks for: each stem once, in order, the last one perhaps unfinished.

    >>> words_sought("Les « communes » éligibles, communes elig")
    ['commun', 'eligibl', 'elig']
    """
    sought = [stem[:LONGEST_WORD] for stem in stems(text) if any(map(str.isalnum, stem))]
    last = sought[-1:]
    return [*dict.fromkeys(stem for stem in sought[: MOST_WORDS - 1] if stem not in last), *last]


def _in_sqlite(sought: list[str]) -> Select[Any]:
    # Between quotes nothing is syntax. https://www.sqlite.org/fts5.html#fts5_strings
    words = ['"{}"'.format(stem.replace('"', '""')) for stem in sought]
    matches = literal_column("message_search").op("MATCH")(" AND ".join(words) + " *")
    id = _SQLITE_SEARCH.c.rowid
    return select(id).where(matches).order_by(id.desc()).limit(MOST_MESSAGES)


def _in_postgresql(sought: list[str]) -> ColumnElement[bool]:
    # Between quotes nothing is syntax but these two.
    # https://www.postgresql.org/docs/current/datatype-textsearch.html#DATATYPE-TSQUERY
    words = ["'{}'".format(stem.replace("\\", "\\\\").replace("'", "''")) for stem in sought]
    query = func.to_tsquery(_SIMPLE, " & ".join(words) + ":*")
    return func.to_tsvector(_SIMPLE, _M.stems).op("@@")(query)
