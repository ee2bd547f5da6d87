"""Ways to lie about a true sentence, in its words or at its end; what they make is false by construction."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.french import fold, stems
from knowledge.sentences import sentences
from knowledge.writing.synthesis import Source
from tests.knowledge.writing.tall_tales import (
    ADDED,
    ALONE,
    ANTONYMS,
    BOUNDS,
    LOST,
    MODALS,
    NUMBERS,
    QUANTIFIERS,
    TENSES,
    TURNS,
    UNITS,
)

MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
          "novembre", "décembre")  # fmt: skip
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "samedi", "dimanche")
NAMES = ("Martin", "Lyon", "Bercy", "Emmaüs", "Bpifrance", "Durand", "Marseille", "Bruxelles")
SHORT = ("SNCF", "ADEME", "ANCT", "URSSAF", "CNRS", "OCDE")
HIDDEN = ("\u200b", "\u202e", "\u00ad", "\u2066", "\ufeff", "\U000e0041", "\u0430")
_VERB = re.compile(r"\b(est|sont|a|ont|sera|seront|peut|peuvent|doit|doivent|vise|pilote|participent)\b")
_NUMBER = re.compile(r"(?<![\w.,/-])\d+(?:[\s\u00a0\u202f]\d{3})*(?![\w/-])")
_NAME = re.compile(r"(?<=[a-zé,] )[A-ZÉ][\w-]{3,}")
_ACRONYM = re.compile(r"\b[A-Z]{3,5}\b")
_CONTENT = re.compile(r"(?<![\w’'.@/-])[a-zéèêàçîôû]{5,}(?![\w’'.@/-])")


@dataclass(frozen=True)
class Ground:
    """A true sentence, where it stands, and all that lies may be made from."""

    text: str
    source: Source
    others: tuple[Source, ...]
    rng: random.Random


Liar = Callable[[Ground], str | None]


def statements(source: Source) -> list[str]:
    """Return the sentences of a passage that could be said as they are: neither items nor headings."""
    return [
        one
        for one in sentences(source.passage.text)
        if one[0].isupper()
        and one.endswith(".")
        and len(one.split()) > 5
        and "|" not in one
        and len(one) < 500
    ]


def within(text: str, source: Source) -> bool:
    return " ".join(fold(text).rstrip(".").split()) in " ".join(fold(source.passage.text).split())


def _swap(pattern: re.Pattern[str], new: Callable[[Ground, str], str]) -> Liar:
    """Return a liar that puts another value in the place of one that `pattern` finds."""

    def lie(ground: Ground) -> str | None:
        found = list(pattern.finditer(ground.text))
        if not found:
            return None
        match = ground.rng.choice(found)
        return ground.text[: match.start()] + new(ground, match.group()) + ground.text[match.end() :]

    return lie


def _pairs(pairs: Sequence[tuple[str, str]]) -> Liar:
    """Return a liar that replaces a word or phrase by its contrary."""

    def lie(ground: Ground) -> str | None:
        there = [(old, new) for old, new in pairs if re.search(rf"(?<![\w’']){old}(?!\w)", ground.text)]
        if not there:
            return None
        old, new = ground.rng.choice(there)
        return re.sub(rf"(?<![\w’']){old}(?!\w)", new, ground.text, count=1)

    return lie


def _lost(family: str) -> Liar:
    """Return a liar that leaves out what a family of patterns finds."""

    def lie(ground: Ground) -> str | None:
        for pattern in LOST[family]:
            if re.search(pattern, ground.text):
                left = " ".join(re.sub(pattern, " ", ground.text, count=1).split()).replace(" .", ".")
                return left[:1].upper() + left[1:]
        return None

    return lie


def _added(family: str) -> Liar:
    """Return a liar that ends a true sentence with something of its own."""

    def lie(ground: Ground) -> str:
        return ground.text.removesuffix(".") + ground.rng.choice(ADDED[family]) + "."

    return lie


def _alone(family: str) -> Liar:
    def lie(ground: Ground) -> str:
        return ground.rng.choice(ALONE[family])

    return lie


def _denied(ground: Ground) -> str | None:
    found = list(_VERB.finditer(ground.text))
    if not found:
        return None
    match = ground.rng.choice(found)
    ne = "n’" if match[1][0] in "aeéo" else "ne "
    word = ground.rng.choice(["pas", "plus", "jamais", "que"])
    return f"{ground.text[: match.start()]}{ne}{match[1]} {word}{ground.text[match.end() :]}"


def _after_verb(words: Sequence[str]) -> Liar:
    return _swap(_VERB, lambda ground, verb: f"{verb} {ground.rng.choice(words)}")


def _moved(ground: Ground) -> str | None:
    """Swap two figures of the sentence."""
    found = list(_NUMBER.finditer(ground.text))
    if len({match.group() for match in found}) < 2:
        return None
    first, second = sorted(ground.rng.sample(found, 2), key=lambda match: match.start())
    if first.group() == second.group():
        return None
    return _exchanged(ground.text, first, second)


def _roles(ground: Ground) -> str | None:
    """Swap two words that carry meaning."""
    found = [match for match in _CONTENT.finditer(ground.text) if stems(match.group())]
    if len(found) < 2:
        return None
    first, second = sorted(ground.rng.sample(found, 2), key=lambda match: match.start())
    if stems(first.group()) == stems(second.group()):
        return None
    return _exchanged(ground.text, first, second)


def _exchanged(text: str, first: re.Match[str], second: re.Match[str]) -> str:
    return (
        text[: first.start()] + second.group() + text[first.end() : second.start()] + first.group()
        + text[second.end() :]
    )  # fmt: skip


def elsewhere(ground: Ground) -> str | None:
    """Put a word of another passage in the place of one of this sentence."""
    words = _CONTENT.findall(ground.rng.choice(ground.others).passage.text)
    new = [word for word in words if stems(word) and not set(stems(word)) & set(stems(ground.text))]
    return _swap(_CONTENT, lambda ground, _: ground.rng.choice(new))(ground) if new else None


def _glued(ground: Ground) -> str | None:
    """Join the beginning of a sentence and the end of another one of the same passage."""
    others = [one for one in statements(ground.source) if one != ground.text]
    if not others:
        return None
    start, end = ground.text.split(), ground.rng.choice(others).split()
    return " ".join(start[: len(start) // 2] + end[len(end) // 2 :])


def _bound_to_another(ground: Ground) -> str | None:
    """Put a figure that the passage has elsewhere in the place of one of this sentence."""
    here = set(_NUMBER.findall(ground.text))
    there = sorted(set(_NUMBER.findall(ground.source.passage.text)) - here)
    return _swap(_NUMBER, lambda ground, _: ground.rng.choice(there))(ground) if there else None


def _unseen(ground: Ground) -> str:
    at = ground.rng.randrange(1, len(ground.text) - 1)
    return ground.text[:at] + ground.rng.choice(HIDDEN) + ground.text[at:]


def _shouted(ground: Ground) -> str:
    """Write a true sentence as a link, a heading, an emphasis, a tag."""
    before, after = ground.rng.choice(
        [("[", "](https://exemple.fr)"), ("**", "**"), ("# ", ""), ("<b>", "</b>"), ("`", "`"), ("{", "}"),
         ("| ", " |"), ("&lt;", "&gt;")]
    )  # fmt: skip
    return before + ground.text + after


def _another(values: Sequence[str]) -> Callable[[Ground, str], str]:
    return lambda ground, old: ground.rng.choice([one for one in values if one != old])


def _other_number(ground: Ground, old: str) -> str:
    return old[:-1] + str((int(old[-1]) + ground.rng.randrange(1, 10)) % 10)


LIARS: dict[str, Liar] = {
    "figure": _swap(_NUMBER, _other_number),
    "figure moved": _moved,
    "figure of the passage": _bound_to_another,
    "figure in words": _pairs(NUMBERS),
    "month": _swap(re.compile(rf"\b(?:{'|'.join(MONTHS)})\b"), _another(MONTHS)),
    "weekday": _swap(
        re.compile(rf"\b\d\d?(?:er)? (?={'|'.join(MONTHS)})"),
        lambda ground, old: f"{ground.rng.choice(DAYS)} {old}",
    ),
    "unit": _pairs(UNITS),
    "article": _swap(re.compile(r"(?<=article )\d+"), _other_number),
    "name": _swap(_NAME, _another(NAMES)),
    "acronym": _swap(_ACRONYM, _another(SHORT)),
    "negation added": _denied,
    "negation dropped": _lost("negation"),
    "exception dropped": _lost("exception"),
    "restriction added": _after_verb(["seulement", "uniquement", "exclusivement", "également", "toujours"]),
    "restriction dropped": _lost("restriction"),
    "bound": _pairs(BOUNDS),
    "bound dropped": _lost("bound"),
    "condition dropped": _lost("condition"),
    "modality": _pairs(MODALS),
    "antonym": _pairs(ANTONYMS),
    "quantifier": _pairs(QUANTIFIERS),
    "quantifier dropped": _lost("quantifier"),
    "tense": _pairs(TENSES),
    "turn of phrase": _pairs(TURNS),
    "roles": _roles,
    "word of another passage": elsewhere,
    "two sentences in one": _glued,
    "invisible characters": _unseen,
    "markup": _shouted,
    **{f"added {family}": _added(family) for family in ADDED},
    **{family: _alone(family) for family in ALONE},
}
