"""Say in a few words how the criteria of a sheet stand, for a list of conversations."""

from collections import Counter
from typing import Final

from bot.eligibility.shown import ShownSheet
from bot.labels import listed
from knowledge.eligibility.criteria import Outcome

_SAID: Final = (
    (Outcome.NOT_MET, "{count} non rempli", "{count} non remplis"),
    (Outcome.STAFF, "{count} à apprécier", "{count} à apprécier"),
    (Outcome.MET, "{count} rempli", "{count} remplis"),
    (Outcome.OPEN, "{count} sans réponse", "{count} sans réponse"),
)


def in_brief(sheet: ShownSheet) -> str:
    """Return how many of the criteria in force stand in each way, those that staff look at first.

    >>> from bot.eligibility.shown import ShownCriterion
    >>> in_brief(ShownSheet((ShownCriterion("a", "A", Outcome.MET), ShownCriterion("b", "B", Outcome.STAFF))))
    'Fiche de critères : 1 à apprécier et 1 rempli'
    """
    counts = Counter(one.outcome for one in sheet.governing)
    parts = [
        (many if counts[outcome] > 1 else single).format(count=counts[outcome])
        for outcome, single, many in _SAID
        if counts[outcome]
    ]
    return f"Fiche de critères : {listed(parts)}" if parts else "Fiche de critères"
