"""What each key of eligibility.toml may hold, and how to say it in French."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from ingest.manifest_rules import DOCUMENT, Rule
from ingest.statements import ANNOUNCED, PASSAGES, STATE
from ingest.toml_values import line, names, one_of, said, tables, texts
from knowledge.eligibility.answers import number_in
from knowledge.eligibility.criteria import Takes


def bound(value: object) -> Decimal:
    """Return the least or the most that an answer may be.

    Raises:
        ValueError: it is no number that could be an answer.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number_in(f"{Decimal(str(value)):f}")
    raise ValueError


def _bound(example: str) -> Rule:
    return Rule(bound, "un nombre en chiffres, sans signe, avec un point s’il a des décimales", example)


QUESTION: Mapping[str, Rule] = {
    "id": names("partners"),
    "ask": said("Qui participe à votre projet, vous compris ?"),
    "takes": one_of(tuple(Takes), "yes_no", required=True),
    "help": line("Comptez chaque structure une seule fois."),
    "unit": line("mois"),
    "least": _bound("1"),
    "most": _bound("36"),
    "options": Rule(
        tables,
        "une liste de réponses possibles, chacune entre accolades",
        '[{ id = "commune", name = "une commune" }]',
    ),
}
"""The keys of each table `[[question]]`, in the order in which they are written."""

_WORDS = Rule(texts, "une liste de textes entre guillemets", '["mairie"]')

OPTION: Mapping[str, Rule] = {
    "id": names("commune"),
    "name": said("une commune"),
    "words": _WORDS,
    "forms": replace(_WORDS, expected="une liste de formes juridiques entre guillemets", example='["7210"]'),
}
"""The keys of each answer that a question proposes."""

_CONDITION = Rule(texts, "une liste de conditions entre guillemets", '["partners.ess >= 1 & lead = commune"]')

CRITERION: Mapping[str, Rule] = {
    "id": names("ess"),
    "name": said("Au moins une entreprise de l’économie sociale et solidaire"),
    "state": STATE,
    "passages": PASSAGES,
    "met": _CONDITION,
    "not_met": _CONDITION,
    "staff": _CONDITION,
    "to_meet": line("Associez une entreprise de l’économie sociale et solidaire."),
    "announced": ANNOUNCED,
    "draft": replace(DOCUMENT["official"], example="true"),
}
"""The keys of each table `[[criterion]]`, in the order in which they are written."""

DECISION: Mapping[str, Rule] = {"passages": replace(PASSAGES, required=True)}
"""The keys of the table `[decision]`."""
