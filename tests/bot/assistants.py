"""Assistants on made-up texts that search by letters and decide as a test wants."""

from pathlib import Path

import pytest

from bot.assistant import Assistant, Keep
from bot.model.guests import Guests
from ingest.pipeline import ingest
from knowledge.coverage import Coverage, cover
from knowledge.decision import Model
from knowledge.embedders import hash_embedder
from knowledge.progress import Silent
from knowledge.ranking import MEASURES
from knowledge.receipt import Receipt
from knowledge.snapshot import Snapshot, open_snapshot
from knowledge.store import open_store
from knowledge.typology import load_typology

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
PREPARATION = """\
[[topic]]
id = "associations"
state = "stated"
passages = [{ document = "avis", quote = "les associations de l’économie sociale et solidaire." }]
questions = ["Une association peut-elle candidater ?", "Les associations de l’ESS sont-elles admises ?"]

[[topic]]
id = "total_budget"
state = "partly"
passages = [{ document = "avis", quote = "L’enveloppe est de trois millions d’euros." }]
missing = "comment elle est répartie"

[[topic]]
id = "closing_date"
state = "not_stated"
announced = "cahier"

[[topic]]
id = "audit"
state = "not_stated"

[[topic]]
id = "partners"
state = "conflicting"
passages = [
  { document = "avis", quote = "les communes, sauf celles qui ont déjà été retenues ;" },
  { document = "projet", quote = "Les pôles réunissent des entreprises et des collectivités territoriales." },
]
"""
FILES = {"corpus.toml": CORPUS_TOML, "preparation.toml": PREPARATION, "avis.md": NOTICE, "projet.md": BILL}


def made_up_snapshot(folder: Path) -> Snapshot:
    """Ingest the made-up texts below `folder` and open them."""
    texts = folder / "corpus"
    texts.mkdir()
    for name, text in FILES.items():
        (texts / name).write_text(text, encoding="utf-8")
    data = folder / "data"
    store = open_store(f"sqlite:///{data / 'guichet.db'}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("knowledge.vocabulary.EVERYDAY_WORDS", 500)
        ingest(texts, store, hash_embedder(), data, None, Silent())
        return open_snapshot(store, hash_embedder(), data)


def deciding(confidence: str) -> Model:
    """Return a model that is always "sure", "unsure" or "lost", and sees no intent or topic anywhere."""
    bias = {"sure": 5.0, "unsure": 0.0, "lost": -5.0}[confidence]
    ranking = dict.fromkeys(MEASURES, 1.0)
    return Model(
        weights={},
        bias=bias,
        ranking=ranking,
        answer=0.9,
        offer=0.3,
        scope=0.1,
        sure=2.0,
        likely=2.0,
        intent=2.0,
        topic=2.0,
    )


def forget(_receipt: Receipt) -> None:
    """Keep no receipt."""


def assistant_on(
    snapshot: Snapshot,
    model: Model | str = "sure",
    coverage: Coverage | None = None,
    keep: Keep = forget,
    guests: Guests | None = None,
) -> Assistant:
    """Return an assistant that decides as said, by default on what staff prepared."""
    decides = deciding(model) if isinstance(model, str) else model
    prepared = cover(snapshot.corpus, load_typology(), (), {})
    return Assistant(snapshot, prepared if coverage is None else coverage, decides, SITE, keep, guests)
