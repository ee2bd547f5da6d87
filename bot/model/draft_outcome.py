"""Tell what became of a draft that a model wrote for the staff, from it and the reply that was sent."""

from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

LEFT: Final = 1 / 3
"""Share of the words of a draft that a reply must hold, in order, to be said to come from it."""


class Outcome(StrEnum):
    """What the staff did of a draft."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    REFUSED = "refused"
    UNUSED = "unused"


def outcome_of(draft: str, sent: str, taken: bool) -> Outcome:
    r"""Tell what a reply made of a draft, that its author had `taken` into it or not.

    What stands before and after a draft, such as a greeting, does not change it; neither do blanks.

    >>> outcome_of("Le dossier est gratuit.", "Bonjour,\n\nLe dossier  est gratuit.", True).value
    'accepted'
    >>> outcome_of("Le dossier est gratuit.", "Le dossier est toujours gratuit.", True).value
    'edited'
    >>> outcome_of("Le dossier est gratuit.", "Le dossier est toujours gratuit.", False).value
    'unused'
    """
    proposed, said = draft.split(), sent.split()
    if f" {' '.join(proposed)} " in f" {' '.join(said)} ":
        return Outcome.ACCEPTED
    if not taken:
        return Outcome.UNUSED
    blocks = SequenceMatcher(None, proposed, said, autojunk=False).get_matching_blocks()
    left = sum(block.size for block in blocks)
    return Outcome.EDITED if left >= LEFT * len(proposed) else Outcome.UNUSED
