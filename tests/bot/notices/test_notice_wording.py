"""What staff read: how many wait, why and until when, in correct French, and nobody's name."""

from datetime import datetime, timedelta

import pytest

from bot.console.words import REASONS
from bot.notices.wording import notice_of
from bot.store.waiting_notices import Waiters
from tests.bot.clocks import MONDAY, PROMISES

SITE = "https://guichet.exemple.fr"
NOW = PROMISES.local(MONDAY)


def waiters(new: int = 1, every: int = 1, promised_at: datetime | None = None, **reasons: int) -> Waiters:
    return Waiters(new, every, reasons, promised_at, MONDAY, MONDAY)


def said(of: Waiters) -> str:
    return notice_of(of, NOW, SITE).text.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("new", "every", "headline"),
    [
        (1, 1, "Une conversation attend une réponse de l’équipe."),
        (2, 2, "2 conversations attendent une réponse de l’équipe."),
        (1, 5, "Une conversation de plus attend une réponse de l’équipe : 5 en tout."),
        (3, 7, "3 conversations de plus attendent une réponse de l’équipe : 7 en tout."),
    ],
)
def test_the_first_sentence_says_how_many_wait(new: int, every: int, headline: str) -> None:
    assert said(waiters(new, every)).splitlines() == [headline, f"{SITE}/console"]


def test_the_reasons_and_the_nearest_promise_follow() -> None:
    of = waiters(3, 3, MONDAY + timedelta(hours=7), requested=2, missing_knowledge=1)
    assert said(of).splitlines() == [
        "3 conversations attendent une réponse de l’équipe.",
        "Motifs : souhaite parler à une personne (2), les textes n’en disent rien (1).",
        "La première réponse est promise aujourd’hui avant 17 h.",
        f"{SITE}/console",
    ]


def test_one_who_waits_has_one_reason_and_one_reply_without_a_number() -> None:
    lines = said(waiters(1, 1, MONDAY + timedelta(hours=24), policy=1)).splitlines()
    assert lines[1:3] == [
        "Motif : décision qui revient au service.",
        "La réponse est promise demain avant 10 h.",
    ]


def test_a_promise_that_was_not_kept_is_said_to_be_late() -> None:
    assert "La réponse était promise hier avant 17 h : elle est en retard." in said(
        waiters(1, 1, MONDAY - timedelta(hours=17))
    )


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_said_in_words(reason: str) -> None:
    assert reason not in said(waiters(1, 1, None, **{reason: 1}))
    assert "Motif : " in said(waiters(1, 1, None, **{reason: 1}))
