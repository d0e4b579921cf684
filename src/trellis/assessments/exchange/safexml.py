"""XML from anywhere, read without harm: no entities, no network, no documents without end."""

from __future__ import annotations

from typing import Any

from lxml import etree

from trellis.assessments.exchange.results import UnreadableFile

LARGEST = 20_000_000
"""Bytes of a document."""


def parsed(data: bytes, what: str = "The file") -> Any:
    """The root of a document. Raises UnreadableFile.

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
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(f"{what} is no XML that can be read: {error}.") from None
    internal: Any = root.getroottree().docinfo.internalDTD
    if internal is not None and any(internal.iterentities()):
        raise UnreadableFile(f"{what} declares entities of its own, which is refused.")
    return root


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
