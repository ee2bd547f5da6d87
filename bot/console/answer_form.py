"""Read the form of a validated answer: whatever was typed comes back whole, whichever button was pressed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.answers.content import Cited, Content, tidy
from bot.answers.errors import Fault, Field
from bot.console.forms import Form, number
from bot.labels import place
from knowledge.documents import Corpus, Passage


@dataclass(frozen=True, slots=True)
class Typed:
    """All that the form holds; `seen` is the revision that it was opened on, 0 for a new answer.

    `variants` has one a line, `expires_on` is an ISO date or what was typed instead.
    """

    question: str = ""
    variants: str = ""
    text: str = ""
    expires_on: str = ""
    cited: tuple[Cited, ...] = ()
    seen: int = 0
    conversation: str = ""
    search: str = ""
    action: str = ""
    cite: str = ""
    insert: str = ""
    drop: str = ""

    @property
    def content(self) -> Content:
        """What the answer says; a date that cannot be read counts as none, see `unread`."""
        return tidy(self.question, self.variants.splitlines(), self.text, self.cited, _date(self.expires_on))

    @property
    def unread(self) -> tuple[Fault, ...]:
        """The fault of a date that cannot be read."""
        if not self.expires_on or _date(self.expires_on):
            return ()
        return (Fault(Field.EXPIRY, "Écrivez l’échéance comme une date : 2026-12-31."),)

    def settled(self, content: Content) -> "Typed":
        """Return the form with the citations of `content`."""
        return replace(self, cited=content.citations)


def read_typed(form: Form) -> Typed:
    """Return what was typed; what no page of ours would send counts as nothing."""
    columns = [form.all(name) for name in ("document", "passage", "quote", "title", "place")]
    cited = (Cited(*map(_lines, row)) for row in zip(*columns, strict=False))
    return Typed(
        question=form.line("question"),
        variants=_lines(form["variants"]),
        text=_lines(form["text"]),
        expires_on=form["expires_on"].strip(),
        cited=tuple(replace(one, quote=one.quote.strip()) for one in cited),
        seen=number(form["seen"]),
        conversation=form["conversation"],
        search=form.line("search")[:200],
        action=form["action"],
        cite=form["cite"],
        insert=form["insert"],
        drop=form["drop"],
    )


def typed_of(content: Content, seen: int = 0, conversation: str = "") -> Typed:
    """Return the form that shows `content`."""
    return Typed(
        question=content.question,
        variants="\n".join(content.variants),
        text=content.text,
        expires_on=content.expires_on.isoformat() if content.expires_on else "",
        cited=content.citations,
        seen=seen,
        conversation=conversation,
    )


def applied(typed: Typed, corpus: Corpus) -> tuple[Typed, str]:
    """Return the form once the button about citations was pressed, and what to say of it, "" if nothing."""
    row = number(typed.drop, -1)
    if 0 <= row < len(typed.cited):
        return replace(typed, cited=typed.cited[:row] + typed.cited[row + 1 :]), "Citation retirée."
    wanted = typed.cite or typed.insert
    passage = next((one for one in corpus.passages if wanted and one.id == wanted), None)
    if passage is None:
        return typed, ""
    cited = Cited(
        passage.document_id,
        passage.id,
        passage.text,
        corpus.document(passage.document_id).title,
        passage.location,
    )
    added = replace(typed, cited=tuple(dict.fromkeys((*typed.cited, cited))))
    if not typed.insert:
        return added, "Passage cité."
    return replace(added, text=_joined(typed.text, _quotation(cited, passage))), "Citation insérée."


def errors_of(faults: Sequence[Fault]) -> dict[str, str]:
    """Return what to say under each field, by its name: "" if nothing is wrong there."""
    return {field.value: " ".join(fault.said for fault in faults if fault.field is field) for field in Field}


def _quotation(cited: Cited, passage: Passage) -> str:
    where = place(cited.place, passage.page)
    return f"« {cited.quote} » ({cited.title}{f', {where}' if where else ''})"


def _joined(text: str, added: str) -> str:
    return f"{text.rstrip()}\n{added}" if text.strip() else added


def _lines(text: str) -> str:
    """Return a text whose lines end as everywhere else: browsers send them as RFC 822 has them."""
    return text.replace("\r\n", "\n")


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
