"""French communes, départements and regions: which one an answer names, and what lies in what."""

import gzip
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from knowledge.french import fold

FILE = "places.tsv.gz"
"""Written by tests/tools/make_places.py: code, names, what holds it, postcodes, population."""

SOURCE = "INSEE, Code officiel géographique 2026 (paquet @etalab/decoupage-administratif 6.0.0)"
DATE = date(2026, 1, 1)

FRANCE = "france"
LONGEST = 200
"""Characters of an answer that are still looked at; the longest label has a third of it."""

_KINDS = {
    "ville": "commune",
    "commune": "commune",
    "mairie": "commune",
    "departement": "departement",
    "region": "region",
}
_BEFORE_NAMES = "nous sommes on est je suis situe situes situee situees a d dans de en l la le les sur"
_LITTLE = frozenset(_BEFORE_NAMES.split())
_CONTRACTED = {"au": "le", "du": "le", "aux": "les", "des": "les"}
_USUAL = {
    "paca": "region:93",
    "idf": "region:11",
    "taaf": "departement:984",
    "ile de la reunion": "region:04",
}
"""Names that everybody uses and the official list does not have."""

_BETWEEN = re.compile(r"[^\w\n]+")
_SAINT = re.compile(r"\bst(e?)\b")
_ARTICLE = re.compile(r"(?:l|la|le|les) ")
_ORDINAL = re.compile(r"(\w+) (\d+)(?:er|e) arrondissement")
_DEPARTEMENT = re.compile(r"2[ab]|\d\d\d?")
_POSTCODE = re.compile(r"(\d\d) ?(\d\d\d)")
_QUALIFIED = (
    re.compile(r"(?P<name>.+?)\s*\((?P<where>[^()]+)\)"),
    re.compile(r"(?P<name>[^,]+),(?P<where>.+)"),
    re.compile(r"(?P<name>.+?)[\s,–-]+(?P<where>2[abAB]|\d\d\d?|\d\d ?\d\d\d)"),
    re.compile(r"(?P<where>\d\d ?\d\d\d)[\s,–-]+(?P<name>.+)"),
)


class Level(StrEnum):
    """What a place is."""

    COMMUNE = "commune"
    DEPARTEMENT = "departement"
    REGION = "region"


_WIDEST_FIRST = (Level.REGION, Level.DEPARTEMENT, Level.COMMUNE)


@dataclass(frozen=True, slots=True)
class Place:
    """A place; `within` has the codes of what holds it, nearest first, "metropole" or "outre-mer" last.

    A commune déléguée or an arrondissement is held by its commune. Where two places cover the same ground,
    as the commune and the département of Paris do, each holds the other.
    """

    code: str
    name: str
    level: Level
    within: tuple[str, ...]

    @property
    def label(self) -> str:
        """Its name as a person reads it, with the number of the département: "L’Île-Saint-Denis (93)"."""
        if self.level is Level.REGION:
            return self.name
        number = next(code for code in (self.code, *self.within) if code.startswith(f"{Level.DEPARTEMENT}:"))
        return f"{self.name} ({number.partition(':')[2]})"


