"""One file for each change of the tables; the identifier is a number that only grows."""
