"""Promises count the hours when staff are there, whatever nights, holidays and clocks do between them."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hours import (
    BadHours,
    Hours,
    NeverOpen,
    PublicHolidays,
    Span,
    parse_holidays,
    parse_hours,
    parse_zone,
)

PARIS = ZoneInfo("Europe/Paris")
OFFICE = "lun-ven 9:00-12:00 14:00-17:00; sam 9:00-12:00"
HOURS = Hours(PARIS, parse_hours(OFFICE), PublicHolidays())


def at(day: int, hour: int, minute: int = 0, *, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


MORNING, AFTERNOON = Span(9 * 60, 12 * 60), Span(14 * 60, 17 * 60)


@pytest.mark.parametrize(
    "text",
    [
        OFFICE,
        "Lundi-Vendredi 9h-12h, 14h00-17h ; samedi 09:00 – 12:00 ;",
        "lun, mar mer. jeu ven : 9-12; lun-ven 14-17; sam 9-12",
        "sam,lun 9-12; lun 14-17; mar-ven 14-17 9-12",
    ],
)
def test_the_same_hours_can_be_written_in_several_ways(text: str) -> None:
    weekday = (MORNING, AFTERNOON)
    assert parse_hours(text) == (weekday,) * 5 + ((MORNING,), ())


def test_a_range_of_days_may_go_past_sunday_and_a_span_up_to_midnight() -> None:
    week = parse_hours("sam-lun 20:00-24:00")
    assert [bool(day) for day in week] == [True, False, False, False, False, True, True]
    assert week[0] == (Span(1200, 1440),)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "Aucune heure"),
        (" ; ", "Aucune heure"),
        ("lun-ven", "« lun-ven » n’est pas un horaire."),
        ("9:00-12:00", "« 9:00-12:00 » n’est pas un horaire."),
        ("lun-ven 9:00", "« 9:00 » n’est pas un horaire."),
        ("lun-foo 9:00-12:00", "« foo » n’est pas un jour."),
        ("l 9:00-12:00", "« l » n’est pas un jour."),
        ("lun-mar-mer 9:00-12:00", "« lun-mar-mer » ne désigne pas des jours."),
        ("lun 12:00-9:00", "« 12:00-9:00 » ne va pas"),
        ("lun 9:00-9:00", "« 9:00-9:00 » ne va pas"),
        ("lun 9:00-24:01", "« 9:00-24:01 » ne va pas"),
        ("lun 9:60-12:00", "« 9:60-12:00 » ne va pas"),
        ("lun-ven 9:00-12:00; mer 11:00-14:00", "Deux horaires du mercredi se chevauchent."),
    ],
)
def test_hours_that_cannot_be_kept_are_refused_with_what_is_expected(text: str, fault: str) -> None:
    with pytest.raises(BadHours) as refused:
        parse_hours(text)
    assert str(refused.value).startswith(fault)
    assert str(refused.value).endswith(
        "Indiquez des jours puis des heures, comme « lun-ven 9:00-12:00 14:00-17:00; sam 9:00-12:00 »."
    )


@pytest.mark.parametrize(
    ("moment", "is_open", "next_opening"),
    [
        (at(23, 9), True, at(23, 9)),
        (at(23, 8, 59), False, at(23, 9)),
        (at(23, 12), False, at(23, 14)),
        (at(23, 16, 59), True, at(23, 16, 59)),
        (at(23, 17), False, at(24, 9)),
        (at(28, 12), False, at(30, 9)),  # a Saturday
        (at(11, 10), False, at(12, 9)),  # the Armistice
        (datetime(2026, 11, 23, 8, 30, tzinfo=UTC), True, at(23, 9, 30)),
    ],
)
def test_staff_are_there_from_an_opening_until_its_closing(
    moment: datetime, is_open: bool, next_opening: datetime
) -> None:
    assert HOURS.is_open(moment) is is_open
    assert HOURS.next_opening(moment) == next_opening
    assert HOURS.next_opening(moment).tzinfo is PARIS


@pytest.mark.parametrize(
    ("moment", "within", "promised"),
    [
        (at(23, 9), 2, at(23, 11)),
        (at(23, 9), 3, at(23, 12)),  # just enough: not after lunch
        (at(23, 11), 2, at(23, 15)),
        (at(23, 9), 6.5, at(24, 9, 30)),
        (at(23, 3), 1, at(23, 10)),
        (at(27, 16), 2, at(28, 10)),
        (at(28, 11), 2, at(30, 10)),  # over a Sunday
        (at(10, 16), 2, at(12, 10)),  # over the Armistice
        (at(23, 9), 33, at(28, 12)),  # a whole week
        (at(23, 9), 0, at(23, 9)),
        (at(22, 9), 0, at(23, 9)),
        (at(31, 16, month=12), 5, at(4, 10, month=1, year=2027)),  # New Year's Day, a Friday
    ],
)
def test_only_hours_when_staff_are_there_count(moment: datetime, within: float, promised: datetime) -> None:
    assert HOURS.promise(moment, within) == promised
    assert HOURS.promise(moment.astimezone(UTC), within).tzinfo is PARIS


def test_a_promise_is_rounded_up_to_the_quarter_of_an_hour() -> None:
    assert HOURS.promise(at(23, 9, 1), 1) == at(23, 10, 15)
    assert HOURS.promise(at(23, 9) + timedelta(microseconds=1), 1) == at(23, 10, 15)
    assert HOURS.promise(at(23, 10, 50), 1) == at(23, 12)


def test_a_promise_is_never_rounded_past_the_closing() -> None:
    hours = Hours(PARIS, parse_hours("lun-ven 9:00-12:10"))
    assert hours.promise(at(23, 11, 6), 1) == at(23, 12, 6).replace(minute=10)


def test_a_negative_delay_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        HOURS.promise(at(23, 9), -1)


def test_the_hour_lost_in_spring_is_not_counted_and_the_one_won_in_autumn_is() -> None:
    always = Hours(PARIS, parse_hours("lun-dim 0:00-24:00"))
    spring = always.promise(at(28, 22, month=3), 6)
    assert (spring.day, spring.hour) == (29, 5)
    autumn = always.promise(at(24, 22, month=10), 6)
    assert (autumn.day, autumn.hour) == (25, 3)


def test_a_span_inside_the_hour_lost_in_spring_never_comes() -> None:
    night = Hours(PARIS, parse_hours("dim 2:30-3:00; mar 9-10"))
    assert night.next_opening(at(28, 12, month=3)) == at(31, 9, month=3)


def test_days_are_those_of_the_zone() -> None:
    reunion = Hours(
        parse_zone("Indian/Reunion"), parse_hours("lun-ven 8:00-16:00"), frozenset({date(2026, 11, 24)})
    )
    sunday_in_paris = at(22, 23)
    assert reunion.next_opening(sunday_in_paris) == at(23, 5)
    assert reunion.promise(at(23, 12, 30), 1) == at(25, 5, 30)


def test_hours_without_an_opening_are_refused() -> None:
    with pytest.raises(NeverOpen, match="jamais présente"):
        Hours(PARIS, ((),) * 7)


def test_a_calendar_without_an_open_day_is_an_error_not_an_endless_wait() -> None:
    class Everything:
        def __contains__(self, day: object) -> bool:
            return isinstance(day, date)

    hours = Hours(PARIS, parse_hours(OFFICE), Everything())
    assert not hours.is_open(at(23, 10))
    with pytest.raises(NeverOpen):
        hours.next_opening(at(23, 10))
    with pytest.raises(NeverOpen):
        hours.promise(at(23, 10), 1)


@pytest.mark.parametrize(
    ("place", "day", "kept"),
    [
        ("", date(2026, 12, 25), True),
        ("", date(2026, 12, 26), False),
        ("57", date(2026, 12, 26), True),
        ("alsace", date(2026, 4, 3), True),  # Good Friday
        (" 974 ", date(2026, 12, 20), True),  # the end of slavery
        ("", date(2026, 12, 20), False),
    ],
)
def test_public_holidays_are_those_of_the_part_of_france(place: str, day: date, kept: bool) -> None:
    assert (day in parse_holidays(place)) is kept


@pytest.mark.parametrize("place", ["XX", "Zone A", "FR"])
def test_an_unknown_part_of_france_is_refused_with_those_that_are_known(place: str) -> None:
    with pytest.raises(ValueError, match=rf"« {place} » n’est pas .*ou rien : 57, 6AE, 971"):
        parse_holidays(place)


@pytest.mark.parametrize("name", ["", "Paris", "../Paris", "Europe", "Europe/\x00"])
def test_an_unknown_zone_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(ValueError, match="n’est pas un fuseau horaire.*Europe/Paris"):
        parse_zone(name)


MOMENTS = st.datetimes(
    datetime(2025, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2027, 12, 31),  # noqa: DTZ001 - likewise
    timezones=st.just(UTC),
)


@given(MOMENTS, st.floats(0, 200))
def test_a_promise_comes_at_an_opening_hour_and_not_before_its_delay(moment: datetime, within: float) -> None:
    promised = HOURS.promise(moment, within)
    assert promised.astimezone(UTC) - moment >= timedelta(hours=within)
    assert HOURS.is_open(promised) or HOURS.is_open(promised - timedelta(microseconds=1))
    assert (promised.minute % 15, promised.second, promised.microsecond) == (0, 0, 0)


@given(MOMENTS, st.lists(st.floats(0, 100), min_size=2).map(sorted))
def test_a_longer_delay_is_never_promised_sooner(moment: datetime, delays: list[float]) -> None:
    promises = [HOURS.promise(moment, within).astimezone(UTC) for within in delays]
    assert all(earlier <= later for earlier, later in pairwise(promises))
