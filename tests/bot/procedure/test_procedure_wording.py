from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from bot.procedure.wording import closed_notice, days_left, last_day, said_deadline, when
from knowledge.deadline import deadline
from knowledge.documents import Call
from knowledge.procedure import Step

PARIS = ZoneInfo("Europe/Paris")
REUNION = ZoneInfo("Indian/Reunion")
CLOSES = datetime(2020, 2, 28, 17, tzinfo=PARIS)
OPENED = date(2020, 1, 15)
PLAIN = str.maketrans("\u00a0", " ")


def said(
    now: datetime, closes: datetime | None = CLOSES, opened: date | None = OPENED, zone: ZoneInfo = PARIS
) -> str:
    call = Call("eig4", "EIG 4", opened=opened, closes=closes)
    return said_deadline(deadline(call, now, zone), zone).translate(PLAIN)


def notice(now: datetime, closes: datetime | None = CLOSES) -> str:
    return closed_notice(deadline(Call("eig4", "EIG 4", closes=closes), now, PARIS), PARIS).translate(PLAIN)


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        (
            datetime(2020, 1, 14, 23, 59, tzinfo=PARIS),
            "L’appel à projets n’est pas encore ouvert : il ouvre le 15 janvier 2020 "
            "et se clôt le 28 février 2020 à 17 h (heure de Paris).",
        ),
        (
            datetime(2020, 2, 16, 9, tzinfo=PARIS),
            "Il reste 12 jours : l’appel à projets se clôt le 28 février 2020 à 17 h (heure de Paris).",
        ),
        (
            datetime(2020, 2, 27, 23, 59, tzinfo=PARIS),
            "Il reste 1 jour : l’appel à projets se clôt le 28 février 2020 à 17 h (heure de Paris).",
        ),
        (
            CLOSES,
            "C’est le dernier jour : l’appel à projets se clôt le 28 février 2020 à 17 h (heure de Paris).",
        ),
        (
            CLOSES + timedelta(seconds=1),
            "L’appel à projets est clos depuis le 28 février 2020 à 17 h (heure de Paris).",
        ),
    ],
)
def test_where_the_call_stands_is_said_in_one_sentence(now: datetime, sentence: str) -> None:
    assert said(now) == sentence


def test_a_date_that_no_text_gives_is_said_to_be_unknown() -> None:
    now = datetime(2020, 2, 16, tzinfo=PARIS)
    assert said(now, closes=None, opened=None).startswith("Les textes ne disent pas jusqu’à quand")
    assert said(now, closes=None).startswith("Les textes ne disent pas jusqu’à quand")
    before = datetime(2020, 1, 1, tzinfo=PARIS)
    assert said(before, closes=None) == (
        "L’appel à projets n’est pas encore ouvert : il ouvre le 15 janvier 2020."
    )


def test_days_are_those_of_the_zone_which_is_named_by_its_distance_from_utc() -> None:
    evening = datetime(2020, 2, 27, 20, 30, tzinfo=UTC)  # the 28th in La Réunion, the 27th in Paris
    assert said(evening).startswith("Il reste 1 jour")
    assert said(evening, zone=REUNION).startswith("C’est le dernier jour")
    assert said(evening, zone=REUNION).endswith("le 28 février 2020 à 20 h (UTC+4).")


def test_a_call_that_closes_at_midnight_closes_with_the_day_before() -> None:
    midnight = datetime(2020, 3, 1, tzinfo=PARIS)
    assert said(datetime(2020, 2, 29, 9, tzinfo=PARIS), midnight).startswith("C’est le dernier jour")
    assert said(datetime(2020, 2, 28, 9, tzinfo=PARIS), midnight) == (
        "Il reste 1 jour : l’appel à projets se clôt le 29 février 2020 à 24 h (heure de Paris)."
    )
    assert last_day(midnight, PARIS) == date(2020, 2, 29)
    assert last_day(CLOSES, PARIS) == date(2020, 2, 28)


def test_the_days_left_fall_to_none_and_no_further() -> None:
    call = Call("eig4", "EIG 4", closes=datetime(2020, 3, 1, tzinfo=PARIS))
    moments = [datetime(2020, 2, 1, tzinfo=PARIS) + timedelta(hours=hours) for hours in range(29 * 24 + 1)]
    left = [days_left(deadline(call, now, PARIS), PARIS) for now in moments]
    assert left == [28 - hours // 24 for hours in range(29 * 24)] + [0]


def test_only_a_closed_call_has_a_notice() -> None:
    assert notice(CLOSES) == ""
    assert notice(CLOSES, closes=None) == ""
    assert notice(CLOSES + timedelta(days=400)) == (
        "Attention : cet appel à projets est clos depuis le 28 février 2020 à 17 h (heure de Paris)."
    )


DAY, LAST = date(2020, 1, 15), date(2020, 2, 28)
NINE = datetime(2020, 1, 15, 9, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step("s", "S"), ""),
        (Step("s", "S", begins=DAY), "à partir du 15 janvier 2020"),
        (Step("s", "S", ends=LAST), "jusqu’au 28 février 2020"),
        (Step("s", "S", begins=DAY, ends=DAY), "le 15 janvier 2020"),
        (Step("s", "S", begins=NINE, ends=NINE), "le 15 janvier 2020 à 9 h (heure de Paris)"),
        (Step("s", "S", begins=DAY, ends=LAST), "du 15 janvier au 28 février 2020"),
        (
            Step("s", "S", begins=DAY, ends=CLOSES),
            "du 15 janvier au 28 février 2020 à 17 h (heure de Paris)",
        ),
        (Step("s", "S", begins=date(2020, 3, 24), ends=date(2020, 3, 25)), "du 24 au 25 mars 2020"),
        (Step("s", "S", begins=date(2019, 3, 1), ends=LAST), "du 1er mars 2019 au 28 février 2020"),
        (
            Step("s", "S", begins=date(2020, 2, 1), ends=CLOSES),
            "du 1er février au 28 février 2020 à 17 h (heure de Paris)",
        ),
        (
            Step("s", "S", begins=NINE, ends=CLOSES),
            "du 15 janvier 2020 à 9 h au 28 février 2020 à 17 h (heure de Paris)",
        ),
        (Step("s", "S", said="mi-mars"), "« mi-mars »"),
        (Step("s", "S", begins=DAY, said="mi-janvier"), "à partir du 15 janvier 2020 (« mi-janvier »)"),
    ],
)
def test_when_a_step_happens_is_said_as_far_as_it_is_known(step: Step, words: str) -> None:
    assert when(step, PARIS).translate(PLAIN) == words


def test_a_zone_is_said_for_each_moment_where_its_hour_changes() -> None:
    new_york = ZoneInfo("America/New_York")
    step = Step(
        "s",
        "S",
        begins=datetime(2020, 3, 1, 9, tzinfo=new_york),
        ends=datetime(2020, 4, 1, 9, tzinfo=new_york),
    )
    assert when(step, new_york).translate(PLAIN) == (
        "du 1er mars 2020 à 9 h (UTC\u22125) au 1er avril 2020 à 9 h (UTC\u22124)"
    )
    assert when(step, timezone(timedelta(hours=5, minutes=30))).endswith("(UTC+5:30)")
