"""Any model that sentence-transformers can load, from its hub or from a folder."""

from typing import Any

from langchain_core.embeddings import Embeddings

from knowledge.embedding.prefixes import prefixes
from knowledge.errors import EmbedderUnavailable
from knowledge.ondemand import load


class SentenceTransformersEmbeddings(Embeddings):
    """An open `sentence_transformers.SentenceTransformer`, with the prefixes of its family."""

    def __init__(self, model: Any, query: str, passage: str) -> None:
        self._model = model
        self._query = query
        self._passage = passage

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return self._encoded([self._query + text])[0]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors of texts; the model cuts those that are too long for it."""
        return self._encoded([self._passage + text for text in texts])

    def _encoded(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._model.encode(texts, show_progress_bar=False).tolist()
        return vectors


def sentence_transformers_model(name: str) -> Embeddings:
    """Load the model `name` of the hub, or in the folder `name`.

    Raises:
        MissingExtra: sentence-transformers is not installed.
        EmbedderUnavailable: the model is not to be found, or not readable.
    """
    library = load("sentence_transformers", extra="sentence-transformers")
    try:
        model = library.SentenceTransformer(name)
    except (OSError, ValueError) as error:
        raise EmbedderUnavailable(f"sentence-transformers:{name}", " ".join(str(error).split())) from error
    return SentenceTransformersEmbeddings(model, *prefixes(name))
