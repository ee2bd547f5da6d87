"""Any text model of fastembed's list, downloaded from its hub on first use."""

from typing import Any

from langchain_core.embeddings import Embeddings

from knowledge.embedding.prefixes import prefixes
from knowledge.errors import EmbedderUnavailable
from knowledge.ondemand import load


class FastembedEmbeddings(Embeddings):
    """An open `fastembed.TextEmbedding`, with the prefixes of its family."""

    def __init__(self, model: Any, query: str, passage: str) -> None:
        self._model = model
        self._query = query
        self._passage = passage

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return self._embedded([self._query + text])[0]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors of texts; the model cuts those that are too long for it."""
        return self._embedded([self._passage + text for text in texts])

    def _embedded(self, texts: list[str]) -> list[list[float]]:
        return [vector.tolist() for vector in self._model.embed(texts)]


def fastembed_model(name: str) -> Embeddings:
    """Load the model `name` of fastembed's list.

    Raises:
        MissingExtra: fastembed is not installed.
        EmbedderUnavailable: the model is not in the list, or cannot be downloaded.
    """
    library = load("fastembed", extra="fastembed")
    try:
        model = library.TextEmbedding(name)
    except (OSError, ValueError) as error:
        raise EmbedderUnavailable(f"fastembed:{name}", " ".join(str(error).split())) from error
    return FastembedEmbeddings(model, *prefixes(name))
