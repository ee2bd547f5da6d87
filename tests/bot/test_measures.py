from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quality.labelled import Expect, Verdict
from bot.quality.measures import (
    Scored,
    calibration_error,
    compare,
    grouped,
    mcnemar,
    measure,
    reliability,
    risk_coverage,
    score,
)
from bot.replies import Decision, Reply
from knowledge.bounds import interval
from knowledge.decision import Reason
from tests.bot.labelled_desks import handed, labelled, replied, right, wrong

ASSISTED = replied(Decision.CLARIFICATION, 0.4, "Lisez : trois millions.")
ABSTAIN = Expect.ABSTAIN


def run(*pairs: tuple[Expect, Reply]) -> list[Scored]:
    return [score(labelled(str(number), expect), reply) for number, (expect, reply) in enumerate(pairs)]


RUN = run(
    (Expect.ANSWER, right()),
    (Expect.ANSWER, right()),
    (Expect.ANSWER, wrong()),
    (Expect.ANSWER, ASSISTED),
    (Expect.ANSWER, handed()),
    (ABSTAIN, handed()),
    (ABSTAIN, handed()),
    (ABSTAIN, wrong()),
)


def test_every_share_counts_what_it_says() -> None:
    found = measure(RUN)
    counts = {name: (getattr(found, name).count, getattr(found, name).total) for name in found.__slots__}
    assert counts == {
        "answered": (4, 8),
        "wrong": (2, 4),
        "precision": (2, 4),
        "coverage": (2, 5),
        "assisted": (3, 5),
        "refusal": (2, 3),
        "motive": (0, 0),
        "as_wished": (4, 8),
    }
    assert (found.coverage.low, found.coverage.high) == interval(2, 5)
    assert found.coverage.value == 0.4


def test_no_question_is_no_share() -> None:
    found = measure([])
    assert found.wrong.value is None
    assert (found.wrong.low, found.wrong.high) == (0.0, 1.0)


def test_a_reply_is_kept_as_it_was_shown() -> None:
    question = labelled("a", topic="les dates")
    assert score(question, right(0.7)) == Scored(
        question, Verdict.RIGHT, Decision.ANSWER, 0.7, "D’après la loi :",
        ("Une enveloppe de trois millions.",), None, "les dates",
    )  # fmt: skip


def test_the_expected_reason_is_compared_with_the_one_given() -> None:
    question = labelled("a", ABSTAIN, reason=Reason.PERSONAL_FILE)
    scored = [
        score(question, handed(Reason.PERSONAL_FILE)),
        score(question, handed()),
        score(question, wrong()),
    ]
    found = measure([*scored, *RUN]).motive
    assert (found.count, found.total) == (1, 3)


def test_groups_are_sorted_and_the_nameless_one_is_last() -> None:
    kinds = ["direct", "", "colloquial", "direct"]
    scored = [score(labelled(str(n), kind=kind), right()) for n, kind in enumerate(kinds)]
    found = grouped(scored, lambda each: each.question.kind)
    assert [(group.name, group.questions) for group in found] == [("colloquial", 1), ("direct", 2), ("", 1)]
    assert found[1].measures == measure([scored[0], scored[3]])


def test_the_curve_answers_the_surest_questions_first_and_ties_together() -> None:
    answers = (right(0.9), wrong(0.5), right(0.5), handed(confidence=0.95), wrong(0.2))
    points = risk_coverage(run(*((Expect.ANSWER, reply) for reply in answers)))
    assert [(point.confidence, point.answered, point.wrong.count, point.wrong.total) for point in points] == [
        (0.9, 0.2, 0, 1),
        (0.5, 0.6, 1, 3),
        (0.2, 0.8, 2, 4),
    ]
    assert risk_coverage(run((ABSTAIN, handed()))) == ()


def test_confidence_is_compared_with_what_happened_bin_by_bin() -> None:
    answers = (right(1.0), right(0.91), wrong(0.99), wrong(0.1), right(0.3), handed(confidence=0.5))
    bins = reliability(run(*((Expect.ANSWER, reply) for reply in answers)))
    assert [(found.low, found.high, found.right.count, found.right.total) for found in bins] == [
        (0.1, 0.2, 0, 1),
        (0.3, 0.4, 1, 1),
        (0.9, 1.0, 2, 3),
    ]
    assert bins[2].confidence == pytest.approx(2.9 / 3)
    assert calibration_error(bins) == pytest.approx((0.1 + 0.7 + 3 * (2.9 / 3 - 2 / 3)) / 5)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_the_calibration_error_is_a_share_and_bins_hold_every_answer(
    answers: list[tuple[float, bool]],
) -> None:
    scored = run(*((Expect.ANSWER, right(at) if good else wrong(at)) for at, good in answers))
    bins = reliability(scored)
    assert sum(found.right.total for found in bins) == len(answers)
    error = calibration_error(bins)
    assert error is not None and 0 <= error <= 1
    assert risk_coverage(scored)[-1].wrong == measure(scored).wrong


def test_two_runs_are_compared_over_their_common_questions() -> None:
    before = run(
        (Expect.ANSWER, handed()),
        (Expect.ANSWER, right()),
        (Expect.ANSWER, right()),
        (ABSTAIN, wrong()),
        (ABSTAIN, handed()),
        (Expect.ANSWER, handed()),
        (Expect.ANSWER, handed()),
    )
    after = run(
        (Expect.ANSWER, right()),
        (Expect.ANSWER, wrong()),
        (Expect.ANSWER, right(0.1)),
        (ABSTAIN, handed()),
        (ABSTAIN, handed()),
        (Expect.ANSWER, ASSISTED),
    )
    reworded = replace(before[6], question=replace(before[6].question, question="Autrement ?"))
    found = compare(before, [*after, reworded])
    assert (found.common, found.gained, found.lost) == (6, 2, 1)
    assert [change.after.question.id for change in found.changes] == ["0", "1", "3", "5"]
    assert found.p_value == 1.0


# 10 against 2: 2 × (C(12,0) + C(12,1) + C(12,2)) / 2^12.
@pytest.mark.parametrize(("gained", "lost", "p_value"), [(10, 2, 158 / 4096), (0, 5, 0.0625), (1, 1, 1.0)])
def test_mcnemar_is_the_exact_two_sided_test(gained: int, lost: int, p_value: float) -> None:
    assert mcnemar(gained, lost) == mcnemar(lost, gained) == pytest.approx(p_value)
