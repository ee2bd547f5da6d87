import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine, insert

from knowledge import schema
from knowledge.database import CORPORA
from knowledge.documents import Corpus
from knowledge.errors import StoreTooRecent, StoreUnavailable, VersionGone
from knowledge.migrate import revisions
from knowledge.migrations.versions import m0001_corpus
from knowledge.preparation import Quoted, State, Treatment
from knowledge.rows import call_to_json
from knowledge.store import Store, open_store
from knowledge.validated import Validated, as_document, as_passages, as_treatments, passage_id
from knowledge.versions import Size, Skipped
from tests.knowledge.examples import CALL, CORPUS, NOTICE
from tests.knowledge.servers import postgresql

ROOT = Path(__file__).parents[2]
NOON = datetime(2013, 10, 15, 12, tzinfo=UTC)
BODY = {"question": "Qu’est-ce qu’un pôle ?", "citations": [{"quote": "des entreprises", "page": 2}]}
TREATMENTS = (
    Treatment(
        "total_budget",
        State.PARTLY,
        (Quoted("c:1", "Une enveloppe de trois millions d’euros"), Quoted("p:1", "définis par la loi")),
        value="trois millions d’euros",
        missing="la part de chacun",
        announced="cahier",
        questions=("Quelle est l’enveloppe ?", "combien en tout"),
    ),
    Treatment("pooling", State.NOT_STATED, name="la mise en commun", question="Que mettre en commun ?"),
)
OF_THE_FIRST_RELEASE = insert(schema.version_table).values(
    token="t",  # noqa: S106 - it opens nothing
    call=call_to_json(CALL),
    embedder="hash",
    dimensions=64,
    fingerprint="f",
    skipped=[],
    created_at=NOON,
)


