"""XML from anywhere, read without harm: no entities, no network, no documents without end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from trellis.assessments.exchange.results import UnreadableFile

LARGEST = 20_000_000
"""Bytes of a document."""


class BrokenXml(UnreadableFile):
    """A document that is no XML: `line` is where the parser gave up, and `reason` what it said there."""

    def __init__(self, message: str, line: int, reason: str) -> None:
        super().__init__(message)
        self.line = line
        self.reason = reason


def parsed(data: bytes, what: str = "The file") -> Any:
    """The root of a document. Raises UnreadableFile; BrokenXml where it is no XML.

    Entities of a document's own are not resolved, nothing is loaded from elsewhere, and what is nested without end is
    refused by the parser itself.
    """
    if len(data) > LARGEST:
        raise UnreadableFile(f"{what} has more than {LARGEST // 1_000_000} MB.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except etree.XMLSyntaxError as error:
        reason = re.sub(r",? line \d+, column \d+.*$", "", error.msg or str(error))
        raise BrokenXml(f"{what} is no XML that can be read: {error}.", error.lineno or 1, reason) from None
    except ValueError as error:
        raise UnreadableFile(f"{what} is no XML that can be read: {error}.") from None
    internal: Any = root.getroottree().docinfo.internalDTD
    if internal is not None and any(internal.iterentities()):
        raise UnreadableFile(f"{what} declares entities of its own, which is refused.")
    return root


def apart(text: str, name: str) -> Iterator[tuple[int, bytes]]:
    """The elements of a name in a document that is broken, each by itself, with the line before the one it begins in.

    Each ends with the last of its own end tags before the next one begins: a fault in one is none of the others'.
    """
    starts = [found.start() for found in re.finditer(rf"<{name}(?=[\s>])", text)]
    for start, border in zip(starts, [*starts[1:], len(text)], strict=True):
        end = text.rfind(f"</{name}>", start, border)
        piece = text[start:border] if end < 0 else text[start : end + len(name) + 3]
        yield text.count("\n", 0, start), piece.encode("utf-8", "surrogatepass")


def local(element: Any) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: Any, *names: str) -> Any:
    """The first child with one of some names, or `None`."""
    return next((each for each in element if local(each) in names), None)


def children(element: Any, *names: str) -> list[Any]:
    """The children with one of some names."""
    return [each for each in element if local(each) in names] if element is not None else []


def below(element: Any, *names: str) -> list[Any]:
    """The elements of some names at any depth, in document order."""
    return [each for each in element.iter() if local(each) in names] if element is not None else []


def text_of(element: Any) -> str:
    """All text in an element, without spaces at its ends."""
    return "".join(element.itertext()).strip() if element is not None else ""
