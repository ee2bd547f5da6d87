"""Bring official texts in: sources, blocks, passages, a new index version."""
