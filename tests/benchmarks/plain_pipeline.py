"""The pipeline that tutorials teach: LangChain's splitter, Chroma, BM25 and their ensemble."""

from collections.abc import Sequence
from pathlib import Path

from langchain_chroma import Chroma
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.document_loaders import PDFPlumberLoader, TextLoader
from langchain_community.retrievers import BM25Retriever
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

CHUNKS = 5
"""Chunks that each retriever brings."""


class PlainPipeline:
    """Chunks of 1,000 characters, found by e5 and by BM25, ranked by reciprocal rank fusion."""

    def __init__(self, documents: Sequence[Document], embeddings: Embeddings, folder: Path) -> None:
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        chunks = splitter.split_documents(documents)
        self._chroma = Chroma(
            embedding_function=embeddings,
            persist_directory=str(folder),
            collection_metadata={"hnsw:space": "cosine"},
        )
        for start in range(0, len(chunks), 5000):
            self._chroma.add_documents(chunks[start : start + 5000])
        lexical = BM25Retriever.from_documents(chunks, k=CHUNKS)
        dense = self._chroma.as_retriever(search_kwargs={"k": CHUNKS})
        self._both = EnsembleRetriever(retrievers=[lexical, dense], weights=[0.5, 0.5])

    def chunks(self, question: str) -> list[str]:
        """Return the text of the chunks found, best first."""
        return [document.page_content for document in self._both.invoke(question)]

    def similarity(self, question: str) -> float:
        """Return the cosine similarity of the nearest chunk: what a threshold is set on."""
        ((_, distance),) = self._chroma.similarity_search_with_score(question, 1)
        return 1 - distance


def load_folder(folder: Path) -> list[Document]:
    """Return the documents of a corpus folder as LangChain's loaders read them."""
    loaders = {".md": TextLoader, ".pdf": PDFPlumberLoader}
    files = (file for file in sorted(folder.iterdir()) if file.suffix in loaders and file.stem != "LICENSE")
    return [document for file in files for document in loaders[file.suffix](str(file)).load()]
