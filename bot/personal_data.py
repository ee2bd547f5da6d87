"""Find personal data in a text before it is published or sent."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

from phonenumbers import Leniency, PhoneNumber, PhoneNumberMatcher
from stdnum import iban
from stdnum.fr import nir, siren, siret

from knowledge.french import fold


class DataKind(StrEnum):
    """What is found, the surest first: where two overlap, the surer is kept."""

    IBAN = "iban"
    NIR = "nir"
    EMAIL = "email"
    PHONE = "phone"
    SIRET = "siret"
    SIREN = "siren"
    ADDRESS = "address"
    NAME = "name"


LABELS: Final[Mapping[DataKind, str]] = {
    DataKind.IBAN: "un numéro de compte bancaire (IBAN)",
    DataKind.NIR: "un numéro de sécurité sociale",
    DataKind.EMAIL: "une adresse électronique",
    DataKind.PHONE: "un numéro de téléphone",
    DataKind.SIRET: "un numéro SIRET",
    DataKind.SIREN: "un numéro SIREN",
    DataKind.ADDRESS: "une adresse postale",
    DataKind.NAME: "le nom d’une personne",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of a text, from `start` to before `end`, that is personal data."""

    kind: DataKind
    start: int
    end: int
    text: str

    @property
    def label(self) -> str:
        """What it is, in French, with its article."""
        return LABELS[self.kind]


Finder = Callable[[str], Iterator[tuple[int, int]]]

REGIONS = ("FR", "GP", "GF", "MQ", "RE")
"""Numbering plans of numbers written without a country: France and its overseas regions."""

ALL = 65_535
"""Tries that no text needs."""

CODES = frozenset({33, 262, 590, 594, 596})
"""The country codes of those plans, where what starts with 08 belongs to a service, never to a person."""

_EVEN = str.maketrans("\t\u00a0\u2009\u202f’ʼ‘´`‐‑–", "    '''''---")
"""One space, one apostrophe, one hyphen, so that a text keeps its length and patterns stay short."""

_EMAIL = re.compile(
    r"[^\W_][\w.+%-]{0,63} ?(?:@|[(\[] ?(?:at|arobase|@) ?[)\]]) ?"
    r"[^\W_](?:[\w-]{0,62}\.){1,8}[^\W\d_]{2,24}\b",
    re.IGNORECASE,
)

_DATE = re.compile(r"\d\d\W\d\d\W(?:19|20)\d\d\b")
"""« 01.02.2013 10 h » has the digits of a telephone number."""

_GAP = r"[ .\-]?"
# What stands around says that these digits are a part of something longer: an amount, a date, a reference.
_ALONE, _THEN_ALONE = r"(?<!\w)(?<!\d[ .,/\-])", r"(?!\w| \d{3}(?!\d)|[.,/\-]\d)"
_SIREN = rf"\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}"
_COMPANY = re.compile(
    rf"{_ALONE}{_SIREN}(?:{_GAP}\d{{2}}{_GAP}\d{{3}}|{_GAP}\d{{3}}{_GAP}\d{{2}})?{_THEN_ALONE}"
    r"(?! ?(?:d')?(?:€|%|(?:[kM]€|euros?|eur|francs?|habitants?|personnes|entreprises|emplois)\b))",
    re.IGNORECASE,
)
_NIR = re.compile(
    rf"{_ALONE}[1-478]{_GAP}\d\d{_GAP}\d\d{_GAP}(?:\d\d|2[AB]){_GAP}\d{{3}}{_GAP}\d{{3}}{_GAP}\d\d(?!\w)",
    re.IGNORECASE,
)
_NIR_WITHOUT_KEY = re.compile(rf"{_ALONE}[1-478] \d\d \d\d (?:\d\d|2[ABab]) \d{{3}} \d{{3}}(?! ?\w)")
_IBAN_START = re.compile(r"(?<!\w)[A-Z]{2}\d\d", re.IGNORECASE)
_IBAN = re.compile(rf"[A-Z]{{2}}\d\d(?:{_GAP}[A-Z0-9]){{11,30}}(?!\w)", re.IGNORECASE)

_CAPITAL = "[A-ZÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ]"
_PROPER = rf"{_CAPITAL}[\w'-]+"

