"""What a language model proposes beside a corpus: questions that a passage may answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proposed:
    """Questions that a passage may answer, as a language model says; nobody approved them.

    They help to find the passage, and are neither shown nor counted as what staff or the State say.
    """

    passage: str
    questions: tuple[str, ...]
