import csv
import io
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from sqlalchemy import insert
from starlette.routing import Route

from bot.console.guard import Guard
from bot.console.reports import ReportPages
from bot.console.shell import Office
from bot.conversations.conversation import Conversation
from bot.conversations.states import Channel
from bot.staff.roles import Role
from bot.store.schema import contact_table, conversation_table
from tests.bot.activity import ALSO, QUESTION, Activity
from tests.bot.console.signed import Console, open_console
from tests.bot.databases import new_url

PATH = "/console/rapports"
SHEET = "/console/rapports.csv"


def routes(office: Office) -> list[Route]:
    return Guard(office, ReportPages(office).routes()).routes()


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    with open_console(new_url(tmp_path), routes) as console:
        console.enter(role=Role.MANAGER)
        yield console


def activity(console: Console) -> Activity:
    stores = console.office.stores
    return Activity(stores.conversations, stores.feedback, console.clock())


@pytest.fixture
def busy(console: Console) -> Console:
    console.run(activity(console).usual)
    return console


def shown(console: Console, query: str = "") -> HTMLParser:
    response = console.get(f"{PATH}?{query}")
    assert response.status_code == 200, response.text
    return HTMLParser(response.text)


def cells(page: HTMLParser, caption: str) -> list[list[str]]:
    """The rows of the table of a caption, without its headings and hints."""
    tables = [table for table in page.css("table") if table.css_first("caption").text() == caption]  # type: ignore[union-attr] # each has one
    assert len(tables) == 1, caption
    for hint in tables[0].css(".fr-hint-text"):
        hint.decompose()
    return [
        [" ".join(cell.text().split()) for cell in row.css("th, td")] for row in tables[0].css("tbody tr")
    ]


def sheet_rows(console: Console, query: str = "") -> list[list[str]]:
    response = console.get(f"{SHEET}?{query}")
    assert response.status_code == 200
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_numbers_are_those_of_what_happened(busy: Console) -> None:
    assert cells(shown(busy), "En bref") == [
        ["Conversations commencées", "5", ""],
        ["Réponses avec des citations", "2", "40 %"],
        ["Précisions ou passages proposés", "1", "20 %"],
        ["Renvois vers une personne", "2", "40 %"],
        ["Réponses corrigées ensuite", "1", ""],
        ["Délai promis tenu", "1", "50 %"],
        ["Délai promis dépassé", "1", "50 %"],
        ["Réponses jugées utiles", "1", "50 %"],
        ["Réponses jugées inutiles", "1", "50 %"],
    ]


def test_handoffs_are_counted_by_reason_and_topic(busy: Console) -> None:
    page = shown(busy)
    assert cells(page, "Motifs des transmissions") == [
        ["Les textes n’en disent rien", "2"],
        ["Souhaite parler à une personne", "1"],
    ]
    assert cells(page, "Sujets des transmissions") == [["La date limite", "2"]]
    assert cells(page, "Pourquoi une réponse a été jugée inutile") == [["La réponse est fausse", "1"]]


def test_delays_are_said_to_the_minute(busy: Console) -> None:
    assert cells(shown(busy), "Délais depuis la transmission") == [
        ["Première réponse d’une personne", "2", "3 h", "3 h 48"],
        ["Fin de la conversation", "1", "3 h", "3 h"],
    ]


def test_what_happened_is_gathered_by_day_week_or_month(busy: Console) -> None:
    by_day = cells(shown(busy, "periode=7"), "Ce qui s’est passé, par jour")
    assert by_day[3:] == [
        ["20 novembre", "1", "1", "0", "0", "0", "0"],
        ["21 novembre", "3", "1", "1", "2", "2", "1"],
        ["22 novembre", "0", "0", "0", "0", "0", "0"],
        ["23 novembre", "1", "0", "0", "0", "0", "0"],
    ]
    by_week = cells(shown(busy), "Ce qui s’est passé, par semaine")
    assert [row[:2] for row in by_week] == [
        ["25 octobre", "0"], ["du 26 octobre au 1er novembre", "0"], ["du 2 au 8 novembre", "0"],
        ["du 9 au 15 novembre", "0"], ["du 16 au 22 novembre", "4"], ["23 novembre", "1"],
    ]  # fmt: skip
    by_month = cells(shown(busy, "periode=dates&du=2026-08-01"), "Ce qui s’est passé, par mois")
    assert [row[:3] for row in by_month] == [
        ["août 2026", "0", "0"], ["septembre 2026", "1", "1"], ["octobre 2026", "0", "0"],
        ["novembre 2026", "5", "2"],
    ]  # fmt: skip


def test_every_chart_has_a_table_of_the_same_numbers(busy: Console) -> None:
    charts = shown(busy).css("figure.console-chart")
    assert len(charts) == 7
    for chart in charts:
        bars = [text.text() for text in chart.css("svg text")[1::2]]
        assert bars == [cell.text() for cell in chart.css("table td")]
        assert bars


