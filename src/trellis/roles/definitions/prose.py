"""The words of blocks as a reader sees them, without their markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trellis.handbook.model import Block, Code, Inline, List, Paragraph, walk_items


def inlines(blocks: Iterable[Block]) -> Iterator[Inline]:
    """The runs of text of paragraphs and list items, nested ones included, in document order."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.inline
        elif isinstance(block, List):
            for item, _ in walk_items((block,)):
                yield item.inline


def prose(blocks: Iterable[Block]) -> str:
    """The paragraphs, list items and diagrams of blocks as plain text, one a line."""
    lines = []
    for block in blocks:
        if isinstance(block, Code):
            lines.append(block.text.strip())
        else:
            lines.extend(one_line(inline.text) for inline in inlines((block,)))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """A text without line breaks and double spaces."""
    return " ".join(text.split())
