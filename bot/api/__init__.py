"""The interface for programs: questions, conversations and their events, problems."""
