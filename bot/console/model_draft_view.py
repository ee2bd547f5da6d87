"""What the page of a conversation shows of a draft by a model: each sentence, and where it stands."""

from dataclasses import dataclass

from bot.console.words import counted
from bot.links import passage_path
from bot.store.model_drafts import ModelDraft
from knowledge.documents import Corpus
from knowledge.writing.synthesis import Sentence

READY = "Brouillon prêt\u00a0: {count}, avec les passages qui les portent. Relisez-le."
BROWSER_WAITS = 15
"""Seconds that a browser waits longer than the model may take."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of what was just done, "" if the draft speaks for itself; `failed` if it was not."""

    text: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A passage that a sentence rests on, and the path that opens it in its text."""

    title: str
    location: str
    page: int | None
    path: str


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a draft; no `places` are left if its passages are out of service."""

    text: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """The draft as the page shows it, no line if there is none.

    `asks` tells that one may be asked for, `patience` for how many milliseconds the browser waits then.
    """

    lines: tuple[Line, ...]
    model: str
    taken: bool
    asks: bool
    said: Said | None
    patience: int


def panel_of(
    draft: ModelDraft | None, asked: int, corpus: Corpus | None, said: Said | None, seconds: float
) -> Panel:
    """Return what is shown of a draft; `asked` is the number of the last message of the contact.

    Another may be asked for once they wrote again.
    """
    patience = round(1000 * (seconds + BROWSER_WAITS))
    if draft is None:
        return Panel((), "", taken=False, asks=True, said=said, patience=patience)
    lines = tuple(Line(one.text, _places(one, corpus)) for one in draft.written.sentences)
    if said is not None and not said.text:
        said = Said(READY.format(count=counted(len(lines), "phrase", "phrases")))
    return Panel(lines, draft.written.model, draft.taken, asked > draft.number, said, patience)


def _places(sentence: Sentence, corpus: Corpus | None) -> tuple[Place, ...]:
    passages = [] if corpus is None else [one for one in corpus.passages if one.id in sentence.passages]
    return tuple(
        Place(corpus.document(one.document_id).title, one.location, one.page, passage_path(one))
        for one in passages
        if corpus is not None
    )
