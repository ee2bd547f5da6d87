"""The lexical index: BM25 over French stems, with bm25s."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt

from knowledge.documents import Passage
from knowledge.french import stems


def lexical_text(passage: Passage) -> str:
    """Return what a question's words are looked for in: headings, introduction and text."""
    return "\n".join((*passage.headings, passage.lead, passage.text))


@dataclass(frozen=True, slots=True)
class Lexical:
    """An open BM25 index; a passage's row is its place in the texts that were written."""

    model: bm25s.BM25
    idf: dict[str, float]

    def scores(self, question: str) -> npt.NDArray[np.float32]:
        """Return the BM25 score of every passage for `question`, 0 where no word is shared."""
        known = [stem for stem in stems(question) if stem in self.idf]
        if not known:
            return np.zeros(self.model.scores["num_docs"], dtype=np.float32)
        return np.asarray(self.model.get_scores(known), dtype=np.float32)

    def weight(self, stem: str) -> float:
        """Return how telling a stem is: its inverse document frequency, highest if unknown."""
        return self.idf.get(stem, self.idf[""])


def write_lexical(texts: Sequence[str], folder: Path) -> None:
    """Index `texts`, in order, into `folder`."""
    tokens = [stems(text) for text in texts]
    model = bm25s.BM25()
    model.index(tokens if any(tokens) else [[""]] * max(1, len(tokens)), show_progress=False)
    model.save(folder)
    (folder / "idf.json").write_text(json.dumps(_idf(tokens), ensure_ascii=False), encoding="utf-8")


def read_lexical(folder: Path) -> Lexical:
    """Open the index that `write_lexical` wrote into `folder`.

    Raises:
        OSError: a file is missing.
        ValueError, TypeError, LookupError: a file is not what was written.
    """
    model = bm25s.BM25.load(folder, mmap=True)
    return Lexical(model, json.loads((folder / "idf.json").read_text(encoding="utf-8")))


def _idf(tokens: list[list[str]]) -> dict[str, float]:
    """Return ln((N + 1) / (n + 0.5)) of every stem over N texts, under "" that of an unseen one."""
    counts: dict[str, int] = {}
    for text in tokens:
        for stem in set(text):
            counts[stem] = counts.get(stem, 0) + 1
    total = len(tokens) + 1
    idf = {stem: float(np.log(total / (count + 0.5))) for stem, count in counts.items()}
    return idf | {"": float(np.log(total / 0.5))}
