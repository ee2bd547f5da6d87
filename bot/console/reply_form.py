"""Read the form of a conversation: whatever was typed comes back whole, whichever button is used."""

from dataclasses import dataclass, replace

from bot.console.forms import Form
from bot.console.passages import Cited
from bot.tokens import short_id

MOST_CITED = 10
"""Citations of one reply."""

MOST_ALIKE = 50
"""Conversations that one reply may be sent to besides."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A conversation that asks the same, and the number of the last event that the page showed of it."""

    id: str
    seen: int


@dataclass(frozen=True, slots=True)
class Typed:
    """All that the form holds; `seen` is the last event that the page showed, `key` that of this reply."""

    action: str = ""
    text: str = ""
    note: str = ""
    cited: tuple[Cited, ...] = ()
    seen: int = 0
    key: str = ""
    canned: str = ""
    to: str = ""
    search: str = ""
    cite: str = ""
    drop: int | None = None
    alike: tuple[Alike, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing was written for a reply."""
        return not self.text.strip() and not self.cited

    def without_reply(self) -> "Typed":
        """Return what is left of the form once the reply is sent."""
        return replace(self, text="", cited=(), alike=(), key=short_id())


def typed_in(form: Form) -> Typed:
    """Return what was typed; what no page of ours would send counts as nothing."""
    pairs = zip(form.all("passage"), map(_lines, form.all("quote")), strict=False)
    return Typed(
        action=form["action"],
        text=_lines(form["text"]),
        note=_lines(form["note"]),
        cited=tuple(Cited(passage, quote) for passage, quote in pairs)[:MOST_CITED],
        seen=_number(form["seen"]) or 0,
        key=form["key"][:64],
        canned=form["canned"],
        to=form["to"],
        search=form.line("search")[:200],
        cite=form["cite"],
        drop=_number(form["drop"]),
        alike=tuple(filter(None, map(_alike, form.all("alike")[:MOST_ALIKE]))),
    )


def _lines(text: str) -> str:
    """Return a text with its lines ended as everywhere else: browsers send them as RFC 822 has them."""
    return text.replace("\r\n", "\n")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _alike(value: str) -> Alike | None:
    id, _, seen = value.partition(":")
    number = _number(seen)
    return Alike(id, number) if id and number is not None else None
