"""Ask the database how often things happened in a period, and how long they took."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Float,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    column,
    exists,
    func,
    select,
    union,
    values,
)

from bot.conversations.events import Author, Kind
from bot.conversations.states import Channel, Status
from bot.replies import Decision
from bot.store.feedback import FeedbackReason
from bot.store.periods import Period
from bot.store.schema import Moment, conversation_table, event_table, feedback_table, message_table

_C, _E, _F, _M = conversation_table.c, event_table.c, feedback_table.c, message_table.c
_ONE_DAY = timedelta(days=1)
_JULIAN_1970 = 2_440_587.5
_SECONDS = 86_400.0
_NAMES = {
    "answered": Decision.ANSWER,
    "clarified": Decision.CLARIFICATION,
    "handed_off": Decision.HANDOFF,
}


def begun(period: Period, channel: Channel | None) -> Select[Any]:
    """Count the conversations whose contact began to speak."""
    return _of_channel(_begun(period.begins, period.ends), conversation_table, channel)


def decisions(period: Period, channel: Channel | None) -> Select[Any]:
    """Count the assistant's replies, by decision."""
    query = select(_M.decision, func.count()).where(_decided(Decision, period.begins, period.ends))
    return _of_channel(query.group_by(_M.decision), message_table, channel)


def handoffs(period: Period, channel: Channel | None) -> Select[Any]:
    """Count the handoffs, by reason and topic."""
    reason, topic = _E.data["reason"].as_string(), _E.data["topic"].as_string()
    query = select(reason, topic, func.count()).where(_happened(Kind.HANDED_OFF, period.begins, period.ends))
    return _of_channel(query.group_by(reason, topic), event_table, channel)


def corrected(period: Period, channel: Channel | None) -> Select[Any]:
    """Count the conversations with an answer of the assistant that a person or the contact put right.

    A person did if they replied after it; the contact did if they said that it is false.
    """
    answered = _decided([Decision.ANSWER], period.begins, period.ends)
    reply = message_table.alias("reply").c
    last = (
        select(reply.conversation, func.max(reply.number).label("number"))
        .where(_replied(reply, period.begins))
        .group_by(reply.conversation)
        .subquery("last")
    )
    replied = and_(last.c.conversation == _M.conversation, last.c.number > _M.number)
    refused = and_(
        _F.conversation == _M.conversation,
        _F.number == _M.number,
        _F.reason == FeedbackReason.WRONG,
        _F.useful.is_(False),
    )
    by_staff = _of_channel(select(_M.conversation).where(answered, replied), message_table, channel)
    by_contact = _of_channel(select(_M.conversation).where(answered, refused), message_table, channel)
    return select(func.count()).select_from(union(by_staff, by_contact).subquery())


def judgements(period: Period, channel: Channel | None) -> Select[Any]:
    """Count what contacts thought of replies: useful or not, and why not."""
    given = and_(_F.at >= period.begins, _F.at < period.ends)
    query = select(_F.useful, _F.reason, func.count()).where(given).group_by(_F.useful, _F.reason)
    return _of_channel(query, feedback_table, channel)


def waits(period: Period, channel: Channel | None, now: datetime, dialect: str) -> Select[Any]:
    """Return, of each conversation first handed off in the period, seconds to a reply, to its end, a promise.

    The promise is 1 if it was kept, 0 if it was broken by `now`, none if neither.
    """
    promise = _E.data["promised_at"].as_string()
    moments: dict[str, ColumnElement[Any]] = {
        "handed_off": _C.handed_off_at,
        "replied": _C.replied_at,
        "resolved": _C.resolved_at,
        "promised": promise if dialect == "sqlite" else cast(promise, Moment),
    }
    first = and_(_E.conversation == _C.id, _E.kind == Kind.HANDED_OFF, _E.at == _C.handed_off_at)
    handed = select(
        _C.status, *(_seconds(moment, dialect).label(name) for name, moment in moments.items())
    ).select_from(conversation_table.outerjoin(event_table, first))
    handed = handed.where(_C.handed_off_at >= period.begins, _C.handed_off_at < period.ends)
    known = _of_channel(handed, conversation_table, channel).subquery().c
    kept = case(
        (known.promised.is_(None), None),
        (known.replied.is_not(None), cast(known.replied <= known.promised, Integer)),
        ((known.status == Status.OPEN) & (known.promised < now.timestamp()), 0),
    )
    return select(
        (known.replied - known.handed_off).label("reply"),
        (known.resolved - known.handed_off).label("resolution"),
        kept.label("kept"),
    )


def by_day(period: Period, channel: Channel | None) -> Select[Any]:
    """Count what happened each day, a row a day in order."""
    days = _days(period)
    since, until = days.c.begins, days.c.ends
    replied = and_(_replied(_M, since), _M.at < until)
    resolved = _happened(Kind.RESOLVED, since, until)
    counts: dict[str, tuple[Select[Any], FromClause]] = {
        "begun": (_begun(since, until), conversation_table),
        "replies": (select(func.count()).where(replied), message_table),
        "resolved": (select(func.count()).where(resolved), event_table),
    }
    for name, decision in _NAMES.items():
        counts[name] = select(func.count()).where(_decided([decision], since, until)), message_table
    columns = [
        _of_channel(query, table, channel).correlate(days).scalar_subquery().label(name)
        for name, (query, table) in counts.items()
    ]
    return select(days.c.day, *columns).order_by(days.c.day)


def unanswered(period: Period, channel: Channel | None, reasons: Sequence[str]) -> ColumnElement[bool]:
    """Tell the conversations that were handed off in the period for one of these reasons."""
    handed = and_(_C.handed_off_at >= period.begins, _C.handed_off_at < period.ends, _C.reason.in_(reasons))
    return handed & (_C.channel == channel) if channel else handed


def _begun(since: Any, until: Any) -> Select[Any]:
    began = and_(_C.created_at >= since, _C.created_at < until, _C.asked > 0)
    return select(func.count()).select_from(conversation_table).where(began)


def _decided(decisions: Any, since: Any, until: Any) -> ColumnElement[bool]:
    return and_(
        _M.author == Author.ASSISTANT, _M.decision.in_(list(decisions)), _M.at >= since, _M.at < until
    )


def _replied(message: Any, since: Any) -> ColumnElement[bool]:
    return and_(
        message.author == Author.STAFF,
        message.decision.is_(None),
        message.at >= since,
        message.private.is_(False),
    )


def _happened(kind: Kind, since: Any, until: Any) -> ColumnElement[bool]:
    return and_(_E.kind == kind, _E.at >= since, _E.at < until)


def _of_channel(query: Select[Any], table: FromClause, channel: Channel | None) -> Select[Any]:
    """Limit a query to one channel, if it is given."""
    if channel is None:
        return query
    if table is conversation_table:
        return query.where(_C.channel == channel)
    own = conversation_table.alias("own").c
    return query.where(exists().where(own.id == table.c.conversation, own.channel == channel))


def _seconds(moment: ColumnElement[Any], dialect: str) -> ColumnElement[float]:
    """Return a moment in seconds since 1970."""
    if dialect == "sqlite":
        return (func.julianday(moment) - _JULIAN_1970) * _SECONDS
    return cast(func.extract("epoch", moment), Float)


def _days(period: Period) -> CTE:
    rows = [
        (day.isoformat(), begins, ends)
        for day in period.days
        for begins, ends in [(period.midnight(day), period.midnight(day + _ONE_DAY))]
    ]
    columns = (column("day", String), column("begins", Moment), column("ends", Moment))
    return values(*columns, name="days").data(rows).cte("days")
