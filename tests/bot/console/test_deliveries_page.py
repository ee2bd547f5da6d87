from datetime import timedelta

import pytest

from bot.console.deliveries_page import HOME
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
