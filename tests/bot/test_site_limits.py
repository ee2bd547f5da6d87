from dataclasses import replace

import pytest

from bot.talk.site_limits import BUSY_SITE, BUSY_VISITOR, SiteLimits, TooMany
from tests.bot.embedders import OTHER, TOWN
from tests.bot.test_limits import Clock

SITE = replace(TOWN, per_minute=3, per_visitor=2)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limits(clock: Clock) -> SiteLimits:
    return SiteLimits(clock)


def test_a_visitor_waits_and_the_others_do_not(limits: SiteLimits, clock: Clock) -> None:
    limits.admit(SITE, "192.0.2.1")
    clock.now += 20.5
    limits.admit(SITE, "192.0.2.1")
    with pytest.raises(TooMany, match=BUSY_VISITOR) as refused:
        limits.admit(SITE, "192.0.2.1")
    assert refused.value.retry_after == 40
    limits.admit(SITE, "192.0.2.2")
    clock.now += 40
    limits.admit(SITE, "192.0.2.1")


def test_a_site_waits_and_the_others_do_not(limits: SiteLimits, clock: Clock) -> None:
    for number in range(3):
        limits.admit(SITE, f"192.0.2.{number}")
    with pytest.raises(TooMany, match=BUSY_SITE):
        limits.admit(SITE, "192.0.2.9")
    limits.admit(replace(OTHER, per_minute=1), "192.0.2.9")
    clock.now += 60
    limits.admit(SITE, "192.0.2.9")


def test_what_is_refused_is_not_counted(limits: SiteLimits, clock: Clock) -> None:
    site = replace(TOWN, per_minute=1, per_visitor=5)
    limits.admit(site, "a")
    clock.now += 59
    for _ in range(9):
        with pytest.raises(TooMany):
            limits.admit(site, "b")
    clock.now += 1
    limits.admit(site, "b")


def test_new_limits_hold_at_once(limits: SiteLimits) -> None:
    limits.admit(replace(SITE, per_visitor=1), "a")
    with pytest.raises(TooMany):
        limits.admit(replace(SITE, per_visitor=1), "a")
    limits.admit(SITE, "a")
    limits.admit(replace(SITE, name="Autre nom"), "a")
    with pytest.raises(TooMany):
        limits.admit(SITE, "a")
