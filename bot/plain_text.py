"""A reply as plain text, for a shell: our own words, then each citation and where it stands."""

import re

from bot import labels
from bot.replies import Quotation, Reply


def as_text(reply: Reply) -> str:
    r"""Write a reply as lines of text, an empty line after it.

    >>> from bot.replies import Decision
    >>> as_text(Reply("?", Decision.HANDOFF, "Je ne sais pas.", "low_confidence"))
    'Je ne sais pas.\n'
    """
    parts = [*own_words(reply), *("\n" + citation_as_text(citation) for citation in reply.citations)]
    if reply.suggestions:
        parts += ["\nVous pouvez demander :", *(f"- {suggestion}" for suggestion in reply.suggestions)]
    return "\n".join(parts) + "\n"


def citation_as_text(citation: Quotation) -> str:
    """Write a citation: the exact words, then the document, the place in it and the link.

    >>> print(citation_as_text(Quotation("l", "Loi ESS", "law", "in_force", "Article 9", 3, "Texte.", "http://x/")))
    « Texte. »
      Loi ESS (Loi, en vigueur)
      Article 9, page 3
      http://x/
    """
    facts = [labels.kind_label(citation.kind), labels.status_label(citation.status, citation.kind)]
    facts += [labels.long_date_of(citation.published)] if citation.published else []
    quote = f"{citation.lead}\n{citation.quote}" if citation.lead else citation.quote
    lines = [f"« {quote} »", f"  {citation.title} ({', '.join(facts)})"]
    lines += (
        [f"  {labels.place(citation.location, citation.page)}"] if citation.location or citation.page else []
    )
    return "\n".join([*lines, f"  {citation.url}"])


def own_words(reply: Reply) -> tuple[str, ...]:
    """Return the paragraphs of a reply, less the quotation in it if a citation below shows it in full.

    >>> from bot.replies import Decision, Quotation
    >>> quotation = Quotation("d", "Loi", "law", "in_force", "Article 1", None, "Oui. Non.", "/")
    >>> own_words(Reply("?", Decision.ANSWER, "La loi dit : « Oui. »", citations=(quotation,)))
    ('La loi dit :',)
    """
    shown = [part for citation in reply.citations for part in (citation.lead, citation.quote)]
    text = reply.text
    for opening in re.finditer(" « ", text):
        quoted, _, added = text[opening.end() :].rpartition(" »")
        if all(any(part in whole for whole in shown) for part in quoted.split(" […] ")):
            text = text[: opening.start()] + added
            break
    return tuple(line.strip() for line in text.split("\n") if line.strip())
