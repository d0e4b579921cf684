"""Operations on what stands at the top of a page: its title, its description, its first paragraph."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from trellis.handbook import parserview, yaml
from trellis.handbook.diagnostics import Edit
from trellis.handbook.model import Paragraph
from trellis.handbook.text import Span
from trellis.roles.definitions.editing import lines
from trellis.roles.definitions.editing.document import Document
from trellis.roles.definitions.editing.entries import clean, source_of_lines, tags_in
from trellis.roles.definitions.editing.errors import CannotEditError
from trellis.roles.definitions.editing.facts import Facts

_OPENING = re.compile(r"---[ \t]*(\r?\n)")


class Key(StrEnum):
    """A key of the front matter that the form changes."""

    TITLE = "title"
    DESCRIPTION = "description"


@dataclass(frozen=True)
class SetKey:
    """Give the page another title or description."""

    key: Key
    words: str

    refusal = "The words cannot be written at the top of this page without changing what else is read there."

    def candidates(self, document: Document) -> Iterator[Sequence[Edit]]:
        """The value in the quotes that it had; a line of its own where there was none."""
        wanted = " ".join(self.words.split())
        if self.key is Key.TITLE and not wanted:
            raise CannotEditError("A job family needs a title.", hint="")
        if len(wanted) > 400:
            raise CannotEditError(
                f"The {self.key} has {len(wanted)} characters; at most 400 fit.", hint="Shorten it."
            )
        text, front = document.text, document.page.front
        opening = _OPENING.match(text)
        if opening is None or front is None:
            raise CannotEditError(f"The page has no settings at its top in which a {self.key} could stand.")
        node = front.get(self.key)
        if node is None:
            yield [
                Edit(
                    Span(opening.end(), opening.end()),
                    f"{self.key}: {json.dumps(wanted, ensure_ascii=False)}{opening[1]}",
                )
            ]
            return
        if " ".join(str(node.value).split()) == wanted:
            yield []
            return
        old = text[node.span.start : node.span.end]
        line = lines.line_range(document, node.span)
        if not wanted and text[line.start : line.end].lstrip().startswith(f"{self.key}:"):
            at = text.find("\n", line.end)
            yield [Edit(Span(line.start, at + 1), "")]
        if parserview.has_tags(old):
            raise CannotEditError(f"The {self.key} comes from a template tag.")
        tail = re.search(r"\s*\Z", old)
        end = node.span.end - (len(tail[0]) if tail else 0)
        for written in _quoted(wanted, text[node.span.start : end]):
            yield [Edit(Span(node.span.start, end), written)]

    def is_done(self, before: Facts, after: Facts) -> bool:
        """The title or description is this one, and nothing else is different."""
        wanted = " ".join(self.words.split())
        if self.key is Key.DESCRIPTION:
            return replace(before, description=wanted) == after
        old, new = before.title, after.title
        holders = tuple(
            replace(was, title=now.title) if (was.title, now.title) == (old, new) else was
            for was, now in zip(before.holders, after.holders, strict=False)
        )
        return new == wanted and replace(before, title=new, holders=holders) == after


def _quoted(words: str, old: str) -> Iterator[str]:
    """A value of YAML, in the manner of the old one where that can be."""
    if old[:1] == "'" and "'" not in words:
        yield f"'{words}'"
    if old[:1] not in ("'", '"', "|", ">", "&", "*", "[", "{") and _is_plain(words):
        yield words
    yield json.dumps(words, ensure_ascii=False)


def _is_plain(words: str) -> bool:
    result = yaml.parse(f"key: {words}\n")
    node = result.node.get("key") if result.node is not None and not result.problems else None
    return node is not None and node.value == words


@dataclass(frozen=True)
class SetSummary:
    """Put other words in the place of the first paragraph of the page."""

    words: str

    refusal = "With these words the paragraph would be read as something else."

    def candidates(self, document: Document) -> Iterator[Sequence[Edit]]:
        """The paragraph in other words; a new one under the settings where there is none."""
        wanted, text = clean(self.words), document.text
        paragraph = summary_of(document)
        if paragraph is None:
            if document.sections[0].blocks:
                raise CannotEditError("The page does not begin with a paragraph.")
            at, gap = document.page.body_start, document.line_end
            lead = gap if text[:at].strip() else ""
            yield [
                Edit(
                    Span(at, at),
                    lead + wanted.replace("\n", gap) + gap + ("" if text[at : at + 1] in "\r\n" else gap),
                )
            ]
            return
        old = text[paragraph.start : paragraph.end]
        if source_of_lines(old) == wanted:
            yield []
            return
        if tags_in(old) != tags_in(wanted):
            raise CannotEditError("The paragraph holds a template tag, which the form keeps as it is.")
        yield [Edit(paragraph, lines.laid_out(document, old, wanted, paragraph.start))]

    def is_done(self, before: Facts, after: Facts) -> bool:
        """The introduction is another, and nothing else is different."""
        return bool(after.summary) and replace(before, summary=after.summary) == after


def summary_of(document: Document) -> Span | None:
    """The first paragraph of the page, if it begins with one."""
    blocks = document.sections[0].blocks
    if not blocks or not isinstance(blocks[0], Paragraph):
        return None
    begin, end = blocks[0].span
    return Span(begin, begin + len(document.text[begin:end].rstrip()))
