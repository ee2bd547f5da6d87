"""The tables of the sites that may embed the widget."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from bot.store.schema import Id, metadata

site_table = Table(
    "site",
    metadata,
    Column("key", Id, primary_key=True),
    Column("name", String(255), nullable=False),
    Column("welcome", Text, nullable=False),
    Column("questions", JSON, nullable=False),
    Column("position", String(16), nullable=False),
    Column("accent", String(7), nullable=False),
    Column("accent_dark", String(7), nullable=False),
    Column("hours", String(255), nullable=False),
    Column("per_minute", Integer, nullable=False),
    Column("per_visitor", Integer, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("closed_message", Text, nullable=False),
)

origin_table = Table(
    "site_origin",
    metadata,
    Column("site", Id, ForeignKey(site_table.c.key, ondelete="CASCADE"), primary_key=True),
    Column("origin", String(255), primary_key=True),
    Index("ix_site_origin_origin", "origin"),
)
