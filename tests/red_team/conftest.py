"""The product as it comes, and one whose texts hold orders to whoever reads them."""

import json
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.settings import Settings, load_settings
from bot.wiring import ingest_corpus, open_desk
from ingest.pipeline import ingest
from knowledge.embedders import hash_embedder
from knowledge.progress import Silent
from knowledge.snapshot import Snapshot, open_snapshot
from knowledge.store import open_store
from tests.red_team.attacks import ATTACKS, Attack

CALL = '[call]\nid = "pieges"\nname = "Appel des pôles"\ncontact = "contact@exemple.fr"\n'
DOCUMENT = """
[[document]]
id = "{id}"
title = "Texte {id}"
kind = "press_release"
published = 2013-07-01
file = "{file}"
"""


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of the product as it comes, its texts in service."""
    settings = load_settings(data=tmp_path_factory.mktemp("shipped"))
    ingest_corpus(settings, Silent())
    return settings


@pytest.fixture(scope="session")
def assistant(shipped: Settings) -> Assistant:
    """The product as it comes: its own texts, its own thresholds, no language model."""
    desk = open_desk(shipped)
    assert isinstance(desk, Assistant)
    return desk


@pytest.fixture(scope="session")
def trapped(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The documents of the attacks that have one, ingested as any corpus is."""
    folder = tmp_path_factory.mktemp("trapped")
    texts = folder / "corpus"
    texts.mkdir()
    laid = [attack for attack in ATTACKS if attack.document]
    (texts / "corpus.toml").write_text(CALL + "".join(map(_declared, laid)), encoding="utf-8")
    for attack in laid:
        (texts / _file(attack)).write_text(attack.document, encoding="utf-8")
    return _ingested(texts, folder / "data")


def _ingested(texts: Path, data: Path) -> Snapshot:
    store = open_store(f"sqlite:///{data / 'guichet.db'}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("knowledge.vocabulary.EVERYDAY_WORDS", 500)
        report = ingest(texts, store, hash_embedder(), data, None, Silent())
        assert report.skipped == (), json.dumps([str(one) for one in report.skipped], ensure_ascii=False)
        return open_snapshot(store, hash_embedder(), data)


def _declared(attack: Attack) -> str:
    return DOCUMENT.format(id=attack.id, file=_file(attack))


def _file(attack: Attack) -> str:
    return f"{attack.id}.{attack.format}"
