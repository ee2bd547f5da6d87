"""The tables of what a language model was asked and of what became of its answers: figures, no words."""

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table

from bot.store.schema import Moment, metadata

model_call_table = Table(
    "model_call",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("month", String(7), nullable=False),  # of it where the staff are: 2026-11
    Column("use", String(16), nullable=False),
    Column("model", String(255), nullable=False),
    Column("ended", String(16), nullable=False),  # answered, cut, cached, failed, over_budget
    Column("read", Integer, nullable=False),
    Column("written", Integer, nullable=False),
    Column("estimated", Boolean, nullable=False),  # whether these tokens are
    Column("euros", Float, nullable=False),
    Column("seconds", Float, nullable=False),
    # CO2 equivalent; none if nobody can tell.
    Column("least_grams", Float),
    Column("most_grams", Float),
    Index("ix_model_call_at", "at"),
    Index("ix_model_call_month", "month", "euros"),
)
"""Every request to a language model, for whom and about what left out."""

model_writing_table = Table(
    "model_writing",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("outcome", String(16), nullable=False),  # whole, partly, refused, not_said, failed, unread
    Index("ix_model_writing_at", "at"),
)
"""What became of every answer that a language model was asked to write."""
