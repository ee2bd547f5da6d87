"""Telegram: its updates and chats, deliveries in order, notices; of whom the staff were told."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, and create the tables."""
    op.add_column("conversation", sa.Column("chat", sa.BigInteger))
    unreachable = sa.Column("unreachable", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("conversation", unreachable)
    op.create_index("ix_conversation_chat", "conversation", ["chat"])
    _change_deliveries()
    _create_updates()
    _create_chats()


def _change_deliveries() -> None:
    """Let a delivery be of no conversation, and leave in a lane."""
    op.drop_index("ix_delivery_due", "delivery")
    last = _last_of_deliveries()
    with op.batch_alter_table("delivery", table_kwargs={"sqlite_autoincrement": True}) as delivery:
        delivery.alter_column("conversation", existing_type=sa.String(length=32), nullable=True)
        delivery.alter_column("number", existing_type=sa.Integer, nullable=True)
        delivery.add_column(sa.Column("payload", sa.JSON))
        delivery.add_column(sa.Column("lane", sa.String(length=64)))
        doubtful = sa.Column("doubtful", sa.Boolean, nullable=False, server_default=sa.false())
        delivery.add_column(doubtful)
        delivery.add_column(sa.Column("sent_parts", sa.JSON))
        delivery.add_column(sa.Column("last_part", sa.BigInteger))
        delivery.add_column(sa.Column("after_part", sa.BigInteger))
    if last:  # the table was made anew: no identifier is given twice even so
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'delivery'")
        again = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('delivery', :last)")
        op.execute(again.bindparams(last=last))
    op.create_index("ix_delivery_due", "delivery", ["state", "due_at", "id"])
    op.create_index("ix_delivery_lane", "delivery", ["lane", "state", "due_at", "id"])
    op.create_index("ix_delivery_conversation", "delivery", ["conversation", "number"])
    op.create_index("ix_delivery_part", "delivery", ["lane", "last_part"])
    in_private = sa.text("substr(lane, 1, 10) != 'telegram:-'")
    op.create_index(
        "ix_delivery_greatest_part", "delivery", ["last_part"],
        sqlite_where=in_private, postgresql_where=in_private,
    )  # fmt: skip


def _last_of_deliveries() -> int:
    """Return the last identifier that SQLite gave to a delivery; PostgreSQL goes on counting by itself."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return 0
    found = connection.execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'delivery'")).scalar()
    return int(found or 0)


def _create_updates() -> None:
    op.create_table(
        "telegram_update",
        sa.Column("bot", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("chat", sa.BigInteger, nullable=False),
        sa.Column("payload", sa.JSON),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("bot", "id"),
    )
    waiting = sa.text("payload IS NOT NULL")
    for name, columns in (
        ("ix_telegram_update_waiting", ["bot", "id", "chat"]),
        ("ix_telegram_update_chat", ["bot", "chat", "id"]),
    ):
        op.create_index(name, "telegram_update", columns, sqlite_where=waiting, postgresql_where=waiting)


def _create_chats() -> None:
    """Create the tables of the numbers of messages, and of what belongs to a conversation."""
    op.create_table(
        "telegram_chat",
        sa.Column("chat", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("conversation", sa.String(length=32)),
        sa.Column("greatest", sa.BigInteger, nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat"),
    )
    op.create_index("ix_telegram_chat_conversation", "telegram_chat", ["conversation"])
    op.create_index("ix_telegram_chat_greatest", "telegram_chat", ["greatest"])
    op.create_table(
        "telegram_mark",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("greatest", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "telegram_code",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_telegram_code_conversation", "telegram_code", ["conversation"])
    op.create_table(
        "waiting_notice",
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation"),
    )
