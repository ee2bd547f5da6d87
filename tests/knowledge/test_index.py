from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from knowledge.errors import IndexDamaged, VectorsUnavailable
from knowledge.index import VectorIndex, collection_name, drop_served, embedded_index, served_index
from tests.knowledge.servers import chroma_server, free_port

Open = Callable[..., VectorIndex]


def vectors(count: int, dimensions: int = 16) -> npt.NDArray[np.float32]:
    found = np.random.default_rng(count).normal(size=(count, dimensions))
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return found.astype(np.float32)


class IndexContract:
    """What Chroma must do for us, in this process or on a server."""

    @pytest.fixture
    def open_index(self) -> Open:
        """Open the same index again and again, by `new=True` emptied."""
        raise NotImplementedError

    @pytest.fixture
    def index(self, open_index: Open) -> Iterator[VectorIndex]:
        with closing(open_index(new=True)) as index:
            yield index

    def test_an_empty_index_finds_nothing(self, index: VectorIndex) -> None:
        assert index.count() == 0
        assert index.search(vectors(1)[0], 5) == []

    def test_each_vector_is_nearest_to_itself(self, index: VectorIndex) -> None:
        rows = vectors(50)
        index.add(range(50), rows)
        assert [index.search(row, 1)[0][0] for row in rows] == list(range(50))

    def test_similarities_are_cosines_best_first(self, index: VectorIndex) -> None:
        rows = vectors(50)
        index.add(range(50), rows)
        question = vectors(1)[0]
        found = index.search(question, 10)
        cosines = rows @ question
        assert [row for row, _ in found] == np.argsort(-cosines)[:10].tolist()
        assert [near for _, near in found] == pytest.approx(np.sort(cosines)[::-1][:10], abs=1e-5)

    def test_opposite_vectors_have_a_cosine_of_minus_one(self, index: VectorIndex) -> None:
        index.add([7], -vectors(1))
        ((row, near),) = index.search(vectors(1)[0], 1)
        assert (row, round(near, 4)) == (7, -1)

    def test_asking_for_more_than_there_is_gives_all(self, index: VectorIndex) -> None:
        index.add(range(3), vectors(3))
        assert {row for row, _ in index.search(vectors(1)[0], 100)} == {0, 1, 2}

    def test_more_vectors_than_a_request_takes_are_added(self, index: VectorIndex) -> None:
        rows = vectors(6_000, 4)
        index.add(range(6_000), rows)
        assert index.count() == 6_000
        assert index.search(rows[5_999], 1)[0][0] == 5_999

    def test_rows_may_be_added_in_several_times(self, index: VectorIndex) -> None:
        index.add([0, 1], vectors(2))
        index.add([2], vectors(1))
        assert index.count() == 3

    def test_a_second_reader_finds_the_same(self, index: VectorIndex, open_index: Open) -> None:
        index.add(range(20), vectors(20))
        with closing(open_index()) as reader:
            assert reader.count() == 20
            assert reader.search(vectors(20)[3], 5) == index.search(vectors(20)[3], 5)

    def test_what_was_closed_opens_again(self, open_index: Open) -> None:
        with closing(open_index(new=True)) as writer:
            writer.add(range(20), vectors(20))
        for _ in range(2):
            with closing(open_index()) as reader:
                assert reader.search(vectors(20)[3], 1)[0][0] == 3

    def test_closing_one_reader_leaves_the_others(self, index: VectorIndex, open_index: Open) -> None:
        index.add(range(3), vectors(3))
        open_index().close()
        assert index.search(vectors(3)[2], 1)[0][0] == 2

    def test_a_new_index_is_empty_whatever_was_there(self, index: VectorIndex, open_index: Open) -> None:
        index.add(range(3), vectors(3))
        with closing(open_index(new=True)) as again:
            assert again.count() == 0

    def test_what_was_dropped_cannot_be_opened(self, index: VectorIndex, open_index: Open) -> None:
        index.drop()
        with pytest.raises(IndexDamaged, match="guichet ingest"):
            open_index()

    def test_threads_may_open_and_search_at_once(self, index: VectorIndex, open_index: Open) -> None:
        rows = vectors(30)
        index.add(range(30), rows)

        def find(row: int) -> int:
            with closing(open_index()) as reader:
                return reader.search(rows[row], 1)[0][0]

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(find, range(30))) == list(range(30))


class TestEmbedded(IndexContract):
    @pytest.fixture
    def open_index(self, tmp_path: Path) -> Open:
        return lambda new=False: embedded_index(tmp_path / "chroma", new=new)

    def test_a_folder_without_an_index_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(IndexDamaged, match="les vecteurs manquent"):
            embedded_index(tmp_path / "nothing")

    def test_a_damaged_file_is_said(self, open_index: Open, tmp_path: Path) -> None:
        open_index(new=True).close()
        (tmp_path / "chroma/chroma.sqlite3").write_bytes(b"not a database" * 1000)
        with pytest.raises(IndexDamaged, match="vecteurs illisibles"):
            open_index()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("chroma") / "data") as url:
        yield url


class TestServed(IndexContract):
    @pytest.fixture
    def open_index(self, server: str) -> Open:
        return lambda new=False: served_index(server, "guichet-test-1", new=new)

    def test_dropping_by_name_leaves_the_others(self, server: str) -> None:
        names = ("guichet-a-1", "guichet-a-12")
        for name in names:
            served_index(server, name, new=True).close()
        drop_served(server, names[0])
        drop_served(server, names[0])
        with pytest.raises(IndexDamaged):
            served_index(server, names[0])
        with closing(served_index(server, names[1])) as left:
            assert left.count() == 0


def test_a_server_that_stops_is_said(tmp_path: Path) -> None:
    with chroma_server(tmp_path / "data") as url:
        index = served_index(url, "guichet-test-1", new=True)
    with closing(index), pytest.raises(VectorsUnavailable, match="GUICHET_CHROMA_URL"):
        index.search(vectors(1)[0], 1)


@pytest.mark.parametrize("call", [served_index, drop_served])
def test_a_server_that_is_down_is_said_without_its_token(call: Callable[[str, str], object]) -> None:
    port = free_port()
    with pytest.raises(VectorsUnavailable, match=f"http://127.0.0.1:{port} ") as caught:
        call(f"http://:s3cret@127.0.0.1:{port}", "guichet-test-1")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("call", ["", "é", "a" * 300, "PTCE – 2013 / n° 1", "-x-"])
def test_any_call_gives_a_name_that_chroma_takes(server: str, call: str) -> None:
    name = collection_name(call, 1, "0f3a9c52e1")
    served_index(server, name, new=True).close()
    drop_served(server, name)
