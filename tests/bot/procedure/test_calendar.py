from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Alarm, Calendar, Event

from bot.procedure.calendar import calendar
from knowledge.documents import Call, Corpus, Document, Kind, Passage, Status
from knowledge.preparation import Quoted
from knowledge.procedure import Procedure, Step

PARIS = ZoneInfo("Europe/Paris")
SITE = "https://guichet.exemple.fr"
NOW = datetime(2020, 2, 1, 12, tzinfo=PARIS)
CLOSES = datetime(2020, 2, 28, 17, tzinfo=PARIS)
QUOTE = "avant la clôture de l’appel à projets : vendredi 28 février 2020 à 17h00 ; date, heure\\jour"
RULES = Document("cahier", "Cahier des charges, 4e édition", Kind.SPECIFICATIONS)
BILL = Document("projet", "Projet de loi", Kind.BILL, Status.DRAFT)
PASSAGES = (
    Passage("p-1", "cahier", 0, f"Déposez {QUOTE}.", location="2e alinéa"),
    Passage("p-2", "projet", 0, "Le jury se réunira."),
)
CORPUS = Corpus(Call("eig4", "EIG 4", closes=CLOSES), (RULES, BILL), PASSAGES)
SAYS = (Quoted("p-1", QUOTE),)
FILING = Step("filing", "Déposer le dossier", "Le porteur", date(2020, 1, 15), CLOSES, passages=SAYS)
JURY = Step(
    "jury",
    "Jury",
    begins=date(2020, 3, 24),
    ends=date(2020, 3, 25),
    passages=(Quoted("p-2", "Le jury se réunira."), *SAYS),
)


def events(*steps: Step, now: datetime = NOW) -> list[Event]:
    """The events of some steps, read again from their file."""
    file = Calendar.from_ical(calendar(CORPUS, Procedure(steps), SITE, now))
    assert isinstance(file, Calendar)
    assert (file["version"], file["prodid"]) == ("2.0", "-//Guichet//Calendrier//FR")
    return [event for event in file.walk("VEVENT") if isinstance(event, Event)]


def alarms(event: Event) -> list[Alarm]:
    return [alarm for alarm in event.walk("VALARM") if isinstance(alarm, Alarm)]


def test_the_closing_is_a_moment_in_utc_with_its_alarms() -> None:
    (event,) = events(FILING)
    assert event.decoded("dtstart") == datetime(2020, 2, 28, 16, tzinfo=UTC)
    assert b"DTSTART:20200228T160000Z" in event.to_ical()
    assert "dtend" not in event
    assert [alarm.decoded("trigger") for alarm in alarms(event)] == [-timedelta(days=7), -timedelta(days=1)]
    assert {(alarm["action"], alarm["description"]) for alarm in alarms(event)} == {
        ("DISPLAY", "Déposer le dossier")
    }


def test_a_call_of_which_nobody_knows_when_it_closes_has_no_alarm() -> None:
    corpus = replace(CORPUS, call=Call("ptce", "PTCE"))
    steps = (Step("launch", "Lancement", begins=date(2013, 7, 15), passages=SAYS), FILING)
    assert b"BEGIN:VALARM" not in calendar(corpus, Procedure(steps), SITE, NOW)


def test_days_are_whole_and_the_last_one_is_counted() -> None:
    (event,) = events(JURY)
    assert event.decoded("dtstart") == date(2020, 3, 24)
    assert event.decoded("dtend") == date(2020, 3, 26)
    assert b"DTSTART;VALUE=DATE:20200324" in event.to_ical()
    assert alarms(event) == []


def test_an_event_says_what_and_where_that_stands() -> None:
    (event,) = events(JURY)
    assert event["summary"] == "Jury (EIG 4)"
    assert event["url"] == f"{SITE}/textes/projet?passage=p-2#passage-1"
    assert str(event["description"]).split("\n\n") == [
        "Du 24 au 25 mars 2020",
        "« Le jury se réunira. »\n(Projet de loi – Projet de loi\u00a0: n’est pas en vigueur)",
        f"« {QUOTE} »\n(Cahier des charges, 4e édition, 2e alinéa)",
    ]
    (filing,) = events(FILING)
    when, who, quoted = str(filing["description"]).replace("\u00a0", " ").split("\n\n")
    assert (when, who) == ("Du 15 janvier au 28 février 2020 à 17 h (heure de Paris)", "Le porteur")
    assert quoted.startswith(f"« {QUOTE} »")


def test_an_event_that_is_given_again_takes_the_place_of_the_one_before() -> None:
    (before,), (after,) = events(FILING), events(FILING, now=NOW + timedelta(days=1))
    assert before["uid"] == after["uid"] == "eig4-filing@guichet.exemple.fr"
    assert before.decoded("dtstamp") == datetime(2020, 2, 1, 11, tzinfo=UTC)
    assert after.decoded("dtstamp") > before.decoded("dtstamp")
    assert len({event["uid"] for event in events(FILING, JURY)}) == 2


def test_a_span_of_moments_warns_before_its_end() -> None:
    (event,) = events(Step("s", "S", begins=NOW, ends=CLOSES, passages=SAYS))
    assert event.decoded("dtstart") == NOW
    assert event.decoded("dtend") == CLOSES
    assert {alarm["trigger"].params["RELATED"] for alarm in alarms(event)} == {"END"}


@pytest.mark.parametrize(
    "step",
    [
        Step("s", "S", begins=date(2020, 3, 24)),
        Step("s", "S", said="mi-mars", passages=SAYS),
        Step("s", "S", ends=CLOSES, passages=(Quoted("gone", "…"),)),
        Step("s", "S", stated=False, announced="cahier"),
    ],
)
def test_without_a_date_or_without_a_passage_there_is_no_event(step: Step) -> None:
    assert events(step) == []


moments = st.datetimes(datetime(2019, 1, 1), datetime(2030, 1, 1), timezones=st.just(PARIS))  # noqa: DTZ001 - given below
dates = st.none() | st.dates(date(2019, 1, 1), date(2030, 1, 1)) | moments
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200)


@given(st.lists(st.tuples(dates, dates, texts), max_size=5))
def test_whatever_the_steps_the_file_is_read_back(found: list[tuple[date | None, date | None, str]]) -> None:
    steps = [
        Step(f"s{number}", f"Étape {name}", name, begins, ends, passages=SAYS)
        for number, (begins, ends, name) in enumerate(found)
    ]
    file = calendar(CORPUS, Procedure(tuple(steps)), SITE, NOW)
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    read = events(*steps)
    assert len(read) == sum(1 for begins, ends, _ in found if begins or ends)
    for event in read:
        assert QUOTE in str(event["description"])
        assert type(event.decoded("dtstart")) is type(event.decoded("dtend", event.decoded("dtstart")))
