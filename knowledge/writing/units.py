"""Say which sentences of a passage may bear one of a model's, and which of them lean on their neighbours."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from knowledge.french import fold, stems
from knowledge.sentences import spans
from knowledge.writing.fault_kinds import FaultKind
from knowledge.writing.protected import protected, scoped
from knowledge.writing.synthesis import Source
from knowledge.writing.tokens import Row, Token, defined, tokens

_NOTE = re.compile(r"\s*\d{1,2} [A-ZÀ-ÖØ-Þ]")
_ITEM = re.compile(r"\s*(?:[-–—•*]|\d+\s?[°.)]|[a-z]\)|[IVX]+\s?[.-])\s")
_WHOLE = re.compile(r"[.!…](?:\s?[»”)])?$")
_SPOKEN = re.compile(r"(?i)\b(?:je|nous|notre|nos|mon|mes)\b|^(?:oui|non)\b|\?")
_REFUSING = re.compile(
    r"\b(?:non|ineligib\w*|exclu\w*|interdi\w*|refus\w*|irrecevab\w*|sauf|faux|exemples?|abrog\w*)\b"
)
_LIMITS = re.compile(
    r"(?:toutefois|cependant|neanmoins|sauf|hormis|excepte|a defaut|par exception|par derogation"
    r"|mais|or|en revanche"
    r"|sous reserve|a l'exception|a condition|sinon|dans le cas contraire|a titre exceptionnel"
    r"|seul(?:e|s|es)?|aucune?"
    r"|ne|pour(?! toute (?:question|information)| tout renseignement| en savoir plus)|il en va"
    r"|cette (?:limite|condition|regle)|ces? (?:conditions"
    r"|dispositions|regles)|si|lorsque?|lorsqu'\w+|quand|dans|en cas|au cas|hors|concernant"
    r"|s'agissant|cet?|cette|ces|il|ils|elles?|son|sa|ses|leurs?)\b"
)
"""Openings of a sentence that may limit what the one before it says."""

_CHANGES = re.compile(
    r"\b(?:report(?:e|es|ee|ees)\b|(?:porte|ramene)e?s? (?:a|au|aux)\b|modifi|remplac|supprim)"
)
_DENYING = frozenset({FaultKind.NEGATION, FaultKind.EXCEPTION, FaultKind.RESTRICTION})
_CONNECTS = re.compile(
    r"(?:ainsi|par consequent|en consequence|en effet|donc|toutefois|cependant|neanmoins|en revanche"
    r"|d'une part|d'autre part|enfin|de plus|en outre|par ailleurs|or|mais)\b"
)

_LEANS = re.compile(
    r"(?:cet|cette|ces|ce|cela|ceci|celui|celle|ceux|celles|ils|elles?|leurs?|son|sa|ses|y compris"
    r"|dans ce cas|sinon"
    r"|a defaut|le cas echeant|si tel|il en va|dans le cas contraire|a ce titre|pour ce faire|par exception"
    r"|par derogation|sauf|hormis|excepte|les? autres|l'autre|les? premiers?,|tous deux|toutes deux"
    r"|de meme|dont|qui|et|toutefois|cependant|neanmoins|en revanche|par consequent|en consequence"
    r"|il (?!s'agit|est (?:obligatoire|necessaire|possible|interdit|recommande|prevu)|faut|convient))\b"
)
"""Openings of a sentence that means nothing without the one before it."""

_POINTS_BACK = re.compile(
    r"(?:(?!(?:le|la|les|un|une|des|chaque|tout|toute|tous)\b|l')[\w']+\W+){0,4}(?:cela|ils|elles?)\b"
    r"|(?:[\w'-]+\W+){1,10}?(?:(?<=s')y|y|alors|ensuite|celui-ci|celle-ci|ceux-ci|celles-ci)\b"
)
"""A pronoun before any noun, or a word that tells of what came before, near the opening."""

_OF_THE_CALL = frozenset({"appel", "cahier", "reglement", "premier", "programme", "present"})


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence of a passage; `bears` tells whether it may be summed up at all.

    `leans` tells that it means nothing without the one before it, `limited` that what follows
    may limit it.
    """

    source: Source
    position: int
    text: str
    row: tuple[Token, ...]
    bears: bool
    leans: bool
    limited: bool

    @property
    def words(self) -> frozenset[str]:
        """The folded words, in no order."""
        return _words(self.row)


@lru_cache(maxsize=1024)
def _words(row: tuple[Token, ...]) -> frozenset[str]:
    return frozenset(token.folded for token in row)


