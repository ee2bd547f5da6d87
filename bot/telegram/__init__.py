"""Telegram, a channel like the other: what contacts write there, and what they are sent."""
