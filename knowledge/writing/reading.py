"""Ask a language model whether passages answer a question, and take only words of theirs as a proof."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.chat.values import ChatModel
from knowledge.documents import Corpus
from knowledge.errors import ModelUnavailable
from knowledge.evidence import Read
from knowledge.excerpt import excerpt, introduction
from knowledge.french import fold, stems, words
from knowledge.hits import Hit
from knowledge.retrieval import CITED
from knowledge.writing.model_json import object_of
from knowledge.writing.prompts_reading import EXCERPT_WORDS, NONE, reading_request
from knowledge.writing.synthesis import Source

READ = 2_000
"""Characters from which what a model wrote is not read: a key and some words are far shorter."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads with a language model, for `seconds` at most; what it says is a signal, never a decision."""

    chat: ChatModel
    seconds: float

    def read(self, question: str, sources: Sequence[Source]) -> Read | None:
        """Return whether one of the sources answers, as the model says and as its words prove.

        None if the model does not answer, or writes what cannot be read; if there is nothing to read too.
        """
        if not sources:
            return None
        try:
            found = self.chat.ask(reading_request(question, sources), self.seconds)
            return None if found.cut else read_of(found.text, question, sources)
        except (ModelUnavailable, ValueError):
            return None


def to_read(hits: Sequence[Hit], corpus: Corpus) -> tuple[Source, ...]:
    """Return what an answer may cite, drafts too: the sentences nearest to the question, and their lead."""
    return tuple(
        Source(f"P{number}", corpus.document(hit.passage.document_id), hit.passage, _shown(hit))
        for number, hit in enumerate(hits[:CITED], start=1)
    )


def _shown(hit: Hit) -> str:
    text = hit.passage.text
    start, end = excerpt(text, hit.sentences, EXCERPT_WORDS)
    lead = introduction(text, (start, end)) or hit.passage.lead.strip()
    return f"{lead}\n{text[start:end]}".strip()


def read_of(text: str, question: str, sources: Sequence[Source]) -> Read:
    """Return what the words of a model prove of these sources.

    Raises:
        ValueError: they are no object with a key of a source, or none, and words.
    """
    data = object_of(text, READ)
    key, said = data.get("passage"), data.get("words")
    excerpts = {source.key: source.excerpt for source in sources}
    if not (isinstance(key, str) and isinstance(said, str)) or key not in (NONE, *excerpts):
        raise ValueError("not a key and words")
    if key == NONE:
        return Read.NO
    return Read.YES if proves(said, question, excerpts[key]) else Read.UNPROVEN


def proves(said: str, question: str, excerpt: str) -> bool:
    """Whether words stand together in an excerpt, and tell what the question did not.

    >>> proves("500 000 euros", "Quel montant ?", "L’aide est de 500 000 euros au plus.")
    True
    >>> proves("l’aide", "Quel est le montant de l’aide ?", "L’aide est de 500 000 euros au plus.")
    False
    >>> proves("600 000 euros", "Quel montant ?", "L’aide est de 500 000 euros au plus.")
    False
    """
    told = set(stems(said)) - set(stems(question))
    return bool(told) and f" {_plain(said)} " in f" {_plain(excerpt)} "


def _plain(text: str) -> str:
    """Return the words of a text one after the other, whatever stands between them."""
    return " ".join(words(fold(text)))
