"""Finds the answer that a contact wants to correct, by its button or in words."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from bot.eligibility.commands import CORRECT_ONE
from bot.eligibility.hearing import key
from knowledge.eligibility.criteria import Question, Takes
from knowledge.french import fold, stems

SHORT: Final = 44
"""Characters of a question on a button."""

_CORRECT: Final = re.compile(
    r"^\W*(?:je (?:veux|voudrais|souhaite|dois) )?"
    r"(?:corrige[rz]?|modifie[rz]?|change[rz]?|rectifie[rz]?|je me suis tromp\w+|erreur)\b(.*)",
    re.DOTALL,
)
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
    if "?" in text or not (found or waits):
        return None
    return _most_like(set(stems(found[1] if found else text)), questions)


def wants_to_correct(text: str) -> bool:
    """Whether `text` asks to correct an answer, whichever."""
    return "?" not in text and _CORRECT.match(fold(text)) is not None


def _most_like(named: set[str], questions: Sequence[Question]) -> Question | None:
    """Return the question that shares most with some words: what many questions say tells little."""
    own = {one.id: _words_of(one) for one in questions}
    telling = {stem: 1 / max(1, sum(stem in words for words in own.values())) for stem in named}
    shared = {name: sum(telling[stem] for stem in named & words) for name, words in own.items()}
    most = max(shared.values(), default=0)
    best = [one for one in questions if shared[one.id] == most]
    return best[0] if most and len(best) == 1 else None


def _words_of(question: Question) -> set[str]:
    names = " ".join(option.name for option in question.options)
    own = f"{question.id.replace('_', ' ')} {question.ask} {names} {question.unit}"
    return set(stems(f"{own} {_KIND_WORDS[question.takes]}"))


def _short(ask: str) -> str:
    if len(ask) <= SHORT:
        return ask
    return f"{ask[: SHORT - 1].rsplit(' ', 1)[0].rstrip(',;: ')}…"
