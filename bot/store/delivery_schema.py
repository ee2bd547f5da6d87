"""The table of deliveries: what must reach people elsewhere than on our pages."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
    func,
    literal_column,
)

from bot.store.schema import Id, Moment, metadata, of_event


class State(StrEnum):
    """What became of a delivery."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    """Given up by the worker; staff may have it tried again."""
    CANCELLED = "cancelled"
    UNREACHABLE = "unreachable"
    """Kept for when its contact can be written to again."""


delivery_table = Table(
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    # The message that it is of; a notice, which is of no conversation, has a payload instead.
    Column("conversation", Id),
    Column("number", Integer),
    Column("channel", String(16), nullable=False),
    # Blank once the delivery is sent or cancelled, as is the payload; the token of its letter is made of
    # the secret.
    Column("address", Text, nullable=False),
    Column("secret", String(64), nullable=False),
    Column("payload", JSON(none_as_null=True)),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    # Once it is sent: the moment from which its lane may go on.
    Column("due_at", Moment, nullable=False),
    Column("error", Text),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
    # What leaves in order, one after the other.
    Column("lane", String(64)),
    # Whether a try began whose end was never noted.
    Column("doubtful", Boolean, nullable=False, server_default=false()),
    # The numbers of the messages that it became, the last of them, and the greatest known when a try of the
    # next one began.
    Column("sent_parts", JSON(none_as_null=True)),
    Column("last_part", BigInteger),
    Column("after_part", BigInteger),
    of_event(),
    Index("ix_delivery_due", "state", "due_at", "id"),
    Index("ix_delivery_lane", "lane", "state", "due_at", "id"),
    Index("ix_delivery_conversation", "conversation", "number"),
    Index("ix_delivery_part", "lane", "last_part"),
    sqlite_autoincrement=True,
)
"""The outbox."""

ENDED: Final[Mapping[str, Any]] = {"address": "", "secret": "", "payload": None, "doubtful": False}
"""What is left of where a delivery went, once it was made or is not to be made any more."""

IN_PRIVATE = func.substr(delivery_table.c.lane, literal_column("1"), literal_column("10")) != literal_column(
    "'telegram:-'"
)
"""The lanes that are not those of groups, whose numbers on Telegram are below zero."""

Index(
    "ix_delivery_greatest_part",
    delivery_table.c.last_part,
    sqlite_where=IN_PRIVATE,
    postgresql_where=IN_PRIVATE,
)
