import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ingest import loading
from ingest.blocks import Block
from ingest.errors import ManifestError
from ingest.pipeline import ingest
from ingest.readers import read
from ingest.report import Report
from ingest.web import Limits
from knowledge import index_files
from knowledge.documents import Kind
from knowledge.embedders import Embedder, Vectors, bundled_embedder, hash_embedder
from knowledge.errors import EmbedderUnavailable
from knowledge.progress import Silent
from knowledge.snapshot import open_snapshot
from knowledge.store import Store, open_store
from knowledge.versions import Skipped
from tests.knowledge.servers import chroma_server, postgresql

NOTICE = """# Communiqué de presse

Paris, le 15 juillet 2013

Une enveloppe de trois millions d’euros est ouverte aux pôles territoriaux.

Les pôles rassemblent des entreprises de l’économie sociale et solidaire.
"""
RULES = """# Règlement de l’appel

Le dossier de candidature est déposé par une association ou une commune.
"""
LIMITS = Limits(seconds=5, trusted=frozenset({"127.0.0.1"}))
ENCRYPTED = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< /Encrypt 1 0 R >>\n%%EOF\n"


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
    """A data folder with its store, into which tests ingest."""

    store: Store
    data: Path
    embedder: Embedder = field(default_factory=hash_embedder)
    chroma_url: str | None = None

    def ingest(self, folder: Path, *, refresh: bool = True) -> Report:
        return ingest(
            folder,
            self.store,
            self.embedder,
            self.data,
            self.chroma_url,
            Silent(),
            limits=LIMITS,
            refresh=refresh,
        )

    @property
    def active(self) -> int:
        version = self.store.active()
        assert version is not None
        return version.id

    @property
    def text(self) -> str:
        """All that is in service."""
        return "\n".join(passage.text for passage in self.store.corpus(self.active).passages)

    def nearest(self, question: str) -> str:
        with closing(open_snapshot(self.store, self.embedder, self.data, self.chroma_url)) as snapshot:
            row, _ = snapshot.index.search(snapshot.embed(question), 1)[0]
            return snapshot.entries[row].text


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with closing(open_store(f"sqlite:///{tmp_path}/guichet.db")) as store:
        yield Place(store, tmp_path / "data")


def test_a_folder_is_read_embedded_indexed_and_put_in_service(folder: Path, place: Place) -> None:
    report = place.ingest(folder)
    assert (report.documents, report.skipped, report.changed, report.failed) == (2, (), True, False)
    assert report.passages == len(place.store.corpus(place.active).passages) >= 2
    assert report.embedded > 0
    assert "trois millions" in place.nearest("Une enveloppe de trois millions d’euros est ouverte")


def test_a_folder_without_a_manifest_is_described_from_its_texts(folder: Path, place: Place) -> None:
    place.ingest(folder)
    notice, rules = place.store.corpus(place.active).documents
    assert (notice.title, notice.kind, notice.published) == (
        "Communiqué de presse",
        Kind.PRESS_RELEASE,
        date(2013, 7, 15),
    )
    assert rules.title == "Règlement de l’appel"


