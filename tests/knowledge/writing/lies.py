"""Make true sentences and lies from real passages, each lie of a family and false by construction."""

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.manifest import load_manifest
from ingest.readers import read
from ingest.structure import to_passages
from knowledge.documents import Document, Status
from knowledge.french import fold
from knowledge.writing.synthesis import Proposal, Sentence, Source
from tests.knowledge.writing.liars import LIARS, Ground, Liar, elsewhere, statements, within


@dataclass(frozen=True)
class Case:
    """What a model proposes, of which passages, and whether it is a lie of the `family` named."""

    family: str
    proposal: Proposal
    sources: tuple[Source, ...]
    lie: bool


def real_sources(folder: Path, work: Path, texts: Path | None = None) -> tuple[Source, ...]:
    """Read the passages of a corpus folder, its PDF taken from `texts`, as sources P1, P2."""
    if texts is not None:
        shutil.copytree(folder, work)
        for text in texts.glob("*.pdf"):
            shutil.copy(text, work)
        folder = work
    manifest = load_manifest(folder)
    found = [
        (document, passage)
        for document in manifest.documents
        if document.source
        for passage in to_passages(
            document.id, read((folder / document.source).read_bytes(), document.source)
        )
    ]
    return tuple(
        Source(f"P{n}", document, passage, passage.text) for n, (document, passage) in enumerate(found, 1)
    )


def truths(sources: Sequence[Source]) -> Iterator[Case]:
    """Yield every statement as it is, with the statement before it where it leans on that."""
    for source in sources:
        said = statements(source)
        for text in said:
            yield Case("literal", Proposal((Sentence(text, (source.key,)),)), (source,), lie=False)
        for one, next_one in zip(said, said[1:], strict=False):
            if f"{one} {next_one}" in source.passage.text or f"{one}\n{next_one}" in source.passage.text:
                both = (Sentence(one, (source.key,)), Sentence(next_one, (source.key,)))
                yield Case("literal in a row", Proposal(both), (source,), lie=False)


def lies(sources: Sequence[Source], count: int, seed: int) -> Iterator[Case]:
    """Yield `count` lies, the families in turn, the sentences by chance."""
    rng = random.Random(seed)  # noqa: S311 - the same lies each time; nothing is kept secret by it
    grounds = [
        Ground(text, source, tuple(one for one in sources if one != source), rng)
        for source in sources
        for text in statements(source)
    ]
    families = [*((name, _said(liar)) for name, liar in LIARS.items()), *CITING.items()]
    made = 0
    while made < count:
        family, make = families[rng.randrange(len(families))]
        case = make(family, rng.choice(grounds))
        if case is not None:
            made += 1
            yield case


def _said(liar: Liar) -> Callable[[str, Ground], Case | None]:
    """Return what makes a case of a lie in the words, its passage rightly cited."""

    def make(family: str, ground: Ground) -> Case | None:
        text = liar(ground)
        if text is None or within(text, ground.source) or fold(text) == fold(ground.text):
            return None
        keys = (ground.source.key,)
        return Case(family, Proposal((Sentence(text, keys),)), (ground.source, *ground.others[:3]), lie=True)

    return make


def _uncited(family: str, ground: Ground) -> Case:
    return Case(family, Proposal((Sentence(ground.text, ()),)), (ground.source,), lie=True)


def _forged(family: str, ground: Ground) -> Case:
    key = ground.rng.choice(["P0", "P999", ground.source.passage.id, "p1 ", "", "Source", "P1, P2"])
    return Case(
        family, Proposal((Sentence(ground.text, (key,)),)), (ground.source, *ground.others[:2]), lie=True
    )


def _half(family: str, ground: Ground) -> Case | None:
    """Stop a sentence in its middle, after a word that calls for another."""
    words = ground.text.split()
    ends = [
        at for at, word in enumerate(words[3:-1], 4) if word in ("de", "des", "du", "la", "les", "à", "pour")
    ]
    if not ends:
        return None
    text = " ".join(words[: ground.rng.choice(ends)]) + ground.rng.choice(["", "."])
    return Case(family, Proposal((Sentence(text, (ground.source.key,)),)), (ground.source,), lie=True)


def _beside(family: str, ground: Ground) -> Case | None:
    """Cite a passage that does not say it."""
    other = ground.rng.choice(ground.others)
    if within(ground.text[: len(ground.text) // 2], other):
        return None
    return Case(family, Proposal((Sentence(ground.text, (other.key,)),)), (ground.source, other), lie=True)


def _not_in_force(family: str, ground: Ground) -> Case:
    status = ground.rng.choice([one for one in Status if one is not Status.IN_FORCE])
    document: Document = replace(ground.source.document, status=status)
    source = replace(ground.source, document=document)
    return Case(family, Proposal((Sentence(ground.text, (source.key,)),)), (source,), lie=True)


def _two_at_once(family: str, ground: Ground) -> Case | None:
    """Lie in the second half of what is one sentence of the proposal, after a true one."""
    lie = elsewhere(ground)
    if lie is None or within(lie, ground.source):
        return None
    text = f"{ground.text} {lie}"
    return Case(family, Proposal((Sentence(text, (ground.source.key,)),)), (ground.source,), lie=True)


CITING: dict[str, Callable[[str, Ground], Case | None]] = {
    "uncited": _uncited,
    "forged key": _forged,
    "half a sentence": _half,
    "another passage": _beside,
    "not in force": _not_in_force,
    "a lie behind a truth": _two_at_once,
}
