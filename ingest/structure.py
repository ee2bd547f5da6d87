"""From blocks to citable passages: sections, alinéas and lists that keep what introduces them."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.blocks import Block, BlockKind
from ingest.location import Place, Places, locate
from knowledge.documents import Passage

TARGET = 900
"""Characters that a passage should not exceed by adding one more block."""

LIST_LIMIT = 1200
"""Characters up to which a list stays in one passage with its introduction."""


_SENTENCE_END = re.compile(r"[.!?…;:]\s*[»”)]?$")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A block, the headings above it, how many there were so far, and its place among the alinéas."""

    block: Block
    section: int
    headings: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class _Group:
    """The blocks of one passage and what introduces them."""

    blocks: tuple[_Placed, ...]
    lead: str = ""


def to_passages(document_id: str, blocks: Sequence[Block]) -> tuple[Passage, ...]:
    """Return the passages of a document in order.

    A passage never crosses a heading. A list stays with the sentence that introduces it, or each
    of its parts carries that sentence as `lead`; a table row carries its header. Identifiers only
    depend on the text and where it stands, so an unchanged passage keeps its own.
    """
    sections = (list(rows) for _, rows in groupby(_placed(blocks), key=lambda placed: placed.section))
    groups = [group for section in sections for group in _grouped(_notes_last(section))]
    seen: dict[str, int] = {}
    return tuple(_passage(document_id, position, group, seen) for position, group in enumerate(groups))


def title_of(blocks: Sequence[Block]) -> str:
    """Return the document's own title: the headings or short lines that open it, or ""."""
    opening = list(blocks[:12])
    first = next((n for n, block in enumerate(opening) if block.kind is BlockKind.HEADING), None)
    if first is not None:
        top = opening[first].level
        lines = [
            block.text
            for block in _run(opening[first:])
            if block.kind is BlockKind.HEADING and block.level == top
        ]
        return " ".join(lines[:3])
    return next((block.text for block in opening if len(block.text) < 200), "")


def _run(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the headings that follow each other without any text between them."""
    for block in blocks:
        if block.kind is not BlockKind.HEADING:
            return
        yield block


def _placed(blocks: Iterable[Block]) -> Iterator[_Placed]:
    headings: list[tuple[int, str]] = []
    places, section = Places(), 0
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            section += 1
            headings = [(level, text) for level, text in headings if level < block.level]
            headings.append((block.level, block.text))
            places.enter(tuple(text for _, text in headings))
        elif block.text.strip():
            yield _Placed(block, section, tuple(text for _, text in headings), places.of(block))


def _notes_last(section: list[_Placed]) -> list[_Placed]:
    """Move footnotes below their section, so that they part no list that goes on over the page."""
    return sorted(section, key=lambda placed: placed.block.kind is BlockKind.NOTE)


def _grouped(section: Sequence[_Placed]) -> Iterator[_Group]:
    """Split one section into groups: notes apart, tables, lists with their lead, then alinéas."""
    pending: tuple[_Placed, ...] = ()
    for kind, unit in _units(section):
        if kind is BlockKind.PARAGRAPH and _size(pending + unit) <= TARGET and not _opens(pending, unit):
            pending += unit
            continue
        if pending:
            yield _Group(pending)
            pending = ()
        if kind is BlockKind.PARAGRAPH:
            pending = unit
        elif kind is BlockKind.ROW:
            yield from _chunks(unit, header=True)
        elif kind is BlockKind.ITEM:
            yield from _list(unit)
        else:
            yield from (_Group((note,)) for note in unit)
    if pending:
        yield _Group(pending)


def _opens(pending: tuple[_Placed, ...], unit: tuple[_Placed, ...]) -> bool:
    """Whether `unit` is the first sentence after a letterhead: lines that end like no sentence."""
    letterhead = len(pending) > 1 and not any(_SENTENCE_END.search(row.block.text) for row in pending[:-1])
    return letterhead and _SENTENCE_END.search(unit[0].block.text) is not None


def _units(section: Sequence[_Placed]) -> Iterator[tuple[BlockKind, tuple[_Placed, ...]]]:
    """Yield what must not be parted lightly: a paragraph, a list with its introduction, a table."""
    rows = list(section)
    while rows:
        kind = rows[0].block.kind
        if kind is BlockKind.PARAGRAPH and len(rows) > 1 and rows[1].block.kind is BlockKind.ITEM:
            length = 1 + _count(rows[1:], BlockKind.ITEM)
            kind = BlockKind.ITEM
        elif kind is BlockKind.PARAGRAPH:
            length = 1
        else:
            length = _count(rows, kind)
        yield kind, tuple(rows[:length])
        rows = rows[length:]


def _count(rows: Sequence[_Placed], kind: BlockKind) -> int:
    return next((n for n, row in enumerate(rows) if row.block.kind is not kind), len(rows))


def _list(unit: tuple[_Placed, ...]) -> Iterator[_Group]:
    if _size(unit) <= LIST_LIMIT:
        yield _Group(unit)
        return
    introduced = unit[0].block.kind is BlockKind.PARAGRAPH
    lead = _last_sentence(unit[0].block.text) if introduced else ""
    first, *rest = _chunks(unit)
    yield first
    yield from (_Group(group.blocks, _leads(lead, unit, group)) for group in rest)


def _leads(lead: str, unit: tuple[_Placed, ...], group: _Group) -> str:
    """Return the sentence that introduces the list, and for a nested item those that introduce it."""
    start = unit.index(group.blocks[0])
    level = group.blocks[0].block.level
    parents: list[str] = []
    for row in reversed(unit[:start]):
        if row.block.kind is BlockKind.ITEM and row.block.level < level:
            parents.insert(0, row.block.text)
            level = row.block.level
    return "\n".join(part for part in (lead, *parents) if part)


def _chunks(unit: tuple[_Placed, ...], header: bool = False) -> Iterator[_Group]:
    chunk: tuple[_Placed, ...] = ()
    for row in unit:
        introduction = len(chunk) == 1 and chunk[0].block.kind is BlockKind.PARAGRAPH
        if chunk and not introduction and _size((*chunk, row)) > TARGET:
            yield _Group(chunk, chunk[0].block.header if header else "")
            chunk = ()
        chunk += (row,)
    yield _Group(chunk, chunk[0].block.header if header else "")


def _size(rows: Iterable[_Placed]) -> int:
    return sum(len(row.block.text) for row in rows)


def _last_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ«])", text)[-1]


def _passage(document_id: str, position: int, group: _Group, seen: dict[str, int]) -> Passage:
    first = group.blocks[0]
    text = "\n".join(row.block.text for row in group.blocks)
    digest = hashlib.sha256("\n".join((*first.headings, group.lead, text)).encode()).hexdigest()[:12]
    seen[digest] = seen.get(digest, 0) + 1
    suffix = "" if seen[digest] == 1 else f"-{seen[digest]}"
    return Passage(
        id=f"{document_id}:{digest}{suffix}",
        document_id=document_id,
        position=position,
        text=text,
        headings=first.headings,
        location=locate(first.place, group.blocks[-1].place),
        page=first.block.page,
        lead=group.lead,
    )
