"""Small corpora of public service sheets, a theme each: other texts than calls to learn to decide on."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

THEMES = {
    "chomage": "F31592 F2064 F3147 F760 F13929 F2284 F14100 F20237 F31249 F3024 F3013 F31878",
    "logement": "F1334 F113 F1529 F1645 F1669 F1673 F1701 F146 F789 F1008 F20554 F33173 F32037",
    "etudes": "F12216 F18291 F33072 F32313 F32846 F31912 F31704 F23487 F24439 F637 F13879 F34857 F32743",
    "famille": "F1658 F2787 F16947 F827 F863 F970 F31435 F23149 F21615 F34063 F18360",
}
"""Sheets of each theme, by their numbers."""

LONGEST_TITLE = 80


def write_theme(theme: str, sheets: Sequence[dict[str, Any]], folder: Path) -> Path:
    """Write the sheets of a theme as Markdown files into a new folder below `folder`, and return it."""
    own = folder / theme
    own.mkdir()
    by_id = {sheet["id"]: sheet for sheet in sheets}
    for number in THEMES[theme].split():
        (own / f"{number}.md").write_text(markdown(by_id[number]), encoding="utf-8")
    return own


def markdown(sheet: dict[str, Any]) -> str:
    """Return a sheet as Markdown: its title, its sections, their paragraphs."""
    text = "\n\n".join((f"# {sheet['title'].strip()}", *_body(sheet["text"])))
    return f"{text}\n"


def _body(text: str) -> list[str]:
    """Return the paragraphs of a sheet, its section titles marked, which the source leaves bare."""
    lines = list(_lines(text))
    body: list[str] = []
    followed = False
    for before, line, after in reversed(list(zip(["", *lines], lines, [*lines[1:], ""], strict=False))):
        followed = _is_title(before, line, after, followed=followed)
        body.append(f"## {line}" if followed else line)
    return body[::-1]


def _lines(text: str) -> Iterator[str]:
    """Yield the lines, their spaces single; one that begins with punctuation goes on the one before."""
    held = ""
    for line in (re.sub(r"\s+", " ", line).strip() for line in text.splitlines()):
        if line and held and re.match(r"[.,;:)]", line):
            held += line if line[0] in ".,)" else f" {line}"
        elif line:
            if held:
                yield held
            held = line
    if held:
        yield held


def _is_title(before: str, line: str, after: str, *, followed: bool) -> bool:
    """Whether a line is short, ends like no sentence, stands in no list, and opens what follows."""
    short = 4 < len(line) <= LONGEST_TITLE and line[0].isupper() and line[-1] not in ".,;:!"
    if not short or before[-1:] in tuple(",;:?"):
        return False
    if followed:
        return before[-1:] == "."
    if line[-1] == "?":
        return after[-1:] != "?"
    return after[:1].isupper() and (
        after[-1] == ":" or (after[-1] == "." and len(after) > LONGEST_TITLE // 2)
    )
