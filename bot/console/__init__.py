"""The pages on which the staff work."""
