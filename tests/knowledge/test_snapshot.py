import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.documents import Corpus
from knowledge.embedders import Embedder, bundled_embedder, hash_embedder
from knowledge.entries import Channel, entries, intents, typology_entries
from knowledge.errors import EmbedderMismatch, NoIndex, VectorsUnavailable
from knowledge.index import collection_name, embedded_index, served_index
from knowledge.index_files import Place, erase_indexes
from knowledge.progress import Silent
from knowledge.snapshot import Snapshot, open_snapshot, write_snapshot
from knowledge.store import Store, open_store
from knowledge.typology import load_typology
from knowledge.vectors import digest_of
from tests.knowledge.examples import CALL, CORPUS, RULES
from tests.knowledge.servers import chroma_server, free_port
from tests.knowledge.snapshots import few_everyday_words, few_examples

EMBEDDER = hash_embedder()


class Stages:
    """Notes the stages of a job and how many steps of each were done."""

    def __init__(self) -> None:
        self.done: dict[str, list[int]] = {}

    def stage(self, name: str, total: int) -> None:
        self.done[name] = [0, total]

    def advance(self, steps: int) -> None:
        self.done[list(self.done)[-1]][0] += steps


@pytest.fixture(autouse=True)
def little_to_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build vocabularies and topics in no time: they are not the point here."""
    few_everyday_words(monkeypatch)
    few_examples(monkeypatch)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(f"sqlite:///{tmp_path}/guichet.db")) as store:
        yield store


def activate(store: Store, place: Place, corpus: Corpus = CORPUS, embedder: Embedder = EMBEDDER) -> int:
    """Put `corpus` in service; return how many vectors had to be computed."""
    number = store.save(corpus, embedder.name, embedder.dimensions, "f")
    embedded = write_snapshot(store.version(number), corpus, store, embedder, place, Silent())
    store.activate(number)
    return embedded.computed


def digest_of_another_corpus(path: Path) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | {"digest": "another"}))


def searched(snapshot: Snapshot) -> int:
    return sum(entry.searched for entry in snapshot.entries)


class SnapshotContract:
    """What opening a version must do, wherever its vectors are."""

    @pytest.fixture
    def place(self, tmp_path: Path) -> Place:
        raise NotImplementedError

    @pytest.fixture
    def open_it(self, store: Store, place: Place) -> Iterator[Callable[..., Snapshot]]:
        opened: list[Snapshot] = []

        def open_it(**options: object) -> Snapshot:
            opened.append(open_snapshot(store, EMBEDDER, place.data, place.chroma_url, **options))  # type: ignore[arg-type]  # of the test's choice
            return opened[-1]

        yield open_it
        for snapshot in opened:
            snapshot.close()

    def test_rows_are_those_of_the_entries(
        self, store: Store, place: Place, open_it: Callable[..., Snapshot]
    ) -> None:
        activate(store, place)
        snapshot = open_it()
        assert snapshot.corpus == CORPUS
        assert snapshot.vectors.shape == (len(snapshot.entries), 64)
        assert snapshot.vectors.dtype == np.float32
        for row, entry in enumerate(snapshot.entries):
            assert snapshot.vectors[row] == pytest.approx(EMBEDDER.texts([entry.text])[0], abs=1e-6)
            if entry.searched:
                found, near = snapshot.index.search(snapshot.vectors[row], 1)[0]
                assert near == pytest.approx(1, abs=1e-5)
                assert snapshot.entries[found].text == entry.text

    def test_only_what_leads_to_a_passage_is_searched(
        self, store: Store, place: Place, open_it: Callable[..., Snapshot]
    ) -> None:
        activate(store, place)
        snapshot = open_it()
        everything = snapshot.index.search(snapshot.embed("jury"), 1_000)
        assert {row for row, _ in everything} == set(range(searched(snapshot)))
        assert all(entry.searched == (row < searched(snapshot)) for row, entry in enumerate(snapshot.entries))

    def test_topics_and_intents_are_learnt_from_the_vectors(
        self, store: Store, place: Place, open_it: Callable[..., Snapshot]
    ) -> None:
        activate(store, place)
        snapshot = open_it()
        labels = (*(topic.id for topic in load_typology()), *intents())
        assert (snapshot.topics.labels, snapshot.topics.topics) == (labels, len(labels) - len(intents()))
        for entry in snapshot.entries:
            if entry.channel in (Channel.PHRASING, Channel.INTENT):
                shares = snapshot.topics.shares(snapshot.embed(entry.text))
                assert entry.targets[0] in sorted(shares, key=lambda label: -shares[label])[:3]

    def test_a_question_finds_its_passage(
        self, store: Store, place: Place, open_it: Callable[..., Snapshot]
    ) -> None:
        activate(store, place)
        snapshot = open_it()
        vector = snapshot.embed("Une enveloppe de trois millions d’euros est ouverte.")
        row, _ = snapshot.index.search(vector, 1)[0]
        assert snapshot.entries[row].targets == ("c:1",)
        passages = [entry.targets[0] for entry in snapshot.entries if entry.channel is Channel.PASSAGE]
        assert passages[int(snapshot.lexical.scores("millions d’euros").argmax())] == "c:1"
        assert snapshot.vocabulary.knows("jury")

    @pytest.mark.parametrize(
        "damage",
        [
            lambda folder: shutil.rmtree(folder),
            lambda folder: shutil.rmtree(folder / "lexical"),
            lambda folder: (folder / "vocabulary.json").write_text("{"),
            lambda folder: (folder / "vocabulary.json").write_text("[]"),
            lambda folder: (folder / "contents.json").write_text("{}"),
            lambda folder: digest_of_another_corpus(folder / "contents.json"),
            lambda folder: (folder / "vectors.npy").write_bytes((folder / "vectors.npy").read_bytes()[:500]),
            lambda folder: np.save(folder / "vectors.npy", np.zeros((2, 64), dtype=np.float32)),
            lambda folder: [file.write_bytes(b"") for file in (folder / "lexical").glob("*.npy")],
        ],
    )
    def test_whatever_is_missing_or_damaged_is_built_again_without_embedding(
        self,
        store: Store,
        place: Place,
        open_it: Callable[..., Snapshot],
        damage: Callable[[Path], object],
    ) -> None:
        activate(store, place)
        whole = np.array(open_it().vectors)
        damage(place.data / "index" / "1")
        stages = Stages()
        mended = open_it(progress=stages)
        assert stages.done["Calcul des vecteurs"] == [0, 0]
        assert np.array_equal(mended.vectors, whole)
        assert mended.index.count() == searched(mended)
        assert open_it(progress=(again := Stages())).corpus == CORPUS
        assert again.done == {}

    def test_vectors_that_even_the_store_lost_are_computed_again(
        self, store: Store, open_it: Callable[..., Snapshot]
    ) -> None:
        number = store.save(CORPUS, EMBEDDER.name, EMBEDDER.dimensions, "f")
        store.activate(number)
        snapshot = open_it(progress=(stages := Stages()))
        texts = {entry.text for entry in snapshot.entries}
        assert stages.done["Calcul des vecteurs"] == [len(texts), len(texts)]

    def test_only_new_texts_are_embedded(self, store: Store, place: Place) -> None:
        activate(store, place)
        changed = replace(
            CORPUS.passages[2], text="Les pôles territoriaux de coopération sont redéfinis par la loi."
        )
        corpus = replace(CORPUS, passages=(*CORPUS.passages[:2], changed))
        assert activate(store, place) == 0
        assert activate(store, place, corpus) == len({"passage", "sentence"})

    def test_a_corpus_without_passages_opens(
        self, store: Store, place: Place, open_it: Callable[..., Snapshot]
    ) -> None:
        activate(store, place, Corpus(CALL, (RULES,), ()))
        snapshot = open_it()
        assert {entry.text for entry in snapshot.entries if entry.channel is Channel.ANNOUNCED} == {
            "date limite",
            "jury",
        }

    def test_an_open_snapshot_serves_while_another_version_is_put_in_service(
        self, store: Store, place: Place, open_it: Callable[..., Snapshot]
    ) -> None:
        activate(store, place)
        before = open_it()
        activate(store, place, replace(CORPUS, passages=CORPUS.passages[:1]))
        after = open_it()
        assert searched(after) < searched(before)
        assert before.index.count() == searched(before)
        assert after.index.count() == searched(after)

    def test_erased_files_are_built_again_when_the_version_is_activated_again(
        self, store: Store, place: Place, open_it: Callable[..., Snapshot]
    ) -> None:
        activate(store, place)
        first = store.version(1)
        activate(store, place, replace(CORPUS, passages=CORPUS.passages[:1]))
        erase_indexes(first, place)
        assert not place.folder(first).exists()
        store.activate(1)
        assert open_it().corpus == CORPUS

    def test_threads_open_while_others_ingest(self, store: Store, place: Place) -> None:
        corpora = [replace(CORPUS, passages=CORPUS.passages[: 1 + n % 3]) for n in range(6)]
        activate(store, place, corpora[0])

        def ask() -> bool:
            with closing(open_snapshot(store, EMBEDDER, place.data, place.chroma_url)) as snapshot:
                row, near = snapshot.index.search(snapshot.embed("trois millions"), 1)[0]
                return near > 0 and bool(snapshot.entries[row].text) and snapshot.corpus in corpora

        with ThreadPoolExecutor(3) as pool:
            ingesting = pool.submit(lambda: [activate(store, place, corpus) for corpus in corpora])
            asking = [pool.submit(ask) for _ in range(12)]
        ingesting.result()
        assert all(asked.result() for asked in asking)

    def test_threads_that_find_damage_mend_it_once(self, store: Store, place: Place) -> None:
        activate(store, place)
        shutil.rmtree(place.data / "index" / "1")
        progress = [Stages() for _ in range(4)]

        def mend(stages: Stages) -> int:
            with closing(
                open_snapshot(store, EMBEDDER, place.data, place.chroma_url, progress=stages)
            ) as snapshot:
                return snapshot.index.count()

        with ThreadPoolExecutor(4) as pool:
            counts = set(pool.map(mend, progress))
        assert len(counts) == 1
        assert sum("Construction de l’index" in stages.done for stages in progress) == 1


class TestEmbedded(SnapshotContract):
    @pytest.fixture
    def place(self, tmp_path: Path) -> Place:
        return Place(tmp_path / "data")

    @pytest.mark.parametrize("kind", ["*.sqlite3", "*/data_level0.bin", "*/header.bin"])
    def test_a_damaged_chroma_file_is_built_again(self, store: Store, place: Place, kind: str) -> None:
        activate(store, place)
        for file in (place.data / "index/1").glob(f"chroma-*/{kind}"):
            file.write_bytes(b"damaged" * 100)
        with closing(open_snapshot(store, EMBEDDER, place.data)) as snapshot:
            assert snapshot.index.search(snapshot.vectors[1], 1)[0][1] == pytest.approx(1, abs=1e-5)

    def test_vectors_that_chroma_lost_are_noticed(self, store: Store, place: Place) -> None:
        # Chroma keeps the last thousand vectors in its database too.
        passages = tuple(
            replace(
                CORPUS.passages[0], id=f"c:{n}", text=f"Le lot {n} soutient {n * n} projets de coopération."
            )
            for n in range(700)
        )
        activate(store, place, replace(CORPUS, passages=passages))
        for folder in (place.data / "index/1").glob("chroma-*/*-*"):
            shutil.rmtree(folder)
        with closing(open_snapshot(store, EMBEDDER, place.data)) as snapshot:
            assert snapshot.index.count() == searched(snapshot) > 1_000
            assert snapshot.index.search(snapshot.vectors[0], 1)[0][1] == pytest.approx(1, abs=1e-5)

    def test_a_reader_that_holds_a_damaged_folder_does_not_keep_it_from_being_mended(
        self, store: Store, place: Place
    ) -> None:
        activate(store, place)
        (chroma,) = (place.data / "index/1").glob("chroma-*")
        for file in chroma.glob("*/header.bin"):
            file.write_bytes(b"damaged")
        with (
            closing(embedded_index(chroma)),
            closing(open_snapshot(store, EMBEDDER, place.data)) as snapshot,
        ):
            assert snapshot.index.search(snapshot.vectors[0], 1)[0][1] == pytest.approx(1, abs=1e-5)

    def test_nothing_unfinished_is_left(self, store: Store, place: Place) -> None:
        activate(store, place)
        shutil.rmtree(place.data / "index/1/lexical")
        open_snapshot(store, EMBEDDER, place.data).close()
        left = {path.name for path in (place.data / "index").iterdir() if path.is_dir()}
        assert left == {"1"}
        assert not (place.data / "index/1/former").exists()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("chroma") / "data") as url:
        yield url


class TestServed(SnapshotContract):
    @pytest.fixture
    def place(self, tmp_path: Path, server: str) -> Place:
        return Place(tmp_path / "data", server)

    def test_another_machine_builds_its_own_files(self, store: Store, place: Place, tmp_path: Path) -> None:
        activate(store, place)
        with closing(open_snapshot(store, EMBEDDER, tmp_path / "other", place.chroma_url)) as snapshot:
            assert snapshot.index.count() == searched(snapshot)

    def test_a_server_that_lost_its_vectors_gets_them_again(
        self, store: Store, place: Place, server: str
    ) -> None:
        activate(store, place)
        version = store.version(1)
        served_index(server, collection_name("ptce", 1, version.token), new=True).close()
        with closing(open_snapshot(store, EMBEDDER, place.data, place.chroma_url)) as snapshot:
            assert snapshot.index.count() == searched(snapshot) > 0

    def test_a_server_that_is_down_is_said_and_nothing_is_rebuilt(self, store: Store, place: Place) -> None:
        activate(store, place)
        stages = Stages()
        with pytest.raises(VectorsUnavailable, match="GUICHET_CHROMA_URL"):
            open_snapshot(store, EMBEDDER, place.data, f"http://localhost:{free_port()}", stages)
        assert stages.done == {}


def test_before_the_first_ingest_there_is_no_index(store: Store, tmp_path: Path) -> None:
    with pytest.raises(NoIndex, match="Lancez « guichet ingest »"):
        open_snapshot(store, EMBEDDER, tmp_path)


@pytest.mark.parametrize("other", [hash_embedder(32), replace(EMBEDDER, name="openai:bge-m3")])
def test_another_embedder_is_refused_with_the_command_that_mends_it(
    store: Store, tmp_path: Path, other: Embedder
) -> None:
    activate(store, Place(tmp_path))
    with pytest.raises(EmbedderMismatch, match=f"« hash/64 ».*« {other.key} ».*guichet ingest"):
        open_snapshot(store, other, tmp_path)


def test_an_interrupted_embedding_keeps_what_it_has_computed(store: Store, tmp_path: Path) -> None:
    class Interrupting(Stages):
        def advance(self, steps: int) -> None:
            super().advance(steps)
            raise KeyboardInterrupt

    number = store.save(CORPUS, EMBEDDER.name, EMBEDDER.dimensions, "f")
    with pytest.raises(KeyboardInterrupt):
        write_snapshot(store.version(number), CORPUS, store, EMBEDDER, Place(tmp_path), Interrupting())
    activate(store, Place(tmp_path))
    with closing(open_snapshot(store, EMBEDDER, tmp_path)) as snapshot:
        digests = {digest_of(entry.text) for entry in snapshot.entries}
    assert store.vectors(EMBEDDER.key, digests).keys() == digests


class TestBundled:
    """With the model that comes with the product, its examples come embedded."""

    def test_only_the_texts_of_the_corpus_are_embedded(
        self, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("knowledge.entries.typology_entries", typology_entries)
        embedder = bundled_embedder()
        own = {entry.text for entry in entries(CORPUS)} - {entry.text for entry in typology_entries()}
        assert activate(store, Place(tmp_path), embedder=embedder) == len(own)
        with closing(open_snapshot(store, embedder, tmp_path)) as snapshot:
            question = snapshot.embed("Il reste combien de jours pour candidater ?")
            shares = snapshot.topics.shares(question)
            assert max(shares, key=lambda label: shares[label]) == "closing_date"
            assert np.linalg.norm(snapshot.vectors, axis=1) == pytest.approx(1, abs=1e-4)
