from datetime import date
from zoneinfo import ZoneInfo

from bot.model.draft_outcome import Outcome
from bot.reporting.draft_figures import LABELS, draft_lines, draft_rows
from bot.store.model_drafts import DraftMonth
from bot.store.periods import Period

OCTOBER = DraftMonth(date(2013, 10, 1), {Outcome.ACCEPTED: 1, Outcome.EDITED: 2, Outcome.UNUSED: 1})


def test_every_outcome_has_a_column() -> None:
    assert set(LABELS) == set(Outcome)


def test_a_month_says_how_many_served() -> None:
    (row,) = draft_rows([OCTOBER])
    assert (row.label, row.counts, row.total, row.served) == ("octobre 2013", (1, 2, 0, 1), 4, "75\u00a0%")


def test_a_spreadsheet_has_a_line_for_each_outcome() -> None:
    period = Period(date(2013, 10, 1), date(2013, 10, 31), ZoneInfo("Europe/Paris"))
    lines = list(draft_lines([OCTOBER], period, "Tous les canaux"))
    assert [line[2] for line in lines] == [1, 2, 0, 1]
    assert lines[0][:2] == ("Brouillons d’un modèle de langue", "Envoyés tels quels, octobre 2013")