_STREETS = (
    r"(?i:rue|avenue|av\.|boulevard|bd|bld|blvd|impasse|all[ée]e|quai|ruelle|venelle|faubourg|rond-point"
    r"|esplanade|sentier)"
)
_PLACES = (
    r"(?i:place|square|chemin|route|passage|villa|cit[ée]|hameau|lotissement|r[ée]sidence|mont[ée]e"
    r"|promenade|traverse|parvis|clos|mail|voie|cours)"
)
_NUMBER = r"(?<![\w.,°/-])\d{1,4}(?: ?[-/] ?\d{1,4})?(?: ?(?:bis|ter|quater|[A-D]))?,? {1,2}"
_LINKS = r"(?:(?:de|du|des|la|le|les|en|sur|sous|aux?|et|à) |[dl]'){0,3}"
_MORE = rf"(?:[ -]{_LINKS}(?:{_PROPER}|(?:19|20)\d\d(?!\d))){{0,6}}"
_NAMED = rf"{_LINKS}(?:{_PROPER}|\d{{1,2}} \w{{3,}}){_MORE}"
_TOWN = (
    r"(?:[\s,-]{1,4}(?:BP ?\d{1,6}[\s,-]{1,4})?\d\d ?\d{3} (?!euros?\b)"
    rf"[^\W\d_][\w'-]*(?:[ -]{_PROPER}){{0,4}})"
)
_ADDRESSES = (
    # These words never follow a count in the singular: what they are called may be in small letters.
    re.compile(rf"{_NUMBER}{_STREETS} {_LINKS}\w[\w'-]*{_MORE}{_TOWN}?"),
    # "1 place de stage", "12 cours de gestion": only a proper name, or a town, makes an address of these.
    re.compile(rf"{_NUMBER}{_PLACES} {_NAMED}{_TOWN}?"),
    re.compile(rf"{_NUMBER}{_PLACES} {_LINKS}\w[\w' -]{{1,40}}{_TOWN}"),
    re.compile(rf"(?<!\w)(?i:lieu[ -]dit) (?:[«\"] ?)?{_NAMED}{_TOWN}?"),
)

_CIVILITY = (
    r"(?:MM?\.|Mr\.?|M(?:me|ME)s?\.?|M(?:lle|LLE)s?\.?|Dr\.?"
    r"|(?i:monsieur|madame|mademoiselle|docteur|ma[îi]tre))"
)
_PARTICLES = r"(?:(?:de|du|des|von|van|ben|el|le|la|da|dos) |[dD]'(?=\w)){0,2}"
_FAMILY = rf"(?: {_PARTICLES}{_PROPER})"
_PERSON = rf"{_PARTICLES}(?:{_CAPITAL}\.(?:-?{_CAPITAL}\.)* )?{_PROPER}{_FAMILY}{{0,4}}"
_SMALL = r"(?![ld]')[^\W\d_][\w'-]+(?: (?!(?:et|je|de|du|mais|pour|car|depuis|on|nous)\b)[^\W\d_][\w-]+)?"
_TITLED = re.compile(rf"(?<!\w){_CIVILITY} (?P<who>{_PERSON})")
_INTRODUCED = re.compile(
    r"(?<!\w)(?i:je m[' ]appelle|je me nomme|je me pr[ée]nomme|mon nom est|je soussign[ée]e?,?) "
    rf"(?P<who>{_PERSON}|{_SMALL})"
)
_SIGNED = re.compile(
    r"(?i:cordialement|bien à vous|salutations(?: distinguées)?|respectueusement) ?[,.!]? {0,3}\n\s{0,10}"
    rf"(?P<who>{_PROPER}{_FAMILY}{{1,3}})"
)
_NOBODY = re.compile(
    r"(?:l[ea]s? |l')?(?:(?:vice-)?presidente?|premiere? ministre|ministre|(?:sous-)?prefete?|directeur"
    r"|directrice|maire|deputee?|senateur|senatrice|secretaire|rapporteure?|mediateur|mediatrice"
    r"|defenseure?|chef|deleguee?|commissaire|conseillere?|garde des|responsable|chargee?"
    r"|madame|monsieur|equipe|association|service|cooperative|collectif|direction|mairie|d'ouvrages?|d'oeuvre)\b"
)
"""What may follow a civility or end a letter, and is nobody's name: « Madame la Ministre »."""


