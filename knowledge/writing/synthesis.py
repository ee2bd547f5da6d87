"""What a model wrote from passages: first as it proposes it, then what of it may be shown."""

from dataclasses import dataclass

from knowledge.documents import Document, Passage


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that a model was shown, under a short `key` of ours such as "P1"; it saw `excerpt` of it."""

    key: str
    document: Document
    passage: Passage
    excerpt: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the keys of the sources that it rests on; once checked, their passages' identifiers."""

    text: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a model proposes, unchecked: sentences, or what is `missing` in the passages, "" if nothing is."""

    sentences: tuple[Sentence, ...]
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Synthesis:
    """Sentences of ours, each borne by its passages, and the name of the model that wrote them.

    It is shown as a *synthèse*, next to the literal quotations of the passages, never instead of them.
    """

    sentences: tuple[Sentence, ...]
    model: str

    @property
    def text(self) -> str:
        """The sentences as they read."""
        return " ".join(sentence.text for sentence in self.sentences)
