"""The pairs of conversations of which a language model said whether they ask the same."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "same_pair",
        sa.Column("one", sa.String(length=32), nullable=False),
        sa.Column("other", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("same", sa.Boolean, nullable=False),
        sa.Column("model", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["one"], ["conversation.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other"], ["conversation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("one", "other"),
    )
    op.create_index("ix_same_pair_other", "same_pair", ["other"])
