"""Conversations, the staff, what they approve and do; the search of messages; a log that is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE message_search USING fts5(stems, content='message', content_rowid='id')",
    "CREATE TRIGGER message_search_added AFTER INSERT ON message BEGIN "
    "INSERT INTO message_search(rowid, stems) VALUES (new.id, new.stems); END",
    "CREATE TRIGGER message_search_removed AFTER DELETE ON message BEGIN "
    "INSERT INTO message_search(message_search, rowid, stems) VALUES ('delete', old.id, old.stems); END",
)
POSTGRESQL_SEARCH = ("CREATE INDEX ix_message_stems ON message USING gin (to_tsvector('simple', stems))",)
SQLITE_APPEND_ONLY = (
    "CREATE TRIGGER audit_kept_as_written BEFORE UPDATE ON audit BEGIN "
    "SELECT RAISE(ABORT, 'the audit log only grows'); END",
    "CREATE TRIGGER audit_kept BEFORE DELETE ON audit WHEN old.at > datetime('now', '-180 days') BEGIN "
    "SELECT RAISE(ABORT, 'the audit log only grows'); END",
    # REPLACE deletes without a word to the trigger above.
    "CREATE TRIGGER audit_not_replaced BEFORE INSERT ON audit "
    "WHEN EXISTS (SELECT 1 FROM audit WHERE id = new.id) BEGIN "
    "SELECT RAISE(ABORT, 'the audit log only grows'); END",
)
POSTGRESQL_APPEND_ONLY = (
    "CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$",
    "CREATE TRIGGER audit_kept_as_written BEFORE UPDATE OR TRUNCATE ON audit "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()",
    "CREATE TRIGGER audit_kept BEFORE DELETE ON audit FOR EACH ROW "
    "WHEN (old.at > now() - interval '180 days') EXECUTE FUNCTION audit_only_grows()",
)


def upgrade() -> None:
    """Create the tables, then what each database does in its own way."""
    _create_tables()
    sqlite = op.get_bind().dialect.name == "sqlite"
    search = SQLITE_SEARCH if sqlite else POSTGRESQL_SEARCH
    append_only = SQLITE_APPEND_ONLY if sqlite else POSTGRESQL_APPEND_ONLY
    for statement in (*search, *append_only):
        op.execute(statement)


def _create_tables() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=320), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("object", sa.String(length=320), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_table(
        "canned_answer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("changed_by", sa.String(length=32), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("totp_secret", sa.String(length=64)),
        sa.Column("totp_step", sa.Integer),
        sa.Column("recovery", sa.JSON, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )
    op.create_table(
        "validated_answer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("variants", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("citations", sa.JSON, nullable=False),
        sa.Column("expires_on", sa.Date),
        sa.Column("conversation", sa.String(length=32)),
        sa.Column("replaces", sa.String(length=32)),
        sa.Column("proposed_by", sa.String(length=32), nullable=False),
        sa.Column("edited_by", sa.String(length=32), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String(length=32)),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("approved_on", sa.Date),
        sa.Column("ended_by", sa.String(length=32)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("history", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_validated_answer_state", "validated_answer", ["state", "edited_at"])
    op.create_index("ix_validated_answer_replaces", "validated_answer", ["replaces"])
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("contact", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("answered", sa.Integer, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("reason", sa.String(length=32)),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("assignee", sa.String(length=32)),
        sa.Column("waiting_since", sa.DateTime(timezone=True)),
        sa.Column("promised_at", sa.DateTime(timezone=True)),
        sa.Column("handed_off_at", sa.DateTime(timezone=True)),
        sa.Column("replied_at", sa.DateTime(timezone=True)),
        sa.Column("resolved_at", sa.DateTime(timezone=True)),
        sa.Column("email", sa.String(length=320)),
        sa.Column("site", sa.String(length=64)),
        sa.Column("embedder", sa.String(length=255)),
        sa.Column("vector", sa.LargeBinary),
        sa.ForeignKeyConstraint(
            ["contact"],
            ["contact.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_conversation_assignee", "conversation", ["assignee", "status"])
    op.create_index("ix_conversation_changed_at", "conversation", ["changed_at", "id", "asked", "channel"])
    op.create_index("ix_conversation_contact", "conversation", ["contact"])
    op.create_index("ix_conversation_created_at", "conversation", ["created_at", "asked"])
    op.create_index("ix_conversation_handed_off_at", "conversation", ["handed_off_at"])
    op.create_index("ix_conversation_reason", "conversation", ["reason", "status", "changed_at"])
    op.create_index("ix_conversation_status", "conversation", ["status", "promised_at", "changed_at"])
    op.create_index(
        "ix_conversation_status_changed_at",
        "conversation",
        ["status", "changed_at", "id", "asked", "channel"],
    )
    op.create_index("ix_conversation_topic", "conversation", ["topic", "status", "changed_at"])
    op.create_table(
        "staff_session",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_staff_session_staff", "staff_session", ["staff"])
    op.create_table(
        "access",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("letter", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_access_conversation", "access", ["conversation"])
    op.create_table(
        "draft",
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("citations", sa.JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation", "staff"),
    )
    op.create_table(
        "event",
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("key", sa.String(length=64)),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation", "number"),
        sa.UniqueConstraint("conversation", "key", name="uq_event_key"),
    )
    op.create_index("ix_event_kind", "event", ["kind", "at"])
    op.create_table(
        "read_mark",
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation", "staff"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["conversation", "number"], ["event.conversation", "event.number"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delivery_due", "delivery", ["state", "due_at"])
    op.create_table(
        "feedback",
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("useful", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(length=32)),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation", "number"], ["event.conversation", "event.number"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation", "number"),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("author", sa.String(length=16), nullable=False),
        sa.Column("decision", sa.String(length=16)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff", sa.String(length=32)),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("private", sa.Boolean, nullable=False),
        sa.Column("answer", sa.JSON),
        sa.Column("citations", sa.JSON, nullable=False),
        sa.Column("stems", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation", "number"], ["event.conversation", "event.number"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("conversation", "number", name="uq_message_number"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_message_author",
        "message",
        ["author", "decision", "at", "private", "conversation", "number"],
    )
