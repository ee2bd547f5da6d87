"""Legal forms of organisations: which ones a name, an acronym or a sentence of everyday words says."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from knowledge.french import STOP_WORDS, fold

FILE = "legal_forms.tsv"
"""Written by tests/tools/make_legal_forms.py: code, name, acronym."""

SOURCE = "INPI, dictionnaire de données : catégories juridiques de l’INSEE (paquet django-inpi 0.4.5)"
DATE = date(2024, 11, 6)

_EVERYDAY = "legal_words.toml"
_TOKEN = re.compile(r"\b(?:[^\W\d_]\.)+[^\W\d_]\b\.?|[\w\u0300-\u036f]+|[.;:!?\n]")
_BREAKS = frozenset(".;:!?\n")
_OR = " ou "
"""Between two acronyms of one form in the source."""

_ALL_ARTICLES = "un une le la les l de du des d notre nos mon ma votre"
_ARTICLES = frozenset(_ALL_ARTICLES.split())
_ONE_OF = frozenset({"autre", "petite", "petit", "grande", "grand", "seule", "seul", "nouvelle"})
_NONE_OF = frozenset({"pas", "sans", "aucun", "aucune", "ni"})
_NOT_ONLY = frozenset({"que", "seulement", "uniquement"})
_ALL_NUMBERS = "un deux trois quatre cinq six sept huit neuf dix onze douze"
_NUMBERS = {word: number for number, word in enumerate(_ALL_NUMBERS.split(), start=1)} | {"une": 1}
_SEVERAL = 2
_ALSO_ADJECTIVES = frozenset({"commune", "cooperative", "mutuelle"})
"""Names only where no noun stands before: not in "une stratégie commune"."""
_BEFORE_NOUNS = STOP_WORDS | _ARTICLES | _ONE_OF | _NONE_OF | _NOT_ONLY | _NUMBERS.keys() | _BREAKS
_BEFORE_NOUNS |= {"plusieurs", "quelques", "chaque", "certaines", "differentes"}
_ALSO_ABBREVIATIONS = frozenset({"sem", "sep"})
"""Acronyms in capitals only, as those of two letters are: "30 sep" is a date."""


@dataclass(frozen=True, slots=True)
class LegalForm:
    """A legal form; the code has four digits, and "u" where the company has one partner only."""

    code: str
    name: str
    acronym: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """What a sentence says from `start` to `end`: `words`, which stand for one of `forms`.

    `count`: of how many organisations, the fewest that the words allow ("des communes": 2).
    """

    start: int
    end: int
    words: str
    count: int
    forms: tuple[LegalForm, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text, or a sign that ends a sentence; `stem` is folded and in the singular."""

    start: int
    end: int
    written: str
    folded: str
    stem: str


class LegalForms:
    """All the legal forms, with the everyday words that stand for some of them."""

    def __init__(self, forms: Iterable[LegalForm], everyday: Mapping[str, Sequence[str]]) -> None:
        self._forms = {form.code: form for form in forms}
        self._said: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._singulars: set[tuple[str, ...]] = set()
        for words, codes in (*everyday.items(), *_official(self._forms.values())):
            key = _read(words)
            stems = tuple(word.stem for word in key)
            self._said[stems] = tuple(dict.fromkeys((*self._said.get(stems, ()), *codes)))
            self._singulars.add((key[0].folded, *stems))
        self._longest = max(map(len, self._said), default=0)

    def get(self, code: str) -> LegalForm | None:
        """Return the form of `code`, None if there is none."""
        return self._forms.get(code)

    def find(self, text: str) -> tuple[LegalForm, ...]:
        """Return the forms that the whole of `text` names, an article before apart, the most ordinary first.

        Several for "SCIC" or "SARL", which cover several codes; none for what is not known.
        """
        words = [word for word in _read(text) if word.stem not in _BREAKS]
        while words:
            if said := self._said.get(tuple(word.stem for word in words)):
                return self._of(said)
            if words[0].folded not in _ARTICLES:
                break
            del words[0]
        return ()

    def mentioned(self, text: str) -> tuple[Mention, ...]:
        """Return the forms that a sentence names, in its order, without what it says it is not.

        The longest name wins; none overlaps another. Two letters are an acronym in capitals only.
        """
        words = _read(text)
        found: list[Mention] = []
        start = free = 0
        while start < len(words):
            name = self._name_at(words, start)
            if name and (mention := self._mention(text, words[free:start], name)):
                found.append(mention)
            start += len(name) or 1
            free = start if name else free
        return tuple(found)

    def _of(self, codes: Iterable[str]) -> tuple[LegalForm, ...]:
        return tuple(self._forms[code] for code in codes)

    def _name_at(self, words: Sequence[_Word], start: int) -> Sequence[_Word]:
        """Return the words from `start` on that are a name, the most there are, none if there is none."""
        stems = [word.stem for word in words[start : start + self._longest]]
        for length in range(len(stems), 0, -1):
            if tuple(stems[:length]) in self._said:
                return words[start : start + length] if length > 1 or _stands_alone(words[start]) else ()
        return ()

    def _mention(self, text: str, before: Sequence[_Word], name: Sequence[_Word]) -> Mention | None:
        """Return the mention of `name`, None if the words since the name before it say something else."""
        stems = tuple(word.stem for word in name)
        if before and stems[0] in _ALSO_ADJECTIVES and len(stems) == 1 and not _before_noun(before[-1]):
            return None
        forms = self._of(self._said[stems])
        plural = name[0].folded != name[0].stem and (name[0].folded, *stems) not in self._singulars
        count = _count([word.folded for word in before], plural)
        if not forms or not count:
            return None
        start, end = name[0].start, name[-1].end
        if text[start:end].count("(") > text[start:end].count(")") and text[end : end + 1] == ")":
            end += 1
        return Mention(start, end, text[start:end], count, forms)


