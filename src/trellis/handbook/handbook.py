"""The compiled handbook: what every other room of Trellis stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any

from trellis.handbook import destinations
from trellis.handbook.diagnostics import Diagnostic
from trellis.handbook.files import DataFile
from trellis.handbook.linking import environment_of
from trellis.handbook.links import LinkEnvironment, Resolution
from trellis.handbook.page import Page
from trellis.handbook.resolution import OUTSIDE
from trellis.handbook.settings import Settings
from trellis.handbook.source import File, Source, roots_of


@dataclass(frozen=True, eq=False)
class Handbook:
    """A compiled handbook. Immutable: whoever holds it sees one revision for as long as they like.

    `pages`, `data` and `assets` are by path; `definitions` by kind, then by path; `assembled` by kind; `links`
    holds, by path, what each link of the page leads to, in the order of `Page.links`. `diagnostics` are in the
    order of a report, waived ones left out.
    """

    revision: str
    settings: Settings
    pages: Mapping[str, Page]
    data: Mapping[str, DataFile]
    assets: Mapping[str, File]
    definitions: Mapping[str, Mapping[str, Any]]
    assembled: Mapping[str, Any]
    links: Mapping[str, tuple[Resolution, ...]]
    diagnostics: tuple[Diagnostic, ...]
    source: Source
    mounts: tuple[str, ...] = ("",)
    _environment: LinkEnvironment | None = None

    def __repr__(self) -> str:
        return (
            f"<Handbook {self.revision[:12]}: {len(self.pages)} pages, {len(self.diagnostics)} diagnostics>"
        )

    def page_by_url(self, url: str) -> Page | None:
        """The page at an address, with or without slashes at its ends; `None` if there is none."""
        path = self._paths_by_url.get(url.strip("/"))
        return None if path is None else self.pages[path]

    def backlinks(self, path: str) -> tuple[str, ...]:
        """The pages that link to a page, in order of their paths, itself left out."""
        return self._backlinks.get(path, ())

    def diagnostics_of(self, path: str) -> tuple[Diagnostic, ...]:
        """The diagnostics of one file."""
        return self.diagnostics_by_path.get(path, ())

    def links_unread(self) -> int:
        """How many links lead to what was not read, so that nobody can say whether they are right.

        Links to what `outside` names are right as they are. Loads the links of a handbook from the cache.
        """
        known = tuple(f"/{destinations.normalised(path)}/".casefold() for path in self.settings.outside)
        return sum(
            found.status == OUTSIDE and not f"{found.path}/".casefold().startswith(known)
            for links in self.links.values()
            for found in links
        )

    @cached_property
    def environment(self) -> LinkEnvironment:
        """What resolves any further link, and transclusions; a handbook that was loaded reads all pages for it
        once.
        """
        return self._environment or environment_of(
            self.pages, (*self.assets, *self.data), self.settings, roots_of(self.source)
        )

    @cached_property
    def diagnostics_by_path(self) -> Mapping[str, tuple[Diagnostic, ...]]:
        """The diagnostics of each file that has any, in order."""
        found: dict[str, list[Diagnostic]] = {}
        for diagnostic in self.diagnostics:
            found.setdefault(diagnostic.path, []).append(diagnostic)
        return {path: tuple(several) for path, several in found.items()}

    def with_diagnostics(self, by_path: Mapping[str, tuple[Diagnostic, ...]]) -> Handbook:
        """The same with other diagnostics, given by their files, in order."""
        made = replace(self, diagnostics=tuple(chain.from_iterable(by_path.values())))
        made.__dict__["diagnostics_by_path"] = by_path  # as if it had been asked for
        return made

    @cached_property
    def _paths_by_url(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for path, page in self.pages.items():
            found.setdefault(page.url.strip("/"), path)
        return found

    @cached_property
    def _backlinks(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for path, links in self.links.items():
            for link in links:
                if link.target is not None and link.target != path:
                    found.setdefault(link.target, {})[path] = None
        return {path: tuple(sources) for path, sources in found.items()}
