"""What staff approved of each corpus version, and the receipts of what was handed over."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column of treatments, empty for the versions already there, and the table of receipts."""
    op.add_column("corpus_version", sa.Column("treatments", sa.JSON))
    op.create_table(
        "receipt",
        sa.Column("number", sa.String(16), primary_key=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_index("ix_receipt_created_at", "receipt", ["created_at"])
