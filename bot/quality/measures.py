"""What a run over labelled questions is worth, every share with its interval."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.quality.labelled import Expect, Labelled, Verdict, verdict
from bot.replies import Decision, Reply
from knowledge.bounds import interval, tail

BINS = 10
"""Equal intervals of confidence in which what was announced is compared with what happened."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A labelled question with the reply it got: its outcome, its words, and what it is worth.

    `quotes` are the quotations shown with `text`; `topic` is the one the question is labelled with,
    or else the one that the reply names.
    """

    question: Labelled
    verdict: Verdict
    decision: Decision
    confidence: float
    text: str
    quotes: tuple[str, ...] = ()
    reason: str | None = None
    topic: str | None = None

    @property
    def answered(self) -> bool:
        """Whether it was answered, rightly or not."""
        return self.decision is Decision.ANSWER

    @property
    def as_wished(self) -> bool:
        """Whether it got what it should: the right answer, or none when the texts have none."""
        if self.question.expect is Expect.ABSTAIN:
            return not self.answered
        return self.verdict is Verdict.RIGHT


@dataclass(frozen=True, slots=True)
class Share:
    """`count` among `total`, and the 95 % interval of Clopper and Pearson for the true share."""

    count: int
    total: int
    low: float
    high: float

    @property
    def value(self) -> float | None:
        """The share itself, None when it is of nothing."""
        return self.count / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Measures:
    """The shares that describe a run, or a part of it.

    Wrong and right (`precision`) among answered; `answered` among all; among those that the texts
    answer, answered rightly (`coverage`) and the right passage shown at least (`assisted`); among the
    others, not answered (`refusal`); among those labelled with a reason, handed over for it (`motive`);
    handled `as_wished` among all.
    """

    answered: Share
    wrong: Share
    precision: Share
    coverage: Share
    assisted: Share
    refusal: Share
    motive: Share
    as_wished: Share


@dataclass(frozen=True, slots=True)
class Group:
    """The questions that have something in common, called `name`, "" when they lack it."""

    name: str
    questions: int
    measures: Measures


@dataclass(frozen=True, slots=True)
class Point:
    """From `confidence` up, the share of all questions that is answered, and how many of these wrongly."""

    confidence: float
    answered: float
    wrong: Share


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence is from `low` to `high`: their mean confidence, and how many are right."""

    low: float
    high: float
    confidence: float
    right: Share


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose verdict is another than in the earlier run."""

    before: Scored
    after: Scored


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs, over the questions they have in `common`.

    `gained` are handled as wished now and were not, `lost` the reverse; `p_value` is McNemar's exact
    two-sided one: how likely so unequal counts are if neither run is better.
    """

    common: int
    changes: tuple[Change, ...]
    gained: int
    lost: int
    p_value: float


def score(question: Labelled, reply: Reply) -> Scored:
    """Judge a reply, and keep of it what a reader needs."""
    return Scored(
        question,
        verdict(question, reply),
        reply.decision,
        reply.confidence,
        reply.text,
        tuple(citation.quote for citation in reply.citations),
        reply.reason,
        question.topic or reply.topic,
    )


def share(count: int, total: int) -> Share:
    """Return `count` among `total` with its interval.

    >>> share(0, 0).value, share(8, 10).value, round(share(8, 10).low, 2)
    (None, 0.8, 0.44)
    """
    return Share(count, total, *interval(count, total))


