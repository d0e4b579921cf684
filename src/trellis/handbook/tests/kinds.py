"""A kind for tests: small, and curious about everything that a kind may look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from trellis.handbook.diagnostics import Code, Reporter, Severity, page_example
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page
from trellis.handbook.settings import Settings
from trellis.handbook.text import Span

LONELY = Code(
    "JF999",
    "lonely",
    Severity.NOTE,
    "Nobody links to the note.",
    "It is a test.",
    "Link to it.",
    page_example("---\nkind: note\n---\n"),
    page_example("# Page\n"),
)


@dataclass(frozen=True, slots=True)
class Note:
    """A page of the kind."""

    path: str
    title: str
    items: tuple[str, ...]


class NoteKind:
    """Pages whose front matter says `kind: note`; assembled: who links to what."""

    name = "note"
    version = 1
    codes = (LONELY,)

    def recognise(self, page: Page, settings: Settings) -> bool:
        return page.front_value("kind") == "note"

    def parse(self, page: Page, settings: Settings, reporter: Reporter) -> Note:
        return Note(page.path, page.title, tuple(page.item_ids.values()))

    def assemble(
        self, definitions: Mapping[str, Note], handbook: Handbook, reporter_for: Callable[[str], Reporter]
    ) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for path, note in definitions.items():
            links = tuple((link.status, link.target, link.heading) for link in handbook.links[path])
            titles = tuple(handbook.pages[link[1]].title for link in links if link[1] in handbook.pages)
            made[path] = (note, links, titles, sorted(handbook.data))
            if not links:
                reporter_for(path).report(LONELY, Span(0, 0), f"“{note.title}” is lonely.")
        return made
