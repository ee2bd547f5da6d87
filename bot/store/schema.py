"""The tables of conversations, of the staff, and of what the staff approve and do."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)

HEAD = "0007"
"""The migration that brings a database to these tables; a test compares the two."""

REVISIONS = "conversation_revision"
"""The table in which Alembic keeps where a database stands."""

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """A moment with its time zone, kept in UTC: SQLite forgets the zone, and must compare like with like."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - part of the contract
        """Return the moment in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - part of the contract
        """Return the moment with its zone again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Id = String(32)
"""An identifier of ours: 128 random bits in hexadecimal."""
Actor = String(32)
"""contact, assistant, system, or the identifier of someone of the staff."""

contact_table = Table(
    "contact",
    metadata,
    Column("id", Id, primary_key=True),
    Column("created_at", Moment, nullable=False),
)

conversation_table = Table(
    "conversation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("contact", Id, ForeignKey(contact_table.c.id), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("status", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("subject", Text, nullable=False),
    Column("reason", String(32)),
    Column("topic", Text, nullable=False),
    Column("assignee", Id),
    Column("waiting_since", Moment),
    Column("promised_at", Moment),
    Column("handed_off_at", Moment),
    Column("replied_at", Moment),
    Column("resolved_at", Moment),
    Column("email", String(320)),
    Column("site", String(64)),
    Column("chat", BigInteger),  # on Telegram
    Column("unreachable", Boolean, nullable=False, server_default=false()),
    # The subject as the embedder sees it, to find those that ask the same; none until it is handed off.
    Column("embedder", String(255)),
    Column("vector", LargeBinary),
    Index("ix_conversation_contact", "contact"),
    Index("ix_conversation_chat", "chat"),
    Index("ix_conversation_changed_at", "changed_at", "id", "asked", "channel"),
    Index("ix_conversation_status", "status", "promised_at", "changed_at"),
    Index("ix_conversation_status_changed_at", "status", "changed_at", "id", "asked", "channel"),
    Index("ix_conversation_assignee", "assignee", "status"),
    Index("ix_conversation_reason", "reason", "status", "changed_at"),
    Index("ix_conversation_topic", "topic", "status", "changed_at"),
    Index("ix_conversation_created_at", "created_at", "asked"),
    Index("ix_conversation_handed_off_at", "handed_off_at"),
)

access_table = Table(
    "access",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("conversation", Id, ForeignKey(conversation_table.c.id, ondelete="CASCADE"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("letter", Boolean, nullable=False),  # whether it is the one of a letter
    Index("ix_access_conversation", "conversation"),
)
"""The secret tokens that open a conversation, hashed: one for the page, one for each letter."""

event_table = Table(
    "event",
    metadata,
    Column("conversation", Id, ForeignKey(conversation_table.c.id, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", Actor, nullable=False),
    Column("data", JSON, nullable=False),
    # The idempotency key of the request that made it happen, on the first of its events.
    Column("key", String(64)),
    UniqueConstraint("conversation", "key", name="uq_event_key"),
    Index("ix_event_kind", "kind", "at"),
)


def of_event() -> ForeignKeyConstraint:
    """Return what ties a row to its event, with which it goes."""
    return ForeignKeyConstraint(
        ["conversation", "number"], ["event.conversation", "event.number"], ondelete="CASCADE"
    )


message_table = Table(
    "message",
    metadata,
    # Its own key, which the search of SQLite needs.
    Column("id", Integer, primary_key=True),
    Column("conversation", Id, nullable=False),
    Column("number", Integer, nullable=False),
    Column("author", String(16), nullable=False),
    # The assistant's; it is in `answer` too, but out of reach of an index.
    Column("decision", String(16)),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("staff", Id),
    Column("name", String(255), nullable=False),
    Column("private", Boolean, nullable=False),
    Column("answer", JSON),
    Column("citations", JSON, nullable=False),
    # The stems of the text, accents folded, separated by spaces: what the search looks into.
    Column("stems", Text, nullable=False),
    of_event(),
    UniqueConstraint("conversation", "number", name="uq_message_number"),
    Index("ix_message_author", "author", "decision", "at", "private", "conversation", "number"),
    sqlite_autoincrement=True,
)

feedback_table = Table(
    "feedback",
    metadata,
    Column("conversation", Id, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("useful", Boolean, nullable=False),
    Column("reason", String(32)),
    Column("at", Moment, nullable=False),
    of_event(),
)

staff_table = Table(
    "staff",
    metadata,
    Column("id", Id, primary_key=True),
    Column("email", String(320), nullable=False, unique=True),  # in lower case
    Column("name", String(255), nullable=False),
    Column("role", String(32), nullable=False),
    Column("password", Text, nullable=False),  # argon2id
    Column("must_change", Boolean, nullable=False),
    Column("totp_secret", String(64)),
    Column("totp_step", Integer),  # the last time step whose code was accepted
    Column("recovery", JSON, nullable=False),  # digests of the recovery codes left
    Column("failures", Integer, nullable=False),
    Column("failed_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
)

session_table = Table(
    "staff_session",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("staff", Id, ForeignKey(staff_table.c.id, ondelete="CASCADE"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    # False between the password and the one-time code.
    Column("complete", Boolean, nullable=False),
    Index("ix_staff_session_staff", "staff"),
)

draft_table = Table(
    "draft",
    metadata,
    Column("conversation", Id, ForeignKey(conversation_table.c.id, ondelete="CASCADE"), primary_key=True),
    Column("staff", Id, ForeignKey(staff_table.c.id, ondelete="CASCADE"), primary_key=True),
    Column("text", Text, nullable=False),
    Column("citations", JSON, nullable=False),
    Column("at", Moment, nullable=False),
)

read_table = Table(
    "read_mark",
    metadata,
    Column("conversation", Id, ForeignKey(conversation_table.c.id, ondelete="CASCADE"), primary_key=True),
    Column("staff", Id, ForeignKey(staff_table.c.id, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, nullable=False),
)

canned_table = Table(
    "canned_answer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("title", String(255), nullable=False),
    Column("text", Text, nullable=False),
    Column("changed_by", Id, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

validated_table = Table(
    "validated_answer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("state", String(16), nullable=False),  # proposed, approved, withdrawn, flagged, expired
    Column("revision", Integer, nullable=False),
    Column("question", Text, nullable=False),
    Column("variants", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("citations", JSON, nullable=False),
    Column("expires_on", Date),
    Column("conversation", Id),  # where it comes from, until that is erased
    Column("replaces", Id),  # the answer in force whose place it takes once approved
    Column("proposed_by", Id, nullable=False),
    Column("edited_by", Id, nullable=False),
    Column("edited_at", Moment, nullable=False),
    Column("approved_by", Id),
    Column("approved_at", Moment),
    Column("approved_on", Date),  # the day of it where the staff are
    Column("ended_by", Actor),
    Column("ended_at", Moment),
    Column("history", JSON, nullable=False),
    Index("ix_validated_answer_state", "state", "edited_at"),
    Index("ix_validated_answer_replaces", "replaces"),
)

audit_table = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(320), nullable=False),
    Column("action", String(64), nullable=False),
    Column("object", String(320), nullable=False),
    Column("data", JSON, nullable=False),
    Index("ix_audit_at", "at"),
    sqlite_autoincrement=True,
)
"""Who did and saw what; the database itself refuses to change a row, or to delete one of 180 days or less."""
