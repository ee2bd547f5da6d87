"""Keep what a language model proposed for each text, so that it is asked once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from knowledge.receipts import Receipts
from knowledge.schema import proposed_table

CHUNK = 5_000
"""Values in one statement."""

_P = proposed_table.c


class ProposedRows(Receipts):
    """The questions of language models in a database; `maker` is a model's name and what it was told."""

    def proposed(self, maker: str, digests: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return what `maker` proposed for texts, by their digest; nothing where it was not asked."""
        found: dict[str, tuple[str, ...]] = {}
        wanted = list(digests)
        with self._database.reading() as connection:
            for start in range(0, len(wanted), CHUNK):
                these = (_P.maker == maker) & _P.digest.in_(wanted[start : start + CHUNK])
                for row in connection.execute(select(_P.digest, _P.questions).where(these)):
                    found[row.digest] = tuple(row.questions)
        return found

    def keep_proposed(self, maker: str, proposed: Mapping[str, Sequence[str]]) -> None:
        """Keep what `maker` proposed for texts, by their digest, instead of what it did before."""
        values: list[dict[str, Any]] = [
            {"maker": maker, "digest": digest, "questions": list(questions)}
            for digest, questions in proposed.items()
        ]
        with self._database.writing() as connection:
            for start in range(0, len(values), CHUNK):
                chunk = values[start : start + CHUNK]
                own = (_P.maker == maker) & _P.digest.in_([value["digest"] for value in chunk])
                connection.execute(delete(proposed_table).where(own))
                connection.execute(insert(proposed_table), chunk)

    def drop_proposed(self, but: Iterable[str]) -> None:
        """Forget what any model proposed for texts, `but` those of these digests."""
        with self._database.writing() as connection:
            known = set(connection.execute(select(_P.digest).distinct()).scalars())
            old = sorted(known.difference(but))
            for start in range(0, len(old), CHUNK):
                connection.execute(delete(proposed_table).where(_P.digest.in_(old[start : start + CHUNK])))
