"""Say which parts of a sentence may be left out with nothing untrue said: few, and none by guess."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from knowledge.writing.fault_kinds import FaultKind
from knowledge.writing.protected import protected
from knowledge.writing.tokens import Token

Gap = tuple[int, int]
"""Where tokens that may be left out start and end."""

_OPENINGS = frozenset(
    {"en outre", "par ailleurs", "de plus", "enfin", "ainsi", "en effet", "de part",
     "de autre part", "pour rappel", "donc"}
)  # fmt: skip
_IDLE = frozenset({"egalement", "aussi", "ainsi", "donc", "aujourd'hui", "desormais"})
_WEEKDAYS = frozenset({"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"})
_MONTHS = frozenset(
    {"janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
     "novembre", "decembre"}
)  # fmt: skip
_OFFICES = frozenset(
    {"ministre", "secretaire", "depute", "deputee", "senateur", "president", "presidente", "directeur",
     "directrice", "prefet", "prefete", "maire"}
)  # fmt: skip
_MEANS = re.compile(
    r"(?:sur le (?:plateforme|plate-forme|site|portail)|par (?:courriel|courrier|voie)|en ligne|via) "
)
_STATES = frozenset({"est", "sont", "sera", "seront", "etre", "ete", "eu", "se"})
_OF_DATES = frozenset(
    {"le", "les", "du", "au", "avant", "jusque", "et", "à", "partir", "de", "compter", "apres"}
)
_POINTING = frozenset(
    {"y", "son", "sa", "ses", "leur", "leurs", "il", "ils", "elle", "elles", "celui", "celle"}
)
_FINITE = frozenset(
    {"est", "sont", "a", "ont", "sera", "seront", "fut", "doit", "doivent", "peut", "peuvent", "etait",
     "aura", "auront", "vise", "porte", "dispose", "comprend"}
)  # fmt: skip
_FUTURE = re.compile(r"...(?:era|ira|dra|eront|iront|dront)$")
_SUBJECTS = frozenset({"le", "les", "un", "une"})
_LINKS = frozenset({"qui", "que", "dont", "ou", "lequel", "laquelle", "lesquels", "lesquelles"})
_RESULTS = re.compile(
    r"(?:qui (?:permet|permettent|permettra|permettront|vise|visera|participent?|contribue|contribuent)"
    r"|ce qui|afin|en vue|tout en|donc en) "
)
_STRONG = frozenset({FaultKind.NEGATION, FaultKind.EXCEPTION, FaultKind.RESTRICTION, FaultKind.CONDITION})


@lru_cache(maxsize=512)
def droppable(row: tuple[Token, ...]) -> frozenset[Gap]:
    """Return the parts of a sentence that may be left out, alone or together.

    A connector that opposes and concludes nothing, a weekday, an example in brackets, the office of a
    named person; "présent" before the call; after a date, the place or the means, never the hour; one
    of two independent clauses. None but the light ones if the sentence denies, excepts, restricts
    or sets a condition, for there more words may say less.
    """
    folded = [_read(token) for token in row]
    light = {*_openings(folded), *_idle(folded), *_weekdays(row, folded), *_pointers(folded)}
    guards = protected(row)
    held = frozenset(at for at, _ in guards)
    strong = frozenset(at for at, kind in guards if kind in _STRONG)
    if not strong:
        light |= {gap for gap in (*_offices(row, folded), *_results(folded)) if not held & set(range(*gap))}
        light |= {gap for gap in _after_a_date(row, folded) if _plain(row, held, gap)}
    return frozenset({*light, *_examples(folded, strong), *_clauses(folded, strong)})


def _read(token: Token) -> str:
    """Return the folded word, but "à" with its accent, for "a" is a verb."""
    return "à" if token.key == "à" or token.raw == "A" else token.folded


def _openings(folded: Sequence[str]) -> Iterator[Gap]:
    for size in (1, 2, 3):
        if " ".join(folded[:size]) in _OPENINGS:
            yield (0, size + (folded[size : size + 1] == [","]))


def _idle(folded: Sequence[str]) -> Iterator[Gap]:
    """Yield "aussi" and the like, unless they are part of another turn ("ainsi que")."""
    for at, word in enumerate(folded[1:], 1):
        around = {folded[at - 1], *folded[at + 1 : at + 2]}
        if word in _IDLE and not around & {"mais", "que", "pas", "non", "et", "si", "bien", ","}:
            yield (at, at + 1)


def _weekdays(row: Sequence[Token], folded: Sequence[str]) -> Iterator[Gap]:
    for at, word in enumerate(folded[:-1]):
        if word in _WEEKDAYS and row[at + 1].key.startswith("#"):
            yield (at, at + 1)


def _pointers(folded: Sequence[str]) -> Iterator[Gap]:
    """Yield "présent" or "ce" before the call itself: who says it adds a claim, who leaves it out none."""
    for at, word in enumerate(folded[1:-1], 1):
        here = folded[at - 1] in ("le", "du", "au") and folded[at + 1] in ("appel", "cahier", "premier")
        if here and word in ("present", "ce"):
            yield (at, at + 1)


def _examples(folded: Sequence[str], strong: frozenset[int]) -> Iterator[Gap]:
    """Yield what stands in brackets and calls itself an example, or is the number of a département."""
    for at, word in enumerate(folded):
        if word != "(" or ")" not in folded[at:]:
            continue
        end = folded.index(")", at) + 1
        inside = folded[at + 1 : end - 1]
        example = inside[:2] == ["par", "exemple"] or inside[:1] in (["exemple"], ["notamment"])
        apart = strong - {at + 1}
        if (example and not apart & set(range(at, end))) or (
            len(inside) == 1
            and re.fullmatch(r"#\d\d", inside[0])
            and at
            and not folded[at - 1].startswith("#")
        ):
            yield (at, end)


def _offices(row: Sequence[Token], folded: Sequence[str]) -> Iterator[Gap]:
    """Yield ", ministre de …," after the name of a person."""
    for at in range(1, len(row) - 1):
        if folded[at] == "," and row[at - 1].name and folded[at + 1] in _OFFICES and "," in folded[at + 1 :]:
            end = folded.index(",", at + 1) + 1
            if folded[end : end + 1] and folded[end] in _FINITE:
                yield (at, end)


def _results(folded: Sequence[str]) -> Iterator[Gap]:
    """Yield what a sentence ends with that says what comes of the thing, or to what end."""
    for at in range(4, len(folded) - 1):
        if folded[at] == "," and _RESULTS.match(" ".join(folded[at + 1 : at + 4]) + " "):
            yield (at, len(folded))


def _after_a_date(row: Sequence[Token], folded: Sequence[str]) -> Iterator[Gap]:
    """Yield the place or the means that a sentence ends with after a date, the hour staying."""
    past = "ete" in folded or "lieu" in folded
    for at in range(1, len(row)):
        timed = bool(re.fullmatch(r"\d+h\d\d", row[at - 1].key))
        dated = folded[at - 1] in _MONTHS or (folded[at - 2 : at - 1] and folded[at - 2] in _MONTHS) or timed
        if not dated or row[at].figure:
            continue
        place = past and folded[at] in ("à", "au", "dans") and any(one.name for one in row[at + 1 : at + 3])
        aim = folded[at] == "pour" and folded[at + 1 : at + 2] and folded[at + 1].endswith(("er", "ir", "re"))
        means = _MEANS.match(" ".join(folded[at : at + 3]) + " ")
        if _of_the_verb(folded, at) and (means or place or aim):
            yield from ((at, end) for end in (len(row), *_joints(folded)) if end > at)


def _of_the_verb(folded: Sequence[str], at: int) -> bool:
    """Whether the date before `at` says when the verb happens, not which things a noun names."""
    start = at
    while start and (folded[start - 1] in _OF_DATES | _MONTHS | _WEEKDAYS or folded[start - 1][0].isdigit()
                     or folded[start - 1][0] in "#,"):  # fmt: skip
        start -= 1
    return start > 1 and folded[start - 2] in _STATES


def _plain(row: Sequence[Token], held: frozenset[int], gap: Gap) -> bool:
    """Whether nothing protected is in a gap, but the number of a place."""
    return all(row[at].figure and row[at - 1].key == "(" for at in held & set(range(*gap)))


def _clauses(folded: Sequence[str], strong: frozenset[int]) -> Iterator[Gap]:
    """Yield either of two independent clauses, with what joins them, if it neither limits nor is limited."""
    for at, rest in _joints(folded).items():
        if not strong & set(range(rest, len(folded))):
            yield (at, len(folded))
        opens_plainly = folded[0] in _SUBJECTS and "," not in folded[:at] and not _LINKS & set(folded[:at])
        if opens_plainly and not strong and not _points(folded[rest:]):
            yield (0, rest)


def _joints(folded: Sequence[str]) -> dict[int, int]:
    """Return where two independent clauses are joined, each with where the second one starts."""
    found: dict[int, int] = {}
    for at in range(4, len(folded) - 4):
        joint = 1 if folded[at] in ("et", ";") else 2 if list(folded[at : at + 2]) == [",", "et"] else 0
        if not joint or folded[at - 1] == "," or folded[at + joint] not in _SUBJECTS or ":" in folded:
            continue
        if _clause(folded[:at]) and _clause(folded[at + joint :]):
            found[at] = at + joint
    return found


def _points(folded: Sequence[str]) -> bool:
    """Whether a clause speaks of something by a pronoun, "en" before a verb included."""
    en = any(one == "en" and after in _FINITE for one, after in zip(folded, folded[1:], strict=False))
    return en or bool(_POINTING & set(folded))


def _clause(folded: Sequence[str]) -> bool:
    """Whether words hold a verb of their own before any relative pronoun."""
    for word in folded:
        if word in _LINKS:
            return False
        if word in _FINITE or _FUTURE.search(word):
            return True
    return False
