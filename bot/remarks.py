"""What an answer adds to its quotation: what the texts leave out, what of the question they do not say."""

import re
from collections.abc import Sequence

from bot import wording
from knowledge.asked import Wanted, holds
from knowledge.coverage import Covered
from knowledge.documents import Citation
from knowledge.french import fold
from knowledge.preparation import State
from knowledge.quotes import figures

_CONFIRM = re.compile(
    r"\bc'est (?:bien|ca|vrai|exact|juste)\b|\bn'est-ce pas\b|\bconfirme[zr]?\b|\best-(?:ce|il|elle) vrai\b"
    r"|\bje crois\b|\bbien (?:le|la|les|un|une|de|d'|\d)|\bnon \?"
)
"""Words by which a question asks to confirm what it says itself."""


def remarks(
    question: str,
    wants: Wanted,
    covered: Covered | None,
    citations: Sequence[Citation],
    unsaid: Sequence[Covered] = (),
) -> tuple[str, ...]:
    """Return the sentences to add, none with a figure of its own.

    `covered` is what the texts say on the topic asked, if that is clear; `unsaid` are topics asked too,
    on which they are known to say nothing.
    """
    said = "\n".join(f"{citation.lead}\n{citation.quote}" for citation in citations)
    settled = covered is not None and covered.validated  # staff said what the texts leave out
    also = () if settled else tuple(wording.UNSAID.format(topic=one.name) for one in unsaid)
    found = (_presumed(question, said), _left_out(wants, said), _missing(covered), *also)
    return tuple(sentence for sentence in found if sentence)


def _presumed(question: str, said: str) -> str:
    """Return a warning if the question takes for granted a figure that the quotations do not hold."""
    given = set(figures(said))
    own = set(figures(question)) - given
    # Numbers in words cannot be compared: "trois millions" may well be the 3 millions of the question.
    return wording.NOT_SAID if own and given and _CONFIRM.search(fold(question)) else ""


def _left_out(wants: Wanted, said: str) -> str:
    """Return which of several kinds of thing asked the quotations do not give."""
    if len(wants.marked) < 2:
        return ""
    given = {kind: holds(Wanted(frozenset({kind}), wants.counted), said) for kind in sorted(wants.marked)}
    absent = [wording.KINDS[kind] for kind, there in given.items() if not there]
    return wording.LEFT_OUT.format(kinds=" ni ".join(absent)) if absent and any(given.values()) else ""


def _missing(covered: Covered | None) -> str:
    if covered is None or covered.state is not State.PARTLY or not covered.missing:
        return ""
    return wording.MISSING.format(missing=covered.missing)
