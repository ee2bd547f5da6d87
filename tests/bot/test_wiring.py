"""The parts are put together as the settings say, and looking at an installation creates nothing."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.model.making import LanguageModel
from bot.replies import Decision
from bot.settings import Settings, load_settings
from bot.wiring import (
    drop_old_receipts,
    find_receipt,
    ingest_corpus,
    installed,
    keep_certificate,
    open_desk,
)
from knowledge.bounds import upper_bound
from knowledge.calibration import Certificate
from knowledge.chat.values import Use
from knowledge.coverage import Basis
from knowledge.decision import load_model, trained_on
from knowledge.errors import EmbedderMismatch, NoIndex
from knowledge.preparation import State
from knowledge.progress import Silent
from knowledge.receipt import UnreadableReceipt
from knowledge.store import open_store
from knowledge.typology import load_typology
from tests.llm.scripted import ScriptedChat, down

CERTIFICATE = Certificate(0.72, 0.05, 0.95, 100, 0, upper_bound(0, 100, 0.95), 130, 110)
PREPARED = """[[topic]]
id = "public_bodies"
state = "stated"
passages = [{ document = "avis", quote = "Les communes peuvent candidater." }]
questions = ["Les communes sont-elles admises ?"]
"""
NUMBER = "K7QM-2XWD-9RTB"


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


def ingested(text: str = "Les communes peuvent candidater.", **more: object) -> Settings:
    """Bring a corpus of one sentence into service."""
    chosen = settings(corpus("textes", text), **more)
    ingest_corpus(chosen, Silent())
    return chosen


def threshold(chosen: Settings, answer_from: float | None = None) -> float:
    """Return the probability from which a desk answers, as the receipt of a reply tells."""
    number = open_desk(chosen, answer_from).reply("Les communes peuvent candidater ?").receipt
    assert number is not None
    found = find_receipt(chosen, number)
    assert found is not None
    return found.model.answer


def test_what_the_texts_cover_is_installed_and_known_to_the_desk() -> None:
    chosen = settings(corpus("textes", "Les communes peuvent candidater."))
    (chosen.corpus / "preparation.toml").write_text(PREPARED, encoding="utf-8")
    ingest_corpus(chosen, Silent())
    found = installed(chosen)
    assert found is not None
    assert [one.topic for one in found.coverage.topics] == [topic.id for topic in load_typology()]
    approved = found.coverage.of("public_bodies")
    assert approved is not None and (approved.state, approved.basis) == (State.STATED, Basis.STAFF)
    assert [one.topic for one in found.coverage.topics if one.basis is Basis.STAFF] == ["public_bodies"]
    assert open_desk(chosen).coverage == found.coverage


def test_the_receipt_of_a_reply_is_found_by_its_number_for_as_long_as_is_set() -> None:
    chosen = ingested(receipt_days=30)
    reply = open_desk(chosen).reply("Les communes peuvent candidater ?")
    assert reply.receipt is not None
    found = find_receipt(chosen, reply.receipt)
    assert found is not None
    assert (found.number, found.outcome.confidence) == (reply.receipt, reply.confidence)
    assert find_receipt(chosen, NUMBER) is None
    assert drop_old_receipts(chosen, found.at + timedelta(days=30)) == 0
    assert drop_old_receipts(chosen, found.at + timedelta(days=30, seconds=1)) == 1
    assert find_receipt(chosen, reply.receipt) is None


def test_a_receipt_of_another_release_is_not_misread() -> None:
    chosen = ingested(database_url="sqlite:///base/guichet.db")
    with closing(open_store("sqlite:///base/guichet.db")) as store:
        store.keep_receipt(NUMBER, datetime(2026, 1, 1, tzinfo=UTC), {"format": 99})
    with pytest.raises(UnreadableReceipt):
        find_receipt(chosen, NUMBER)


def test_looking_for_a_receipt_creates_nothing() -> None:
    assert find_receipt(load_settings(), NUMBER) is None
    assert find_receipt(load_settings(database_url="sqlite:///base/guichet.db"), NUMBER) is None
    assert list(Path().iterdir()) == []


def test_answers_are_given_from_the_threshold_that_was_certified() -> None:
    chosen = ingested()
    assert threshold(chosen) == load_model().answer
    assert keep_certificate(chosen, CERTIFICATE).parent.parent == chosen.data
    assert threshold(chosen) == CERTIFICATE.threshold


def test_a_threshold_that_is_asked_for_wins_be_it_nothing() -> None:
    chosen = ingested()
    keep_certificate(chosen, CERTIFICATE)
    assert threshold(chosen, 0.0) == 0.0
    assert threshold(chosen, 0.9) == 0.9


def test_a_certificate_of_other_texts_or_another_preparation_lowers_nothing() -> None:
    chosen = ingested()
    keep_certificate(chosen, CERTIFICATE)
    preparation = chosen.corpus / "preparation.toml"
    preparation.write_text(PREPARED, encoding="utf-8")
    ingest_corpus(chosen, Silent())
    assert threshold(chosen) == load_model().answer
    preparation.unlink()
    ingest_corpus(chosen, Silent())
    assert threshold(chosen) == CERTIFICATE.threshold
    (chosen.corpus / "avis.md").write_text("# Avis\n\nLes régions peuvent candidater.\n", encoding="utf-8")
    ingest_corpus(chosen, Silent())
    assert threshold(chosen) == load_model().answer


def test_a_strict_threshold_stays_when_its_texts_change() -> None:
    chosen = ingested()
    keep_certificate(chosen, replace(CERTIFICATE, threshold=0.93))
    (chosen.corpus / "avis.md").write_text("# Avis\n\nLes régions peuvent candidater.\n", encoding="utf-8")
    ingest_corpus(chosen, Silent())
    assert threshold(chosen) == 0.93


def test_no_synthesis_is_written_where_a_threshold_is_sought() -> None:
    chosen = ingested()
    keep_certificate(chosen, replace(CERTIFICATE, threshold=0.0))
    chat = ScriptedChat([down()])
    writes = LanguageModel(chat, frozenset({Use.ANSWERS}), 1.0, lambda _: None)
    for answer_from, asked in ((0.0, 0), (None, 1)):
        reply = open_desk(chosen, answer_from, model=writes).reply("Les communes peuvent candidater ?")
        assert reply.decision is Decision.ANSWER
        assert len(chat.requests) == asked


def test_nothing_is_certified_before_the_first_ingestion() -> None:
    with pytest.raises(NoIndex):
        keep_certificate(settings(corpus("textes", "Les communes peuvent candidater.")), CERTIFICATE)


def test_the_shipped_model_says_which_questions_it_was_fitted_on() -> None:
    assert len(trained_on()) > 100
    assert all(len(fingerprint) == 16 for fingerprint in trained_on())


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
