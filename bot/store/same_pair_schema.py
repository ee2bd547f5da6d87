"""The table of the pairs of conversations of which a language model said whether they ask the same."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table

from bot.store.schema import Id, Moment, conversation_table, metadata

same_pair_table = Table(
    "same_pair",
    metadata,
    # The smaller identifier first, so that a pair is there once.
    Column("one", Id, ForeignKey(conversation_table.c.id, ondelete="CASCADE"), primary_key=True),
    Column("other", Id, ForeignKey(conversation_table.c.id, ondelete="CASCADE"), primary_key=True),
    Column("digest", String(64), nullable=False),  # of both questions, as they were judged
    Column("same", Boolean, nullable=False),
    Column("model", String(255), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_same_pair_other", "other"),
)
