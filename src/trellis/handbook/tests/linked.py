"""Small handbooks for the tests of links: pages in memory, resolved and checked."""

from __future__ import annotations

from collections.abc import Mapping

from trellis.handbook.checks.includes import check_includes
from trellis.handbook.checks.links import check_links
from trellis.handbook.compiler import Compiler
from trellis.handbook.diagnostics import Diagnostic, Reporter
from trellis.handbook.frontmatter import read
from trellis.handbook.links import LinkEnvironment
from trellis.handbook.page import Page
from trellis.handbook.pageexports import exports_of
from trellis.handbook.resolution import LinkSettings, Resolution
from trellis.handbook.source import MemorySource
from trellis.handbook.text import SourceText


def page_of(text: str, path: str = "page.md") -> Page:
    """A page with its front matter."""
    source = SourceText(text)
    front = read(text, Reporter(path, source))
    return Page(path, source, front.node, front.body_start)


class Linked:
    """Pages by path with what resolves their links."""

    def __init__(self, files: Mapping[str, str], assets: tuple[str, ...] = (), **settings: object) -> None:
        self.pages = {path: page_of(text, path) for path, text in files.items()}
        made = LinkSettings(**settings)  # type: ignore[arg-type]
        exports = [exports_of(page, made.rule) for page in self.pages.values()]
        self.environment = LinkEnvironment(exports, assets, made)

    def resolve(self, page: str, destination: str, text: str = "") -> Resolution:
        return self.environment.resolve(page, destination, text=text)

    def resolutions(self) -> dict[str, list[Resolution]]:
        """What each link of each page leads to."""
        environment = self.environment
        return {
            path: [
                (environment.resolve_wiki if link.kind == "wiki" else environment.resolve)(
                    path, link.destination
                )
                for link in page.links
            ]
            for path, page in self.pages.items()
        }


def diagnostics_of(files: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """What the checks of links find in a handbook, codes that are not enabled included."""
    compiler = Compiler(checks=(), link_checks=(check_links, check_includes), select=("ALL", "HB202"))
    return compiler.compile(MemorySource(files)).handbook.diagnostics


def mended(files: Mapping[str, str]) -> dict[str, str]:
    """The files after every fix that was offered."""
    texts = dict(files)
    edits = {(d.path, edit) for d in diagnostics_of(files) if d.fix for edit in d.fix.edits}
    for path, edit in sorted(edits, reverse=True):
        text = texts[path]
        texts[path] = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return texts
