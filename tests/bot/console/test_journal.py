import csv
import io
import re

import pytest

from bot.answers.states import Happened
from bot.console.journal_words import ACTIONS, GROUPS, action_words
from bot.conversations.events import Kind
from bot.staff.roles import Role
from bot.store.audit import Act
from tests.bot.console.signed import NOON, Console

JOURNAL = "/console/journal"


def write(console: Console, *acts: Act) -> None:
    console.run(console.office.stores.audit.add, *acts)


def actions(page: str) -> list[str]:
    return re.findall(r'<tr><th scope="row">[^<]*</th><td>[^<]*</td><td>([^<]*)</td>', page)


def rows(console: Console, query: str = "") -> list[list[str]]:
    answer = console.get(f"{JOURNAL}/export.csv?{query}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="journal-2026-11-23.csv"'
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_the_log_says_in_words_who_did_what_the_last_first(console: Console) -> None:
    boss, anne = console.enter("boss", Role.ADMINISTRATOR), console.person("anne")
    console.run(console.office.stores.staff.change_role, anne.id, Role.MANAGER, boss.id, NOON)
    shown = console.get(JOURNAL).text
    assert actions(shown) == ["Rôle changé", "Compte créé", "Connexion", "Compte créé"]
    assert "<td>Boss</td>" in shown and "<td>Anne</td>" in shown and "<td>Ligne de commande</td>" in shown
    assert "de : conseiller ; à : responsable" in shown


def test_it_is_filtered_by_person_and_by_action(console: Console) -> None:
    boss = console.enter("boss", Role.ADMINISTRATOR)
    console.enter("anne")
    console.enter("boss")
    assert actions(console.get(f"{JOURNAL}?personne={boss.id}").text) == ["Connexion", "Connexion"]
    assert actions(console.get(f"{JOURNAL}?action=staff.").text) == ["Compte créé", "Compte créé"]
    assert actions(console.get(f"{JOURNAL}?action=staff.&personne={boss.id}").text) == []
    shown = console.get(f"{JOURNAL}?action=session.&personne={boss.id}").text
    assert f'<option value="{boss.id}" selected>' in shown and '<option value="session." selected>' in shown


@pytest.mark.parametrize(
    "query", ["avant=x", "avant=-1", "avant=99999999999999999999", "action=x%00", "personne=%00"]
)
def test_an_address_that_means_nothing_is_forgiven(console: Console, query: str) -> None:
    console.enter("boss", Role.ADMINISTRATOR)
    assert console.get(f"{JOURNAL}?{query}").status_code == 200


def test_it_is_read_a_page_at_a_time(console: Console) -> None:
    console.enter("boss", Role.ADMINISTRATOR)
    write(console, *(Act(NOON, "system", f"essai.{number}") for number in range(60)))
    first = console.get(JOURNAL).text
    older = re.findall(r'href="(/console/journal\?avant=\d+)">Actes plus anciens', first)[0]
    second = console.get(older).text
    assert actions(first) == [f"essai.{number}" for number in range(59, 9, -1)]
    assert actions(second) == [
        *(f"essai.{number}" for number in range(9, -1, -1)),
        "Connexion",
        "Compte créé",
    ]
    assert "Actes plus anciens" not in second and "Actes les plus récents" in second


def test_it_is_exported_whole_and_that_is_an_act_too(console: Console) -> None:
    boss = console.enter("boss", Role.ADMINISTRATOR)
    write(console, *(Act(NOON, "system", f"essai.{number}") for number in range(1_200)))
    table = rows(console)
    assert table[0][:3] == ["Numéro", "Date", "Personne"]
    assert len(table) == 1 + 1 + 1_200 + 2
    assert table[1][1:6] == ["23/11/2026 à 13:00", "Boss", boss.id, "Journal exporté", "audit.exported"]
    assert len({row[0] for row in table}) == len(table)
    assert len(rows(console, "action=staff.")) == 2
    assert [act.data for act in console.acts("audit.exported")] == [
        {"person": "", "action": ""},
        {"person": "", "action": "staff."},
    ]


def test_a_conversation_is_linked_unless_it_was_erased(console: Console) -> None:
    console.enter("boss", Role.ADMINISTRATOR)
    kept, erased = "0123456789abcdef" * 2, "f" * 32
    write(console, Act(NOON, "system", "conversation.note", kept, {"number": 7}))
    write(console, Act(NOON, "contact", "conversation.erased", erased))
    write(console, Act(NOON, "system", "conversation.expired", "", {"count": 2}))
    shown = console.get(JOURNAL).text
    assert f'<td><a href="/console/conversations/{kept}">Conversation 01234567</a></td><td></td>' in shown
    assert "<td>Conversation ffffffff</td>" in shown
    assert "<td></td><td>nombre : 2</td>" in shown
    assert {kept, erased, ""} <= {row[6] for row in rows(console)}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_export_is_a_formula(console: Console, start: str) -> None:
    console.enter("boss", Role.ADMINISTRATOR)
    write(console, Act(NOON, f"{start}cmd|'/c calc'!A1", "essai", f"{start}1", {f"{start}a": "b"}))
    cells = [cell for row in rows(console) for cell in row]
    assert f"'{start}1" in cells
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_every_act_has_a_french_name() -> None:
    kinds = [f"conversation.{kind.value}" for kind in Kind if kind is not Kind.MESSAGE]
    steps = [f"validated.{step.value}" for step in Happened]
    assert [action for action in (*kinds, *steps) if action_words(action) == action] == []
    assert {f"{action.partition('.')[0]}." for action in ACTIONS} == set(GROUPS) - {""}
