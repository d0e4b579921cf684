"""Documents for paper: text of the site, set by Typst as a PDF that those who hear it can read too (PDF/UA-1)."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from trellis.handbook.errors import TrellisError
from trellis.web.documents.tree import Node, trees_of

_TEMPLATE = Path(__file__).with_name("document.typ")
PICTURES = ("png", "jpg", "jpeg", "gif", "svg", "webp")
"""Extensions of pictures that can be set."""

MOST_PICTURES = 200
MOST_PICTURE_BYTES = 40 * 2**20
"""Of all pictures of a document together; others are told by their words."""

Load = Callable[[str], bytes | None]
"""Given the address of a picture in a text, its bytes; `None` for what may not be read."""


class DocumentError(TrellisError):
    """A text that cannot be set."""

    code = "document"


@dataclass(frozen=True, slots=True)
class Part:
    """A part with a heading of its own; `html` is clean HTML of the site. `depth` is how far its line in the contents
    stands to the right.
    """

    title: str
    html: str
    anchor: str = ""
    depth: int = 0
    lead: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What is set. `foot` stands at the foot of every sheet; `contents` heads the table of contents.

    `layout` is `sheets`, or `slides`: then each part is a slide across, under its own number, and its words become
    smaller until they have room.
    """

    title: str
    parts: tuple[Part, ...]
    subtitle: str = ""
    foot: str = ""
    language: str = "en"
    right_to_left: bool = False
    contents: str = ""
    paper: str = "a4"
    layout: str = "sheets"


def pdf_of(document: Document, *, site: str, moment: datetime, load: Load = lambda address: None) -> bytes:
    """The document as a PDF; the same bytes for the same document and moment.

    `site` is the address that paths in the text are below. A picture that is broken is told by its words, and a table
    whose cells overlap is set without their spans. Raises DocumentError where the text cannot be set even so.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = _Pictures(folder, load)
        trees = trees_of(
            (part.html for part in document.parts),
            site,
            store.file_of,
            {part.anchor for part in document.parts if part.anchor},
        )
        return _typeset(folder, _data(document, trees), moment)


class _Pictures:
    """Writes pictures into the folder that the typesetter may read."""

    def __init__(self, folder: Path, load: Load) -> None:
        self.folder = folder
        self.load = load
        self.known: dict[str, str | None] = {}
        self.left = MOST_PICTURE_BYTES

    def file_of(self, address: str) -> str | None:
        """The name of the file of a picture."""
        if address not in self.known:
            self.known[address] = self._written(address)
        return self.known[address]

    def _written(self, address: str) -> str | None:
        extension = address.partition("?")[0].rpartition(".")[2].lower()
        if extension not in PICTURES or len(self.known) >= MOST_PICTURES:
            return None
        data = self.load(address)
        if data is None or len(data) > self.left:
            return None
        self.left -= len(data)
        name = f"{len(self.known)}.{extension}"
        (self.folder / name).write_bytes(data)
        return name


def _data(document: Document, trees: list[list[Node]]) -> dict[str, Any]:
    for nodes in trees:
        _level(nodes, first=1 if len(trees) == 1 else 2)
    parts = [
        {**asdict(replace(part, html="")), "anchor": part.anchor or f"part-{number}", "nodes": nodes}
        for number, (part, nodes) in enumerate(zip(document.parts, trees, strict=True), start=1)
    ]
    return {**asdict(replace(document, parts=())), "parts": parts}


def _level(nodes: list[Node], first: int) -> None:
    """Have headings begin at a level and leave none out, as PDF/UA asks."""
    headings = [node for node in _in_order(nodes) if node[0] == "h"]
    shift = min((node[1]["level"] for node in headings), default=first) - first
    last = first - 1
    for node in headings:
        last = node[1]["level"] = max(first, min(node[1]["level"] - shift, last + 1))


def _in_order(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        if not isinstance(node, str):
            yield node
            yield from _in_order(node[2])


def _typeset(folder: Path, data: dict[str, Any], moment: datetime) -> bytes:
    import typst  # noqa: PLC0415 - only who asks for a PDF waits for it

    template = folder / _TEMPLATE.name
    template.write_bytes(_TEMPLATE.read_bytes())

    def made(standards: list[Any]) -> bytes:
        found: bytes = typst.compile(
            str(template), root=str(folder), ignore_system_fonts=True, format="pdf",
            sys_inputs={"d": json.dumps(data, ensure_ascii=False)}, pdf_standards=standards,
            timestamp=int(moment.timestamp()),
        )  # fmt: skip
        return found

    trouble: Exception | None = None
    for simpler in (None, _without_pictures, _without_spans):
        if simpler is not None:
            _each(data, simpler)
        for standards in (["ua-1"], []):
            try:
                return made(standards)
            except typst.TypstError as error:
                trouble = error
    raise DocumentError(
        _("This text cannot be set for paper."), hint=_("Print it from the browser, or a smaller part of it.")
    ) from trouble


def _each(data: dict[str, Any], change: Callable[[str, dict[str, Any]], None]) -> None:
    """Change the attributes of all nodes."""
    for part in data["parts"]:
        for node in _in_order(part["nodes"]):
            change(node[0], node[1])


def _without_pictures(tag: str, values: dict[str, Any]) -> None:
    if tag == "img":
        values["file"] = ""


def _without_spans(tag: str, values: dict[str, Any]) -> None:
    if tag == "cell":
        values["colspan"] = values["rowspan"] = 1
