from dataclasses import replace
from datetime import timedelta

import pytest

from bot.console.words import REASONS
from bot.reporting.reports import MOST, OTHERS, UNNAMED, complaint_label, report_of
from bot.store.feedback import FeedbackReason
from bot.store.statistics import Duration, Totals
from knowledge.decision import Reason

NOTHING = Totals(0, 0, 0, 0, 0, {}, {}, Duration(), Duration(), 0, 0, 0, {})
HOUR = Duration(1, timedelta(hours=1), timedelta(hours=1))


def test_nothing_is_an_empty_report_without_a_share() -> None:
    report = report_of(NOTHING)
    assert report.empty
    assert (report.in_time, report.satisfied) == ("–", "–")
    assert {row.share for row in report.replies} == {"–"}
    assert {delay.median for delay in report.delays} == {"–"}


@pytest.mark.parametrize(
    "totals",
    [
        replace(NOTHING, begun=1),
        replace(NOTHING, clarified=1),
        replace(NOTHING, corrected=1),
        replace(NOTHING, reasons={"requested": 1}),
        replace(NOTHING, broken=1),
        replace(NOTHING, useful=1),
        replace(NOTHING, useless={"": 1}),
        replace(NOTHING, resolution=HOUR),
    ],
)
def test_a_report_in_which_anything_happened_is_not_empty(totals: Totals) -> None:
    assert not report_of(totals).empty


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_french_name(reason: Reason) -> None:
    (row,) = report_of(replace(NOTHING, reasons={reason.value: 2})).reasons
    assert row.label == REASONS[reason]


def test_what_has_no_reason_or_an_unknown_one_is_still_counted() -> None:
    rows = report_of(replace(NOTHING, reasons={"": 3, "strange": 1})).reasons
    assert [(row.label, row.value, row.share) for row in rows] == [
        (UNNAMED, 3, "75\u00a0%"),
        ("strange", 1, "25\u00a0%"),
    ]
    assert complaint_label("strange") == "strange"


@pytest.mark.parametrize("reason", FeedbackReason)
def test_every_complaint_has_a_french_name(reason: FeedbackReason) -> None:
    assert " " in complaint_label(reason)


@pytest.mark.parametrize(
    ("topics", "rows"), [(0, 0), (MOST, MOST), (MOST + 1, MOST + 1), (MOST + 2, MOST + 1)]
)
def test_the_rarest_topics_are_counted_together(topics: int, rows: int) -> None:
    report = report_of(replace(NOTHING, topics={f"sujet {number}": 50 - number for number in range(topics)}))
    assert len(report.topics) == rows
    assert sum(row.value for row in report.topics) == sum(50 - number for number in range(topics))
    assert (rows < topics) == (OTHERS in [row.label for row in report.topics])


def test_shares_are_of_what_was_judged_and_of_what_was_due() -> None:
    report = report_of(replace(NOTHING, kept=9, broken=3, useful=3, useless={"wrong": 5, "": 2}))
    assert (report.in_time, report.due) == ("75\u00a0%", 12)
    assert (report.satisfied, report.judgements) == ("30\u00a0%", 10)
    assert [(row.label, row.value) for row in report.complaints] == [
        ("La réponse est fausse", 5),
        ("Sans raison donnée", 2),
    ]
