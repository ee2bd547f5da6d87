"""Ask a language model to write a follow-up out in full, and take nothing that the contact did not say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.chat.values import ChatModel
from knowledge.errors import ModelUnavailable
from knowledge.follow_up import leans
from knowledge.french import fold, stems, words
from knowledge.writing.model_json import object_of
from knowledge.writing.prompts_rewriting import EARLIER, rewriting_request

SHORT = 5
"""Meaningful words up to which a question that points at something may lean on an earlier one."""

READ = 4_000
"""Characters from which what a model wrote is not read: a question is far shorter."""

_POINTS = re.compile(
    r"\b(?:ils?|elles?|ca|cela|celui|celles?|ceux|cet|cette|ces|lui|leurs?|son|sa|ses|dedans|dessus|autres?)\b"
    r"|\bc'|\b(?:ou|qui|quand|comment|pourquoi|on|peut|doit) (?:l[ea]\b|les\b|l'|en\b|y\b)"
)
"""Words that may stand for what an earlier question named."""

_NOBODY = re.compile(r"\b(?:faut|a-t|existe-t|s'agit|suffit|est)-il\b|\bil (?:faut|y a|existe|suffit)\b")
"""Words in which "il" stands for nothing."""

_TURNS = frozenset(
    """
    pas ni sans aucun aucune jamais sauf hors excepte moins plus seul seule seuls seules seulement non
    tout toute tous toutes chaque
    """.split()  # noqa: SIM905 - as a list of quoted words it is not readable
)
"""Words that turn what is asked around, or widen it: none may come or go."""

_ASKS = frozenset("qui quand combien comment quoi pourquoi".split())  # noqa: SIM905 - as above
"""Words that say what is asked; another one makes another question."""

_GLUE = frozenset(
    """
    a ai au aux avec ce ces cet cette d dans de des du elle elles en est et etre il ils je l la le les leur
    leurs ma mes mon nos notre nous on ont par pour qu que quel quelle quelles quels s sa se ses son sont
    suis sommes t un une vous y
    """.split()  # noqa: SIM905 - as above
)
"""Small words that may be put between the contact's own."""

_LEADS = frozenset("pareil meme chose question sinon donc alors jusqu".split())  # noqa: SIM905 - as above
"""Words of a follow-up that say only that it is one: they may go."""


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Writes follow-ups out in full with a language model, `seconds` each at most, `longest` characters."""

    chat: ChatModel
    seconds: float
    longest: int

    def rewrite(self, question: str, history: Sequence[str]) -> str | None:
        """Return `question` as it stands alone, in words of the contact; None if it does, or if in doubt.

        What comes back is a question like any other: it must be searched for and decided on, and
        what was understood shown. It has not been approved by anyone, whatever it equals.
        """
        earlier = [one for one in history if len(one) <= self.longest][-EARLIER:]
        if not earlier or not may_lean(question):
            return None
        try:
            found = self.chat.ask(rewriting_request(question, earlier), self.seconds)
            written = "" if found.cut else rewritten_of(found.text)
        except (ModelUnavailable, ValueError):
            return None
        fits = 0 < len(written) <= self.longest and borne(written, question, earlier)
        return written if fits and words(written) != words(question) else None


def may_lean(question: str) -> bool:
    """Whether a question may be understood only with one before it.

    >>> may_lean("Elle est versée quand ?"), may_lean("et une région ?"), may_lean("Qui peut candidater ?")
    (True, True, False)
    """
    pointing = _POINTS.search(_NOBODY.sub(" ", fold(question)))
    return leans(question) or (pointing is not None and len(stems(question)) <= SHORT)


def rewritten_of(text: str) -> str:
    """Return the question that a model wrote.

    Raises:
        ValueError: it wrote something else.
    """
    written = object_of(text, READ).get("question")
    if not isinstance(written, str) or not written.isprintable():
        raise ValueError("not a question")
    return written.strip()


def borne(written: str, question: str, history: Sequence[str]) -> bool:
    """Whether a question holds the contact's own words only, all that the last one says, and asks the same.

    >>> borne("Quelle aide pour une région ?", "et pour une région ?", ["Quelle aide pour une commune ?"])
    True
    >>> borne("Quelle aide pour un État ?", "et pour une région ?", ["Quelle aide pour une commune ?"])
    False
    """
    whole = (question, *history)
    said = {stem for one in whole for stem in stems(one)}
    known = {word for one in whole for word in words(one)} | _GLUE
    asked = set(stems(question)) - set(stems(" ".join(_LEADS)))
    own = asked <= set(stems(written)) <= said and all(
        word in known or stems(word) for word in words(written)
    )
    return own and _same_sense(written, question, history)


def _same_sense(written: str, question: str, history: Sequence[str]) -> bool:
    """Whether no word that turns the sense around came or went, and the same thing is asked."""
    turning, asking = _of(_TURNS, question), _of(_ASKS, question)
    turned = _of(_TURNS, *history) <= turning and _of(_TURNS, written) == turning
    asks = _of(_ASKS, written)
    return turned and (asks == asking if asking else asks <= _of(_ASKS, *history))


def _of(kind: frozenset[str], *texts: str) -> frozenset[str]:
    """Return the words of a kind that some texts hold."""
    return kind.intersection(word for text in texts for word in words(text))
