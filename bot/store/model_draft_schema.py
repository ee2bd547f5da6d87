"""The table of the drafts that a model writes for the staff: a text while one is there, then a figure."""

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table

from bot.store.schema import Id, Moment, conversation_table, metadata

model_draft_table = Table(
    "model_draft",
    metadata,
    Column("id", Integer, primary_key=True),
    # None once it is known what became of the draft: no text is left then, nor whose it was.
    Column("conversation", Id, ForeignKey(conversation_table.c.id, ondelete="CASCADE"), unique=True),
    Column("number", Integer),  # the last event that the model was told of
    Column("sentences", JSON(none_as_null=True)),
    Column("asked_at", Moment),
    Column("taken", Boolean, nullable=False),
    Column("model", String(255), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("outcome", String(16)),  # accepted, edited, refused, unused
    Column("ended_on", Date),  # the day of it where the staff are
    Index("ix_model_draft_ended_on", "ended_on"),
)
