"""A passage that was found, with all that was measured of it for one question."""

from dataclasses import dataclass

from knowledge.documents import Passage


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage and how it meets the question.

    `score` ranks the hits of one search, and is only comparable within it. `lexical` is a BM25
    score; `dense`, `heading` and `sentences` are cosine similarities: of the whole passage, of its
    headings, and of each of its sentences in order, 0 for those that say nothing. `approved` tells
    that staff approved the very words of the question for the passage. `settled` is the probability
    that the question is about a topic that the passage is known to treat, by staff or by the key
    facts. `distinct` is the similarity of the nearest sentence less half of what it has with
    questions in general. `agreement` is the cosine of what question and nearest sentence are about,
    by the typology. `covered` and `gathered` are the shares of the question's words, weighted by how
    telling they are, that the passage holds, and that one of its sentences does. `holds` and
    `holds_nearest` say whether the passage, and its nearest sentence, has what kind of thing is
    asked; False if none is. `likely` is the similarity of the nearest question that a language model
    proposed for the passage, 0 if it proposed none: it moves the hit in the order, not in its `score`,
    so that no evidence rests on it.
    """

    passage: Passage
    score: float
    lexical: float
    dense: float
    heading: float
    sentences: tuple[float, ...]
    approved: bool = False
    settled: float = 0.0
    distinct: float = 0.0
    agreement: float = 0.0
    covered: float = 0.0
    gathered: float = 0.0
    holds: bool = False
    holds_nearest: bool = False
    likely: float = 0.0

    @property
    def sentence(self) -> float:
        """Similarity of the nearest sentence, of the whole passage if none is searched."""
        return max(self.sentences, default=0.0) or self.dense
