import pytest

from bot.model.calls import Ended
from bot.reporting.model_report import USES, WRITTEN, lines_of, model_report
from bot.store.model_calls import ModelTotals, OfUse, Took
from knowledge.chat.values import Use
from knowledge.writing.writer import Wrote


def test_there_is_no_report_of_a_model_that_was_not_asked() -> None:
    assert model_report(ModelTotals()) is None
    assert list(lines_of(ModelTotals())) == []


@pytest.mark.parametrize("use", Use)
def test_every_use_has_a_french_name(use: Use) -> None:
    report = model_report(ModelTotals((OfUse(use.value, {Ended.FAILED: 1}, None),)))
    assert report is not None
    assert [row.label for row in report.uses] == [USES[use]]
    assert (report.uses[0].failed, report.uses[0].p95) == ("100\u00a0%", "–")


@pytest.mark.parametrize("outcome", Wrote)
def test_everything_that_can_become_of_an_answer_has_a_french_name(outcome: Wrote) -> None:
    report = model_report(ModelTotals(written={outcome.value: 3}))
    assert report is not None
    assert [(row.label, row.value) for row in report.written] == [(WRITTEN[outcome], 3)]


def test_an_unknown_outcome_is_still_counted() -> None:
    report = model_report(ModelTotals(written={"strange": 1, "whole": 1}))
    assert report is not None
    assert [row.label for row in report.written] == ["Gardée en entier", "strange"]


def test_the_emissions_of_one_answer_are_those_of_the_answers_that_somebody_can_tell() -> None:
    totals = ModelTotals(written={"whole": 1}, answers=Took(sent=4, read=400, euros=2.0))
    report = model_report(totals)
    assert report is not None
    assert report.each is not None
    assert (report.each.euros, report.each.grams, report.each.tokens) == ("0,50\u00a0€", "–", 100)
