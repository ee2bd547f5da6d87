"""What is embedded of a corpus, and of what people ask: passages, sentences, questions, topics, intents."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from knowledge.documents import Corpus, Kind, Passage, Status
from knowledge.french import stems
from knowledge.preparation import State
from knowledge.sentences import sentences
from knowledge.typology import load_typology
from knowledge.validated import asked_in, is_validated, taken

FEWEST_WORDS = 2
"""Different words that a text needs to be searched: the others are only read with what is around."""

_ADDRESS = re.compile(r"://|www\.|@")


class Channel(StrEnum):
    """The side from which a question may meet a passage."""

    PASSAGE = "passage"
    HEADING = "heading"
    SENTENCE = "sentence"
    QUESTION = "question"
    LIKELY = "likely"
    ANNOUNCED = "announced"
    PHRASING = "phrasing"
    STATEMENT = "statement"
    INTENT = "intent"


SEARCHED = (Channel.PASSAGE, Channel.HEADING, Channel.SENTENCE, Channel.QUESTION, Channel.LIKELY)
"""The channels that lead to passages."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A text to embed, and the identifiers of the passages it leads to.

    Those of the other channels lead to no passage: the target of an announced topic is the document
    that is expected to treat it, that of a phrasing or a statement its topic of the typology, that
    of an intent its name.
    """

    channel: Channel
    text: str
    targets: tuple[str, ...]

    @property
    def searched(self) -> bool:
        """Whether the vector index holds it: only what leads to a passage."""
        return self.channel in SEARCHED


def entries(corpus: Corpus) -> tuple[Entry, ...]:
    """Return the entries of `corpus`, always in the same order: an entry's place is its row."""
    citable = {document.id for document in corpus.documents if document.status.citable}
    # « Oui. » says nothing by itself, but is an answer below its question.
    validated = {document.id for document in corpus.documents if document.kind is Kind.VALIDATED}
    passages = [
        passage
        for passage in corpus.passages
        if passage.document_id in citable and (speaks(passage.text) or passage.document_id in validated)
    ]
    return (
        *(Entry(Channel.PASSAGE, in_context(passage), (passage.id,)) for passage in passages),
        *_headings(passages),
        *(
            Entry(Channel.SENTENCE, text, (passage.id,))
            for passage in passages
            for text in sentences(passage.text)
            if speaks(text)
        ),
        *_questions(corpus, {passage.id for passage in passages}),
        *_likely(corpus, {passage.id for passage in passages}),
        *_announced(corpus),
        *typology_entries(),
    )


def intents() -> dict[str, tuple[str, ...]]:
    """Return what people write that no official text answers: intent → phrasings."""
    data = tomllib.loads(files("knowledge").joinpath("intents.toml").read_text(encoding="utf-8"))
    return {name: tuple(intent["phrasings"]) for name, intent in data.items()}


def in_context(passage: Passage) -> str:
    """Return the text of a passage below its headings and the sentence that introduces it."""
    return "\n".join(part for part in (" > ".join(passage.headings), passage.lead, passage.text) if part)


def speaks(text: str) -> bool:
    """Whether `text` says something: an address, or a lone title, answers no question.

    >>> speaks("1 https://exemple.fr/page"), speaks("Une enveloppe de trois millions d’euros")
    (False, True)
    """
    said = " ".join(word for word in text.split() if not _ADDRESS.search(word))
    return len(set(stems(said))) >= FEWEST_WORDS


def _headings(passages: list[Passage]) -> Iterator[Entry]:
    targets: dict[str, list[str]] = {}
    for passage in passages:
        if passage.headings:
            targets.setdefault(" > ".join(passage.headings[-2:]), []).append(passage.id)
    return (Entry(Channel.HEADING, text, tuple(ids)) for text, ids in targets.items())


def _questions(corpus: Corpus, citable: set[str]) -> Iterator[Entry]:
    """Yield the questions that staff approved, each with the passages that answer it.

    A question that a validated answer has is answered by no other topic.
    """
    validated = taken(corpus.treatments)
    canonical = {topic.id: topic.question for topic in load_typology()} if corpus.treatments else {}
    for treatment in corpus.treatments:
        targets = tuple(dict.fromkeys(one.passage for one in treatment.passages if one.passage in citable))
        asked = canonical.get(treatment.topic, treatment.question)
        if targets and treatment.state is not State.CONFLICTING:
            for question in dict.fromkeys((*((asked,) if asked else ()), *treatment.questions)):
                if is_validated(treatment.topic) or asked_in(question) not in validated:
                    yield Entry(Channel.QUESTION, question, targets)


def _likely(corpus: Corpus, citable: set[str]) -> Iterator[Entry]:
    """Yield the questions that a language model proposed for each passage: nobody approved them."""
    return (
        Entry(Channel.LIKELY, question, (one.passage,))
        for one in corpus.proposed
        if one.passage in citable
        for question in one.questions
    )


def _announced(corpus: Corpus) -> Iterator[Entry]:
    return (
        Entry(Channel.ANNOUNCED, topic, (document.id,))
        for document in corpus.documents
        if document.status is Status.EXPECTED
        for topic in document.topics
    )


def typology_entries() -> Iterator[Entry]:
    """Yield what does not depend on the corpus: how topics are asked and stated, what is no question."""
    typology = load_typology()
    for topic in typology:
        yield from (Entry(Channel.PHRASING, phrasing, (topic.id,)) for phrasing in topic.phrasings)
    for topic in typology:
        yield from (Entry(Channel.STATEMENT, statement, (topic.id,)) for statement in topic.statements)
    for name, phrasings in intents().items():
        yield from (Entry(Channel.INTENT, phrasing, (name,)) for phrasing in phrasings)
