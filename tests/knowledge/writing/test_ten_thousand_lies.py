"""Ten thousand lies made from the real passages of two calls: none stands, and the truth does."""

import re
from collections import Counter
from pathlib import Path

import pytest

from knowledge.writing.support import checked
from knowledge.writing.synthesis import Source
from knowledge.writing.units import connects, units_of
from tests.knowledge.eligibility.calls import EIG4_FOLDER, PTCE_FOLDER
from tests.knowledge.writing.liars import LIARS
from tests.knowledge.writing.lies import CITING, Case, lies, real_sources, truths

TEXTS = Path(__file__).parents[4] / "shared/corpus/eig4"
SEED, COUNT = 20130715, 10_000


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> tuple[Source, ...]:
    """Return the passages of the shipped call, and of the second one where its text is at hand."""
    found = real_sources(PTCE_FOLDER, tmp_path_factory.mktemp("ptce"))
    if TEXTS.is_dir():
        more = real_sources(EIG4_FOLDER, tmp_path_factory.mktemp("eig4") / "eig4", TEXTS)
        found = (*found, *more)
    return tuple(Source(f"P{n}", one.document, one.passage, one.excerpt) for n, one in enumerate(found, 1))


def stands(case: Case) -> bool:
    return bool(checked(case.proposal, case.sources)[0])


def test_no_lie_of_ten_thousand_stands(sources: tuple[Source, ...]) -> None:
    told: Counter[str] = Counter()
    for case in lies(sources, COUNT, SEED):
        told[case.family] += 1
        assert not stands(case), (case.family, case.proposal)
    assert told.total() == COUNT
    if TEXTS.is_dir():
        assert set(told) == {*LIARS, *CITING}


def test_each_lie_has_a_fault_that_is_named(sources: tuple[Source, ...]) -> None:
    for case in lies(sources, 300, SEED + 1):
        assert checked(case.proposal, case.sources)[1], case


def test_nearly_all_that_needs_nothing_around_it_stands_word_for_word(
    sources: tuple[Source, ...],
) -> None:
    literal = [case for case in truths(sources) if case.family == "literal"]
    fit = [case for case in literal if _alone(case)]
    assert sum(map(stands, fit)) >= 0.95 * len(fit)
    assert len(fit) >= 0.28 * len(literal)


def _alone(case: Case) -> bool:
    """Whether the statement is no part of a list or quotation, needs no other one, and gives no address."""
    said = case.proposal.sentences[0].text
    unit = next(one for one in units_of(case.sources) if one.text == said)
    addressed = re.search(r"https?:|www\.|@|\b0\d(?: ?\d\d){4}\b", said)
    return unit.bears and not unit.leans and not unit.limited and not (connects(said) or addressed)
