import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.decision import Reading
from knowledge.evidence import Read
from knowledge.reading_weights import LEAST, LEAST_OF_EACH, PENALTY, Lesson, TooFew, fit

lessons = st.builds(Lesson, st.floats(0, 1), st.sampled_from(Read), st.booleans())


def said(read: Read, right: int, wrong: int, confidence: float = 0.5) -> list[Lesson]:
    return [Lesson(confidence, read, n < right) for n in range(right + wrong)]


def fitted(*groups: list[Lesson]) -> Reading:
    found = fit([lesson for group in groups for lesson in group], "openai:m")
    assert isinstance(found, Reading)
    return found


def test_a_reader_that_knows_is_weighed_and_one_that_does_not_is_hardly() -> None:
    knows = fitted(said(Read.YES, 36, 4), said(Read.UNPROVEN, 20, 20), said(Read.NO, 4, 36))
    assert knows.yes == pytest.approx(1.91, abs=0.2) and knows.no == pytest.approx(-knows.yes, abs=1e-3)
    assert knows.unproven == 0
    assert (knows.model, knows.alone) == ("openai:m", 1.0)
    guesses = fitted(said(Read.YES, 20, 20), said(Read.UNPROVEN, 20, 20), said(Read.NO, 20, 20))
    assert (guesses.yes, guesses.unproven, guesses.no) == (0, 0, 0)


def test_a_reader_that_only_repeats_the_confidence_adds_nothing() -> None:
    repeats = fitted(said(Read.YES, 36, 4, 0.9), said(Read.NO, 4, 36, 0.1))
    assert (repeats.yes, repeats.unproven, repeats.no) == (0, 0, 0)


def test_what_was_never_said_counts_between_its_neighbours() -> None:
    weights = fitted(said(Read.YES, 36, 4), said(Read.NO, 4, 36))
    assert weights.no <= weights.unproven <= weights.yes and weights.unproven == 0


def test_a_reader_that_says_the_contrary_is_not_believed_the_other_way_round() -> None:
    contrary = fitted(said(Read.YES, 4, 36), said(Read.UNPROVEN, 20, 20), said(Read.NO, 36, 4))
    assert contrary.yes == contrary.unproven == contrary.no == 0


def test_what_is_right_without_a_proven_yes_is_no_reason_to_lift() -> None:
    timid = fitted(said(Read.YES, 36, 4), said(Read.UNPROVEN, 36, 4), said(Read.NO, 30, 10))
    assert timid.yes > 1 and (timid.unproven, timid.no) == (0, 0)
    boastful = fitted(said(Read.YES, 4, 36), said(Read.UNPROVEN, 4, 36), said(Read.NO, 10, 30))
    assert boastful.yes == 0 and boastful.unproven == boastful.no < -1


@given(st.lists(lessons, min_size=LEAST, max_size=120))
def test_weights_are_in_order_around_nothing_and_finite_whatever_was_said(given: list[Lesson]) -> None:
    found = fit(given, "openai:m")
    if isinstance(found, Reading):
        assert found.no <= found.unproven <= 0 <= found.yes
        assert all(math.isfinite(weight) for weight in (found.no, found.unproven, found.yes))


def test_no_other_weights_in_order_explain_the_lessons_better() -> None:
    groups = (said(Read.NO, 9, 21, 0.4), said(Read.UNPROVEN, 5, 25, 0.3), said(Read.YES, 25, 5, 0.6))
    found = fitted(*groups)

    def loss(weights: tuple[float, ...]) -> float:
        total = 0.0
        for weight, group in zip(weights, groups, strict=True):
            logit = math.log(group[0].confidence / (1 - group[0].confidence)) + weight
            total += sum(math.log1p(math.exp(-logit if one.right else logit)) for one in group)
            total += PENALTY * weight**2 / 2
        return total

    steps = np.arange(-2, 2.01, 0.1)
    bounded = (weights for weights in product(steps, repeat=3) if weights[1] <= 0 <= weights[2])
    ordered = (weights for weights in bounded if weights[0] <= weights[1])
    assert loss((found.no, found.unproven, found.yes)) <= min(map(loss, ordered)) + 1e-6


@pytest.mark.parametrize(("right", "wrong"), [(LEAST - 1 - LEAST_OF_EACH, LEAST_OF_EACH), (60, 14), (14, 60)])
def test_too_few_lessons_teach_nothing(right: int, wrong: int) -> None:
    assert fit(said(Read.YES, right, wrong), "openai:m") == TooFew(right + wrong, right)
