"""Kinds: how a room teaches the compiler a type of definition.

A kind recognises its pages, parses one page into a frozen definition, and, once all pages are read, may *assemble* all
its definitions into one value (the role graph, a catalogue) and check across pages. The compiler is given the kinds as
an argument; it knows none by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.page import Page

if TYPE_CHECKING:
    from trellis.handbook.handbook import Handbook
    from trellis.handbook.settings import Settings


class Kind(Protocol):
    """A type of definition. Instances have no state; everything they do depends on their arguments alone."""

    name: str
    """One word or two with a hyphen, unique: `job-family`."""

    version: int
    """Raised whenever `parse` would give something else for the same page, so that caches are not believed."""

    codes: tuple[Code, ...]
    """The codes that this kind may report."""

    def recognise(self, page: Page, settings: Settings) -> bool:
        """Whether the page is of this kind: by path, by `layout`/`kind`, or by structure. Must be cheap."""
        ...

    def parse(self, page: Page, settings: Settings, reporter: Reporter) -> Any:
        """The page's definition: frozen, picklable, derived from page and settings alone. Never raises for any page."""
        ...

    def assemble(
        self,
        definitions: Mapping[str, Any],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> Any:
        """What all definitions (by page path, in path order) make together; report what spans pages.

        `handbook` has its pages and resolved links, but no assembled values yet. `reporter_for(path)` gives the
        reporter of a page. Look only at the definitions, their pages and the links on these, at the addresses
        and titles of all pages, at data files and settings: after an edit of anything else this is not asked again.
        A kind that looks at the definitions of other kinds, too, names these in an attribute `also`, a tuple.
        """
        ...
