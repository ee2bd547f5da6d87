import re
from pathlib import Path

import pytest

import bot
from bot.eligibility.shown import OUTCOMES, ShownCriterion, ShownSheet
from bot.eligibility.telling import sheet_lines
from bot.eligibility.wording import GROUPS, SO_FAR
from bot.telegram import sheets
from knowledge.eligibility.criteria import Outcome

SCRIPT = (Path(bot.__file__).parent / "static" / "widget" / "sheet.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("outcome", Outcome)
def test_a_line_that_sums_up_begins_with_the_words_of_the_sheet(outcome: Outcome) -> None:
    assert GROUPS[outcome] == f"{OUTCOMES[outcome]} : {{names}}."


def test_no_words_begin_like_others() -> None:
    words = [*OUTCOMES.values()]
    assert [[other for other in words if other.startswith(one)] for one in words] == [[one] for one in words]


@pytest.mark.parametrize("outcome", Outcome)
def test_telegram_leaves_out_the_lines_that_sum_up_a_sheet(outcome: Outcome) -> None:
    criteria = (
        ShownCriterion("ess", "Des entreprises de l’ESS", outcome, to_meet="En réunir deux."),
        ShownCriterion("bill", "Ce que dit le projet de loi", Outcome.MET, draft=True),
    )
    sheet = ShownSheet(criteria, deadline="Jusqu’au 1er octobre.", decision="Le ministère décide.")
    summed_up = sheet_lines(sheet)
    assert len(summed_up) == 5
    assert sheets.before_sheet("\n".join((SO_FAR, *summed_up)), sheet) == SO_FAR


def test_telegram_leaves_out_the_lines_of_a_sheet_of_drafts_alone() -> None:
    sheet = ShownSheet((ShownCriterion("bill", "Ce que dit le projet de loi", Outcome.MET, draft=True),))
    (summed_up, *_) = sheet_lines(sheet)
    assert summed_up.startswith("Selon un texte qui n’est pas en vigueur")
    assert sheets.before_sheet(f"{SO_FAR}\n{summed_up}\nLe ministère décide.", sheet) == SO_FAR


def test_the_widget_knows_these_lines_by_the_words_that_come_with_each_criterion() -> None:
    of_widget = re.search(r"function beforeSheet\(.*?\n}\n", SCRIPT, re.DOTALL)
    assert of_widget
    assert "criteria.some(({ label }) => label && line.startsWith(label))" in of_widget[0]
    sheet = ShownSheet(tuple(ShownCriterion(one.value, one.value, one) for one in Outcome))
    assert [one["label"] for one in sheet.as_json()["criteria"]] == [OUTCOMES[one] for one in Outcome]
    assert not [words for words in OUTCOMES.values() if words in SCRIPT], "words that could differ"


def test_the_widget_marks_every_way_of_standing() -> None:
    marks = re.search(r"const MARKS = {(.*?)}", SCRIPT)
    assert marks
    assert re.findall(r"(\w+): ", marks[1]) == [one.value for one in Outcome]


@pytest.mark.parametrize(
    "words",
    [sheets.DRAFTS, sheets.DECISION, sheets.STEPS, sheets.PIECES, sheets.READY]
    + [text.partition("{")[0] for text in (sheets.ANSWERED, sheets.OURS, sheets.NEEDS)],
)
def test_the_widget_and_telegram_name_the_parts_of_a_sheet_in_the_same_words(words: str) -> None:
    assert words in SCRIPT
