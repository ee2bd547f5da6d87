"""Finds the answer that a contact wants to correct, by its button or in words."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from bot.eligibility.commands import CORRECT_ONE
from bot.eligibility.hearing import asks, key
from bot.eligibility.hearing_first import goes_first
from knowledge.eligibility.criteria import Question, Takes
from knowledge.french import fold, stems

SHORT: Final = 44
"""Characters of a question on a button."""

_CORRECT: Final = re.compile(
    r"^\W*(?:je (?:veux|voudrais|souhaite|dois) )?"
    r"(?:corrige[rz]?|modifie[rz]?|change[rz]?|rectifie[rz]?|je me suis tromp\w+|erreur)\b(.*)",
    re.DOTALL,
)
_WHICHEVER: Final = re.compile(
    r"\W*(?:(?:dans|de|a|sur) )?(?:une|ma|mes|la|cette)?"
    r"\W*(?:de (?:mes|ces) |derniere )?(?:reponses?)?\W*"
)
"""What may follow "corriger" and names no answer."""

_KIND_WORDS: Final[Mapping[Takes, str]] = {
    Takes.YES_NO: "",
    Takes.CHOICE: "choix",
    Takes.NUMBER: "nombre",
    Takes.DATE: "date",
    Takes.PLACE: "lieu territoire endroit commune",
    Takes.LEGAL_FORM: "forme juridique statut",
    Takes.PARTNERS: "partenaires membres liste",
}
"""How people call an answer of each sort."""


def correction_buttons(questions: Sequence[Question]) -> dict[str, Question]:
    """Return the buttons that correct an answer, each with its question; no two are the same."""
    buttons: dict[str, Question] = {}
    for question in questions:
        button = CORRECT_ONE.format(question=_short(question.ask))
        number = 2
        while button in buttons:
            button = CORRECT_ONE.format(question=f"{_short(question.ask)} ({number})")
            number += 1
        buttons[button] = question
    return buttons


def to_correct(text: str, questions: Sequence[Question], *, waits: bool = False) -> Question | None:
    """Return which of `questions` `text` wants to answer again, None if it does not, or not clearly.

    Words alone name one if that is what the assistant `waits` for, else only after "corriger" or the like.
    """
    for button, question in correction_buttons(questions).items():
        if key(button) == key(text):
            return question
    found = _CORRECT.match(fold(text))
    if not (found or waits) or _is_something_else(text, found):
        return None
    best = _most_like(set(stems(found[1] if found else text)), questions)
    return best[0] if len(best) == 1 else None


def wants_to_correct(text: str, questions: Sequence[Question]) -> bool:
    """Whether `text` asks to correct an answer, whichever: one that it does not say, or not clearly."""
    found = _CORRECT.match(fold(text))
    if found is None or _is_something_else(text, found):
        return False
    return bool(_WHICHEVER.fullmatch(found[1]) or _most_like(set(stems(found[1])), questions))


def _is_something_else(text: str, found: re.Match[str] | None) -> bool:
    return "?" in text or goes_first(text) or asks(found[1] if found else text)


def _most_like(named: set[str], questions: Sequence[Question]) -> list[Question]:
    """Return the questions that share most with some words: what many questions say tells little.

    None of them unless the words that it shares are most of these.
    """
    own = {one.id: _words_of(one) for one in questions}
    telling = {stem: 1 / max(1, sum(stem in words for words in own.values())) for stem in named}
    shared = {name: sum(telling[stem] for stem in named & words) for name, words in own.items()}
    most = max(shared.values(), default=0)
    best = [one for one in questions if most and shared[one.id] == most]
    return [one for one in best if 2 * len(named & own[one.id]) > len(named)]


def _words_of(question: Question) -> set[str]:
    names = " ".join(option.name for option in question.options)
    own = f"{question.id.replace('_', ' ')} {question.ask} {names} {question.unit}"
    return set(stems(f"{own} {_KIND_WORDS[question.takes]}"))


def _short(ask: str) -> str:
    if len(ask) <= SHORT:
        return ask
    return f"{ask[: SHORT - 1].rsplit(' ', 1)[0].rstrip(',;: ')}…"
