"""Read a sentence as a row of tokens that are equal only where they mean the same."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from knowledge.french import fold

Row = tuple[str, ...]
"""Some words that follow each other, folded."""

_PLAIN = str.maketrans("’ʼ‘´`\u00a0\u202f\u2011", "'''''  -")
_TOKEN = re.compile(
    r"(?P<address>https?://[^\s<>«»]+[^\s<>«».,;:!?)]|www\.[^\s<>«»]+[^\s<>«».,;:!?)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<phone>(?:\+33\s?|\b0)[1-9](?:[\s.-]?\d\d){4}(?!\d))"
    r"|(?P<time>\b\d{1,2}\s?(?:heures?|h)(?:\s?[0-5]\d)?(?![\w]))"
    r"|(?P<number>(?<![\w.,])\d{1,3}(?:[ .]\d{3})+(?![\d])(?:,\d+)?|\d+(?:[.,]\d+)?(?:er(?!\w))?)"
    r"|(?P<word>(?i:aujourd'hui)\b|[^\W\d_]+'(?=\w)|[^\W\d]\w*(?:[-‑]\w+)*)"
    r"|(?P<mark>\S)"
)
_ELIDED = {"l'": "le", "d'": "de", "qu'": "que", "n'": "ne", "s'": "se", "j'": "je", "m'": "me", "t'": "te",
           "c'": "ce", "jusqu'": "jusque", "lorsqu'": "lorsque", "puisqu'": "puisque", "quoiqu'": "quoique",
           "la": "le"}  # fmt: skip
_WRITTEN = {"€": "€", "euro": "€", "euros": "€", "eur": "€", "ᵉʳ": "er"}
_UNITS = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20,
    "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "un": 1, "une": 1,
}  # fmt: skip
_BIG = {"cent": 100, "cents": 100, "mille": 1000}
_SCALES = {"million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, figure or mark: `key` is what it means, `raw` how it is written."""

    key: str
    raw: str

    @property
    def folded(self) -> str:
        """The key without accents."""
        return _folded(self.key)

    @property
    def figure(self) -> bool:
        """Whether it is a number, a time of day, a sign of money or of a share."""
        return self.key[0] in "#€%" or any(letter.isdigit() for letter in self.key)

    @property
    def mark(self) -> bool:
        """Whether it is punctuation."""
        return not (self.key[0].isalnum() or self.key[0] in "#€%")

    @property
    def name(self) -> bool:
        """Whether it is written as a name is."""
        return self.raw[0].isupper()

    def same(self, other: "Token") -> bool:
        """Whether both say the same; an accent that a capital letter lacks makes no difference."""
        if self.key == other.key:
            return True
        return (self.name or other.name) and self.folded == other.folded


@lru_cache(maxsize=20_000)
def _folded(key: str) -> str:
    return fold(key)


def tokens(text: str, acronyms: Mapping[Row, str] | None = None) -> tuple[Token, ...]:
    """Return the tokens of `text`: numbers by their value, what `same_meaning.toml` holds as one.

    `acronyms` maps a spelt-out name to its acronym, as a passage defines it: both are then one token.

    >>> [token.key for token in tokens("L’aide est de trois millions d’euros, à minima.")]
    ['le', 'aide', 'est', 'de', '#3000000', '€', ',', 'au', 'moins', '.']
    """
    plain = unicodedata.normalize("NFC", text).translate(_PLAIN)
    plain = re.sub(r"(?i)\bpour\s?cent(?!\w)", "%", plain)
    row = _with_hours(_with_numbers([_token(match) for match in _TOKEN.finditer(plain)]))
    row = _replaced(row, acronyms) if acronyms else row
    return tuple(_replaced(row, _same()))


def defined(text: str) -> dict[Row, str]:
    """Return what a text spells out just before an acronym in brackets, by its folded words.

    >>> defined("Un pôle territorial de coopération économique (PTCE) naît.")
    {('pole', 'territorial', 'de', 'cooperation', 'economique'): 'ptce'}
    """
    found: dict[Row, str] = {}
    row = [_token(match) for match in _TOKEN.finditer(unicodedata.normalize("NFC", text).translate(_PLAIN))]
    for at in range(1, len(row) - 1):
        short = row[at].raw
        if row[at - 1].raw == "(" and row[at + 1].raw == ")" and short.isalpha() and short.isupper():
            spelt = _spelt(row[: at - 1], fold(short))
            if spelt:
                found[spelt] = row[at].key
    return found


def _spelt(before: Sequence[Token], short: str) -> Row:
    """Return the last words of `before` whose initials make `short`, () if they do not."""
    left, start = list(short), len(before)
    while left and start:
        word = before[start - 1].folded
        if word[0] == left[-1]:
            left.pop()
        elif word not in ("de", "du", "des", "le", "les", "et", "en", "a", "au", "aux", "pour"):
            return ()
        start -= 1
    row = tuple(token.folded for token in before[start:])
    return () if left or len(short) < 2 else row


