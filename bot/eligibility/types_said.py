"""Finds in words the options of a question: by their names, or by a legal form that is usually one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from bot.eligibility.numerals import numerals
from knowledge.eligibility.criteria import Option
from knowledge.eligibility.judging import form_in
from knowledge.french import fold, stems
from knowledge.legal_forms import Mention, load_legal_forms

_TOKEN = re.compile(r"\w+")
_SEVERAL: Final = frozenset({"des", "les", "plusieurs", "quelques", "nos", "mes"})
_NONE: Final = re.compile(r"(?:\b(?:pas|sans|aucune?|ni|jamais)\b|\bplus d(?:e\b|'))[^.;:!?,]{0,15}$")
_OF: Final = re.compile(r"\s*(?:du|des|de(?: la| l')?|d')\s*")
"""Between two names the second of which says more of the first: "un laboratoire de l’université" is one."""

_LOOK_BACK: Final = 40
"""Characters before a name, or after it, among which its number is."""

_BEFORE: Final = re.compile(
    r"\s*(?:x|×|fois)?\s*(?:d['’]|de\s)?\s*(?:(?:petite|grande?|autre|jeune|nouvelle)s?\s)?"
)
_AFTER: Final = re.compile(r"\s*[:=(x×]?\s*")
_AFTERWARDS: Final = re.compile(r"\s*\)?\s*(?:$|[,;.!+&\n/]|et\b|ainsi\b|puis\b)")
"""What may stand between a name and a number before it, or after it, and then after that number."""

_WITHIN_A_LIST: Final = re.compile(
    r"\b(?:oui|alors|bonjour|nous|on|je|moi|sommes|est|suis|avons|ai|a|il|y|c|j|l|m|et|avec|plus|puis|aussi|deja"
    r"|ainsi|que|une?|des|les|la|le|de|notre|nos|mon|ma|mes|plusieurs|quelques|x|fois)\b"
)
"""Words between the names of a list that say nothing else."""


@dataclass(frozen=True, slots=True)
class Named:
    """An option that words name from `start` to `end`, how many times.

    `declared` tells its name, or the words declared for it, from a legal form that is only usually one;
    `count_said` a number that is said from one that the plural or nothing implies; it stands at `number`.
    """

    start: int
    end: int
    option: Option
    count: int
    words: str
    declared: bool
    count_said: bool = True
    number: tuple[int, int] = (0, 0)

    @property
    def understood(self) -> str:
        """What was understood, in French, to be confirmed."""
        many = f"{self.count}\u00a0× " if self.count > 1 else ""
        return f"{many}« {self.words} », comme « {self.option.name} »"


def named_types(text: str, options: tuple[Option, ...]) -> tuple[Named, ...]:
    """Return the options that `text` names, in its order, the longest words first where they overlap.

    What it says there is none of is not named, nor what only says more of the name before it; "des
    communes" are two, the fewest that this can be.
    """
    found = [*_by_words(text, options), *_by_forms(text, options)]
    chosen: list[Named] = []
    for one in sorted(found, key=lambda one: (one.start - one.end, not one.declared, one.start)):
        if all(one.end <= other.start or one.start >= other.end for other in chosen):
            chosen.append(one)
    ordered = _counted_after(text, sorted(chosen, key=lambda one: one.start))
    nexts = zip(ordered, ordered[1:], strict=False)
    within = {id(after) for one, after in nexts if _OF.fullmatch(fold(text[one.end : after.start]))}
    return tuple(one for one in ordered if one.count and id(one) not in within)


def is_exactly(text: str, named: tuple[Named, ...]) -> bool:
    """Whether `text` is a list of what is named, and says nothing else."""
    rest = fold(beside(text, named)).replace("'", " ")
    return not _TOKEN.search(_WITHIN_A_LIST.sub(" ", rest)) and not re.search(r"\bplus d", rest)


def beside(text: str, named: tuple[Named, ...]) -> str:
    """Return `text` without what is named, nor how many."""
    rest = list(text)
    for one in named:
        for start, end in ((one.start, one.end), one.number):
            rest[start:end] = " " * (end - start)
    return "".join(rest)


def _by_words(text: str, options: tuple[Option, ...]) -> Iterator[Named]:
    tokens = [(one.start(), one.end(), _stem(one.group())) for one in _TOKEN.finditer(text)]
    told = [token for token in tokens if token[2]]
    for option in options:
        for words in dict.fromkeys((option.name, *option.words)):
            wanted = [stem for word in _TOKEN.findall(words) if (stem := _stem(word))]
            for at in range(len(told) - len(wanted) + 1 if wanted else 0):
                if [token[2] for token in told[at : at + len(wanted)]] == wanted:
                    first, last = told[at][0], told[at + len(wanted) - 1][1]
                    yield _named(text, first, last, option, declared=True)


def _by_forms(text: str, options: tuple[Option, ...]) -> Iterator[Named]:
    for mention in load_legal_forms().mentioned(text):
        if option := _usual(mention, options):
            yield _named(text, mention.start, mention.end, option, declared=False)


def _usual(mention: Mention, options: tuple[Option, ...]) -> Option | None:
    """Return the option of which a legal form is usually one, by its most ordinary code."""
    for legal in mention.forms:
        near = [
            (len(form), option) for option in options for form in option.forms if form_in(legal.code, form)
        ]
        if near:
            return max(near, key=lambda one: one[0])[1]
    return None


def _named(text: str, start: int, end: int, option: Option, *, declared: bool) -> Named:
    """Return what is named from `start` to `end`, with the number before it: 0 for none."""
    words, before = text[start:end], text[max(0, start - _LOOK_BACK) : start]
    if _NONE.search(fold(before).rstrip()):
        return Named(start, end, option, 0, words, declared)
    if number := _number_at_end(before):
        span = (start - len(before) + number.start, start - len(before) + number.end)
        return Named(start, end, option, number.value, words, declared, number.surely, span)
    last = (_TOKEN.findall(fold(before)) or [""])[-1]
    plural = fold(words).split()[0][-1:] in ("s", "x") and len(words.split()[0]) > 4
    several = last in _SEVERAL or plural
    return Named(start, end, option, 2 if several else 1, words, declared, not several)


@dataclass(frozen=True, slots=True)
class _Number:
    """How many there are, from `start` to `end` of some words."""

    start: int
    end: int
    value: int
    surely: bool


def _numbers(text: str) -> Iterator[_Number]:
    """Yield the numbers of a text that folding leaves as long as it was, in their order."""
    said = fold(text)
    for one in numerals(said) if len(said) == len(text) else ():
        if one.value is not None and one.value == int(one.value) and one.value >= 0:
            yield _Number(one.start, one.end, int(one.value), surely=not one.roughly)


def _number_at_end(before: str) -> _Number | None:
    numbers = [one for one in _numbers(before) if _BEFORE.fullmatch(before[one.end :])]
    return numbers[-1] if numbers else None


def _counted_after(text: str, named: list[Named]) -> list[Named]:
    """Return what is named with the numbers that stand after the names: "PME : 3, TPE (2)"."""
    return [one if one.number[1] or not one.count else _with_number_after(text, one) for one in named]


def _with_number_after(text: str, one: Named) -> Named:
    after = text[one.end : one.end + _LOOK_BACK]
    for number in _numbers(after):
        if _AFTER.fullmatch(after[: number.start]) and _AFTERWARDS.match(after[number.end :]):
            span = (one.end + number.start, one.end + number.end)
            return replace(one, count=number.value, count_said=number.surely, number=span)
    return one


def _stem(word: str) -> str:
    return (stems(word) or [""])[0]
