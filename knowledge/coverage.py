"""What the texts of a call cover of what applicants ask: topic by topic, whether they say it, and where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from knowledge.asked import Wanted, holds
from knowledge.documents import Corpus
from knowledge.entries import Channel, Entry
from knowledge.french import stems, words
from knowledge.key_facts import KeyFact
from knowledge.preparation import Quoted, State, Treatment
from knowledge.topics import TopicModel
from knowledge.typology import Topic
from knowledge.validated import is_answer, is_validated

Scores = npt.NDArray[np.float32]

SCALE = 0.08
"""Score of a sentence for a topic that counts as much as e - 1 of the topic's terms."""

LIKELY = 2.3
"""Score from which a topic seems to be treated, where nobody has said.

Of the topics that it finds in the two calls beside the repository, .63 and .85 are treated, by a
reading of the texts; of those treated, it finds .67 and .43 (tests/benchmarks/compare_coverage.py).
"""

SHOWN = 2
"""Passages shown for a topic that nobody has settled."""


class Basis(StrEnum):
    """Where the knowledge that a topic is covered comes from, the surest first."""

    STAFF = "staff"
    FACT = "fact"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Covered:
    """What the texts say on one topic; `announced` is the expected document that should say it, or "".

    `approved` are the questions, beside its own, of which staff said that its passages answer them.
    """

    topic: str
    name: str
    question: str
    state: State
    basis: Basis
    passages: tuple[Quoted, ...] = ()
    value: str = ""
    missing: str = ""
    announced: str = ""
    approved: tuple[str, ...] = ()

    @property
    def validated(self) -> bool:
        """Whether it is a validated answer, and no topic of the texts."""
        return is_validated(self.topic)

    @property
    def settled(self) -> bool:
        """Whether staff or the key facts say so, rather than a likeness."""
        return self.basis is not Basis.GUESS

    @property
    def certain(self) -> State | None:
        """The state if it may be relied on: staff said so, or the texts give different facts."""
        certain = self.basis is Basis.STAFF or (self.settled and self.state is State.CONFLICTING)
        return self.state if certain else None


@dataclass(frozen=True, slots=True)
class Settling:
    """A topic that a passage is known to treat; a key fact, `fact`, treats nothing of it but itself."""

    topic: str
    fact: str = ""

    def settles(self, wants: Wanted) -> bool:
        """Whether what is asked about the topic is what the passage says.

        >>> from knowledge.asked import wanted
        >>> Settling("hearing", "le 30 juin").settles(wanted("Combien de temps dure l’audition ?"))
        False
        """
        if not self.fact:
            return True
        return holds(wants, self.fact)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The topics in the order of the typology, then the call's own."""

    topics: tuple[Covered, ...] = ()

    def of(self, topic: str) -> Covered | None:
        """Return what is covered of a topic, None if it is unknown."""
        return next((covered for covered in self.topics if covered.topic == topic), None)

    def answering(self, question: str) -> Covered | None:
        """Return the topic of which staff approved this question, word for word, None if there is none.

        A validated answer to it comes before what was approved of the texts.
        """
        asked = words(question)
        own = (covered for covered in self.topics if covered.basis is Basis.STAFF and covered.passages)
        found = [one for one in own if asked in map(words, (one.question, *one.approved))]
        return min(found, key=lambda one: not one.validated, default=None)

    def settling(self) -> dict[str, tuple[Settling, ...]]:
        """Return, by passage, the topics that it is known to treat, and by which of its words."""
        found: dict[str, dict[str, Settling]] = {}
        for covered in self.topics:
            if covered.settled:
                for quoted in covered.passages:
                    whole = covered.basis is Basis.STAFF
                    settling = Settling(covered.topic, "" if whole else quoted.quote)
                    found.setdefault(quoted.passage, {}).setdefault(covered.topic, settling)
        return {passage: tuple(topics.values()) for passage, topics in found.items()}


def cover(
    corpus: Corpus,
    typology: Sequence[Topic],
    facts: Iterable[KeyFact],
    guesses: Mapping[str, tuple[Quoted, ...]],
) -> Coverage:
    """Return the coverage of a call: what staff approved, else its key facts, else `guesses` by topic."""
    treatments = {treatment.topic: treatment for treatment in corpus.treatments}
    values = {fact.topic: fact for fact in facts}
    known = {topic.id for topic in typology}
    own = (treatment for treatment in corpus.treatments if treatment.topic not in known)
    return Coverage(
        (
            *(
                _covered(topic, treatments.get(topic.id), values.get(topic.id), guesses.get(topic.id, ()))
                for topic in typology
            ),
            *(_approved(one, one.name, one.question) for one in own),
        )
    )


def _covered(
    topic: Topic, treatment: Treatment | None, fact: KeyFact | None, guess: tuple[Quoted, ...]
) -> Covered:
    if treatment:
        return _approved(treatment, topic.name, topic.question)
    if fact and fact.values:
        quoted = tuple(Quoted(value.passage_id, value.quote) for value in fact.values)
        value = fact.values[0].text
        return Covered(topic.id, topic.name, topic.question, fact.state, Basis.FACT, quoted, value)
    if fact and not guess:
        return Covered(topic.id, topic.name, topic.question, State.NOT_STATED, Basis.FACT)
    state = State.STATED if guess else State.NOT_STATED
    return Covered(topic.id, topic.name, topic.question, state, Basis.GUESS, guess)


def _approved(treatment: Treatment, name: str, question: str) -> Covered:
    return Covered(
        treatment.topic,
        name,
        question,
        treatment.state,
        Basis.STAFF,
        treatment.passages,
        treatment.value,
        treatment.missing,
        treatment.announced,
        treatment.questions,
    )


def guess(
    typology: Sequence[Topic], model: TopicModel, entries: Sequence[Entry], vectors: Scores
) -> dict[str, tuple[Quoted, ...]]:
    """Return, by topic, the sentences that seem to treat it, best first; none where none seems to.

    Those of validated answers do not count: they are no text of the call.
    """
    rows = [row for row, entry in enumerate(entries) if entry.channel is Channel.SENTENCE]
    if not rows:
        return {}
    said = [entries[row] for row in rows]
    scores = likeness(typology, model, said, vectors[rows[0] : rows[-1] + 1])
    scores[[is_answer(one.targets[0]) for one in said]] = -np.inf
    best = np.argsort(-scores, axis=0, kind="stable")[:SHOWN]
    return {
        topic.id: tuple(
            Quoted(said[row].targets[0], said[row].text)
            for row in best[:, column]
            if scores[row, column] >= LIKELY
        )
        for column, topic in enumerate(typology)
    }


def likeness(
    typology: Sequence[Topic], model: TopicModel, sentences: Sequence[Entry], vectors: Scores
) -> Scores:
    """Return how much each sentence, a row, seems to treat each topic, a column: its vector and its words."""
    columns = [model.labels.index(topic.id) for topic in typology]
    scores: Scores = model.stated(vectors)[:, columns] / SCALE
    terms = [[frozenset(stems(term)) for term in topic.terms] for topic in typology]
    for row, sentence in enumerate(sentences):
        words = frozenset(stems(sentence.text))
        scores[row] += np.log1p([sum(bool(term) and term <= words for term in own) for own in terms])
    return scores
