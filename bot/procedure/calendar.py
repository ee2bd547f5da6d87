"""Write the dated steps of a call as a calendar file, each with the passages that it rests on."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event

from bot.labels import warning_of
from bot.links import passage_url
from bot.procedure.wording import when
from knowledge.documents import Corpus, Document, Passage
from knowledge.preparation import Quoted
from knowledge.procedure import Procedure, Step

PRODUCT: Final = "-//Guichet//Calendrier//FR"
"""Names what wrote the file (RFC 5545, 3.7.3)."""

ALARMS: Final = (timedelta(days=7), timedelta(days=1))
"""How long before the closing the calendar of whoever opens the file warns them."""

_DAY: Final = timedelta(days=1)


def calendar(corpus: Corpus, procedure: Procedure, site: str, now: datetime) -> bytes:
    """Return the calendar (RFC 5545); days and hours in words are those of the zone of `now`.

    `site` is the public address of our pages, without a final slash. A step is an event if it is dated
    and quotes a passage; the one that ends when the call closes has alarms.
    """
    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", corpus.call.name)
    passages = {passage.id: passage for passage in corpus.passages}
    for step in procedure.steps:
        quoted = [(one, passages[one.passage]) for one in step.passages if one.passage in passages]
        begins, ends = step.begins or step.ends, step.ends or step.begins
        if quoted and begins is not None and ends is not None:
            event = _event(corpus, step, quoted, site, now)
            _date(event, begins, ends)
            if step.ends is not None and step.ends == corpus.call.closes:
                _warn(event, step)
            file.add_component(event)
    return bytes(file.to_ical())


def to_come(procedure: Procedure, now: datetime) -> bool:
    """Tell whether a dated step is still to come; days are those of the zone of `now`.

    >>> filing = Step("filing", "Déposer", ends=date(2020, 2, 28))
    >>> at = datetime(2020, 2, 28, 23, tzinfo=UTC)
    >>> to_come(Procedure((filing,)), at), to_come(Procedure((filing,)), at + timedelta(hours=2))
    (True, False)
    """
    last = (step.ends or step.begins for step in procedure.steps)
    return any(
        one >= now if isinstance(one, datetime) else one >= now.date() for one in last if one is not None
    )


def _event(
    corpus: Corpus, step: Step, quoted: list[tuple[Quoted, Passage]], site: str, now: datetime
) -> Event:
    event = Event()
    event.add("uid", f"{corpus.call.id}-{step.id}@{urlsplit(site).hostname or 'guichet'}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", f"{step.name} ({corpus.call.name})")
    event.add("description", _description(corpus, step, quoted, now.tzinfo or UTC))
    event.add("url", passage_url(site, quoted[0][1]))
    event.add("transp", "TRANSPARENT")  # it keeps nobody busy
    return event


def _date(event: Event, begins: date, ends: date) -> None:
    start, end = _span(begins, ends)
    event.add("dtstart", start)
    if end is not None:
        event.add("dtend", end)


def _span(begins: date, ends: date) -> tuple[date, date | None]:
    """Return when an event begins and ends, both days or both moments in UTC.

    RFC 5545, 3.6.1: the end of a span of days is the day after the last; a moment needs no end. Where
    a text gives a moment only for the end, that moment is the event: its beginning has no hour.
    """
    if isinstance(ends, datetime):
        until = ends.astimezone(UTC)
        since = begins.astimezone(UTC) if isinstance(begins, datetime) else until
        return since, until if since < until else None
    first = begins.date() if isinstance(begins, datetime) else begins
    return first, ends + _DAY


def _description(corpus: Corpus, step: Step, quoted: list[tuple[Quoted, Passage]], zone: tzinfo) -> str:
    """Return when the step happens, who does it, and each quotation with the title of its document."""
    said = when(step, zone)
    lines = [said[:1].upper() + said[1:], step.who]
    for one, passage in quoted:
        document = corpus.document(passage.document_id)
        place = f", {passage.location}" if passage.location else ""
        lines.append(f"« {one.quote} »\n({document.title}{place}{_caution(document)})")
    return "\n\n".join(filter(None, lines))


def _caution(document: Document) -> str:
    warning = warning_of(document)
    return f" – {warning}" if warning else ""


def _warn(event: Event, step: Step) -> None:
    """Add the alarms of the closing to its event."""
    for before in ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", step.name)
        alarm.add("trigger", -before, parameters={"RELATED": "END"} if "dtend" in event else {})
        event.add_component(alarm)
