"""Take out of a reply what it quotes word for word and our fixed sentences: its own words are left."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from bot import wording
from bot.replies import Reply
from knowledge.documents import Corpus
from knowledge.phrases import introduce

_FIELD: Final = re.compile(r"\\\{\w+\\\}")

LABEL: Final = wording.SYNTHESIS.partition("{")[0]
"""What stands before words of a language model."""


def literal(text: str, corpus: Corpus) -> Iterator[str]:
    """Yield what a text quotes, if it stands word for word in a passage."""
    known = [f"{passage.lead}\n{passage.text}" for passage in corpus.passages]
    for opening in re.finditer("« ", text):
        for closing in reversed(
            [one.start() for one in re.finditer(" »", text) if one.start() > opening.end()]
        ):
            quoted = text[opening.end() : closing]
            if all(any(part in one for one in known) for part in quoted.split(" […] ")):
                yield f"« {quoted} »"
                break


def own_words(text: str, corpus: Corpus) -> str:
    """Return what a text says that is neither quoted from the texts nor a fixed sentence of ours.

    What a language model wrote is left, without the label that stands before it.
    """
    left = text
    introduced = {introduce(corpus.document(one.document_id), one) for one in corpus.passages}
    for known in (*sorted(literal(text, corpus), key=len, reverse=True), *introduced, LABEL):
        left = left.replace(known, "")
    for sentence in _ours():
        left = sentence.sub("", left)
    return left.strip()


def everything(reply: Reply) -> str:
    """Return all that a reply shows."""
    quoted = (f"{one.lead}\n{one.quote}" for one in reply.citations)
    return "\n".join((reply.text, *quoted, *reply.suggestions))


@cache
def _ours() -> tuple[re.Pattern[str], ...]:
    """Return the fixed sentences of the assistant, the longest first, each field standing for a few words."""
    tables = (wording.INTENTS, wording.HANDOFFS)
    alone = [value for name, value in vars(wording).items() if name.isupper() and isinstance(value, str)]
    alone.remove(wording.SYNTHESIS)
    sentences = [*alone, *(sentence for table in tables for sentence in table.values())]
    written = sorted((one for one in sentences if len(one) > 20), key=len, reverse=True)
    return tuple(re.compile(_FIELD.sub("[^\n]{1,200}?", re.escape(one))) for one in written)