def test_an_unchanged_folder_makes_no_new_version(
    folder: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = place.ingest(folder)
    monkeypatch.setattr(loading, "read", lambda *_: pytest.fail("an unchanged file was read again"))
    again = place.ingest(folder)
    assert (again.changed, again.embedded, place.active) == (False, 0, 1)
    assert (again.documents, again.passages) == (first.documents, first.passages)
    assert again.seconds < 1


def test_only_what_changed_is_read_and_embedded(
    folder: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = place.ingest(folder)
    (folder / "reglement.md").write_text(RULES.replace("une commune", "un département"), encoding="utf-8")
    opened: list[str] = []

    def noted(data: bytes, name: str) -> tuple[Block, ...]:
        opened.append(name)
        return read(data, name)

    monkeypatch.setattr(loading, "read", noted)
    report = place.ingest(folder)
    assert opened == ["reglement.md"]
    assert 0 < report.embedded < first.embedded
    assert report.embedded + report.reused == first.embedded + first.reused
    assert "un département" in place.text
    assert "trois millions" in place.text
    assert place.store.corpus(place.active).documents[0].title == "Communiqué de presse"


def test_a_document_taken_away_leaves_the_answers(folder: Path, place: Place) -> None:
    place.ingest(folder)
    (folder / "reglement.md").unlink()
    report = place.ingest(folder)
    assert (report.changed, report.documents, report.embedded) == (True, 1, 0)
    assert "candidature" not in place.text


def test_a_changed_manifest_makes_a_new_version(folder: Path, place: Place) -> None:
    place.ingest(folder)
    manifest = """
[call]
id = "ptce"
name = "Pôles"
[[document]]
id = "communique"
title = "Le communiqué"
kind = "press_release"
file = "communique.md"
[[document]]
id = "cahier"
title = "Cahier des charges"
kind = "specifications"
status = "expected"
topics = ["date limite de dépôt des dossiers"]
"""
    (folder / "corpus.toml").write_text(manifest, encoding="utf-8")
    assert place.ingest(folder).changed
    corpus = place.store.corpus(place.active)
    assert [document.title for document in corpus.documents] == ["Le communiqué", "Cahier des charges"]
    assert corpus.call.id == "ptce"
    manifest = manifest.replace("Le communiqué", "Le communiqué du ministère")
    (folder / "corpus.toml").write_text(manifest, encoding="utf-8")
    assert place.ingest(folder).changed
    assert place.store.corpus(place.active).documents[0].title == "Le communiqué du ministère"
    (folder / "corpus.toml").write_text(manifest + "\n# Une remarque.\n", encoding="utf-8")
    assert not place.ingest(folder).changed


def test_another_embedder_makes_a_new_version(folder: Path, place: Place) -> None:
    place.ingest(folder)
    place.embedder = hash_embedder(32)
    report = place.ingest(folder)
    assert (report.changed, report.reused, place.active) == (True, 0, 2)
    assert place.nearest("Une enveloppe de trois millions")


def test_a_new_reader_reads_everything_again(
    folder: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.ingest(folder)
    monkeypatch.setattr("ingest.loading.SCHEMA", 2)
    monkeypatch.setattr("ingest.pipeline.SCHEMA", 2)
    report = place.ingest(folder)
    assert (report.changed, report.embedded) == (True, 0)


def test_an_unreadable_document_is_reported_and_the_others_load(folder: Path, place: Place) -> None:
    (folder / "chiffre.pdf").write_bytes(ENCRYPTED)
    (folder / "vide.txt").write_bytes(b"")
    report = place.ingest(folder)
    assert (report.documents, report.failed) == (2, True)
    assert [skipped.name for skipped in report.skipped] == ["chiffre.pdf", "vide.txt"]
    assert all(str(skipped).startswith(f"{skipped.name} : ") for skipped in report.skipped)
    assert all("\n" not in skipped.why for skipped in report.skipped)


def test_what_could_not_be_read_is_reported_again_without_reading_it_again(
    folder: Path, place: Place
) -> None:
    (folder / "vide.txt").write_bytes(b"")
    first = place.ingest(folder)
    again = place.ingest(folder)
    assert (again.changed, again.skipped) == (False, first.skipped)


def test_a_text_that_cannot_be_read_any_more_stays_in_service_and_is_reported(
    folder: Path, place: Place
) -> None:
    place.ingest(folder)
    (folder / "reglement.md").write_bytes(b"")
    for changed in (True, False):
        report = place.ingest(folder)
        assert (report.changed, report.documents) == (changed, 2)
        (skipped,) = report.skipped
        assert "précédent reste en service" in skipped.why
        assert "candidature" in place.text
    (folder / "reglement.md").write_text(RULES, encoding="utf-8")
    mended = place.ingest(folder)
    assert (mended.changed, mended.skipped, mended.embedded) == (True, (), 0)


def test_a_broken_text_is_still_reported_after_another_one_changes(folder: Path, place: Place) -> None:
    place.ingest(folder)
    (folder / "reglement.md").write_bytes(b"")
    place.ingest(folder)
    (folder / "communique.md").write_text(NOTICE.replace("trois", "quatre"), encoding="utf-8")
    report = place.ingest(folder)
    assert [skipped.name for skipped in report.skipped] == ["reglement.md"]
    assert "quatre millions" in place.text
    assert "candidature" in place.text


def test_when_nothing_can_be_read_nothing_changes(folder: Path, place: Place) -> None:
    place.ingest(folder)
    for file in folder.iterdir():
        file.write_bytes(b"")
    report = place.ingest(folder)
    assert (report.changed, len(report.skipped), place.active) == (False, 2, 1)
    assert "trois millions" in place.nearest("trois millions d’euros")


def test_when_nothing_can_be_read_the_first_time_there_is_no_version(folder: Path, place: Place) -> None:
    for file in folder.iterdir():
        file.write_bytes(b"")
    report = place.ingest(folder)
    assert (report.changed, report.documents, len(report.skipped)) == (False, 0, 2)
    assert place.store.active() is None
    assert str(report).startswith("Aucun index n’est en service.\nNon lu : communique.md")


PREPARED = """
[[topic]]
id = "total_budget"
state = "stated"
passages = [{ document = "communique", quote = "Une enveloppe de trois millions d'euros" }]
value = "trois millions d'euros"
[[topic]]
id = "legal_form"
state = "stated"
passages = [{ document = "reglement", quote = "une association ou une commune" }]
[[topic]]
id = "jury"
state = "not_stated"
approved = false
"""


def prepare(folder: Path, text: str = PREPARED) -> None:
    (folder / "preparation.toml").write_text(text, encoding="utf-8")


def test_what_staff_approved_is_in_service_with_the_texts(folder: Path, place: Place) -> None:
    prepare(folder)
    report = place.ingest(folder)
    assert (report.documents, report.skipped, report.warnings) == (2, (), ())
    budget, form = place.store.corpus(place.active).treatments
    assert (budget.topic, budget.value) == ("total_budget", "trois millions d’euros")
    assert budget.passages[0].quote == "Une enveloppe de trois millions d’euros"
    assert form.topic == "legal_form"


def test_a_changed_preparation_makes_a_new_version(folder: Path, place: Place) -> None:
    place.ingest(folder)
    prepare(folder)
    report = place.ingest(folder)
    assert (report.changed, len(place.store.treatments(place.active))) == (True, 2)
    prepare(folder, f"# Relu.\n{PREPARED}")
    assert not place.ingest(folder).changed
    prepare(folder, PREPARED.replace("approved = false", ""))
    assert place.ingest(folder).changed
    assert len(place.store.treatments(place.active)) == 3
    (folder / "preparation.toml").unlink()
    assert place.ingest(folder).changed
    assert place.store.treatments(place.active) == ()


def test_a_text_that_changed_sets_aside_the_topics_that_quoted_it(folder: Path, place: Place) -> None:
    prepare(folder)
    place.ingest(folder)
    (folder / "reglement.md").write_text(RULES.replace("une commune", "un département"), encoding="utf-8")
    for changed in (True, False):
        report = place.ingest(folder)
        assert (report.changed, report.skipped, report.failed) == (changed, (), False)
        (warning,) = report.warnings
        assert warning.name == "legal_form"
        assert str(report).splitlines()[1].startswith("À revoir : preparation.toml, ligne 10 : le sujet ")
        assert [one.topic for one in place.store.treatments(place.active)] == ["total_budget"]
    (folder / "reglement.md").write_text(RULES, encoding="utf-8")
    assert place.ingest(folder).warnings == ()
    assert len(place.store.treatments(place.active)) == 2


def test_a_bad_preparation_leaves_the_former_version_in_service(folder: Path, place: Place) -> None:
    place.ingest(folder)
    for bad in ("[[topic]\n", PREPARED.replace('value = "trois', 'value = "deux')):
        prepare(folder, bad)
        with pytest.raises(ManifestError, match=r"preparation\.toml, ligne"):
            place.ingest(folder)
    assert place.active == 1


def test_a_bad_manifest_leaves_the_former_version_in_service(folder: Path, place: Place) -> None:
    place.ingest(folder)
    (folder / "corpus.toml").write_text("[call]\nid = 3\n", encoding="utf-8")
    with pytest.raises(ManifestError):
        place.ingest(folder)
    assert place.active == 1


class Breaking:
    """The embedder of the tests, until it is told to fail."""

    def __init__(self) -> None:
        self.broken = False
        self.hash = hash_embedder()

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if self.broken:
            raise EmbedderUnavailable("breaking", "il est en panne")
        vectors: Vectors = self.hash.texts(texts)
        rows: list[list[float]] = vectors.tolist()
        return rows


def test_an_embedder_that_fails_leaves_the_former_version_in_service(folder: Path, place: Place) -> None:
    model = Breaking()
    place.embedder = Embedder("breaking", 64, model)  # type: ignore[arg-type]  # has all that is used
    place.ingest(folder)
    (folder / "reglement.md").write_text(RULES.replace("commune", "région"), encoding="utf-8")
    model.broken = True
    with pytest.raises(EmbedderUnavailable):
        place.ingest(folder)
    assert place.active == 1
    model.broken = False
    assert place.ingest(folder).changed
    assert "région" in place.text


def test_two_versions_are_kept_and_older_ones_erased(folder: Path, place: Place) -> None:
    for n in range(4):
        (folder / "reglement.md").write_text(
            f"{RULES}\nLa version numéro {n} du règlement.\n", encoding="utf-8"
        )
        report = place.ingest(folder)
        assert report.embedded <= 2 or n == 0
    (place.data / "index" / "unfinished-leftover").mkdir()
    (folder / "reglement.md").write_text(RULES, encoding="utf-8")
    place.ingest(folder)
    assert [version.id for version in place.store.activated()] == [5, 4]
    assert sorted(path.name for path in (place.data / "index").iterdir() if path.is_dir()) == ["4", "5"]


def test_an_open_snapshot_answers_while_the_next_is_built_and_after(folder: Path, place: Place) -> None:
    place.ingest(folder)
    with closing(open_snapshot(place.store, place.embedder, place.data)) as before:
        (folder / "communique.md").write_text(NOTICE.replace("trois", "quatre"), encoding="utf-8")
        place.ingest(folder)
        row, _ = before.index.search(before.embed("une enveloppe de millions d’euros"), 1)[0]
        assert "trois millions" in before.entries[row].text
    assert "quatre millions" in place.nearest("une enveloppe de millions d’euros")


def test_readers_open_while_a_writer_ingests(folder: Path, place: Place) -> None:
    place.ingest(folder)

    def write() -> None:
        for n in range(4):
            (folder / "reglement.md").write_text(
                f"{RULES}\nVersion {n} du texte complet.\n", encoding="utf-8"
            )
            place.ingest(folder)

    with ThreadPoolExecutor(3) as pool:
        writing = pool.submit(write)
        answers = [pool.submit(place.nearest, "une enveloppe de trois millions d’euros") for _ in range(10)]
    writing.result()
    assert all("trois millions" in answer.result() for answer in answers)


class Stages(Silent):
    """Notes the names of the stages, and says when one begins."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.begun = threading.Event()

    def stage(self, name: str, total: int) -> None:
        super().stage(name, total)
        self.names.append(name)
        self.begun.set()


def test_waiting_for_another_ingest_is_said(place: Place) -> None:
    files, waiting = index_files.Place(place.data), Stages()

    def wait() -> list[str]:
        with files.alone("ingest", waiting):
            return waiting.names

    with ThreadPoolExecutor(1) as pool:
        with files.alone("ingest", Silent()):
            waited = pool.submit(wait)
            assert waiting.begun.wait(10)
            assert not waited.done()
        assert waited.result(10) == ["Attente d’une autre indexation"]
    with files.alone("ingest", alone := Stages()):
        assert alone.names == []


def test_ingesting_twice_at_once_builds_once(folder: Path, place: Place) -> None:
    with ThreadPoolExecutor(3) as pool:
        reports = list(pool.map(lambda _: place.ingest(folder), range(3)))
    assert sorted(report.changed for report in reports) == [False, False, True]
    assert place.active == 1


class Site(ThreadingHTTPServer):
    """A site with one text, that may break down; it counts how often it is asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Page)
        self.text = RULES
        self.asked = 0
        self.down = False


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        site = self.server
        assert isinstance(site, Site)
        site.asked += 1
        body = site.text.encode()
        self.send_response(503 if site.down else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    """A site whose text the manifest of `folder` declares, beside the press release."""
    with Site() as site:
        thread = threading.Thread(target=site.serve_forever, args=(0.01,))
        thread.start()
        (folder / "corpus.toml").write_text(
            f"""
[call]
id = "ptce"
name = "Pôles"
[[document]]
id = "communique"
title = "Communiqué"
kind = "press_release"
file = "communique.md"
[[document]]
id = "reglement"
title = "Règlement"
kind = "specifications"
url = "http://127.0.0.1:{site.server_port}/reglement.md"
""",
            encoding="utf-8",
        )
        yield site
        site.shutdown()
        thread.join()


def test_a_document_on_the_web_is_fetched_again_to_see_whether_it_changed(
    folder: Path, place: Place, site: Site
) -> None:
    place.ingest(folder)
    assert not place.ingest(folder).changed
    site.text = RULES.replace("une commune", "un département")
    assert place.ingest(folder).changed
    assert "un département" in place.text
    assert site.asked == 3


def test_without_refresh_a_document_on_the_web_is_asked_for_only_once(
    folder: Path, place: Place, site: Site
) -> None:
    for _ in range(2):
        place.ingest(folder, refresh=False)
    assert site.asked == 1
    (folder / "communique.md").write_text(NOTICE.replace("trois", "quatre"), encoding="utf-8")
    place.ingest(folder, refresh=False)
    assert site.asked == 1
    assert "candidature" in place.text


def test_a_site_that_is_down_changes_nothing_but_is_reported_until_it_is_back(
    folder: Path, place: Place, site: Site
) -> None:
    place.ingest(folder)
    site.down = True
    report = place.ingest(folder)
    assert (report.changed, place.active) == (False, 1)
    (skipped,) = report.skipped
    assert skipped.why.startswith(f"http://127.0.0.1:{site.server_port}/reglement.md : adresse inaccessible")
    assert skipped.why.endswith("Son texte précédent reste en service.")
    site.down = False
    assert place.ingest(folder).skipped == ()


def test_a_site_that_is_down_while_another_text_changes_is_not_reported_for_ever(
    folder: Path, place: Place, site: Site
) -> None:
    place.ingest(folder)
    site.down = True
    (folder / "communique.md").write_text(NOTICE.replace("trois", "quatre"), encoding="utf-8")
    report = place.ingest(folder)
    assert (report.changed, len(report.skipped)) == (True, 1)
    assert "candidature" in place.text
    site.down = False
    assert place.ingest(folder).skipped == ()


def test_a_site_that_is_down_the_first_time_is_asked_again_the_next(
    folder: Path, place: Place, site: Site
) -> None:
    site.down = True
    report = place.ingest(folder)
    assert (report.documents, len(report.skipped)) == (1, 1)
    assert place.ingest(folder).skipped == report.skipped
    site.down = False
    report = place.ingest(folder)
    assert (report.documents, report.skipped) == (2, ())


def test_everything_works_on_servers_too(folder: Path, tmp_path: Path) -> None:
    with (
        postgresql() as database,
        chroma_server(tmp_path / "chroma") as chroma,
        closing(open_store(database)) as store,
    ):
        place = Place(store, tmp_path / "data", chroma_url=chroma)
        for n in range(3):
            (folder / "reglement.md").write_text(
                f"{RULES}\nVersion {n} du texte complet.\n", encoding="utf-8"
            )
            assert place.ingest(folder).changed
        assert not place.ingest(folder).changed
        shutil.rmtree(place.data)
        assert "trois millions" in place.nearest("une enveloppe de trois millions d’euros")


def test_the_bundled_model_finds_what_other_words_ask(folder: Path, place: Place) -> None:
    place.embedder = bundled_embedder()
    place.ingest(folder)
    assert "trois millions" in place.nearest("Quel est le budget ?")


def test_a_file_with_titles_alone_is_no_text(folder: Path, place: Place) -> None:
    (folder / "titres.md").write_text("# Titre\n\n## Sous-titre\n", encoding="utf-8")
    (skipped,) = place.ingest(folder).skipped
    assert skipped.name == "titres.md"
    assert "aucun" in skipped.why or "vide" in skipped.why


def test_the_report_says_what_was_done_in_french() -> None:
    report = Report(2, 1_043, 31, 1, 12, (), 3.24, changed=True)
    assert str(report) == (
        "Nouvel index en service : 2 documents, 1\u202f043 passages, 31 pages ; "
        "1 vecteur calculé, 12 repris, en 3,2 s."
    )
    skipped = (Skipped("a.pdf", "a.pdf : illisible."),)
    assert str(Report(1, 0, 0, 0, 0, skipped, 0.04, changed=False)) == (
        "Index inchangé : 1 document, 0 passage, vérifié en 0,0 s.\nNon lu : a.pdf : illisible."
    )
    warnings = (Skipped("jury", "preparation.toml, ligne 3 : à relire."),)
    assert str(Report(1, 0, 0, 0, 0, skipped, 0, changed=False, warnings=warnings)).endswith(
        "\nNon lu : a.pdf : illisible.\nÀ revoir : preparation.toml, ligne 3 : à relire."
    )
