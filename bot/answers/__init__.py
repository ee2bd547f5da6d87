"""Answers of the staff, approved for reuse: what they say, how they live, what is wrong with them."""
