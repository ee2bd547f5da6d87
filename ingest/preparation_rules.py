"""What each key of preparation.toml may hold, and how to say it in French."""

from collections.abc import Mapping
from dataclasses import replace

from ingest.manifest_rules import DOCUMENT, Rule
from ingest.toml_values import line, tables, text, texts, words
from knowledge.preparation import State


def _state(value: object) -> State:
    return State(text(value))


TOPIC: Mapping[str, Rule] = {
    "id": replace(DOCUMENT["id"], example='"total_budget"'),
    "name": line("le lieu du lancement de l’appel"),
    "question": line("Où l’appel à projets a-t-il été lancé ?"),
    "approved": replace(DOCUMENT["official"], example="false"),
    "state": Rule(_state, f"l’un de {', '.join(State)}", '"stated"', required=True),
    "passages": Rule(
        tables,
        "une liste de citations, chacune entre accolades",
        '[{ document = "communique", quote = "Une enveloppe de trois millions d’euros" }]',
    ),
    "value": line("trois millions d’euros"),
    "missing": line("le nombre minimal de partenaires"),
    "questions": Rule(texts, "une liste de questions entre guillemets", '["Quel est le budget ?"]'),
    "announced": line("cahier-des-charges-2013"),
}
"""The keys of each table `[[topic]]`, in the order in which they are written."""

QUOTE: Mapping[str, Rule] = {
    "document": DOCUMENT["id"],
    "quote": Rule(
        words, "des mots du document entre guillemets", '"Une enveloppe de trois millions d’euros"', True
    ),
}
"""The keys of each quotation of a topic."""