def _token(match: re.Match[str]) -> Token:
    raw = match.group()
    low = raw.lower()
    kind = match.lastgroup
    if kind == "time":
        hour, minute = re.fullmatch(r"(\d+)\s?(?:heures?|h)\s?(\d\d)?", low).groups()  # type: ignore[union-attr]  # the token's pattern is this one
        return Token(f"{int(hour)}h{minute or '00'}", raw)
    if kind == "phone":
        return Token("0" + re.sub(r"\D", "", low)[-9:], raw)
    if kind == "number":
        plain = re.sub(r"[ .](?=\d{3}(?!\d))", "", low.removesuffix("er")).replace(",", ".")
        if re.match(r"0\d", plain):
            return Token(f"n{plain}", raw)
        return Token("#" + (f"{float(plain):.4f}".rstrip("0").rstrip(".")), raw)
    return Token(_WRITTEN.get(low, _ELIDED.get(low, low)), raw)


def _with_numbers(row: list[Token]) -> list[Token]:
    """Put the value in the place of each number in words, its million or its "k€"."""
    out: list[Token] = []
    at = 0
    while at < len(row):
        end, value = _number(row, at)
        if value is None:
            out.append(row[at])
            at += 1
            continue
        value, end = _scaled(row, end, value)
        out.append(Token(f"#{value:.4f}".rstrip("0").rstrip("."), " ".join(one.raw for one in row[at:end])))
        at = end
    return out


def _with_hours(row: list[Token]) -> list[Token]:
    """Leave out what joins the hour to a year: ", 17h00" and "à 17 heures" are the same."""
    years = {at for at, token in enumerate(row) if re.fullmatch(r"#(?:19|20)\d\d", token.key)}
    timed = {at for at, token in enumerate(row) if re.fullmatch(r"\d+h\d\d", token.key)}
    return [
        token
        for at, token in enumerate(row)
        if not (token.key in (",", "à", "a") and at - 1 in years and at + 1 in timed)
    ]


def _number(row: Sequence[Token], at: int) -> tuple[int, float | None]:
    """Return where the number that starts at `at` ends, and its value; None if none starts there."""
    if row[at].key[0] == "#" and len(row[at].key) > 1:
        return at + 1, float(row[at].key[1:])
    total, part, end = 0, 0, at
    while end < len(row):
        parts = row[end].key.split("-")
        if (
            row[end].key == "et"
            and end > at
            and end + 1 < len(row)
            and row[end + 1].key in ("un", "une", "onze")
        ):
            end += 1
            continue
        if not all(_counts(one) or (one == "et" and len(parts) > 1) for one in parts):
            break
        for one in parts:
            total, part = _counted(one, total, part)
        end += 1
    if end == at or (end == at + 1 and row[at].key in ("un", "une")):
        return at, None
    return end, float(total + part)


def _counts(word: str) -> bool:
    return word in _UNITS or word.rstrip("s") in _UNITS or word in _BIG


def _counted(word: str, total: int, part: int) -> tuple[int, int]:
    if word == "mille":
        return total + 1000 * (part or 1), 0
    if word in _BIG:
        return total, part // 100 * 100 + 100 * (part % 100 or 1) if part else 100
    if word in ("vingt", "vingts") and part % 100 == 4:
        return total, part - 4 + 80
    return total, part + _UNITS.get(word, _UNITS.get(word.rstrip("s"), 0))


def _scaled(row: Sequence[Token], end: int, value: float) -> tuple[float, int]:
    if end < len(row) and row[end].key in _SCALES:
        value, end = value * _SCALES[row[end].key], end + 1
        if end + 1 < len(row) and row[end].key == "de" and row[end + 1].key == "€":
            end += 1
    elif end + 1 < len(row) and row[end].key in ("m", "k", "md") and row[end + 1].key == "€":
        value, end = value * {"k": 10**3, "m": 10**6, "md": 10**9}[row[end].key], end + 1
    return value, end


def _replaced(row: Sequence[Token], by: Mapping[Row, str]) -> list[Token]:
    """Put one token, or the words of it, in the place of each row of words that `by` holds; longest first."""
    longest = max(map(len, by), default=0)
    folded = [token.folded for token in row]
    openings = {key[0] for key in by}
    out: list[Token] = []
    at = 0
    while at < len(row):
        spans = range(min(longest, len(row) - at), 0, -1) if folded[at] in openings else ()
        size = next((size for size in spans if tuple(folded[at : at + size]) in by), 0)
        if not size:
            out.append(row[at])
            at += 1
            continue
        new = by[tuple(folded[at : at + size])]
        out += [replace(row[at], key=word) for word in new.split()]
        at += size
        if len(row) > at + 2 and [row[at].raw, row[at + 2].raw] == ["(", ")"] and row[at + 1].key == new:
            at += 3
    return out


@cache
def _same() -> Mapping[Row, str]:
    """Return the first of each row of ways of writing, by the words of each."""
    text = files("knowledge.writing").joinpath("same_meaning.toml").read_text(encoding="utf-8")
    return {tuple(way.split()): row[0] for row in tomllib.loads(text)["same"] for way in row}
