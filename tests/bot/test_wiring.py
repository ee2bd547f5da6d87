"""The parts are put together as the settings say, and looking at an installation creates nothing."""

from pathlib import Path

import pytest

from bot.replies import Decision
from bot.settings import Settings, load_settings
from bot.wiring import ingest_corpus, installed, open_desk
from knowledge.errors import EmbedderMismatch, NoIndex
from knowledge.progress import Silent


@pytest.fixture(autouse=True)
def few_everyday_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build vocabularies in no time: their words are not the point here."""
    monkeypatch.setattr("knowledge.vocabulary.EVERYDAY_WORDS", 500)


def corpus(name: str, text: str) -> Path:
    folder = Path(name)
    folder.mkdir()
    (folder / "avis.md").write_text(f"# Avis\n\n{text}\n", encoding="utf-8")
    return folder


def settings(folder: Path, **more: object) -> Settings:
    return load_settings(**{"corpus": folder, "data": Path("data"), "embedder": "hash"} | more)


def test_nothing_is_installed_before_the_first_ingestion_and_looking_creates_nothing() -> None:
    assert installed(load_settings()) is None
    assert installed(load_settings(database_url="sqlite:///base/guichet.db")) is None
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("database", [None, "sqlite:///base/guichet.db"])
def test_what_was_ingested_is_installed(database: str | None) -> None:
    chosen = settings(corpus("textes", "Les communes peuvent candidater."), database_url=database)
    assert ingest_corpus(chosen, Silent()).changed
    found = installed(chosen)
    assert found is not None
    assert found.version.embedder == "hash"
    assert [document.title for document in found.corpus.documents] == ["Avis"]


def test_a_database_in_memory_holds_nothing_yet() -> None:
    assert installed(load_settings(database_url="sqlite:///:memory:")) is None


def test_the_desk_does_not_open_before_the_first_ingestion() -> None:
    with pytest.raises(NoIndex):
        open_desk(settings(corpus("textes", "Les communes peuvent candidater.")))


def test_the_desk_answers_from_what_was_ingested_with_links_to_the_site() -> None:
    chosen = settings(
        corpus("textes", "Les communes peuvent candidater."), public_url="https://guichet.example"
    )
    ingest_corpus(chosen, Silent())
    desk = open_desk(chosen)
    assert [passage.text for passage in desk.corpus.passages] == ["Les communes peuvent candidater."]
    reply = desk.reply("Les communes peuvent candidater.")
    assert reply.decision in Decision
    assert all(citation.url.startswith("https://guichet.example/") for citation in reply.citations)


def test_another_model_than_that_of_the_index_is_refused() -> None:
    folder = corpus("textes", "Les communes peuvent candidater.")
    ingest_corpus(settings(folder), Silent())
    with pytest.raises(EmbedderMismatch):
        open_desk(settings(folder, embedder="bundled"))


def test_two_corpora_that_share_a_data_folder_never_mix() -> None:
    first, second = settings(corpus("un", "Premier avis.")), settings(corpus("deux", "Second avis."))
    ingest_corpus(first, Silent())
    assert installed(second) is None
    ingest_corpus(second, Silent())
    for chosen, text in ((first, "Premier avis."), (second, "Second avis.")):
        assert [passage.text for passage in open_desk(chosen).corpus.passages] == [text]