def _official(forms: Iterable[LegalForm]) -> Iterator[tuple[str, tuple[str]]]:
    """Yield the acronyms and the names of the source, each with its code."""
    for form in forms:
        yield from ((acronym, (form.code,)) for acronym in form.acronym.split(_OR) if acronym)
        yield form.name, (form.code,)


def _read(text: str) -> list[_Word]:
    return [_word(found) for found in _TOKEN.finditer(text)]


def _word(found: re.Match[str]) -> _Word:
    written = found.group()
    folded = fold(written if len(written) == 1 else written.replace(".", ""))
    acronym_of_several = written[-1] == "s" and written[:-1].isupper()
    stem = folded[:-1] if acronym_of_several else _singular(folded)
    return _Word(found.start(), found.end(), written, folded, stem)


def _singular(word: str) -> str:
    """Return a folded word without the mark of the plural.

    >>> _singular("communes"), _singular("locaux"), _singular("sas")
    ('commune', 'local', 'sas')
    """
    if len(word) < 5:
        return word
    return f"{word[:-3]}al" if word.endswith("aux") else word.rstrip("sx")


def _stands_alone(word: _Word) -> bool:
    """Tell whether one word, which is a name, is one in a sentence too: two letters must be capitals."""
    letters = word.written.replace(".", "")
    return letters.isupper() or (len(letters) > 2 and word.folded not in _ALSO_ABBREVIATIONS)


def _before_noun(word: _Word) -> bool:
    return not _BEFORE_NOUNS.isdisjoint((word.folded, word.stem)) or _number(word.folded) is not None


def _count(before: list[str], plural: bool) -> int:
    """Return of how many a name is said, the fewest; 0 if of none.

    >>> _count(["avec", "trois", "autres"], True), _count(["ce", "n", "est", "pas", "une"], False)
    (3, 0)
    """
    said = before[:-1] if before and _singular(before[-1]) in _ONE_OF else before
    near = set(said[-3:])
    if near & _NONE_OF and not near & (_NOT_ONLY | _BREAKS):
        return 0
    number = _number(said[-1]) if said else None
    if number is None:
        return _SEVERAL if plural else 1
    either = _number(said[-3]) if len(said) > 2 and said[-2] in {"ou", "a"} else None
    return number if either is None else min(number, either)


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() and len(word) < 4 else _NUMBERS.get(word)


def everyday_words(forms: Iterable[LegalForm]) -> dict[str, list[str]]:
    """Return the everyday words that come with the product, each with the codes that it stands for."""
    table = tomllib.loads(files("knowledge").joinpath(_EVERYDAY).read_text(encoding="utf-8"))
    stems = {form.code: _joined(form.name) for form in forms}
    said: dict[str, list[str]] = {}
    for entry in table["form"]:
        named = _joined(entry["named"]) if "named" in entry else None
        codes = entry["codes"] if named is None else [code for code, name in stems.items() if named in name]
        said |= dict.fromkeys(entry["words"], codes)
    return said


def _joined(name: str) -> str:
    return f" {' '.join(word.stem for word in _read(name))} "


@cache
def load_legal_forms() -> LegalForms:
    """Return the legal forms that come with the product: read on the first call, kept for the next ones."""
    text = files("knowledge").joinpath(FILE).read_text(encoding="utf-8")
    forms = [LegalForm(*line.split("\t")) for line in text.splitlines()]
    return LegalForms(forms, everyday_words(forms))
