"""Validated answers come into service, and leave it, with the ingest that is told of them."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from ingest.errors import ManifestError
from ingest.pipeline import ingest
from ingest.report import Report
from knowledge.documents import Document, Kind, Passage
from knowledge.embedders import Embedder, hash_embedder
from knowledge.progress import Silent
from knowledge.store import Store, open_store
from knowledge.validated import RestsOn, Validated

NOTICE = "# Communiqué\n\nUne enveloppe de trois millions d’euros est ouverte.\n"
RULES = "# Règlement\n\nLe dossier est déposé par une association.\n"
BUDGET = RestsOn("communique", "trois millions d'euros")
ANSWER = Validated("b", "Combien ?", ("Quel budget ?",), "Trois millions.", date(2026, 11, 3), (BUDGET,))
OTHER = Validated("a", "Et le jury ?", (), "Le jury n’est pas nommé.", date(2026, 11, 4))


@pytest.fixture(autouse=True)
def few_everyday_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build vocabularies in no time: their words are not the point here."""
    monkeypatch.setattr("knowledge.vocabulary.EVERYDAY_WORDS", 500)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "communique.md").write_text(NOTICE, encoding="utf-8")
    (folder / "reglement.md").write_text(RULES, encoding="utf-8")
    return folder


@dataclass
class Place:
    """A data folder with its store, into which tests ingest one corpus folder."""

    folder: Path
    store: Store
    data: Path
    embedder: Embedder = field(default_factory=hash_embedder)

    def ingest(self, *validated: Validated) -> Report:
        return ingest(self.folder, self.store, self.embedder, self.data, None, Silent(), validated=validated)

    @property
    def active(self) -> int:
        version = self.store.active()
        assert version is not None
        return version.id

    @property
    def answers(self) -> list[Passage]:
        corpus = self.store.corpus(self.active)
        return [passage for passage in corpus.passages if passage.document_id == "reponses-validees"]

    @property
    def given(self) -> list[str]:
        return [passage.text for passage in self.answers]


@pytest.fixture
def place(folder: Path, tmp_path: Path) -> Iterator[Place]:
    with closing(open_store(f"sqlite:///{tmp_path}/guichet.db")) as store:
        yield Place(folder, store, tmp_path / "data")


def test_answers_come_into_service_as_a_document_on_the_first_ingest(place: Place) -> None:
    report = place.ingest(OTHER, ANSWER)
    assert (report.changed, report.documents, report.flagged, report.warnings) == (True, 3, (), ())
    corpus = place.store.corpus(place.active)
    assert corpus.documents[-1] == Document(
        "reponses-validees", "Réponses validées", Kind.VALIDATED, published=date(2026, 11, 4)
    )
    assert place.given == ["Trois millions.", "Le jury n’est pas nommé."]
    assert [treatment.question for treatment in corpus.treatments] == ["Combien ?", "Et le jury ?"]


def test_an_answer_that_is_added_alone_is_embedded_and_one_withdrawn_leaves(place: Place) -> None:
    place.ingest(ANSWER)
    added = place.ingest(ANSWER, OTHER)
    # Its passage, its sentence, its heading: its question is that heading, word for word.
    assert (added.changed, added.embedded) == (True, 3)
    withdrawn = place.ingest(OTHER)
    assert (withdrawn.changed, withdrawn.embedded, place.given) == (True, 0, ["Le jury n’est pas nommé."])
    none_left = place.ingest()
    assert (none_left.changed, none_left.embedded, none_left.documents) == (True, 0, 2)
    assert place.store.treatments(place.active) == ()


def test_the_same_answers_change_nothing_whatever_their_order(place: Place) -> None:
    place.ingest(ANSWER, OTHER)
    report = place.ingest(OTHER, ANSWER)
    assert (report.changed, report.flagged, place.active) == (False, (), 1)


@pytest.mark.parametrize(
    "amended",
    [
        replace(ANSWER, text="Trois millions d’euros."),
        replace(ANSWER, variants=()),
        replace(ANSWER, on=date(2026, 11, 5)),
        replace(ANSWER, rests_on=()),
    ],
)
def test_whatever_changes_of_an_answer_makes_a_new_version(place: Place, amended: Validated) -> None:
    place.ingest(ANSWER)
    before = place.answers[0].id
    assert place.ingest(amended).changed
    assert (place.given, place.answers[0].id) == ([amended.text], before)


