import re
from datetime import timedelta

import pytest

from bot.console.deliveries_page import HOME
from bot.conversations.states import Channel
from bot.staff.roles import Role
from tests.bot.console.cases import handed
from tests.bot.console.signed import Console


@pytest.fixture
def dead(console: Console) -> int:
    """A letter that was given up; a manager is signed in."""
    claire = console.enter("claire", Role.MANAGER)
    waits = console.run(handed, console, email="demandeur@exemple.fr")
    at, stores = console.clock(), console.office.stores
    console.run(
        stores.conversations.change, waits.id, lambda c: c.reply(claire.id, "Claire", "Oui.", at, c.number)
    )
    (waiting,) = console.run(stores.outbox.take, at, at + timedelta(minutes=1))
    console.run(stores.outbox.dead, waiting.id, "Cette adresse n’existe pas.", at)
    return int(waiting.id)


def test_a_letter_that_was_given_up_is_shown_with_why(console: Console, dead: int) -> None:
    shown = console.get(HOME).text
    for said in (
        "demandeur@exemple.fr",
        "Cette adresse n’existe pas.",
        f"{HOME}/{dead}",
        "Non remis&nbsp;: 1",
    ):
        assert said in shown


def test_a_letter_that_waits_is_shown_and_that_it_was_seen_is_noted_once(console: Console, dead: int) -> None:
    console.post(f"{HOME}/{dead}", {"action": "relancer"})
    console.run(console.office.stores.outbox.failed, dead, "Le serveur ne répond pas.", console.clock())
    for _ in range(2):
        shown = console.get(HOME).text
    for said in ("demandeur@exemple.fr", "Le serveur ne répond pas.", f'action="{HOME}/{dead}"'):
        assert said in shown
    assert [act.object for act in console.acts("deliveries.seen")] == [""]


def test_it_can_be_tried_again(console: Console, dead: int) -> None:
    answer = console.post(f"{HOME}/{dead}", {"action": "relancer"})
    assert answer.headers["location"] == f"{HOME}?fait=relance"
    shown = console.get(answer.headers["location"]).text
    assert "En attente d’envoi&nbsp;: 1" in shown
    assert "Tous les messages ont été remis" in shown
    assert console.calls.nudged == 1
    again = console.post(f"{HOME}/{dead}", {"action": "relancer"})
    assert again.headers["location"] == f"{HOME}?fait=rien"


def test_it_can_be_given_up_for_good(console: Console, dead: int) -> None:
    console.post(f"{HOME}/{dead}", {"action": "abandonner"})
    assert console.run(console.office.stores.outbox.counts)["cancelled"] == 1
    assert [act.action for act in console.acts("delivery")] == ["delivery.cancelled"]


def test_another_act_is_refused(console: Console, dead: int) -> None:
    assert console.post(f"{HOME}/{dead}", {"action": "brûler"}).status_code == 422
    assert console.post(f"{HOME}/99999999999999", {"action": "relancer"}).status_code == 303


def test_it_is_not_for_advisers(console: Console) -> None:
    console.enter()
    assert console.get(HOME).status_code == 403


def test_what_goes_to_telegram_is_shown_without_chat_nor_words_of_telegram(console: Console) -> None:
    boss, chat = console.enter("claire", Role.MANAGER), 7_041_776_001
    waits = console.run(handed, console, channel=Channel.TELEGRAM, chat=chat)
    outbox, at = console.office.stores.outbox, console.clock()
    (first,) = console.run(outbox.take, at, at + timedelta(minutes=1))
    console.run(outbox.dead, first.id, "Telegram refuse ce message : Bad Request: chat_id is empty", at)
    console.run(
        console.office.stores.conversations.change,
        waits.id,
        lambda c: c.reply(boss.id, "Claire", "Oui.", at, c.number),
    )
    shown = console.get(HOME).text
    for said in (
        "Le demandeur <span",
        "Telegram</span>",
        "Telegram refuse ce message.",
        f"/console/conversations/{waits.id}",
        f"l’envoi n°\u00a0{first.id}<",
    ):
        assert said in shown, said
    assert str(chat) not in shown and "Bad Request" not in shown
    assert shown.count("<tbody>") == 2


def test_a_notice_to_the_staff_is_of_no_conversation(console: Console) -> None:
    console.enter("claire", Role.MANAGER)
    outbox, at = console.office.stores.outbox, console.clock()
    console.run(outbox.notice, "notice:6ba1843627c0137a:1", "notice", "6ba1843627c0137a", None, {}, at)
    shown = console.get(HOME).text
    assert "L’équipe <span" in shown and "Avis à l’équipe</span>" in shown
    assert "6ba1843627c0137a" not in shown and "None" not in shown
    assert "/console/conversations/" not in shown
    (waiting,) = console.run(outbox.take, at, at + timedelta(minutes=1))
    console.run(outbox.dead, waiting.id, "L’adresse refuse ce message.", at)
    assert "L’adresse refuse ce message." in console.get(HOME).text
    answer = console.post(f"{HOME}/{waiting.id}", {"action": "abandonner"})
    assert answer.headers["location"] == f"{HOME}?fait=abandon"
    assert [act.object for act in console.acts("delivery")] == [""]


def test_what_is_kept_for_who_cannot_be_reached_is_counted_apart(console: Console) -> None:
    console.enter("claire", Role.MANAGER)
    assert "ne peuvent plus être joints" not in console.get(HOME).text
    console.run(handed, console, channel=Channel.TELEGRAM, chat=7_041_776_001)
    console.run(console.office.stores.outbox.unreachable, "telegram:7041776001", console.clock())
    shown = console.get(HOME).text
    assert re.search(r"Gardés pour des demandeurs qui ne peuvent plus être joints&nbsp;: [1-9]", shown)
    assert "Tous les messages ont été remis" in shown and "Aucun message n’attend." in shown
