"""Compare ways to tell that two questions ask the same, on the phrasings of the typology and on our sets.

Run by hand: `python -m tests.benchmarks.compare_alike`; it embeds 2,900 questions, which takes minutes.
Two phrasings ask the same if they are of one topic, among 96 of which many are near misses of another;
the topics that a sense rests on are learned from the other four fifths of the phrasings. Two questions
of a set are only known to ask the same if a fact answers both: some that no fact joins do so too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.quality.labelled import read_sets
from knowledge.embedders import Embedder, Vectors, bundled_embedder
from knowledge.sense import sense
from knowledge.shipped_vectors import shipped
from knowledge.topics import TopicModel, fit
from knowledge.typology import Topic, load_typology
from knowledge.vectors import digest_of
from tests.benchmarks.material import QUESTIONS
from tests.benchmarks.table import show

FOLDS = 5
THRESHOLDS = {
    "embedding": (0.90, 0.92, 0.94, 0.96, 0.97, 0.98),
    "sense": (0.88, 0.90, 0.92, 0.93, 0.94, 0.95, 0.96),
}

Pairs = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions as each way sees them, a row each, and which pairs of them are alike, of those compared."""

    embedding: Vectors
    sense: Vectors
    alike: Pairs
    compared: Pairs


def phrasings(typology: Sequence[Topic], embedder: Embedder) -> Asked:
    """Return the phrasings, the senses of each fifth learned from the others."""
    said = [(topic.id, text) for topic in typology for text in (topic.question, *topic.phrasings)]
    labels, vectors = np.array([label for label, _ in said]), asked([text for _, text in said], embedder)
    fold = np.random.default_rng(0).integers(0, FOLDS, len(said))
    senses: dict[int, Vectors] = {}
    for number in range(FOLDS):
        topics = learned(typology, embedder, labels[fold != number], vectors[fold != number])
        senses |= {int(row): sense(vectors[row], topics) for row in np.flatnonzero(fold == number)}
    alike = labels[:, None] == labels[None]
    ordered = np.stack([senses[row] for row in range(len(said))])
    return Asked(vectors, ordered, alike, np.ones_like(alike))


def questions(typology: Sequence[Topic], embedder: Embedder) -> Asked:
    """Return the questions of our sets, compared with those on the same texts; senses know all phrasings."""
    said = [(topic.id, text) for topic in typology for text in topic.phrasings]
    known = np.array([label for label, _ in said]), asked([text for _, text in said], embedder)
    topics = learned(typology, embedder, *known)
    sets = {path: read_sets([path]) for path in sorted(QUESTIONS.glob("*.jsonl"))}
    call = np.array([path.stem.partition("-")[0] for path, lines in sets.items() for _ in lines])
    lines = [line for lines in sets.values() for line in lines]
    facts = [{fact for alternative in line.gold for fact in alternative} for line in lines]
    joined = np.array([[bool(one & other) for other in facts] for one in facts])
    vectors = asked([line.question for line in lines], embedder)
    senses = np.stack([sense(vector, topics) for vector in vectors])
    return Asked(vectors, senses, joined, call[:, None] == call[None])


def learned(
    typology: Sequence[Topic], embedder: Embedder, labels: npt.NDArray[np.str_], vectors: Vectors
) -> TopicModel:
    """Return what is known of the topics from these phrasings, and from the statements of the typology."""
    digests = {topic.id: [digest_of(text) for text in topic.statements] for topic in typology}
    stated = shipped(embedder.key, [digest for own in digests.values() for digest in own])
    statements = {id: np.stack([stated[digest] for digest in own]) for id, own in digests.items()}
    return fit({topic.id: vectors[labels == topic.id] for topic in typology}, statements, {})


def asked(texts: Sequence[str], embedder: Embedder) -> Vectors:
    """Return the vectors of questions, a row each."""
    return np.stack([embedder.question(text) for text in texts])


def rows(found: Asked) -> Iterator[list[object]]:
    """Yield a row a way and threshold: pairs found, how many of them are alike, how many alike are found."""
    above = np.triu(found.compared, 1)
    alike = found.alike[above]
    for way, thresholds in THRESHOLDS.items():
        vectors = found.embedding if way == "embedding" else found.sense
        scores = (vectors @ vectors.T)[above]
        for threshold in thresholds:
            likely = scores >= threshold
            right = int((likely & alike).sum())
            precision, recall = right / max(1, likely.sum()), right / alike.sum()
            yield [way, threshold, int(likely.sum()), round(precision, 3), f"{recall:.2%}"]


def main() -> None:
    """Show both comparisons."""
    typology, embedder = load_typology(), bundled_embedder()
    columns = ("", "from", "pairs", "precision", "recall")
    for title, found in (
        ("Phrasings of 96 topics: of one topic", phrasings(typology, embedder)),
        ("Questions of our sets: a fact answers both", questions(typology, embedder)),
    ):
        share = found.alike[np.triu(found.compared, 1)].mean()
        show(title, columns, rows(found), f"{share:.1%} of the pairs are alike.")


if __name__ == "__main__":
    main()
