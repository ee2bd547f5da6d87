"""The reports tell what a language model did, and nothing of it where there is none."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.model.calls import Call, Ended, Judged
from bot.staff.roles import Role
from knowledge.chat.footprint import Grams
from knowledge.chat.values import Usage, Use
from tests.bot.console.signed import NOON, Console, open_console
from tests.bot.console.test_reports import activity, cells, routes, sheet_rows, shown
from tests.bot.databases import new_url

LAST_MONTH = NOON - timedelta(days=25)


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    with open_console(new_url(tmp_path), routes) as console:
        console.enter(role=Role.MANAGER)
        console.run(activity(console).usual)
        yield console


def call(
    use: Use, ended: Ended, at: datetime = NOON, grams: Grams | None = None, estimated: bool = False
) -> Call:
    took = ended is Ended.ANSWERED
    usage = Usage(1_200, 300) if took else Usage()
    euros = 0.02 if took else 0.0
    return Call(at, use, "openai:fake", ended, usage, euros, 1.26, grams, estimated)


@pytest.fixture
def asked(console: Console) -> Console:
    figures = [
        call(Use.ANSWERS, Ended.ANSWERED, grams=Grams(0.5, 2.0)),
        call(Use.ANSWERS, Ended.ANSWERED, grams=Grams(0.5, 2.0)),
        call(Use.ANSWERS, Ended.CACHED),
        call(Use.ANSWERS, Ended.FAILED),
        call(Use.DRAFTS, Ended.ANSWERED, LAST_MONTH, estimated=True),
        call(Use.DRAFTS, Ended.OVER_BUDGET, LAST_MONTH),
        *(Judged(NOON, outcome) for outcome in ("whole", "whole", "refused", "failed")),
    ]
    console.run(console.office.stores.model_calls.keep, figures, ZoneInfo("Europe/Paris"))
    return console


def test_nothing_is_said_of_a_model_where_none_was_asked(console: Console) -> None:
    assert "Modèle de langue" not in shown(console).css("main")[0].text()
    assert not [row for row in sheet_rows(console) if row[0] == "Modèle de langue"]


def test_requests_are_shown_by_use(asked: Console) -> None:
    assert cells(shown(asked), "Demandes au modèle de langue") == [
        ["Brouillons pour l’équipe", "2", "0 %", "0 %", "1", "1,3 s"],
        ["Synthèses des réponses", "4", "25 %", "25 %", "0", "1,3 s"],
    ]


def test_what_became_of_syntheses_is_drawn_and_told(asked: Console) -> None:
    assert cells(shown(asked), "Ce que sont devenues les synthèses") == [
        ["Gardée en entier", "2"],
        ["Refusée par les contrôles", "1"],
        ["Modèle indisponible", "1"],
    ]


def test_costs_and_emissions_are_told_by_month_and_for_one_answer(asked: Console) -> None:
    page = shown(asked)
    assert cells(page, "Ce que le modèle de langue a coûté") == [
        ["octobre 2026", "1", "1 500", "0,02 €", "–"],
        ["novembre 2026", "2", "3 000", "0,04 €", "de 1,0 à 4,0 g"],
        ["Toute la période", "3", "4 500", "0,06 €", "de 1,0 à 4,0 g"],
        ["Une synthèse, en moyenne", "1", "1 500", "0,02 €", "de 0,50 à 2,0 g"],
    ]
    assert "Elles ne comptent pas 1 demande à un modèle qu’EcoLogits ne connaît pas" in page.text()
    assert "Pour 1 demande, le fournisseur n’a pas donné le nombre de jetons" in page.text()


def test_a_model_is_told_of_whatever_the_channel_and_whatever_else_happened(asked: Console) -> None:
    assert cells(shown(asked, "canal=telegram"), "Ce que sont devenues les synthèses")
    rows = [row for row in sheet_rows(asked, "canal=telegram") if row[0] == "Modèle de langue"]
    assert {row[-1] for row in rows} == {"Tous les canaux"}


def test_the_spreadsheet_has_the_figures_with_their_units(asked: Console) -> None:
    rows = [row[1:4] for row in sheet_rows(asked) if row[0] == "Modèle de langue"]
    for line in (
        ["Synthèses des réponses : demandes", "4", "demandes"],
        ["Synthèses des réponses : reprises du cache", "1", "demandes"],
        ["Brouillons pour l’équipe : budget dépensé", "1", "demandes"],
        ["Synthèses des réponses : durée, 95 fois sur 100", "1,26", "secondes"],
        ["Synthèse : refusée par les contrôles", "1", "synthèses"],
        ["novembre 2026 : coût", "0,04", "euros"],
        ["octobre 2026 : émissions au plus", "", "gCO2e"],
        ["Une synthèse, en moyenne : émissions au moins", "0,5", "gCO2e"],
    ):
        assert line in rows
