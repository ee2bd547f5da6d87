"""The sites that may embed the widget, and the origins of their pages."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "site",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("welcome", sa.Text, nullable=False),
        sa.Column("questions", sa.JSON, nullable=False),
        sa.Column("position", sa.String(length=16), nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.Column("accent_dark", sa.String(length=7), nullable=False),
        sa.Column("hours", sa.String(length=255), nullable=False),
        sa.Column("per_minute", sa.Integer, nullable=False),
        sa.Column("per_visitor", sa.Integer, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("closed_message", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "site_origin",
        sa.Column("site", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["site.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("site", "origin"),
    )
    op.create_index("ix_site_origin_origin", "site_origin", ["origin"])
