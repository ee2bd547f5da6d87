"""Read a Markdown text, its marks undone so that only the words remain."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from ingest.blocks import Block
from ingest.flow import DEEPEST, Flow
from ingest.html import read_html

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_LINE_ENDS = ("softbreak", "hardbreak")


def read_markdown(text: str, name: str) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text; comments are left out, list markers kept as printed.

    Raises:
        DamagedFile: HTML inside it is nested beyond any sense.
    """
    # Official texts are indented, never code: the rule "code" would take an indented alinéa for a
    # listing. What is struck out no longer holds, so it is parsed in order to be left out.
    parser = (
        MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable(["table", "strikethrough"]).disable("code")
    )
    reader = _Reader(name)
    for node in SyntaxTreeNode(parser.parse(_FRONT_MATTER.sub("", text))).children:
        reader.block(node, 0)
    return reader.flow.done()


@dataclass(slots=True)
class _Reader:
    """Walks the syntax tree."""

    name: str
    flow: Flow = field(default_factory=Flow)

    def block(self, node: SyntaxTreeNode, level: int) -> None:
        """Read one block of the text, a quotation or a list item; `level` counts the lists around it."""
        if node.type == "heading":
            self.flow.heading(_words(node), int(node.tag[1:]))
        elif node.type == "paragraph":
            self.flow.paragraph(_words(node), bold=_is_bold(node))
        elif node.type in ("bullet_list", "ordered_list"):
            self._list(node, level + 1)
        elif node.type == "table":
            rows = [row for part in node.children for row in part.children]
            self.flow.table([[_words(cell) for cell in row.children] for row in rows], headers=1)
        elif node.type == "fence":
            self.flow.paragraph(node.content)
        elif node.type == "html_block":
            self.flow.blocks.extend(read_html(node.content, self.name))
        else:
            for child in node.children:
                self.block(child, level)

    def _list(self, node: SyntaxTreeNode, level: int) -> None:
        for entry in node.children:
            marker = f"{entry.info}{entry.markup}" if node.type == "ordered_list" else "-"
            texts = [child for child in entry.children if child.type == "paragraph"]
            self.flow.item(marker, "\n".join(map(_words, texts)), level)
            for child in entry.children:
                if child.type != "paragraph":
                    self.block(child, level)


def _words(node: SyntaxTreeNode) -> str:
    return "".join(_pieces(node))


def _pieces(node: SyntaxTreeNode) -> Iterator[str]:
    """Yield the words of a block; links keep their text and address, pictures have none."""
    if node.type == "link":
        text = "".join(piece for child in node.children for piece in _pieces(child))
        address = str(node.attrs.get("href", ""))
        yield text if address in (text, f"mailto:{text}") else f"{text} ({address})"
    elif node.type in ("text", "code_inline"):
        yield node.content
    elif node.type in _LINE_ENDS or (node.type == "html_inline" and node.content.startswith("<br")):
        yield "\n"
    elif node.type not in ("s", "image", "html_inline"):
        for child in node.children:
            yield from _pieces(child)


def _is_bold(paragraph: SyntaxTreeNode) -> bool:
    inline = [part for child in paragraph.children for part in child.children]
    filled = [part for part in inline if part.type != "text" or part.content.strip()]
    return bool(filled) and all(part.type == "strong" for part in filled)
