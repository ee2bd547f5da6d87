"""Try criteria before they are kept: are they readable, do the texts say what they quote, do cases hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from bot.console.rule_shelf import PATHS, Texts, text_numbered
from bot.console.rule_words import Line, Wrong, differences, in_words, said
from bot.console.shell import Office
from bot.quoting import quotation
from bot.replies import Quotation
from bot.store.rule_texts import RuleKind
from ingest.cases import read_cases
from ingest.eligibility import WrittenRules, read_eligibility
from ingest.eligibility_settle import settle_rules
from ingest.eligibility_write import write_cases, write_eligibility
from ingest.errors import ManifestError
from ingest.preparation import PreparedQuote
from ingest.quoting import texts_of
from knowledge.documents import Citation, Corpus
from knowledge.eligibility.cases import Case, failures
from knowledge.eligibility.criteria import Criterion, Rules
from knowledge.preparation import Quoted

SHORT: Final = 16
"""Characters of the digest of a text, by which a preview is known again."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What criteria would be: their `text`, how they stand in the texts of the call, what would not hold.

    `fault` says why they cannot be read at all, `lost` which quotations of one criterion are not found;
    `wrong` are the cases that would fail, of `count`; `lines` are those of the text that change.
    """

    text: str = ""
    rules: Rules = Rules()
    lost: tuple[str, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    count: int = 0
    lines: tuple[Line, ...] = ()
    fault: str = ""

    @property
    def sound(self) -> bool:
        """Whether they may be kept, whatever the cases say; nothing that was not tried may."""
        return bool(self.text) and not self.fault and not self.lost

    @property
    def digest(self) -> str:
        """What tells this very text from others."""
        return digest_of(self.text)


def try_out(edited: WrittenRules, former: str, corpus: Corpus, cases: Iterable[Case], about: str) -> Trial:
    """Return what edited criteria would be; quotations of the criterion `about` must be in the texts.

    `former` is the text that they would replace. Cases run as if nothing were flagged.
    """
    text = write_eligibility(edited)
    try:
        written = read_eligibility(text, PATHS[RuleKind.ELIGIBILITY])
    except ManifestError as error:
        return Trial(text, fault=said(error))
    rules, _ = settle_rules(written, corpus.documents, corpus.passages)
    run = tuple(cases)
    return Trial(
        text,
        rules,
        lost(written.quotes.get(about, ()), corpus),
        in_words(failures(written.rules, run), written.rules),
        len(run),
        differences(plain(RuleKind.ELIGIBILITY, former), text),
    )


def plain(kind: RuleKind, text: str) -> str:
    """Return a text as the console writes it, so that only what it says differs; else as it is."""
    try:
        if kind is RuleKind.ELIGIBILITY:
            return write_eligibility(read_eligibility(text, PATHS[kind]))
        return write_cases(read_cases(text, PATHS[kind])) if kind is RuleKind.CASES else text
    except ManifestError:
        return text


async def changed_since(office: Office, texts: Texts, number: int) -> tuple[Line, ...]:
    """Return the lines that changed since the text of a number counted."""
    former = await text_numbered(office, texts.kind, number)
    return differences(plain(texts.kind, former), plain(texts.kind, texts.text))


def lost(quotes: Iterable[PreparedQuote], corpus: Corpus) -> tuple[str, ...]:
    """Say which quotations are not in the texts, word for word, a sentence each."""
    texts = texts_of(corpus.documents, corpus.passages)
    found = (texts.find(quote) for quote in quotes)
    return tuple(f"{why}." for why in found if isinstance(why, str))


def digest_of(text: str) -> str:
    """Return what tells a text from others.

    >>> digest_of("a") == digest_of("b")
    False
    """
    return sha256(text.encode()).hexdigest()[:SHORT]


def cited(passages: Iterable[Quoted], corpus: Corpus, site: str) -> tuple[Quotation, ...]:
    """Return quotations as they are shown; those of passages that are gone are left out."""
    known = {passage.id: passage for passage in corpus.passages}
    found = ((known[one.passage], one.quote) for one in passages if one.passage in known)
    return tuple(
        quotation(Citation(corpus.document(passage.document_id), passage, quote), site)
        for passage, quote in found
    )


def settled(written: WrittenRules, corpus: Corpus | None) -> Mapping[str, Criterion]:
    """Return criteria as they stand in the texts of the call, by their identifier."""
    if corpus is None:
        return {one.id: one for one in written.rules.criteria}
    rules, _ = settle_rules(written, corpus.documents, corpus.passages)
    return {one.id: one for one in rules.criteria}
