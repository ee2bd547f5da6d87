"""The questions that the reader learns from and is judged on, each with its passages, apart by document."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ingest.markdown import read_markdown
from ingest.structure import to_passages
from knowledge.documents import Passage
from knowledge.sentences import spans
from knowledge.typology import load_typology
from tests.benchmarks.material import EVALUATION, lines_of
from tests.benchmarks.sheets import THEMES, markdown

DATA = Path(__file__).with_name("data")

PARAGRAPH = 700
"""Characters from which a paragraph of an encyclopaedia is cut, at the end of a sentence."""

DECIDED_ON = frozenset(" ".join(THEMES.values()).split())
"""Sheets that the decision is fitted on: were the reader trained on them, it would be trusted too much."""


class Split(StrEnum):
    """What a document's questions serve; never two things."""

    TRAIN = "train"
    DEVELOPMENT = "development"
    CERTIFICATION = "certification"


class Source(StrEnum):
    """Where questions come from."""

    OWN = "own"
    SHEETS = "sheets"
    ENCYCLOPAEDIA = "piaf"
    STATEMENTS = "statements"
    TITLES = "titles"


@dataclass(frozen=True, slots=True)
class Text:
    """A document as the reader sees its passages: headings, lead and text, one string each."""

    id: str
    source: Source
    passages: tuple[str, ...]

    @property
    def split(self) -> Split:
        """What its questions serve: of ten documents, eight train, one develops, one certifies."""
        if self.source is Source.STATEMENTS:
            return Split.TRAIN
        bucket = int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 10
        return {0: Split.DEVELOPMENT, 1: Split.CERTIFICATION}.get(bucket, Split.TRAIN)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that a passage answers; `start` and `end` are characters of that passage.

    Both are 0 where nobody told which sentence answers. `altered` is a near question that nothing of its
    section answers, "" if nobody wrote one.
    """

    text: Text
    passage: int
    question: str
    register: str
    start: int
    end: int
    altered: str = ""


def seen(passage: Passage) -> str:
    r"""Return what is read of a passage: its two nearest headings, its lead, its text.

    >>> seen(Passage("1", "d", 0, "Oui.", ("Titre", "Partie", "Aides"), lead="Sont admis :"))
    'Partie > Aides\nSont admis :\nOui.'
    """
    return "\n".join(filter(None, (" > ".join(passage.headings[-2:]), passage.lead.strip(), passage.text)))


def load_material() -> tuple[Asked, ...]:
    """Return every question, in the order of its files; those whose answer is not found are left out."""
    return (*own(), *sheets(), *encyclopaedia(), *statements())


def own() -> Iterator[Asked]:
    """Yield the questions on texts that we wrote."""
    texts = {
        path.stem: _text(path.stem, Source.OWN, path.read_text(encoding="utf-8"))
        for path in sorted((DATA / "texts").glob("*.md"))
    }
    for line in _lines():
        if line["text"] in texts:
            yield from _found(texts[line["text"]], line)


def sheets() -> Iterator[Asked]:
    """Yield the questions on public service sheets, but those that the decision is fitted on."""
    texts = {
        sheet["id"]: _text(sheet["id"], Source.SHEETS, markdown(sheet))
        for sheet in lines_of("service-public-sheets")
    }
    for line in _lines():
        if line["text"] in texts and line["text"] not in DECIDED_ON:
            yield from _found(texts[line["text"]], line)


def encyclopaedia() -> Iterator[Asked]:
    """Yield the questions on articles of an encyclopaedia (PIAF)."""
    piaf = json.loads((EVALUATION / "piaf-v1.0.json").read_text(encoding="utf-8"))
    for number, article in enumerate(piaf["data"]):
        pieces = [list(_pieces(paragraph["context"])) for paragraph in article["paragraphs"]]
        text = Text(
            f"piaf-{number}", Source.ENCYCLOPAEDIA, tuple(piece for some in pieces for _, piece in some)
        )
        first = 0
        for paragraph, own_pieces in zip(article["paragraphs"], pieces, strict=True):
            yield from _answered(text, first, own_pieces, paragraph["qas"])
            first += len(own_pieces)


def statements() -> Iterator[Asked]:
    """Yield how applicants put each topic of the typology, with an official sentence that treats it.

    Each sentence stands among others, of other topics of its file.
    """
    topics = load_typology()
    for number, topic in enumerate(topics):
        others = [other for other in topics[max(0, number - 8) : number + 9] if other.id != topic.id]
        for place, phrasing in enumerate((topic.question, *topic.phrasings)):
            said = topic.statements[place % len(topic.statements)]
            around = [one.statements[place % len(one.statements)] for one in others[place % 4 :: 4]][:3]
            around.insert(place % 4, said)
            text = Text(f"{topic.id}-{place}", Source.STATEMENTS, (" ".join(around),))
            start = text.passages[0].index(said)
            yield Asked(text, 0, phrasing, "typology", start, start + len(said))


def without(passage: str, start: int, end: int) -> str:
    """Return a passage without the sentences that touch a span."""
    kept = [passage[a:b] for a, b in spans(passage) if b <= start or a >= end]
    return "\n".join(kept)


def _lines() -> Iterator[dict[str, str]]:
    for path in sorted((DATA / "questions").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def _text(name: str, source: Source, written: str) -> Text:
    return Text(name, source, tuple(map(seen, to_passages(name, read_markdown(written, name)))))


def _found(text: Text, line: dict[str, str]) -> Iterator[Asked]:
    """Yield a question with the passage of its section that holds its answer."""
    heading = re.sub(r"\s+", " ", line.get("section", ""))
    pattern = re.compile(r"\s*".join(map(re.escape, line["answer"].split())))
    for number, passage in enumerate(text.passages):
        found = pattern.search(passage) if heading in passage.partition("\n")[0] else None
        if found:
            given = (line["question"], line["register"], found.start(), found.end(), line["altered"])
            yield Asked(text, number, *given)
            return


def _pieces(paragraph: str) -> Iterator[tuple[int, str]]:
    """Yield the pieces of a long paragraph, whole sentences each, with where they start."""
    start = 0
    ends = [end for _, end in spans(paragraph)]
    for end, after in zip(ends, [*ends[1:], None], strict=True):
        if after is None or after - start > PARAGRAPH:
            yield start, paragraph[start:end]
            start = end


def _answered(
    text: Text, first: int, pieces: Sequence[tuple[int, str]], questions: Iterable[dict[str, object]]
) -> Iterator[Asked]:
    for question in questions:
        answer = question["answers"][0]  # type: ignore[index]  # the shape of SQuAD
        at, end = answer["answer_start"], answer["answer_start"] + len(answer["text"])
        for number, (start, piece) in enumerate(pieces):
            if start <= at and end <= start + len(piece):
                asked = str(question["question"])
                yield Asked(text, first + number, asked, "encyclopaedia", at - start, end - start)
