"""Find the words of a sentence that no shortening may leave out: negations, conditions, bounds, figures."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from knowledge.writing.fault_kinds import FaultKind
from knowledge.writing.tokens import Row, Token

_NARROWING = frozenset({FaultKind.CONDITION, FaultKind.RESTRICTION, FaultKind.BOUND})


def protected(row: Sequence[Token]) -> list[tuple[int, FaultKind]]:
    """Return where the protected words of a sentence stand, each with what it does there, in order."""
    folded = [token.folded for token in row]
    found = [(at, FaultKind.FIGURE) for at, token in enumerate(row) if token.figure]
    phrases = _phrases()
    for at, word in enumerate(folded):
        for phrase, kind in phrases.get(word, ()):
            if tuple(folded[at : at + len(phrase)]) == phrase:
                found += [(at + more, kind) for more in range(len(phrase))]
                break
    return sorted(found)


def scoped(heading: str, row: Sequence[Token]) -> bool:
    """Whether a folded heading, `row` its tokens, says that what stands under it is true of some only.

    A heading that asks a question narrows nothing: it says what is answered.
    """
    if heading.rstrip().endswith("?"):
        return False
    if _scope().search(heading) or re.search(r"\b(?:edition|annee)s?\b.*\b(?:19|20)\d\d\b", heading):
        return True
    return any(kind in _NARROWING for _, kind in protected(row))


def kind_of(token: Token) -> FaultKind:
    """Return what is wrong where a sentence has this word and its passage has not, or the other way."""
    if "@" in token.key or "://" in token.key or token.key.startswith("www."):
        return FaultKind.ADDRESS
    if token.figure:
        return FaultKind.FIGURE
    kinds = [kind for _, kind in protected((token,))]
    if kinds:
        return kinds[0]
    return FaultKind.NAME if token.name else FaultKind.WORD


@cache
def _words() -> Mapping[str, list[str]]:
    """Return the words of the file, by what they do."""
    text = files("knowledge.writing").joinpath("protected_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _scope() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, _words()['scope']))})")


@cache
def _phrases() -> Mapping[str, tuple[tuple[Row, FaultKind], ...]]:
    """Return the protected phrases by their first word."""
    by_word: dict[str, tuple[tuple[Row, FaultKind], ...]] = {}
    for kind, given in _words().items():
        if kind == "scope":
            continue
        for phrase in given:
            row = tuple(phrase.split())
            by_word[row[0]] = (*by_word.get(row[0], ()), (row, FaultKind(kind)))
    return by_word
