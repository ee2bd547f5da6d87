"""Tell contacts of the personal data in what they are about to send, but for what the texts publish."""

import re
from collections.abc import Sequence
from typing import Final

from bot.labels import listed
from bot.personal_data import LABELS, DataKind, Found, find
from knowledge.documents import Corpus

WARNED_OF: Final = (DataKind.EMAIL, DataKind.PHONE, DataKind.NIR, DataKind.IBAN, DataKind.SIRET)
"""What is recognised by its form alone, and surely: names and addresses often are those of the call."""

TRIES: Final = 100
"""Digits that are no telephone number after which no more are looked at: anybody may send some."""

WARNING: Final = (
    "Votre message semble contenir {found}. L’assistant n’en a pas besoin : retirez ce qui est personnel, "
    "ou envoyez-le quand même."
)

TAIL: Final = 8
"""Last digits of a telephone number by which a text that may hold it is picked: its prefix varies."""


def personal_data(text: str, corpus: Corpus | None = None) -> tuple[str, ...]:
    """Return what a text seems to hold, in French, each kind once; the longest take a third of a second.

    What stands in the texts of `corpus`, or is the contact of its call, is public and left out.

    >>> personal_data("Écrivez à claire@exemple.fr ou à jean@exemple.fr, au 06 12 34 56 78.")
    ('une adresse électronique', 'un numéro de téléphone')
    """
    found = find(text, (), WARNED_OF, TRIES)
    if found and corpus is not None:
        found = find(text, _public(found, corpus), WARNED_OF, TRIES)
    kinds = {one.kind for one in found}
    return tuple(LABELS[kind] for kind in WARNED_OF if kind in kinds)


def warning(found: Sequence[str]) -> str:
    """Return what is said of a message that holds personal data, before it is kept."""
    return WARNING.format(found=listed(found))


def _public(found: tuple[Found, ...], corpus: Corpus) -> list[str]:
    """Return the texts that may hold what was found: to look for data in all of them takes seconds."""
    tails = {_bare(one.text)[-TAIL if one.kind is DataKind.PHONE else 0 :] for one in found}
    texts = (corpus.call.contact or "", *(passage.text for passage in corpus.passages))
    return [text for text in texts if (bare := _bare(text)) and any(tail in bare for tail in tails)]


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()