@lru_cache(maxsize=64)
def acronyms(sources: tuple[Source, ...]) -> dict[Row, str]:
    """Return the names that the passages spell out before an acronym, each with the acronym."""
    found: dict[Row, str] = {}
    for source in sources:
        found |= defined(source.passage.text)
    return found


@lru_cache(maxsize=64)
def units_of(sources: tuple[Source, ...]) -> tuple[Unit, ...]:
    """Return the sentences of the passages of `sources`, read with the acronyms that they define."""
    short = acronyms(sources)
    return tuple(unit for source in sources for unit in units(source, short))


def units(source: Source, short: Mapping[Row, str]) -> tuple[Unit, ...]:
    """Return the sentences of the passage of a source, in order.

    A list item, a row of a table, a heading, a question, a piece of a quotation or of what somebody
    says bears nothing: without what stands around it, it may say the contrary.
    """
    text = source.passage.text
    pieces = [text[start:end] for start, end in spans(text)]
    listed = _listed(text, bool(source.passage.lead))
    under = _narrowed(source.passage.headings[-2:])
    found: list[Unit] = []
    quoting = 0
    for at, piece in enumerate(pieces):
        inside, quoting = quoting, quoting + piece.count("«") - piece.count("»")
        row = _ended(tokens(piece, short))
        whole = bool(_WHOLE.search(piece)) and not (listed[at] or inside or quoting or under)
        bears = (
            whole
            and piece in source.excerpt
            and not _NOTE.match(piece)
            and not _SPOKEN.search(piece)
            and "|" not in piece
            and piece.count("(") == piece.count(")")
        )
        found.append(Unit(source, at, piece, row, bears and bool(row), _leans(piece), limited=False))
    return _chained(found)


def connects(text: str) -> bool:
    """Whether a sentence opens with a word that makes it a consequence or a contrary of what precedes."""
    return bool(_CONNECTS.match(fold(text)))


def _narrowed(headings: Sequence[str]) -> bool:
    """Whether a heading refuses what stands under it, or is about some cases only."""
    plain = [fold(heading) for heading in headings]
    return any(_REFUSING.search(one) or scoped(one, tokens(one)) for one in plain)


def _chained(found: Sequence[Unit]) -> tuple[Unit, ...]:
    """Return the sentences told which are limited: by the next one, or through it by what follows it."""
    out: list[Unit] = []
    for at in reversed(range(len(found))):
        after = found[at + 1 : at + 2]
        limited = any(_limits(one, found[at]) for one in after) or any(one.limited for one in out[-1:])
        out.append(replace(found[at], limited=limited))
    return tuple(reversed(out))


def _limits(after: Unit, unit: Unit) -> bool:
    """Whether a sentence may limit the one before it: by its opening, by a change, or by a denial."""
    plain = fold(after.text)
    if _LIMITS.match(plain) or after.leans or _CHANGES.search(plain):
        return True
    denies = any(kind in _DENYING for _, kind in protected(after.row))
    return denies and bool(set(stems(after.text)) & set(stems(unit.text)))


def _ended(row: Sequence[Token]) -> tuple[Token, ...]:
    """Return a row without the mark that ends it."""
    return tuple(row[:-1] if row and row[-1].raw in (".", "!", "…", ";", ":") else row)


def _leans(piece: str) -> bool:
    """Whether a sentence speaks of something that only the one before it names."""
    plain = fold(piece)
    if _POINTS_BACK.match(plain):
        return True
    if _LEANS.match(plain) and not re.match(
        r"cet? (?:premier )?(?:appel|cahier|programme|reglement)\b", plain
    ):
        return True
    for match in re.finditer(r"(?<![\w'-])(?:cet|cette|ces|ce) (\w+)", plain):
        if match[1] in _OF_THE_CALL | {"qui", "que", "dont", "jour", "sont"}:
            continue
        stem = stems(match[1])
        if not stem or stem[0] not in stems(plain[: match.start()]):
            return True
    return False


def _listed(text: str, led: bool) -> list[bool]:
    """Return for each sentence whether it belongs to a list, or is what introduces one."""
    listed: list[bool] = []
    inside = led
    for start, end in spans(text):
        item = bool(_ITEM.match(text, start))
        opens = text[start:end].endswith(":")
        fresh = start == 0 or "\n" in text[max(0, start - 2) : start]
        if inside and fresh and not item and text[start].isupper() and _closed(text, start) and not led:
            inside = False
        inside = inside or item or opens
        listed.append(inside)
    return listed


def _closed(text: str, start: int) -> bool:
    """Whether what stands before a line ends as a sentence does, or is an address of its own line."""
    before = text[:start].rstrip()
    return before[-1:] in (".", "!", "…") or bool(re.search(r"\n\s*(?:https?://|www\.)\S+$", before))