def measure(scored: Sequence[Scored]) -> Measures:
    """Return the shares that describe these questions."""
    verdicts = Counter(each.verdict for each in scored)
    right, answered = verdicts[Verdict.RIGHT], verdicts[Verdict.RIGHT] + verdicts[Verdict.WRONG]
    answerable = [each for each in scored if each.question.expect is Expect.ANSWER]
    others = [each for each in scored if each.question.expect is Expect.ABSTAIN]
    motives = [each for each in scored if each.question.reason is not None]
    shown = sum(each.verdict in (Verdict.RIGHT, Verdict.ASSISTED) for each in answerable)
    return Measures(
        answered=share(answered, len(scored)),
        wrong=share(verdicts[Verdict.WRONG], answered),
        precision=share(right, answered),
        coverage=share(right, len(answerable)),
        assisted=share(shown, len(answerable)),
        refusal=share(sum(not each.answered for each in others), len(others)),
        motive=share(sum(each.reason == each.question.reason for each in motives), len(motives)),
        as_wished=share(sum(each.as_wished for each in scored), len(scored)),
    )


def grouped(scored: Iterable[Scored], key: Callable[[Scored], str | None]) -> tuple[Group, ...]:
    """Measure apart the questions of each value of `key`, in its order, those without one last."""
    groups: defaultdict[str, list[Scored]] = defaultdict(list)
    for each in scored:
        groups[key(each) or ""].append(each)
    ordered = sorted(groups.items(), key=lambda group: (not group[0], group[0]))
    return tuple(Group(name, len(members), measure(members)) for name, members in ordered)


def risk_coverage(scored: Sequence[Scored]) -> tuple[Point, ...]:
    """Return what answering only from each confidence up would give, the surest answers first."""
    ranked = sorted((each for each in scored if each.answered), key=lambda each: -each.confidence)
    points: list[Point] = []
    answered = wrong = 0
    for confidence, group in groupby(ranked, key=lambda each: each.confidence):
        members = list(group)
        answered += len(members)
        wrong += sum(each.verdict is Verdict.WRONG for each in members)
        points.append(Point(confidence, answered / len(scored), share(wrong, answered)))
    return tuple(points)


def reliability(scored: Iterable[Scored]) -> tuple[Bin, ...]:
    """Compare confidence with the share of right answers, in `BINS` intervals less the empty ones."""
    groups: defaultdict[int, list[Scored]] = defaultdict(list)
    for each in scored:
        if each.answered:
            groups[min(BINS - 1, int(each.confidence * BINS))].append(each)
    return tuple(
        Bin(
            number / BINS,
            (number + 1) / BINS,
            sum(each.confidence for each in members) / len(members),
            share(sum(each.verdict is Verdict.RIGHT for each in members), len(members)),
        )
        for number, members in sorted(groups.items())
    )


def calibration_error(bins: Iterable[Bin]) -> float | None:
    """Return the expected calibration error: the mean gap of the bins, each weighing as its answers do.

    >>> calibration_error([Bin(0.5, 0.6, 0.5, share(3, 4))]), calibration_error([])
    (0.25, None)
    """
    gaps = [(abs(found.confidence - (found.right.value or 0.0)), found.right.total) for found in bins]
    total = sum(count for _, count in gaps)
    return sum(gap * count for gap, count in gaps) / total if total else None


def compare(before: Iterable[Scored], after: Iterable[Scored]) -> Comparison:
    """Compare two runs over the questions that both have: the same `id`, in the same words."""
    earlier = {(each.question.id, each.question.question): each for each in before}
    pairs = [
        Change(earlier[key], each)
        for each in after
        if (key := (each.question.id, each.question.question)) in earlier
    ]
    changes = tuple(pair for pair in pairs if pair.before.verdict is not pair.after.verdict)
    gained = sum(pair.after.as_wished and not pair.before.as_wished for pair in pairs)
    lost = sum(pair.before.as_wished and not pair.after.as_wished for pair in pairs)
    return Comparison(len(pairs), changes, gained, lost, mcnemar(gained, lost))


def mcnemar(gained: int, lost: int) -> float:
    """Return the exact two-sided p-value of McNemar's test.

    >>> mcnemar(0, 0), round(mcnemar(6, 0), 5), mcnemar(3, 4)
    (1.0, 0.03125, 1.0)
    """
    return min(1.0, 2 * tail(min(gained, lost), gained + lost, 0.5))
