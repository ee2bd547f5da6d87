"""Find passages of the texts in service, and quote them word for word in a reply."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from math import log
from typing import Any

from bot.quoting import quotation
from bot.replies import Quotation
from knowledge.documents import Citation, Corpus, Document, Passage
from knowledge.french import stems
from knowledge.lexical import lexical_text
from knowledge.quotes import unsupported

SHOWN = 8
"""Passages that a search shows."""

NOT_OPEN = "Les textes ne sont pas encore ouverts. Réessayez dans quelques instants."


@dataclass(frozen=True, slots=True)
class Cited:
    """Words to quote, and the identifier of the passage that holds them."""

    passage: str
    quote: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A passage to quote: as the contact will see it if it holds the words, None with the reason if not."""

    cited: Cited
    quotation: Quotation | None
    title: str
    error: str = ""


def check(cited: Iterable[Cited], corpus: Corpus | None, site: str) -> tuple[Checked, ...]:
    """Look words to quote up in the texts in service, where they must stand character by character.

    Without the texts, none can be sent.
    """
    if corpus is None:
        return tuple(Checked(each, None, "Passage", NOT_OPEN) for each in cited)
    return tuple(_checked(each, corpus, site) for each in cited)


def as_json(checked: Iterable[Checked]) -> tuple[Mapping[str, Any], ...]:
    """Return the citations as the API gives them; those with an error are left out."""
    return tuple(asdict(each.quotation) for each in checked if each.quotation is not None)


def kept_of(citations: Iterable[Mapping[str, Any]]) -> tuple[Cited, ...]:
    """Return what a draft kept of its citations."""
    return tuple(Cited(str(each.get("passage", "")), str(each.get("quote", ""))) for each in citations)


def whole(corpus: Corpus, passage: str) -> str:
    """Return the text of a passage, "" if there is none that may be quoted."""
    found = next((one for one in corpus.passages if one.id == passage), None)
    return found.text if found and corpus.document(found.document_id).status.citable else ""


def find(corpus: Corpus, text: str, limit: int = SHOWN) -> list[Quotation]:
    """Return the passages that share the most telling words with `text`, the best first.

    It computes for tens of milliseconds the first time that a corpus is searched. Links have no host.
    """
    index, wanted = _indexed(corpus), set(stems(text))
    total = len(corpus.passages) + 1
    weights = {stem: log(total / index.spread[stem]) for stem in wanted if stem in index.spread}
    scores = [
        (sum(weights[stem] for stem in weights.keys() & found) / (1 + log(1 + length)), -row)
        for row, (found, length) in enumerate(index.passages)
    ]
    best = sorted((score for score in scores if score[0] > 0), reverse=True)
    return [_whole(corpus, corpus.passages[-row]) for _, row in best[:limit]]


@dataclass(frozen=True, slots=True)
class _Index:
    """The stems of each passage that may be quoted and how many they are, and how many passages have each."""

    passages: Sequence[tuple[frozenset[str], int]]
    spread: Mapping[str, int]


class _Same:
    """A corpus that is known by its identity: its texts are never compared."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    def __hash__(self) -> int:
        return id(self.corpus)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.corpus is other.corpus


def _indexed(corpus: Corpus) -> _Index:
    return _index(_Same(corpus))


@lru_cache(maxsize=1)
def _index(same: _Same) -> _Index:
    citable = {document.id for document in same.corpus.documents if document.status.citable}
    rows = []
    for passage in same.corpus.passages:
        found = stems(lexical_text(passage)) if passage.document_id in citable else []
        rows.append((frozenset(found), len(found)))
    return _Index(rows, Counter(stem for found, _ in rows for stem in found))


def _whole(corpus: Corpus, passage: Passage) -> Quotation:
    return quotation(Citation(corpus.document(passage.document_id), passage, passage.text), "")


def _checked(cited: Cited, corpus: Corpus, site: str) -> Checked:
    passage = next((one for one in corpus.passages if one.id == cited.passage), None)
    if passage is None:
        return Checked(cited, None, "Passage retiré", "Ce passage n’est plus dans les textes en service.")
    document = corpus.document(passage.document_id)
    error = _why_not(document, passage, cited.quote)
    if error:
        return Checked(cited, None, document.title, error)
    literal = Citation(document, passage, cited.quote.strip())
    return Checked(cited, quotation(literal, site), document.title)


def _why_not(document: Document, passage: Passage, quote: str) -> str:
    """Say why words cannot be quoted, "" if they can."""
    if not document.status.citable:
        return "Ce texte n’est plus en vigueur : il ne peut pas être cité."
    if not quote.strip():
        return "Il n’y a rien entre les guillemets. Recopiez des mots du passage, ou retirez cette citation."
    if unsupported("", (), [Citation(document, passage, quote.strip())]):
        return (
            "Ces mots ne sont pas dans le passage, lettre pour lettre. Corrigez-les, ou retirez la citation."
        )
    return ""
