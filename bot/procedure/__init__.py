"""Says when a call closes, writes its calendar, and reminds those who asked for it."""
