"""The questions that a language model proposed, for each text and for each corpus version."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty for the versions already there, and the table of what was proposed."""
    op.add_column("corpus_version", sa.Column("proposed", sa.JSON))
    op.create_table(
        "proposed_questions",
        sa.Column("maker", sa.String(255), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("questions", sa.JSON, nullable=False),
    )
