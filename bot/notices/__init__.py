"""What staff are told elsewhere than in the console: that somebody waits for a person."""
