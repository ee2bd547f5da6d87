"""The totals of a period as a report shows them: labels, counts, shares and delays, in French."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.console.words import reason_label
from bot.reporting.figures import Count, length, share
from bot.store.feedback import FEEDBACK_LABELS, FeedbackReason
from bot.store.statistics import Duration, Totals

MOST = 15
"""Topics of a chart; the others are counted together."""

UNNAMED = "Sans motif"
NO_COMPLAINT = "Sans raison donnée"
OTHERS = "Tous les autres"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table and a bar of its chart: how many, and which share of the whole."""

    label: str
    value: Count
    share: str = ""


@dataclass(frozen=True, slots=True)
class Delay:
    """How long something took, in words, and in how many conversations."""

    label: str
    count: Count
    median: str
    ninetieth: str
    exact: Duration


@dataclass(frozen=True, slots=True)
class Report:
    """What became of questions.

    `replies` are those of the assistant by outcome; `corrected` counts conversations. `promises` are
    those that fell due, `in_time` and `satisfied` the shares of good ones, a dash if there is none.
    """

    begun: Count
    replies: tuple[Row, ...]
    corrected: Count
    reasons: tuple[Row, ...]
    topics: tuple[Row, ...]
    delays: tuple[Delay, ...]
    promises: tuple[Row, ...]
    in_time: str
    judged: tuple[Row, ...]
    satisfied: str
    complaints: tuple[Row, ...]

    @property
    def replied(self) -> Count:
        """How many replies the assistant gave."""
        return total(self.replies)

    @property
    def due(self) -> Count:
        """How many promises fell due."""
        return total(self.promises)

    @property
    def judgements(self) -> Count:
        """How many replies were judged."""
        return total(self.judged)

    @property
    def empty(self) -> bool:
        """Whether nothing happened."""
        rows = (self.replies, self.reasons, self.promises, self.judged)
        delays = any(delay.count for delay in self.delays)
        return not (self.begun or self.corrected or delays or any(map(total, rows)))


def report_of(totals: Totals) -> Report:
    """Return what a report shows of some totals."""
    useless = sum(totals.useless.values())
    return Report(
        begun=Count(totals.begun),
        replies=_parts(
            ("Réponses avec des citations", totals.answered),
            ("Précisions ou passages proposés", totals.clarified),
            ("Renvois vers une personne", totals.handed_off),
        ),
        corrected=Count(totals.corrected),
        reasons=_parts(*((reason_label(key) or UNNAMED, count) for key, count in totals.reasons.items())),
        topics=_parts(*_most(totals.topics)),
        delays=(
            _delay("Première réponse d’une personne", totals.first_reply),
            _delay("Fin de la conversation", totals.resolution),
        ),
        promises=_parts(("Délai promis tenu", totals.kept), ("Délai promis dépassé", totals.broken)),
        in_time=share(totals.kept, totals.kept + totals.broken),
        judged=_parts(("Réponses jugées utiles", totals.useful), ("Réponses jugées inutiles", useless)),
        satisfied=share(totals.useful, totals.useful + useless),
        complaints=_parts(*((complaint_label(key), count) for key, count in totals.useless.items())),
    )


def complaint_label(reason: str) -> str:
    """Name why a reply was of no use; an unknown reason is given back as it is.

    >>> complaint_label("unclear"), complaint_label("")
    ('La réponse n’est pas claire', 'Sans raison donnée')
    """
    if not reason:
        return NO_COMPLAINT
    return FEEDBACK_LABELS[FeedbackReason(reason)] if reason in set(FeedbackReason) else reason


def total(rows: Iterable[Row]) -> Count:
    """Add the rows of a table up.

    >>> total([Row("Oui", Count(2)), Row("Non", Count(3))])
    5
    """
    return Count(sum(row.value for row in rows))


def _parts(*counted: tuple[str, int]) -> tuple[Row, ...]:
    r"""Return the parts of a whole.

    >>> [row.share for row in _parts(("Oui", 3), ("Non", 1))]
    ['75\xa0%', '25\xa0%']
    """
    whole = sum(count for _, count in counted)
    return tuple(Row(label, Count(count), share(count, whole)) for label, count in counted)


def _most(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the first counts as they are, and the others as one, when there are two of them or more.

    >>> _most({"a": 3, "b": 1}), len(_most({str(number): 1 for number in range(40)}))
    ([('A', 3), ('B', 1)], 16)
    """
    rows = [(label[:1].upper() + label[1:], count) for label, count in counted.items()]
    if len(rows) <= MOST + 1:
        return rows
    return [*rows[:MOST], (OTHERS, sum(count for _, count in rows[MOST:]))]


def _delay(label: str, duration: Duration) -> Delay:
    return Delay(
        label, Count(duration.count), _length(duration.median), _length(duration.ninetieth), duration
    )


def _length(time: timedelta | None) -> str:
    return length(None if time is None else time.total_seconds())
