"""What each key of preparation.toml may hold, and how to say it in French."""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace

from ingest.manifest_rules import DOCUMENT, Rule
from knowledge.preparation import State


def _text(value: object) -> str:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.strip())
    raise ValueError


def _words(value: object) -> str:
    if text := _text(value):
        return text
    raise ValueError


def _state(value: object) -> State:
    return State(_text(value))


def _questions(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(map(_words, value))
    raise ValueError


def _tables(value: object) -> tuple[dict[str, object], ...]:
    if isinstance(value, list) and all(isinstance(table, dict) for table in value):
        return tuple(value)
    raise ValueError


def _line(example: str) -> Rule:
    return Rule(_text, "un texte entre guillemets, vide s’il n’y a rien à dire", f'"{example}"')


TOPIC: Mapping[str, Rule] = {
    "id": replace(DOCUMENT["id"], example='"total_budget"'),
    "name": _line("le lieu du lancement de l’appel"),
    "question": _line("Où l’appel à projets a-t-il été lancé ?"),
    "approved": replace(DOCUMENT["official"], example="false"),
    "state": Rule(_state, f"l’un de {', '.join(State)}", '"stated"', required=True),
    "passages": Rule(
        _tables,
        "une liste de citations, chacune entre accolades",
        '[{ document = "communique", quote = "Une enveloppe de trois millions d’euros" }]',
    ),
    "value": _line("trois millions d’euros"),
    "missing": _line("le nombre minimal de partenaires"),
    "questions": Rule(_questions, "une liste de questions entre guillemets", '["Quel est le budget ?"]'),
    "announced": _line("cahier-des-charges-2013"),
}
"""The keys of each table `[[topic]]`, in the order in which they are written."""

QUOTE: Mapping[str, Rule] = {
    "document": DOCUMENT["id"],
    "quote": Rule(
        _words, "des mots du document entre guillemets", '"Une enveloppe de trois millions d’euros"', True
    ),
}
"""The keys of each quotation of a topic."""