class Places:
    """All the places, found by code, by name and by postcode."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._rows = {code: row for code, _, row in (line.partition("\t") for line in lines)}
        self._named: dict[str, str] = {}
        self._without_article: dict[str, str] = {}
        self._served: dict[str, str] = {}
        held: dict[str, list[str]] = {}
        for code, row in self._rows.items():
            _, holder, postcodes, _ = row.split("\t")
            held.setdefault(holder, []).append(code)
            for postcode in postcodes.split():
                _add(self._served, postcode, code)
        self._only = {
            holder: inside[0]
            for holder, inside in held.items()
            if len(inside) == 1 and holder in self._rows and not holder.startswith(Level.COMMUNE)
        }
        self._index_names()

    def get(self, code: str) -> Place | None:
        """Return the place of `code`, as "commune:93039", None if there is none."""
        if code not in self._rows:
            return None
        name = self._rows[code].partition("\t")[0].partition("|")[0]
        return Place(code, name, Level(code.partition(":")[0]), tuple(self._within(code)))

    def find(self, text: str, most: int = 6) -> tuple[Place, ...]:
        """Return the places that `text` names, `most` of them, the widest then the most populated first.

        `text` is a whole answer: a name, a département's number, a postcode, or a name with one of them.
        Nothing is guessed: a name that no place bears gives nothing. Of places that cover the same ground,
        the smallest level alone is returned, which lies within the others.
        """
        found = self._read(text.strip().rstrip(".!? ")) if len(text) <= LONGEST else set()
        codes = {code for code in found if found.isdisjoint(self._same_ground(code))}
        return tuple(place for code in sorted(codes, key=self._rank)[:most] if (place := self.get(code)))

    def holds(self, area: str, code: str) -> bool:
        """Tell whether a place lies in `area`: the code of a place, "metropole", "outre-mer" or "france".

        A place lies in itself; an unknown one nowhere.
        """
        return code in self._rows and (area in (code, FRANCE) or area in self._within(code))

    def _index_names(self) -> None:
        """Fold all names at once, which is ten times as fast as one by one."""
        codes, names = [], []
        for code, row in self._rows.items():
            for name in row.partition("\t")[0].split("|"):
                codes.append(code)
                names.append(name)
        for code, key in zip(codes, _key("\n".join(names)).splitlines(), strict=True):
            for said in _spellings(key):
                _add(self._named, said, code)
            if article := _ARTICLE.match(key):
                _add(self._without_article, key[article.end() :], code)
        for key, code in _USUAL.items():
            if code in self._rows:
                _add(self._named, key, code)

    def _within(self, code: str) -> Iterator[str]:
        yield from self._same_ground(code)
        while code in self._rows:
            code = self._rows[code].split("\t")[1]
            yield code

    def _same_ground(self, code: str) -> Iterator[str]:
        """Yield the smaller places that cover the whole of a place: one at each level at most."""
        while code in self._only:
            code = self._only[code]
            yield code

    def _rank(self, code: str) -> tuple[int, int, str]:
        population = self._rows[code].rpartition("\t")[2]
        return _WIDEST_FIRST.index(Level(code.partition(":")[0])), -int(population or 0), code

    def _read(self, text: str) -> set[str]:
        """Return the codes of what `text` names, as a whole or as a name and where it is."""
        found = self._called(_key(text))
        for pattern in _QUALIFIED:
            if said := pattern.fullmatch(text):
                where = _key(said["where"])
                areas = {FRANCE} if where == FRANCE else self._called(where)
                found |= self._common(self._called(_key(said["name"])), areas)
        return found

    def _common(self, named: set[str], areas: set[str]) -> set[str]:
        """Return what is both named and in one of `areas`: the smaller of the two, as 75011 of Paris."""
        inner = {code for code in named for area in areas if self.holds(area, code)}
        return inner or {area for area in areas for code in named if self.holds(code, area)}

    def _called(self, key: str) -> set[str]:
        """Return the codes of what the folded words `key` call, those before the name left out one by one."""
        for words, level in _readings(key):
            for names in (self._named, self._without_article):
                codes = names.get(words, "").split() or self._numbered(words)
                if found := {code for code in codes if not level or code.startswith(f"{level}:")}:
                    return found
        return set()

    def _numbered(self, words: str) -> list[str]:
        """Return the département of a number, or what a postcode serves: of Paris, the arrondissement."""
        if _DEPARTEMENT.fullmatch(words):
            code = f"{Level.DEPARTEMENT}:{words.upper()}"
            return [code] if code in self._rows else []
        if not (postcode := _POSTCODE.fullmatch(words)):
            return []
        served = self._served.get("".join(postcode.groups()), "").split()
        holders = {holder for code in served for holder in self._within(code)}
        return [code for code in served if code not in holders]


def _readings(key: str) -> Iterator[tuple[str, str]]:
    """Yield what may be the name in `key`, and the level it is said to be of, "" if none.

    >>> list(_readings("ville du mans"))
    [('ville du mans', ''), ('du mans', 'commune'), ('le mans', 'commune'), ('mans', 'commune')]
    """
    level = ""
    yield key, level
    first, _, rest = key.partition(" ")
    while rest and (first in _KINDS or first in _LITTLE or first in _CONTRACTED):
        level = _KINDS.get(first, level)
        if first in _CONTRACTED:
            yield f"{_CONTRACTED[first]} {rest}", level
        yield rest, level
        first, _, rest = rest.partition(" ")


def _spellings(key: str) -> Iterator[str]:
    """Yield the folded name and, of an arrondissement, the ways it is usually written.

    >>> list(_spellings("lyon 3e arrondissement"))[1:]
    ['lyon 3', 'lyon 3e', 'lyon 3eme', '3e arrondissement de lyon', '3eme arrondissement de lyon']
    """
    yield key
    if said := _ORDINAL.fullmatch(key):
        town, number = said.groups()
        ordinals = ("1er",) if number == "1" else (f"{number}e", f"{number}eme")
        yield f"{town} {number}"
        yield from (f"{town} {ordinal}" for ordinal in ordinals)
        yield from (f"{ordinal} arrondissement de {town}" for ordinal in ordinals)


def _key(text: str) -> str:
    """Return the folded words of each line of `text`, one space between.

    >>> _key("L’Île-St-Denis")
    'l ile saint denis'
    """
    return "\n".join(
        line.strip() for line in _SAINT.sub(r"saint\1", _BETWEEN.sub(" ", fold(text))).split("\n")
    )


def _add(index: dict[str, str], key: str, code: str) -> None:
    """Add `code` to those of `key`: texts take a tenth of the room of lists."""
    index[key] = f"{index[key]} {code}" if key in index else code


@cache
def load_places() -> Places:
    """Return the places that come with the product: read on the first call, kept for the next ones."""
    packed = files("knowledge").joinpath(FILE).read_bytes()
    return Places(gzip.decompress(packed).decode().splitlines())
