"""Eligibility: the criteria and the steps that count, who confirmed them, who is reminded."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "rule_text",
        sa.Column("call", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=32)),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("withdrawn_by", sa.String(length=32)),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("call", "kind", "id"),
    )
    op.create_table(
        "criterion_confirmation",
        sa.Column("call", sa.String(length=80), nullable=False),
        sa.Column("criterion", sa.Text, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("call", "criterion"),
    )
    op.create_table(
        "reminder",
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted", sa.Boolean, nullable=False),
        sa.Column("closes", sa.DateTime(timezone=True)),
        sa.Column("days", sa.Integer),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation"),
    )
