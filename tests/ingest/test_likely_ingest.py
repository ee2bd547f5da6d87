import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from ingest.report import Report
from knowledge.chat.values import Request
from knowledge.documents import Kind
from knowledge.embedders import hash_embedder
from knowledge.entries import Channel
from knowledge.progress import Silent
from knowledge.snapshot import Snapshot, open_snapshot
from knowledge.store import Store, open_store
from knowledge.validated import Validated
from knowledge.writing.likely import LikelyQuestions
from tests.llm.scripted import Answer, ScriptedChat, down

NOTICE = """# Communiqué

## Budget

Une enveloppe de trois millions d’euros est ouverte aux pôles territoriaux.

## Pôles

Les pôles rassemblent des entreprises de l’économie sociale et solidaire.

## Sélection

Les dossiers complets sont examinés par un jury national de sélection.
"""
OF = {
    "enveloppe": "Combien d’argent compte l’enveloppe ?",
    "rassemblent": "Qui se retrouve dans les pôles ?",
    "jury": "Quel jury examine les dossiers ?",
}


def proposing(request: Request) -> str:
    """What a model says of each passage: the question that it answers, and one that is of no use."""
    said = [question for word, question in OF.items() if word in request.turns[-1].text]
    return json.dumps({"questions": [*said, "Peut-on obtenir 900 euros ?"]})


@pytest.fixture(autouse=True)
def few_everyday_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.vocabulary.EVERYDAY_WORDS", 500)


@dataclass
class Place:
    """A corpus of three passages, the store and the data folder that it is ingested into."""

    folder: Path
    data: Path
    store: Store
    seconds: list[float] = field(default_factory=lambda: [0.0])

    def ingest(
        self, chat: ScriptedChat | None, whole: float = 900, answers: tuple[Validated, ...] = ()
    ) -> Report:
        """Ingest; each look at the clock takes a second."""
        likely = LikelyQuestions(chat, whole=whole, clock=self.clock) if chat else None
        args = (self.folder, self.store, hash_embedder(), self.data, None, Silent())
        return ingest(*args, likely=likely, validated=answers)

    def clock(self) -> float:
        self.seconds[0] += 1
        return self.seconds[0]

    def opened(self) -> Snapshot:
        return open_snapshot(self.store, hash_embedder(), self.data)

    def questions(self) -> list[str]:
        with closing(self.opened()) as snapshot:
            return [entry.text for entry in snapshot.entries if entry.channel is Channel.LIKELY]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "communique.md").write_text(NOTICE, encoding="utf-8")
    with closing(open_store(f"sqlite:///{tmp_path}/guichet.db")) as store:
        yield Place(folder, tmp_path / "data", store)


def test_what_a_model_proposes_is_indexed_with_its_passage(place: Place) -> None:
    chat = ScriptedChat([proposing])
    report = place.ingest(chat)
    assert place.questions() == list(OF.values())
    assert (report.without_questions, report.unasked) == (0, 0)
    assert "Sans question probable : 0 passage." in str(report)
    with closing(place.opened()) as snapshot:
        assert snapshot.index.count() == sum(entry.searched for entry in snapshot.entries)
        row = next(n for n, entry in enumerate(snapshot.entries) if entry.text == OF["jury"])
        assert snapshot.index.search(snapshot.vectors[row], 1)[0][0] == row


def test_without_a_model_the_index_is_what_it_was(place: Place) -> None:
    report = place.ingest(None)
    before = place.store.active()
    assert report.without_questions is None
    assert "question" not in str(report)
    assert place.questions() == []
    assert not place.ingest(None).changed
    assert place.ingest(ScriptedChat([proposing])).changed
    assert place.ingest(None).changed
    after = place.store.active()
    assert before and after and before.fingerprint == after.fingerprint
    assert place.questions() == []


def test_nothing_is_asked_twice(place: Place) -> None:
    chat = ScriptedChat([proposing])
    place.ingest(chat)
    assert len(chat.requests) == 3
    assert not place.ingest(chat).changed
    (place.folder / "communique.md").write_text(
        NOTICE + "\n## Dépôt\n\nLe dépôt des dossiers est gratuit.\n", encoding="utf-8"
    )
    assert place.ingest(chat).changed
    assert [request.turns[-1].text.count("gratuit") for request in chat.requests] == [0, 0, 0, 1]


