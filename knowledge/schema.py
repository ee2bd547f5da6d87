"""The tables of the relational store."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

HEAD = "0003"
"""The migration that brings a database to these tables; a test compares the two."""

metadata = MetaData()

version_table = Table(
    "corpus_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token", String(32), nullable=False),
    Column("call", JSON, nullable=False),
    Column("embedder", String(255), nullable=False),
    Column("dimensions", Integer, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("skipped", JSON, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    # The version with the highest number is the active one: switching is one UPDATE.
    Column("activation", Integer),
    Column("treatments", JSON),
    Column("proposed", JSON),
    UniqueConstraint("activation", name="uq_corpus_version_activation"),
    sqlite_autoincrement=True,
)

document_table = Table(
    "document",
    metadata,
    Column("version", Integer, ForeignKey(version_table.c.id, ondelete="CASCADE"), primary_key=True),
    Column("id", String(255), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("status", String(32), nullable=False),
    Column("published", Date),
    Column("in_force_from", Date),
    Column("url", Text),
    Column("source", Text),
    Column("licence", Text),
    Column("official", Boolean, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
)

passage_table = Table(
    "passage",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("id", String(255), nullable=False),
    Column("document", String(255), nullable=False),
    Column("position", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("headings", JSON, nullable=False),
    Column("location", Text, nullable=False),
    Column("page", Integer),
    Column("lead", Text, nullable=False),
    ForeignKeyConstraint(
        ["version", "document"],
        ["document.version", "document.id"],
        name="fk_passage_document",
        ondelete="CASCADE",
    ),
    UniqueConstraint("version", "id", name="uq_passage_id"),
    Index("ix_passage_document", "version", "document"),
)

vector_table = Table(
    "vector",
    metadata,
    Column("embedder", String(255), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("last_version", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

proposed_table = Table(
    "proposed_questions",
    metadata,
    Column("maker", String(255), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("questions", JSON, nullable=False),
)
"""What a language model proposed for a text: `maker` is its name and what it was told."""

receipt_table = Table(
    "receipt",
    metadata,
    Column("number", String(16), primary_key=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("body", JSON, nullable=False),
    Index("ix_receipt_created_at", "created_at"),
)
