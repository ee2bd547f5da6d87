"""What a refusal of Telegram means for a delivery, and when it is tried again."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.delivery.outbox import DeliveryError, Moved, NobodyThere, NotNow, Undeliverable
from bot.telegram.api import Migrated, Refused, TelegramError, Unavailable, Uncertain, Unreachable, Wait
from bot.telegram.patience import OUTAGE, OUTAGE_PAUSE, Patience


def refused(patience: Patience, error: TelegramError, attempts: int = 1) -> NotNow:
    with pytest.raises(NotNow) as caught:
        patience.refuse(error, attempts)
    return caught.value


@pytest.mark.parametrize(
    ("error", "meaning"),
    [(Unreachable, NobodyThere), (lambda: Migrated(-7), Moved), (lambda: Refused("too long"), Undeliverable)],
)
def test_what_will_never_pass_is_not_tried_again(
    error: Callable[[], TelegramError], meaning: type[DeliveryError]
) -> None:
    with pytest.raises(meaning):
        Patience().refuse(error(), 1)


def test_what_telegram_asks_to_wait_is_waited_and_counts_for_nothing() -> None:
    error = refused(Patience(), Wait(17))
    assert (error.wait, error.counted) == (timedelta(seconds=17), False)


@pytest.mark.parametrize("error", [Unavailable(), Uncertain()])
def test_a_failure_alone_counts_and_is_tried_again_soon(error: TelegramError) -> None:
    waits = [refused(Patience(), error, attempts) for attempts in (1, 2, 3)]
    assert [one.wait for one in waits] == [timedelta(seconds=seconds) for seconds in (2, 4, 8)]
    assert all(one.counted for one in waits)


def test_nothing_is_given_up_for_what_fails_while_nothing_passes() -> None:
    patience = Patience()
    counted = [refused(patience, Unavailable()).counted for _ in range(OUTAGE + 2)]
    assert counted == [True] * OUTAGE + [False] * 2
    assert refused(patience, Unavailable()).wait == OUTAGE_PAUSE
    patience.passed()
    assert refused(patience, Unavailable()).counted