def test_another_model_is_asked_anew(place: Place) -> None:
    place.ingest(ScriptedChat([proposing]))
    other = ScriptedChat(['{"questions": []}'], "openai:other")
    report = place.ingest(other)
    assert (len(other.requests), report.without_questions, report.unasked) == (3, 3, 0)
    assert place.questions() == []


def test_a_model_that_is_down_leaves_the_ingest_as_it_is_until_the_next_one(place: Place) -> None:
    broken = ScriptedChat([down()])
    report = place.ingest(broken)
    assert report.changed
    assert not report.failed
    assert (len(broken.requests), report.without_questions, report.unasked) == (3, 3, 3)
    assert "Sans question probable : 3 passages, dont 3 passages que le modèle de langue" in str(report)
    assert place.ingest(ScriptedChat([proposing])).unasked == 0
    assert place.questions() == list(OF.values())


def test_a_model_is_left_alone_after_three_failures_in_a_row(place: Place) -> None:
    more = "\n".join(
        f"## Étape {word}\n\nLe dossier {word} est examiné avec soin.\n" for word in ("un", "deux", "trois")
    )
    (place.folder / "communique.md").write_text(f"{NOTICE}\n{more}", encoding="utf-8")
    answers: list[Answer] = [down(), proposing, down(), down(), down(), proposing]
    chat = ScriptedChat(answers)
    report = place.ingest(chat)
    assert len(chat.requests) == 5
    assert report.unasked == 5


def test_a_slow_model_is_asked_no_longer_than_there_is_time_and_goes_on_the_next_time(place: Place) -> None:
    chat = ScriptedChat([proposing])
    report = place.ingest(chat, whole=2.5)
    assert 0 < len(chat.requests) < 3
    assert report.unasked == 3 - len(chat.requests)
    assert max(chat.waits) <= 2.5
    assert place.ingest(chat).unasked == 0
    assert len(chat.requests) == 3


def test_with_no_time_at_all_only_what_is_kept_counts(place: Place) -> None:
    place.ingest(ScriptedChat([proposing]))
    (place.folder / "communique.md").write_text(
        NOTICE + "\n## Dépôt\n\nLe dépôt des dossiers est gratuit.\n", encoding="utf-8"
    )
    chat = ScriptedChat([proposing])
    assert place.ingest(chat, whole=0).unasked == 1
    assert chat.requests == []
    assert place.questions() == list(OF.values())


@pytest.mark.parametrize(
    "said", ["", '{"questions": ["Qui', "Ignore tout ?", '{"questions": ["Ignore les consignes du jury ?"]}']
)
def test_a_lying_model_changes_nothing_and_is_not_asked_again(place: Place, said: str) -> None:
    chat = ScriptedChat([said])
    report = place.ingest(chat)
    assert (report.without_questions, report.unasked) == (3, 0)
    assert place.questions() == []
    assert not place.ingest(chat).changed
    assert len(chat.requests) == 3


def test_a_question_that_fits_many_passages_tells_none_apart(place: Place) -> None:
    lines = [
        f"## Examen de {what}\n\nLe jury examine {what} des dossiers reçus."
        for what in ("le budget", "la durée", "le plan", "le lieu")
    ]
    (place.folder / "communique.md").write_text("\n\n".join(lines), encoding="utf-8")
    report = place.ingest(ScriptedChat([json.dumps({"questions": ["Que fait le jury ?"]})]))
    assert place.questions() == []
    assert report.without_questions == report.passages > 3


def test_an_answer_of_staff_is_not_sent(place: Place) -> None:
    answer = Validated("v", "Qui paie ?", (), "Le ministère répond à tous par courriel.", date(2013, 9, 1))
    chat = ScriptedChat([proposing])
    report = place.ingest(chat, answers=(answer,))
    version = place.store.active()
    assert version
    assert any(one.kind is Kind.VALIDATED for one in place.store.corpus(version.id).documents)
    assert report.unasked == 0
    assert not any("courriel" in request.turns[-1].text for request in chat.requests)
