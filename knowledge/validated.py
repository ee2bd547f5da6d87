"""Answers of staff that a second person approved for reuse, as a document of the corpus."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date

from knowledge.documents import Document, Kind, Passage
from knowledge.french import words
from knowledge.phrases import french_date
from knowledge.preparation import Quoted, State, Treatment

DOCUMENT = "reponses-validees"
"""Identifier of the document that holds them: no text of a call may have it."""

TITLE = "Réponses validées"

_TOPIC = "reponse-validee:"
"""Opens the topic of an answer; the colon keeps it apart from any topic that a preparation may name."""


@dataclass(frozen=True, slots=True)
class RestsOn:
    """Words of a document that an answer rests on: without them it is not given any more."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class Validated:
    """An answer, given as it is to `question` and its `variants`, told by their words.

    `id` never changes, whatever becomes of the rest, and no two answers have the same. `text` says
    something, its paragraphs separated by a newline. `on` is the day it was approved.
    """

    id: str
    question: str
    variants: tuple[str, ...]
    text: str
    on: date
    rests_on: tuple[RestsOn, ...] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        """The question and its variants."""
        return (self.question, *self.variants)


def is_validated(topic: str) -> bool:
    """Whether a topic is that of a validated answer.

    >>> is_validated("reponse-validee:7f3a"), is_validated("closing_date")
    (True, False)
    """
    return topic.startswith(_TOPIC)


def passage_id(answer: str) -> str:
    """Return the identifier of the passage of an answer, from the answer's own.

    >>> passage_id("7f3a")
    'reponses-validees:7f3a'
    """
    return f"{DOCUMENT}:{answer}"


def is_answer(passage: str) -> bool:
    """Whether a passage, by its identifier, is a validated answer.

    >>> is_answer(passage_id("7f3a")), is_answer("communique:1f28fc1e")
    (True, False)
    """
    return passage.startswith(f"{DOCUMENT}:")


def in_order(answers: Sequence[Validated]) -> tuple[Validated, ...]:
    """Return answers from the oldest to the newest, whatever order they come in."""
    return tuple(sorted(answers, key=lambda answer: (answer.on, answer.id)))


def as_document(answers: Sequence[Validated]) -> Document:
    """Return the document that holds `answers`, at least one; it is dated like the last."""
    return Document(DOCUMENT, TITLE, Kind.VALIDATED, published=max(answer.on for answer in answers))


def as_passages(answers: Sequence[Validated]) -> tuple[Passage, ...]:
    """Return a passage an answer, in the same order."""
    return tuple(
        Passage(
            id=passage_id(answer.id),
            document_id=DOCUMENT,
            position=position,
            text=answer.text,
            headings=(answer.question,),
            location=f"Réponse validée le {french_date(answer.on)}",
        )
        for position, answer in enumerate(answers)
    )


def as_treatments(
    answers: Sequence[Validated], above: Sequence[tuple[Quoted, ...]] = ()
) -> tuple[Treatment, ...]:
    """Return a treatment an answer, in the same order: its questions are answered with its whole text.

    `answers` go from the oldest to the newest: of two that are given to the same question, the newest
    has it. `above` are, answer by answer, quotations of a higher authority on the same question, to be
    given before it.
    """
    asked: set[tuple[str, ...]] = set()
    treatments = []
    for row in reversed(range(len(answers))):
        answer, before = answers[row], above[row] if above else ()
        questions = _apart(answer.questions, asked)
        asked.update(map(asked_in, questions))
        treatments.append(_treatment(answer, questions, before))
    return tuple(reversed(treatments))


def asked_in(question: str) -> tuple[str, ...]:
    """Return what tells a question from another: its words, whatever their accents and capitals.

    >>> asked_in("Quelle est la date limite ?") == asked_in("quelle est la DATE limite")
    True
    """
    return tuple(words(question))


def taken(treatments: Sequence[Treatment]) -> frozenset[tuple[str, ...]]:
    """Return the words of the questions that validated answers have: no other topic answers them."""
    own = (treatment for treatment in treatments if is_validated(treatment.topic))
    return frozenset(asked_in(one) for treatment in own for one in (treatment.question, *treatment.questions))


def _apart(questions: Sequence[str], asked: Set[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the questions that have words, and others than those `asked` or those before them."""
    first: dict[tuple[str, ...], str] = {}
    for question in questions:
        first.setdefault(asked_in(question), question)
    return tuple(question for said, question in first.items() if said and said not in asked)


def _treatment(answer: Validated, questions: Sequence[str], before: tuple[Quoted, ...]) -> Treatment:
    first, *others = questions or ("",)
    return Treatment(
        topic=f"{_TOPIC}{answer.id}",
        state=State.STATED,
        passages=(*before, Quoted(passage_id(answer.id), answer.text)),
        questions=tuple(others),
        name=f"la réponse à « {answer.question} »",
        question=first,
    )
