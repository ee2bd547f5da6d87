"""Corpus versions, their documents and passages, and the cache of vectors."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the four tables."""
    op.create_table(
        "corpus_version",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("call", sa.JSON, nullable=False),
        sa.Column("embedder", sa.String(255), nullable=False),
        sa.Column("dimensions", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("skipped", sa.JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activation", sa.Integer),
        sa.UniqueConstraint("activation", name="uq_corpus_version_activation"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "document",
        sa.Column(
            "version", sa.Integer, sa.ForeignKey("corpus_version.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("id", sa.String(255), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("published", sa.Date),
        sa.Column("in_force_from", sa.Date),
        sa.Column("url", sa.Text),
        sa.Column("source", sa.Text),
        sa.Column("licence", sa.Text),
        sa.Column("official", sa.Boolean, nullable=False),
        sa.Column("topics", sa.JSON, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_table(
        "passage",
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(255), nullable=False),
        sa.Column("document", sa.String(255), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("headings", sa.JSON, nullable=False),
        sa.Column("location", sa.Text, nullable=False),
        sa.Column("page", sa.Integer),
        sa.Column("lead", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["version", "document"],
            ["document.version", "document.id"],
            name="fk_passage_document",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("version", "id", name="uq_passage_id"),
    )
    op.create_index("ix_passage_document", "passage", ["version", "document"])
    op.create_table(
        "vector",
        sa.Column("embedder", sa.String(255), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("last_version", sa.Integer, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
