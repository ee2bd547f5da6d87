"""Criteria of a call: what they ask, how answers are judged, which question comes next. Never a verdict."""