def test_one_channel_can_be_looked_at_alone(busy: Console) -> None:
    page = shown(busy, "canal=telegram")
    assert cells(page, "En bref")[0] == ["Conversations commencées", "1", ""]
    assert cells(page, "Première réponse et délai promis")[1] == ["Délai promis dépassé", "1"]
    chosen = [option.text() for option in page.css("option[selected]")]
    assert chosen == ["Les 30 derniers jours", "Telegram"]


def test_unanswered_questions_that_ask_the_same_are_together_with_links_to_each(busy: Console) -> None:
    page = shown(busy)
    rows = cells(page, "Questions sans réponse, réunies par ressemblance")
    assert [row[-1] for row in rows] == ["2"]
    links = page.css("tbody th a")
    assert {link.attributes["href"] for link in links} == {
        f"/console/conversations/{id}" for id in ("c3", "c4")
    }
    assert links[0].text() in (QUESTION, ALSO)
    assert links[1].text() == f"Conversation 2 de «\u00a0{links[0].text()}\u00a0»"


def test_a_large_group_shows_its_first_links(console: Console) -> None:
    made = activity(console)
    for number in range(23):
        console.run(made.handed_off, f"n{number}", 1.0)
    page = shown(console)
    assert len(page.css("details li")) == 20
    assert "Les 22 autres conversations" in page.text()
    assert "Les 20 premières sont montrées." in page.text()


def test_a_period_in_which_nothing_happened_says_so(busy: Console) -> None:
    page = shown(busy, "periode=dates&du=2026-01-01&au=2026-01-31")
    assert page.css_first(".console-empty")
    assert "du 1er janvier 2026 au 31 janvier 2026" in page.text()
    assert not page.css("table, svg, a[download]")


def test_dates_that_make_no_period_are_said_at_their_field(console: Console) -> None:
    response = console.get(f"{PATH}?periode=dates&du=2026-02-30&au=2026-03-01")
    page = HTMLParser(response.text)
    field = page.css_first("#du[aria-invalid=true]")
    assert response.status_code == 422
    assert field is not None
    assert field.attributes["value"] == "2026-02-30"
    assert "n’est pas une date" in page.text()
    assert console.get(f"{SHEET}?periode=dates").status_code == 422


async def keep_many(console: Console, count: int) -> None:
    """Keep conversations in which something was said, all at once."""
    at = console.clock()
    begun = replace(Conversation.begin("", "many", Channel.WEB, at), asked=1)
    rows = [asdict(begun) | {"id": f"n{number}"} for number in range(count)]
    async with console.office.stores.database.writing() as connection:
        await connection.execute(insert(contact_table), [{"id": "many", "created_at": at}])
        await connection.execute(insert(conversation_table), rows)


def test_numbers_are_written_as_french_prints_them(console: Console) -> None:
    console.run(keep_many, console, 1_005)
    page = shown(console, "periode=7")
    assert "1\u202f005" in [cell.text() for cell in page.css("td")]
    assert "1\u202f005" in [text.text() for text in page.css("svg text")]


def test_the_spreadsheet_has_every_number_with_its_unit_and_computes_nothing(busy: Console) -> None:
    rows = sheet_rows(busy, "periode=7")
    assert rows[0] == [
        "Rubrique", "Intitulé", "Valeur", "Unité", "Premier jour", "Dernier jour", "Canal",
    ]  # fmt: skip
    period = ["2026-11-17", "2026-11-23", "Tous les canaux"]
    for line in (
        ["Volumes", "Conversations commencées", "5", "conversations"],
        ["Délais", "Première réponse d’une personne : neuf fois sur dix", "3,8", "heures"],
        ["Délais", "Part des délais tenus", "50,0", "%"],
        ["Sujets", "la date limite", "2", "transmissions"],
    ):
        assert line + period in rows
    unanswered = [row[1:3] for row in rows if row[0] == "Questions sans réponse"]
    assert unanswered in ([[QUESTION, "2"]], [[f"'{ALSO}", "2"]])
    assert len([row for row in rows if row[0] == "Par jour"]) == 7 * 6
    assert not [cell for row in rows for cell in row if cell.startswith("=")]


def test_an_export_is_written_down(busy: Console) -> None:
    response = busy.get(f"{SHEET}?periode=7&canal=web")
    assert response.headers["content-disposition"] == (
        'attachment; filename="rapport-2026-11-17-2026-11-23.csv"'
    )
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    (act,) = busy.acts("report.exported")
    assert act.actor == busy.people["claire"].id
    assert act.data == {"first": "2026-11-17", "last": "2026-11-23", "channel": "web"}


def test_an_adviser_has_no_report(busy: Console) -> None:
    busy.enter("paul")
    assert busy.get(PATH).status_code == busy.get(SHEET).status_code == 403
    assert busy.acts("report.exported") == []


def test_that_a_report_was_seen_is_noted_once_an_hour(console: Console) -> None:
    for _ in range(2):
        shown(console)
    assert [act.object for act in console.acts("report.seen")] == [""]
    console.clock.advance(minutes=20)
    shown(console)
    console.clock.advance(minutes=20)
    shown(console)
    assert len(console.acts("report.seen")) == 1
    console.clock.advance(minutes=21)
    shown(console)
    assert len(console.acts("report.seen")) == 2
