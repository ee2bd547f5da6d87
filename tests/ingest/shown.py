"""Show blocks as short lines that a test can spell out."""

from collections.abc import Iterable

from ingest.blocks import Block, BlockKind

_SIGNS = {
    BlockKind.HEADING: "#",
    BlockKind.PARAGRAPH: "¶",
    BlockKind.ITEM: "*",
    BlockKind.ROW: "|",
    BlockKind.NOTE: "†",
}


def shown(blocks: Iterable[Block]) -> list[str]:
    """Return one line for each block: its sign as many times as its level, then its text.

    >>> shown([Block(BlockKind.HEADING, "Objet", level=2), Block(BlockKind.PARAGRAPH, "Oui.")])
    ['## Objet', '¶ Oui.']
    """
    return [f"{_SIGNS[block.kind] * block.level} {block.text}" for block in blocks]