def row(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array(values, dtype=np.float32)


def with_answers(answers: list[Validated]) -> Corpus:
    """The texts of the examples, what staff approved of them, and validated answers."""
    return replace(
        CORPUS,
        documents=(*CORPUS.documents, *([as_document(answers)] if answers else ())),
        passages=(*CORPUS.passages, *as_passages(answers)),
        treatments=(*TREATMENTS, *as_treatments(answers)),
    )


class StoreContract:
    """What every database must do."""

    @pytest.fixture
    def url(self) -> str:
        raise NotImplementedError

    @pytest.fixture
    def store(self, url: str) -> Iterator[Store]:
        with closing(open_store(url)) as store:
            yield store

    def test_a_corpus_comes_back_as_it_was_saved(self, store: Store) -> None:
        assert store.corpus(store.save(CORPUS, "hash", 64, "f")) == CORPUS

    def test_what_staff_approved_comes_back_as_it_was_saved(self, store: Store) -> None:
        corpus = replace(CORPUS, treatments=TREATMENTS)
        number = store.save(corpus, "hash", 64, "f")
        assert store.corpus(number) == corpus
        assert store.treatments(number) == TREATMENTS
        assert store.treatments(number + 1) == ()

    def test_a_version_of_before_there_were_treatments_has_none(self, url: str) -> None:
        engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
        if engine.dialect.name == "sqlite":
            Path(engine.url.database or "").parent.mkdir()
        with engine.begin() as connection:
            with Operations.context(MigrationContext.configure(connection)):
                m0001_corpus.upgrade()
            connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0001')")
            connection.execute(OF_THE_FIRST_RELEASE)
            connection.execute(OF_THE_FIRST_RELEASE)
        engine.dispose()
        with closing(open_store(url)) as store:
            assert store.corpus(2).treatments == store.treatments(2) == ()
            assert store.corpus(2).call == CALL
            assert store.save(replace(CORPUS, treatments=TREATMENTS), "hash", 64, "g") == 3
            assert store.treatments(3) == TREATMENTS

    def test_a_receipt_is_found_again_by_its_number(self, store: Store, url: str) -> None:
        assert store.keep_receipt("2013-ABCD-1234", NOON, BODY)
        with closing(open_store(url)) as again:
            assert again.receipt("2013-ABCD-1234") == (NOON, BODY)
        assert store.receipt("2013-ABCD-1235") is None

    def test_the_number_of_a_receipt_is_never_taken_over(self, store: Store) -> None:
        assert store.keep_receipt("a", NOON, BODY)
        assert not store.keep_receipt("a", NOON + timedelta(days=1), {})
        assert store.receipt("a") == (NOON, BODY)

    def test_a_receipt_says_the_same_moment_whatever_the_time_zone(self, store: Store) -> None:
        paris = timezone(timedelta(hours=2))
        store.keep_receipt("a", NOON.astimezone(paris), {})
        found = store.receipt("a")
        assert found is not None
        assert (found[0], found[0].utcoffset()) == (NOON, timedelta(0))
        assert store.drop_receipts(NOON.astimezone(paris)) == 0

    def test_only_receipts_made_before_a_moment_are_dropped(self, store: Store) -> None:
        for hours in range(4):
            store.keep_receipt(f"n{hours}", NOON + timedelta(hours=hours), BODY)
        assert store.drop_receipts(NOON + timedelta(hours=2)) == 2
        assert [store.receipt(f"n{hours}") is None for hours in range(4)] == [True, True, False, False]
        assert store.drop_receipts(NOON + timedelta(hours=2)) == 0

    def test_the_quotes_of_a_passage_are_blanked_where_it_is_cited(self, store: Store) -> None:
        cited = [{"passage": "reponses-validees:a_1", "quote": "Mots."}, {"passage": "c:1", "quote": "Un."}]
        for number, passage in (("n1", cited), ("n2", cited[1:])):
            store.keep_receipt(number, NOON, {"kept": "é", "cited": passage})
        store.keep_receipt("n3", NOON, BODY)
        assert store.blank_quotes("reponses-validees:a_1") == 1
        assert store.blank_quotes("reponses-validees:ab1") == 0
        bodies = [(store.receipt(number) or (NOON, {}))[1] for number in ("n1", "n2", "n3")]
        assert bodies[0] == {"kept": "é", "cited": [cited[0] | {"quote": ""}, cited[1]]}
        assert bodies[1:] == [{"kept": "é", "cited": cited[1:]}, BODY]

    def test_a_passage_is_forgotten_in_all_versions_with_what_was_approved_of_it(self, store: Store) -> None:
        answers = [Validated(id, f"Question {id} ?", (), f"Réponse {id}.", NOON.date()) for id in "ab"]
        numbers = [store.save(with_answers(given), "hash", 64, "f") for given in (answers, answers[:1], [])]
        store.keep_vectors("hash", 1, {"of a": row(1), "of b": row(2)})
        wanted = passage_id("a")
        assert [version.id for version in store.holding(wanted)] == numbers[:2]
        store.forget_passage(wanted, ["of a"])
        assert store.holding(wanted) == ()
        both = with_answers(answers)
        treatments = (*both.treatments[:-2], both.treatments[-1])
        left = replace(both, passages=(*both.passages[:-2], both.passages[-1]), treatments=treatments)
        none = with_answers([])
        assert [store.corpus(number) for number in numbers] == [left, none, none]
        assert set(store.vectors("hash", ["of a", "of b"])) == {"of b"}

    def test_a_large_corpus_keeps_its_order(self, store: Store) -> None:
        passages = tuple(replace(CORPUS.passages[0], id=f"c:{n}", position=n) for n in range(12_000, 0, -1))
        corpus = Corpus(CALL, (NOTICE,), passages)
        assert store.corpus(store.save(corpus, "hash", 64, "f")) == corpus

    def test_an_empty_corpus_is_a_corpus(self, store: Store) -> None:
        version = store.save(Corpus(CALL, (), ()), "hash", 64, "f")
        assert store.corpus(version) == Corpus(CALL, (), ())
        assert store.size(version) == Size(0, 0, 0)

    def test_a_saved_version_answers_only_once_activated(self, store: Store) -> None:
        first = store.save(CORPUS, "hash", 64, "f")
        assert store.active() is None
        store.activate(first)
        second = store.save(CORPUS, "hash", 64, "g")
        active = store.active()
        assert active is not None
        assert active.id == first
        store.activate(second)
        assert [version.id for version in store.activated()] == [second, first]

    def test_a_former_version_can_be_activated_again(self, store: Store) -> None:
        first, second = (store.save(CORPUS, "hash", 64, name) for name in "fg")
        for version in (first, second, first):
            store.activate(version)
        assert [version.id for version in store.activated()] == [first, second]

    def test_a_version_says_what_it_was_made_from(self, store: Store) -> None:
        skipped = (Skipped("a.pdf", "a.pdf : illisible."),)
        number = store.save(CORPUS, "hash", 64, "fingerprint", {"communique": "abc"}, skipped)
        version = store.version(number)
        assert (version.call, version.embedder, version.dimensions) == ("ptce", "hash", 64)
        assert (version.fingerprint, version.skipped) == ("fingerprint", skipped)
        assert datetime.now(UTC) - version.created_at < timedelta(minutes=5)
        assert store.digests(number) == {"communique": "abc", "projet": "", "cahier": ""}
        assert store.size(number) == Size(documents=3, passages=3, pages=2)

    def test_versions_never_share_a_token(self, store: Store) -> None:
        tokens = {store.version(store.save(CORPUS, "hash", 64, "f")).token for _ in range(3)}
        assert len(tokens) == 3

    def test_vectors_come_back_bit_for_bit(self, store: Store) -> None:
        kept = {"a": row(0.1, -1e-30), "b": row(3.5, float(np.pi))}
        store.keep_vectors("hash/2", 1, kept)
        found = store.vectors("hash/2", ["a", "b", "c"])
        assert {digest: vector.tobytes() for digest, vector in found.items()} == {
            digest: vector.tobytes() for digest, vector in kept.items()
        }

    def test_vectors_of_another_embedder_are_not_found(self, store: Store) -> None:
        store.keep_vectors("hash/2", 1, {"a": row(1, 2)})
        assert store.vectors("hash/3", ["a"]) == {}

    def test_a_vector_kept_again_is_replaced(self, store: Store) -> None:
        store.keep_vectors("hash/2", 1, {"a": row(1, 2)})
        store.keep_vectors("hash/2", 2, {"a": row(3, 4)})
        assert store.vectors("hash/2", ["a"])["a"].tolist() == [3, 4]

    def test_more_digests_than_a_statement_takes_are_looked_up(self, store: Store) -> None:
        digests = [f"{n:064}" for n in range(12_000)]
        store.keep_vectors("hash/1", 1, {digest: row(n) for n, digest in enumerate(digests)})
        assert len(store.vectors("hash/1", digests)) == 12_000

    def test_pruning_keeps_the_last_activated_versions_and_the_vectors_they_use(self, store: Store) -> None:
        numbers = [store.save(CORPUS, "hash", 1, name) for name in "abc"]
        for number in numbers:
            store.activate(number)
            store.keep_vectors("hash/1", number, {f"only {number}": row(number)})
        store.keep_vectors("hash/1", numbers[0], {"shared": row(0)})
        store.use_vectors("hash/1", numbers[2], ["shared"])
        assert [version.id for version in store.outdated(2)] == [numbers[0]]
        store.prune(2)
        assert [version.id for version in store.activated()] == [numbers[2], numbers[1]]
        every = ["shared", *(f"only {number}" for number in numbers)]
        assert set(store.vectors("hash/1", every)) == {"shared", f"only {numbers[1]}", f"only {numbers[2]}"}
        for gone in (store.corpus, store.version, store.activate):
            with pytest.raises(VersionGone):
                gone(numbers[0])

    def test_pruning_spares_a_version_under_construction_but_not_an_abandoned_one(self, store: Store) -> None:
        abandoned, active, building = (store.save(CORPUS, "hash", 1, name) for name in "abc")
        store.activate(active)
        store.prune(2)
        assert store.version(building).id == building
        with pytest.raises(VersionGone, match="une seule commande « guichet ingest »"):
            store.activate(abandoned)

    def test_a_number_is_never_given_twice(self, store: Store) -> None:
        last = [store.save(CORPUS, "hash", 1, name) for name in "abc"][-1]
        for number in (last, store.save(CORPUS, "hash", 1, "d")):
            store.activate(number)
        store.prune(1)
        assert store.save(CORPUS, "hash", 1, "e") == last + 2

    def test_pruning_before_the_first_ingest_does_nothing(self, store: Store) -> None:
        store.prune(2)
        assert store.outdated(2) == ()

    def test_a_reader_sees_one_state_while_another_thread_switches(self, store: Store) -> None:
        corpora = {store.save(CORPUS, "hash", 1, name): name for name in "ab"}
        store.activate(min(corpora))

        def switch() -> None:
            for number in list(corpora) * 10:
                store.activate(number)

        with ThreadPoolExecutor(3) as pool:
            switching = pool.submit(switch)
            reading = [pool.submit(store.active) for _ in range(40)]
        switching.result()
        seen = [read.result() for read in reading]
        assert all(version and corpora[version.id] == version.fingerprint for version in seen)

    def test_opening_again_finds_everything(self, store: Store, url: str) -> None:
        number = store.save(CORPUS, "hash", 64, "f")
        with closing(open_store(url)) as again:
            assert again.corpus(number) == CORPUS

    def test_the_tables_are_those_that_the_migrations_make(self, store: Store, url: str) -> None:
        store.active()
        engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
        with engine.connect() as connection:
            differences = compare_metadata(MigrationContext.configure(connection), schema.metadata)
        engine.dispose()
        assert differences == []

    def test_two_processes_may_create_the_tables_at_once(self, url: str) -> None:
        code = f"from knowledge.store import open_store; print(open_store({url!r}).active())"
        processes = [
            subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        assert [process.communicate()[0] for process in processes] == ["None\n", "None\n"]

    def test_a_database_of_a_later_release_is_left_alone(self, store: Store, url: str) -> None:
        store.active()
        engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        engine.dispose()
        with pytest.raises(StoreTooRecent, match="« 9999 », plus récent que « 0003 ».*Mettez Guichet à jour"):
            open_store(url)


class TestSqlite(StoreContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/data/guichet.db"

    def test_writers_and_readers_do_not_block_each_other(self, store: Store, tmp_path: Path) -> None:
        store.active()
        with closing(sqlite3.connect(tmp_path / "data/guichet.db")) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)

    def test_many_threads_may_write(self, store: Store) -> None:
        with ThreadPoolExecutor(8) as pool:
            saved = list(pool.map(lambda n: store.save(CORPUS, "hash", 1, str(n)), range(16)))
        assert len(set(saved)) == 16

    def test_a_folder_that_cannot_be_made_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(StoreUnavailable, match="dossier impossible à créer"):
            open_store(f"sqlite:///{tmp_path}/file/guichet.db")

    def test_a_file_that_is_no_database_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "guichet.db").write_text("Ce n’est pas une base de données." * 100)
        with pytest.raises(StoreUnavailable, match="file is not a database"):
            open_store(f"sqlite:///{tmp_path}/guichet.db")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql() as url:
        yield url


class TestPostgresql(StoreContract):
    @pytest.fixture
    def url(self, server: str) -> str:
        engine = create_engine(server.replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        engine.dispose()
        return server

    def test_the_short_name_of_the_address_is_accepted(self, url: str) -> None:
        with closing(open_store(url.replace("postgresql:", "postgres:"))) as store:
            assert store.active() is None


def test_a_server_that_is_down_is_said_without_its_password() -> None:
    with pytest.raises(StoreUnavailable) as caught:
        open_store("postgresql://guichet:secret@127.0.0.1:9/guichet")
    assert "postgresql+psycopg://guichet:***@127.0.0.1:9/guichet" in str(caught.value)
    assert "GUICHET_DATABASE_URL" in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["mysql://localhost/guichet", "guichet.db", ""])
def test_an_address_that_names_no_database_of_ours_is_refused(url: str) -> None:
    with pytest.raises(StoreUnavailable):
        open_store(url)


def test_the_head_is_the_last_migration() -> None:
    assert revisions(CORPORA)[0] == schema.HEAD


def test_an_open_store_that_is_up_to_date_does_not_load_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/guichet.db"
    open_store(url).close()
    code = (
        f"import sys; from knowledge.store import open_store; open_store({url!r}); "
        "print('sqlalchemy' in sys.modules, 'alembic' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "True False\n"