def test_without_answers_a_version_made_before_there_were_any_is_still_that_of_the_texts(
    place: Place,
) -> None:
    place.ingest()
    version = place.store.active()
    place.ingest(ANSWER)
    place.ingest()
    again = place.store.active()
    assert version
    assert again
    assert version.fingerprint == again.fingerprint


def test_an_answer_is_flagged_when_the_text_that_it_rests_on_changes_until_it_is_back(place: Place) -> None:
    place.ingest(ANSWER, OTHER)
    notice = place.folder / "communique.md"
    notice.write_text(NOTICE.replace("trois", "quatre"), encoding="utf-8")
    for changed in (True, False):
        report = place.ingest(ANSWER, OTHER)
        assert (report.changed, report.flagged, report.failed) == (changed, ("b",), False)
        assert place.given == ["Le jury n’est pas nommé."]
        assert str(report).splitlines()[1] == (
            "À revoir : la réponse validée à « Combien ? » n’est plus donnée. La citation "
            "« trois millions d'euros » n’est plus dans « Communiqué ». "
            "Relisez-la d’après les textes, ou retirez-la."
        )
    notice.write_text(NOTICE, encoding="utf-8")
    report = place.ingest(ANSWER, OTHER)
    assert (report.changed, report.flagged, len(place.given)) == (True, (), 2)


def test_an_answer_stays_when_the_text_that_it_rests_on_cannot_be_read_any_more(place: Place) -> None:
    place.ingest(ANSWER)
    (place.folder / "communique.md").write_bytes(b"")
    for _ in range(2):
        report = place.ingest(ANSWER)
        assert (report.flagged, len(report.skipped), place.given) == ((), 1, ["Trois millions."])


def test_an_answer_that_rests_on_a_text_never_read_is_flagged(place: Place) -> None:
    (place.folder / "communique.md").write_bytes(b"")
    report = place.ingest(ANSWER, OTHER)
    assert (report.flagged, place.given) == (("b",), ["Le jury n’est pas nommé."])


def test_when_no_text_can_be_read_answers_still_come_and_go(place: Place) -> None:
    place.ingest(ANSWER)
    for file in place.folder.iterdir():
        file.write_bytes(b"")
    same = place.ingest(ANSWER)
    assert (same.changed, same.flagged, len(same.skipped)) == (False, (), 2)
    assert place.ingest(ANSWER, OTHER).changed
    assert place.given == ["Trois millions.", "Le jury n’est pas nommé."]
    assert place.ingest().changed
    assert place.given == []
    assert "association" in "".join(one.text for one in place.store.corpus(place.active).passages)
    assert place.ingest(replace(ANSWER, rests_on=(RestsOn("communique", "x"),))).flagged == ("b",)


def test_when_no_text_was_ever_read_there_is_no_version(place: Place) -> None:
    for file in place.folder.iterdir():
        file.write_bytes(b"")
    report = place.ingest(OTHER)
    assert (report.changed, report.documents, report.flagged) == (False, 0, ())
    assert place.store.active() is None


def test_topics_that_staff_approved_and_answers_are_left_out_each_for_its_own_reason(place: Place) -> None:
    topic = (
        '[[topic]]\nid = "jury"\nstate = "stated"\npassages = [{ document = "reglement", quote = "%s" }]\n'
    )
    (place.folder / "preparation.toml").write_text(topic % "un jury", encoding="utf-8")
    for _ in range(2):
        report = place.ingest(ANSWER, replace(OTHER, rests_on=(RestsOn("reglement", "un jury"),)))
        assert [warning.name for warning in report.warnings] == ["jury", "a"]
        assert (report.flagged, place.given) == (("a",), ["Trois millions."])
    (place.folder / "preparation.toml").write_text(topic % "une association", encoding="utf-8")
    assert place.ingest(ANSWER).warnings == ()
    assert [one.topic for one in place.store.treatments(place.active)] == ["jury", "reponse-validee:b"]


def test_a_folder_may_not_declare_the_document_of_the_answers(place: Place) -> None:
    place.ingest(ANSWER)
    (place.folder / "corpus.toml").write_text(
        '[call]\nid = "c"\nname = "C"\n[[document]]\nid = "reponses-validees"\ntitle = "R"\n'
        'kind = "faq"\nfile = "communique.md"\n',
        encoding="utf-8",
    )
    with pytest.raises(ManifestError, match=r"corpus\.toml, ligne 5 : .*« Réponses validées »"):
        place.ingest(ANSWER)
    assert place.active == 1
