"""Finds in words the options of a question: by their names, or by a legal form that is usually one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from knowledge.eligibility.criteria import Option
from knowledge.eligibility.judging import form_in
from knowledge.french import fold, stems
from knowledge.legal_forms import Mention, load_legal_forms

_TOKEN = re.compile(r"\w+")
_NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split(),  # noqa: SIM905 - a word list
        start=1,
    )
} | {"une": 1, "vingt": 20}
_SEVERAL: Final = frozenset({"des", "les", "plusieurs", "quelques", "nos", "mes"})
_NONE: Final = re.compile(r"\b(?:pas|sans|aucune?|ni|jamais)\b[^.;:!?,]{0,15}$")
_OF: Final = re.compile(r"\s*(?:du|des|de(?: la| l')?|d')\s*")
"""Between two names the second of which says more of the first: "un laboratoire de l’université" is one."""

_MOST = 999
_WITHIN_A_LIST: Final = re.compile(
    r"\b(?:oui|alors|bonjour|nous|on|je|moi|sommes|est|suis|avons|ai|a|il|y|c|j|l|m|et|avec|plus|puis|aussi|deja"
    r"|ainsi|que|une?|des|les|la|le|de|notre|nos|mon|ma|mes|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze"
    r"|plusieurs|quelques|\d+|x|fois)\b"
)
"""Words between the names of a list that say nothing else."""


@dataclass(frozen=True, slots=True)
class Named:
    """An option that words name from `start` to `end`, how many times.

    `declared` tells its name, or the words declared for it, from a legal form that is only usually one;
    `count_said` a number that is said from one that the plural or nothing implies.
    """

    start: int
    end: int
    option: Option
    count: int
    words: str
    declared: bool
    count_said: bool = True

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
    ordered = sorted(chosen, key=lambda one: one.start)
    nexts = zip(ordered, ordered[1:], strict=False)
    within = {id(after) for one, after in nexts if _OF.fullmatch(fold(text[one.end : after.start]))}
    return tuple(one for one in ordered if one.count and id(one) not in within)


def is_exactly(text: str, named: tuple[Named, ...]) -> bool:
    """Whether `text` is a list of what is named, and says nothing else."""
    rest = list(text)
    for one in named:
        rest[one.start : one.end] = " " * (one.end - one.start)
    return not _TOKEN.search(_WITHIN_A_LIST.sub(" ", fold("".join(rest)).replace("'", " ")))


def _by_words(text: str, options: tuple[Option, ...]) -> Iterator[Named]:
    tokens = [(one.start(), one.end(), _stem(one.group())) for one in _TOKEN.finditer(text)]
    told = [token for token in tokens if token[2]]
    for option in options:
        for words in dict.fromkeys((option.name, *option.words)):
            wanted = [stem for word in _TOKEN.findall(words) if (stem := _stem(word))]
            for at in range(len(told) - len(wanted) + 1 if wanted else 0):
                if [token[2] for token in told[at : at + len(wanted)]] == wanted:
                    first, last = told[at][0], told[at + len(wanted) - 1][1]
                    count, said = _count(text[:first], text[first:last])
                    yield Named(first, last, option, count, text[first:last], declared=True, count_said=said)


def _by_forms(text: str, options: tuple[Option, ...]) -> Iterator[Named]:
    for mention in load_legal_forms().mentioned(text):
        if option := _usual(mention, options):
            said = _count(text[: mention.start], mention.words)[1]
            yield Named(
                mention.start,
                mention.end,
                option,
                mention.count,
                mention.words,
                declared=False,
                count_said=said,
            )


def _usual(mention: Mention, options: tuple[Option, ...]) -> Option | None:
    """Return the option of which a legal form is usually one, by its most ordinary code."""
    for legal in mention.forms:
        near = [
            (len(form), option) for option in options for form in option.forms if form_in(legal.code, form)
        ]
        if near:
            return max(near, key=lambda one: one[0])[1]
    return None


def _count(before: str, words: str) -> tuple[int, bool]:
    """Return how many are named after the words `before`, 0 for none, and whether a number says so."""
    folded = fold(before).rstrip()
    if _NONE.search(folded):
        return 0, True
    last = (_TOKEN.findall(folded[-12:]) or [""])[-1].lower()
    if last == "d" or last == "de":
        last = (_TOKEN.findall(folded[-20:]) or [""])[-2:][0]
    if last.isdecimal() and len(last) <= 3:
        return min(int(last), _MOST), True
    if last in _NUMBERS:
        return _NUMBERS[last], True
    plural = fold(words).split()[0][-1:] in ("s", "x") and len(words.split()[0]) > 4
    several = last in _SEVERAL or plural
    return (2, False) if several else (1, True)


def _stem(word: str) -> str:
    return (stems(word) or [""])[0]
