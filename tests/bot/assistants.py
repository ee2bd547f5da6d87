"""Assistants on made-up texts that search by letters and decide as a test wants."""

from pathlib import Path

import pytest

from bot.assistant import Assistant
from ingest.pipeline import ingest
from knowledge.decision import Model
from knowledge.embedders import hash_embedder
from knowledge.progress import Silent
from knowledge.snapshot import Snapshot, open_snapshot
from knowledge.store import open_store

SITE = "https://guichet.example"
CORPUS_TOML = """\
[call]
id = "essai"
name = "Appel d’essai"
contact = "contact@exemple.fr"

[[document]]
id = "avis"
title = "Avis n° 12"
kind = "press_release"
published = 2013-07-01
file = "avis.md"

[[document]]
id = "projet"
title = "Projet de loi n° 805"
kind = "bill"
status = "draft"
file = "projet.md"

[[document]]
id = "cahier"
title = "Cahier des charges"
kind = "specifications"
status = "expected"
topics = ["date limite de dépôt"]
"""
NOTICE = """\
## Qui peut candidater ?

Peuvent candidater :

- les communes, sauf celles qui ont déjà été retenues ;
- les associations de l’économie sociale et solidaire.

## Quel est le montant de l’aide ?

L’enveloppe est de trois millions d’euros. Elle n’est pas répartie à l’avance.
"""
BILL = """\
# Article 5

Les pôles réunissent des entreprises et des collectivités territoriales.
"""


def made_up_snapshot(folder: Path) -> Snapshot:
    """Ingest the made-up texts below `folder` and open them."""
    texts = folder / "corpus"
    texts.mkdir()
    for name, text in (("corpus.toml", CORPUS_TOML), ("avis.md", NOTICE), ("projet.md", BILL)):
        (texts / name).write_text(text, encoding="utf-8")
    data = folder / "data"
    store = open_store(f"sqlite:///{data / 'guichet.db'}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("knowledge.vocabulary.EVERYDAY_WORDS", 500)
        ingest(texts, store, hash_embedder(), data, None, Silent())
        return open_snapshot(store, hash_embedder(), data)


def deciding(confidence: str) -> Model:
    """Return a model that is always "sure", "unsure" or "lost", and sees no intent in any question."""
    bias = {"sure": 5.0, "unsure": 0.0, "lost": -5.0}[confidence]
    return Model(weights={}, bias=bias, answer=0.9, offer=0.3, scope=0.1, sure=2.0, likely=2.0)


def assistant_on(snapshot: Snapshot, confidence: str = "sure") -> Assistant:
    """Return an assistant that is always as confident as said."""
    return Assistant(snapshot, deciding(confidence), SITE)
