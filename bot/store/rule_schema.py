"""The tables of the criteria and the steps that count, of who confirmed them, and of who is reminded."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text

from bot.store.schema import Actor, Id, Moment, conversation_table, metadata

CallId = String(80)
"""The identifier of a call, as its folder declares it."""

rule_text_table = Table(
    "rule_text",
    metadata,
    Column("call", CallId, primary_key=True),
    Column("kind", String(16), primary_key=True),  # eligibility, procedure, cases
    Column("id", Integer, primary_key=True, autoincrement=False),  # counts from 1 in each kind
    Column("text", Text, nullable=False),
    Column("origin", String(16), nullable=False),  # corpus, staff
    Column("by", Id),
    Column("at", Moment, nullable=False),
    Column("note", Text, nullable=False),
    Column("withdrawn_by", Id),
    Column("withdrawn_at", Moment),
)
"""Every text that ever counted for a call: those of its folder, and those that staff put in their place."""

confirmation_table = Table(
    "criterion_confirmation",
    metadata,
    Column("call", CallId, primary_key=True),
    Column("criterion", Text, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("by", Actor, nullable=False),
    Column("at", Moment, nullable=False),
)
"""What each criterion of a call quoted when confirmed last, as a digest; the system confirms what is new."""

reminder_table = Table(
    "reminder",
    metadata,
    Column("conversation", Id, ForeignKey(conversation_table.c.id, ondelete="CASCADE"), primary_key=True),
    # What the contact was told last: when, which closing, and how many days before; whether it is noted yet.
    Column("told_at", Moment, nullable=False),
    Column("noted", Boolean, nullable=False),
    Column("closes", Moment),
    Column("days", Integer),
)
"""The conversations whose contact wants to be reminded of the closing, until it has passed."""
