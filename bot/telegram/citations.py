"""A citation as it is read on Telegram: the exact words, which fold, then where they stand."""

from bot import labels
from bot.replies import Quotation
from bot.telegram.html import Written, bold, italic, joined, plain, quote
from knowledge.documents import Kind, Status


def cited(citation: Quotation, *, url: bool = False) -> Written:
    r"""Write a citation; its `url` is shown if nothing else opens it.

    >>> print(cited(Quotation("l", "Loi ESS", "law", "in_force", "Article 9", 3, "Oui.", "http://x/")).html)
    <blockquote expandable>Oui.</blockquote>
    Loi ESS, Article 9, page 3
    <i>Loi, en vigueur</i>
    """
    exact = joined([italic(citation.lead), *_lines(citation.quote)])
    where = labels.place(citation.location, citation.page)
    return joined(
        [
            quote(exact),
            joined([_line(citation.title), _line(where)], ", "),
            italic(_facts(citation)),
            citation.url if url else "",
        ]
    )


def _facts(citation: Quotation) -> Written:
    """Write what the document is; in bold if it is not a rule to rely on."""
    status = labels.status_label(citation.status, citation.kind)
    firm = citation.status == Status.IN_FORCE and citation.kind != Kind.SUMMARY
    return joined(
        [
            labels.kind_label(citation.kind),
            plain(status) if firm else bold(status),
            labels.long_date_of(citation.published),
        ],
        ", ",
    )


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _line(text: str) -> str:
    return " ".join(text.split())
