"""Cut a passage into whole sentences, none of them changed."""

import re

_ABBREVIATION = re.compile(
    r"(?:\b(?:(?i:mm|mmes?|mlle|dr|st|ste|art|al|cf|pp?|nos?|ex|env|vol|chap|av|bd|tél|éd|ann)|[A-Z]|[IVXL]+)"
    r"|^\s*\d+)\.\s*$"
)
_END = re.compile(r"(?<=[.!?…])(?:\s*[»”)])?\s+(?=[«“(]?\s?[A-ZÀ-ÖØ-Þ0-9-])|(?<!\s)[^\S\n]*\n\s*")

_LONGEST_ABBREVIATION = 16
"""Characters before a full stop in which an abbreviation is looked for."""


def spans(text: str) -> list[tuple[int, int]]:
    """Return where each sentence of `text` starts and ends, in order.

    A line break ends a sentence, an abbreviation or an ordinal such as "M.", "art." or "1." does not.
    No sentence starts or ends with white space.

    >>> spans("Il suit. Elle aussi.")
    [(0, 8), (9, 20)]
    """
    found: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    for match in _END.finditer(text):
        before = text[max(start, match.start() - _LONGEST_ABBREVIATION) : match.start()]
        if "\n" not in match.group() and _ABBREVIATION.search(before):
            continue
        found.append((start, match.start() + len(match.group().rstrip())))
        start = match.end()
    found.append((start, len(text.rstrip())))
    return [(begin, end) for begin, end in found if end > begin]


def sentences(text: str) -> list[str]:
    r"""Return the sentences of `text` in order; each is a literal piece of it.

    >>> sentences("Le dossier (art. 3) est complet. Il est daté.\nI. - Un décret suit.")
    ['Le dossier (art. 3) est complet.', 'Il est daté.', 'I. - Un décret suit.']
    """
    return [text[start:end] for start, end in spans(text)]
