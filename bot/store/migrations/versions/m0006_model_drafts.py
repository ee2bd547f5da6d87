"""Drafts that a model writes for the staff, and what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "model_draft",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("conversation", sa.String(length=32)),
        sa.Column("number", sa.Integer),
        sa.Column("sentences", sa.JSON),
        sa.Column("asked_at", sa.DateTime(timezone=True)),
        sa.Column("taken", sa.Boolean, nullable=False),
        sa.Column("model", sa.String(length=255), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=16)),
        sa.Column("ended_on", sa.Date),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("conversation"),
    )
    op.create_index("ix_model_draft_ended_on", "model_draft", ["ended_on"])