def find(
    text: str,
    allowed: Collection[str] = (),
    kinds: Collection[DataKind] = tuple(DataKind),
    tries: int = ALL,
) -> tuple[Found, ...]:
    """Return the personal data of some `kinds` found in `text`, in order, none overlapping another.

    After so many `tries` at digits that are no telephone number, no more are looked at.

    What stands in one of the texts `allowed`, such as the public contact of a call, is left out,
    however it is written. A name that nothing announces is not found: a person must still read.

    >>> [(found.label, found.text) for found in find("Écrivez à Mme Durand, claire@exemple.fr.")]
    [('le nom d’une personne', 'Mme Durand'), ('une adresse électronique', 'claire@exemple.fr')]
    >>> find("Écrivez à contact@exemple.fr.", allowed=["Contact : contact@exemple.fr"])
    ()
    """
    public = {_key(found) for one in allowed for found in _found(one, kinds, tries)}
    said = [f" {_words(one)} " for one in allowed]
    return tuple(
        found
        for found in _found(text, kinds, tries)
        if _key(found) not in public
        and not (found.kind is DataKind.NAME and any(f" {_who(found)} " in one for one in said))
    )


def _found(text: str, kinds: Collection[DataKind], tries: int) -> list[Found]:
    even = text.translate(_EVEN)
    finders: Mapping[DataKind, Finder] = {**_FINDERS, DataKind.PHONE: partial(_phones, tries=tries)}
    kept: list[Found] = []
    for kind in (one for one in DataKind if one in kinds):
        for start, end in finders[kind](even):
            if all(end <= other.start or other.end <= start for other in kept):
                kept.append(Found(kind, start, end, text[start:end]))
    return sorted(kept, key=lambda found: found.start)


def _key(found: Found) -> tuple[DataKind, str]:
    """Return what is the same in all the ways to write a piece of data."""
    if found.kind is DataKind.PHONE:
        return found.kind, re.sub(r"^(?:00)?33(?=0?\d{9}$)0?", "0", re.sub(r"\D", "", found.text))
    if found.kind is DataKind.NAME:
        return found.kind, _who(found)
    return found.kind, re.sub(r"[^\w@]", "", fold(found.text))


def _who(found: Found) -> str:
    titled = _TITLED.match(found.text.translate(_EVEN))
    return _words(titled["who"] if titled else found.text)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def _spans(*patterns: re.Pattern[str]) -> Finder:
    def finder(text: str) -> Iterator[tuple[int, int]]:
        return (match.span() for pattern in patterns for match in pattern.finditer(text))

    return finder


def _bare(number: str) -> str:
    return re.sub(r"\W", "", number).upper()


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the longest first: the words that follow may look like the last groups of a number."""
    for start in _IBAN_START.finditer(text):
        match = _IBAN.match(text, start.start())
        ends = [match.start() + group.end() for group in re.finditer(r"\w+", match[0])] if match else []
        for end in reversed(ends):
            if iban.is_valid(_bare(text[start.start() : end]), check_country=False):
                yield start.start(), end


def _nirs(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _NIR.finditer(text) if nir.is_valid(_bare(match[0])))
    yield from _spans(_NIR_WITHOUT_KEY)(text)


def _companies(valid: Callable[[str], bool]) -> Finder:
    def finder(text: str) -> Iterator[tuple[int, int]]:
        return (match.span() for match in _COMPANY.finditer(text) if valid(_bare(match[0])))

    return finder


def _phones(text: str, tries: int) -> Iterator[tuple[int, int]]:
    for region in REGIONS:
        for match in PhoneNumberMatcher(text, region, Leniency.VALID, tries):
            if not _is_of_a_service(match.number) and not _DATE.match(match.raw_string):
                yield match.start, match.end


def _is_of_a_service(number: PhoneNumber) -> bool:
    return number.country_code in CODES and str(number.national_number).startswith("8")


def _names(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_TITLED, _INTRODUCED, _SIGNED):
        for match in pattern.finditer(text):
            if not _NOBODY.match(fold(match["who"])):
                yield match.span() if pattern is _TITLED else match.span("who")


_FINDERS: Final[Mapping[DataKind, Finder]] = {
    DataKind.IBAN: _ibans,
    DataKind.NIR: _nirs,
    DataKind.EMAIL: _spans(_EMAIL),
    DataKind.SIRET: _companies(siret.is_valid),
    DataKind.SIREN: _companies(siren.is_valid),
    DataKind.ADDRESS: _spans(*_ADDRESSES),
    DataKind.NAME: _names,
}
