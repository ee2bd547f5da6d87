"""Check the questions that a language model proposes for a passage: those that may help to find it stay."""

import re
from collections.abc import Iterable

from knowledge.chat.cleaning import clean
from knowledge.french import STOP_WORDS, fold, stems, words
from knowledge.quotes import figures

SHORTEST, LONGEST = 12, 160
"""Characters of a question."""

FRENCH = 0.25
"""Share of the words of a question that French sentences are held together by, at the least."""

ALIKE = 0.75
"""Share of their words, of those that either has, from which two questions are the same one."""

# Words of STOP_WORDS that other languages write too: one more is wanted.
_FOREIGN = frozenset(
    """
    a as d de des du en es et la le me mes n nos on par qu que se si son sur t te tu un una y
    """.split()  # noqa: SIM905 - as a list of quoted words it is not readable
)
_FRENCH = STOP_WORDS - _FOREIGN
_NUMBERS = frozenset(
    """
    deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente
    quarante cinquante soixante cent cents mille million millions milliard milliards moitie tiers quart
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
    """.split()  # noqa: SIM905 - as a list of quoted words it is not readable
)
_NAME = re.compile(r"(?<![.?!:] )(?<!^)(?<![\w’'-])(?:[ldLD][’'])?([A-ZÀ-Ý][\w’'-]*)")
_ATTACK = re.compile(
    r"://|www\.|@|[<>{}\[\]|`\\]|"
    r"\b(?:ignor|oubli|desobei|contourn)\w* .{0,40}\b(?:consigne|instruction|regle|precede|prompt)|"
    r"\b(?:prompt|jailbreak|assistant|chatbot|system|developer|modele de langue|en tant qu)\b|"
    r"\b(?:tu es|tu dois|vous etes desormais|reponds|repete|execute|traduis|ecris|affiche)\b"
)


def fit(questions: Iterable[str], text: str) -> tuple[str, ...]:
    """Return the questions that are in French, about `text`, and hold nothing that it lacks.

    No two ask alike. `text` is the passage with its headings. This says not that the passage answers:
    nothing but the order of what is found may rest on it.

    >>> fit(["Qui choisit les lauréats ?", "Qui choisit les 15 lauréats ?"], "Un jury choisit les lauréats.")
    ('Qui choisit les lauréats ?',)
    """
    kept: list[str] = []
    for question in (" ".join(clean(one).split()) for one in questions):
        if _is_question(question) and _is_about(question, text) and not _is_among(question, kept):
            kept.append(question)
    return tuple(kept)


def _is_question(question: str) -> bool:
    """Whether it is one question in French, and not the words of an attack."""
    if not SHORTEST <= len(question) <= LONGEST or not question.endswith("?") or question.count("?") > 1:
        return False
    said = words(question)
    held = sum(word in STOP_WORDS for word in said)
    french = held >= FRENCH * len(said) and not _FRENCH.isdisjoint(said)
    return french and _ATTACK.search(fold(question)) is None


def _is_about(question: str, text: str) -> bool:
    """Whether it has a telling word of the text, and no figure, number or name that the text lacks."""
    known, own = set(words(text)), set(words(question))
    names = {word for name in _NAME.findall(question) for word in words(name)}
    return (
        not set(stems(question)).isdisjoint(stems(text))
        and set(figures(question)) <= set(figures(text))
        and own & _NUMBERS <= known
        and names <= known
    )


def _is_among(question: str, others: Iterable[str]) -> bool:
    own = set(stems(question))
    said = (set(stems(other)) for other in others)
    return any(len(own & other) >= ALIKE * len(own | other) for other in said)
