"""What a validated answer says: to which questions, in which words, resting on which passages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.validated import RestsOn, asked_in

LONGEST_QUESTION, MOST_VARIANTS, LONGEST_TEXT, MOST_CITATIONS = 300, 20, 5_000, 20


@dataclass(frozen=True, slots=True)
class Cited:
    """Words of a passage that an answer rests on.

    `title` and `place` say where they stood when they were cited, for when the text has changed.
    """

    document: str
    passage: str
    quote: str
    title: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """The words of an answer, tidied by `tidy`; it is given until the end of the day `expires_on`."""

    question: str
    variants: tuple[str, ...]
    text: str
    citations: tuple[Cited, ...] = ()
    expires_on: date | None = None

    @property
    def questions(self) -> tuple[str, ...]:
        """The question and its variants."""
        return (self.question, *self.variants)

    @property
    def grounds(self) -> tuple[RestsOn, ...]:
        """The words that it rests on, as an ingest compares them with the texts."""
        return tuple(RestsOn(cited.document, cited.quote) for cited in self.citations)


def tidy(
    question: str,
    variants: Iterable[str],
    text: str,
    citations: Sequence[Cited] = (),
    expires_on: date | None = None,
) -> Content:
    r"""Return the content that someone typed: no blank line, no variant twice, no passage cited twice.

    >>> said = tidy(" Jusqu’à\nquand ? ", ["", "jusqu’à QUAND", "La date ?"], " Le 3.\r\n\r\nÀ midi. ")
    >>> said.questions, said.text
    (('Jusqu’à quand ?', 'La date ?'), 'Le 3.\nÀ midi.')
    """
    asked = " ".join(question.split())
    lines = (line.strip() for line in text.splitlines())
    return Content(
        asked,
        _apart(asked, variants),
        "\n".join(line for line in lines if line),
        tuple(dict.fromkeys(citations)),
        expires_on,
    )


def _apart(question: str, variants: Iterable[str]) -> tuple[str, ...]:
    """Return the variants that say something, and in other words than the question and each other."""
    first = {asked_in(question): ""}
    for variant in variants:
        said = " ".join(variant.split())
        if said:
            first.setdefault(asked_in(said), said)
    return tuple(filter(None, first.values()))
