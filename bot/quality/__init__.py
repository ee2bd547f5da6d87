"""How often the assistant is right: labelled questions, measures, reports, certificates."""
