"""What a criterion, a step or a piece says of the texts: they state it, and are quoted, or they do not."""

from enum import StrEnum
from typing import Any

from ingest.entries import Entries
from ingest.preparation import PreparedQuote
from ingest.preparation_rules import TOPIC
from ingest.toml_places import Place
from ingest.toml_values import line, one_of


class Stated(StrEnum):
    """Whether the texts say it."""

    STATED = "stated"
    NOT_STATED = "not_stated"


PASSAGES = TOPIC["passages"]
STATE = one_of(tuple(Stated), "not_stated")
ANNOUNCED = line("cahier-des-charges-2013")


def take_sources(
    entries: Entries, values: dict[str, Any], place: Place
) -> tuple[bool, tuple[PreparedQuote, ...]]:
    """Take from the values of the table at `place` whether the texts state a thing, and their quotations.

    Raises:
        ManifestError: a quotation is at fault, lacks, or is one too many.
    """
    stated = values.pop("state", Stated.STATED) is Stated.STATED
    quotes = entries.quotes(values.pop("passages", ()), *place, "passages")
    where = (*place, "passages")
    if stated and not quotes:
        what, fix = "aucun passage n’est cité", 'ajoutez passages, ou écrivez state = "not_stated"'
        raise entries.fault(where, what, "une citation au moins", fix)
    if quotes and not stated:
        what = "state vaut « not_stated » et pourtant des passages sont cités"
        raise entries.fault(where, what, "aucune citation", "retirez passages, ou corrigez state")
    return stated, quotes
