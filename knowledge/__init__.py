"""What the official texts say, and whether we may say it."""
