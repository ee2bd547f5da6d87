"""What each key of procedure.toml may hold, and how to say it in French."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from ingest.manifest_rules import Rule
from ingest.statements import ANNOUNCED, PASSAGES, STATE
from ingest.toml_values import line, names, said, texts


def _when(value: object) -> date | datetime:
    """Accept a day, or a moment with its offset: without it the hour would be guessed.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError
        return value
    if isinstance(value, date):
        return value
    raise ValueError


_WHEN = Rule(
    _when,
    "une date, ou une date et une heure avec son décalage, sans guillemets",
    "2020-02-28T17:00:00+01:00",
)

STEP: Mapping[str, Rule] = {
    "id": names("filing"),
    "name": said("Déposer le dossier"),
    "who": line("Le porteur du projet"),
    "state": STATE,
    "begins": replace(_WHEN, example="2020-01-15"),
    "ends": _WHEN,
    "said": line("mi-mars"),
    "pieces": Rule(texts, "une liste de pièces entre guillemets", '["form"]'),
    "passages": PASSAGES,
    "announced": ANNOUNCED,
}
"""The keys of each table `[[step]]`, in the order in which they are written."""

PIECE: Mapping[str, Rule] = {
    "id": names("form"),
    "name": said("Le formulaire de candidature"),
    "who": line("Le porteur du projet"),
    "help": line("Il se remplit en ligne."),
    "state": STATE,
    "passages": PASSAGES,
    "announced": ANNOUNCED,
}
"""The keys of each table `[[piece]]`, in the order in which they are written."""
