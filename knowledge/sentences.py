"""Cut a passage into whole sentences, none of them changed."""

import re

_ABBREVIATION = re.compile(
    r"(?:\b(?:M|MM|Mme|Mmes|Mlle|Dr|Me|St|Ste|art|al|cf|p|pp|n|no|nos|ex|env|vol|chap|av|bd|tél|éd|ann|[A-Z])"
    r"|\b[IVXL]+|^\s*\d+|\b[LRD])\.\s*$",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[.!?…])(?:\s*[»”)])?\s+(?=[«“(]?\s?[A-ZÀ-ÖØ-Þ0-9-])|\s*\n+\s*")


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
        if "\n" not in match.group() and _ABBREVIATION.search(text[start : match.start()]):
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
