"""The compiler: a source in, an immutable `Handbook` out.

The phases, each in a module of its own: *reading* (files to pages, page checks, definitions: pure, page by page),
*linking* (links between pages), *assembling* (what all definitions of a kind make together), and *waivers*. A `Build`
keeps what every phase made, so that the next one does again only what an edit touches. The result is the same
either way.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from trellis.handbook import defaults, linking, reading, reported
from trellis.handbook.diagnostics import Diagnostic, Reporter
from trellis.handbook.duplicates import check_duplicates, stands_alike
from trellis.handbook.handbook import Handbook
from trellis.handbook.kinds import Kind
from trellis.handbook.linking import LinkCheck, Linked
from trellis.handbook.page import Page
from trellis.handbook.reading import Check, Inputs, Read, Store
from trellis.handbook.reported import Report
from trellis.handbook.settings import Settings
from trellis.handbook.source import Limits, Source, roots_of
from trellis.handbook.text import SourceText

__all__ = ["Build", "Compiler", "Handbook", "compile_handbook"]

ReporterFor: TypeAlias = Callable[[str], Reporter]


@dataclass(frozen=True, slots=True)
class Build:
    """A handbook with what every phase made on the way to it: what the next compilation starts from."""

    handbook: Handbook
    read: Read
    linked: Linked
    crossed: tuple[Diagnostic, ...]
    assembled: Mapping[str, Assembled]
    report: Report


@dataclass(frozen=True, slots=True)
class Assembled:
    """What the definitions of one kind make together, and what is wrong with it."""

    value: Any
    diagnostics: tuple[Diagnostic, ...]


def compile_handbook(
    source: Source,
    *,
    kinds: Sequence[Kind] = (),
    checks: Sequence[Check] | None = None,
    limits: Limits | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Handbook:
    """Compile a source from nothing; see `Compiler`. Raises SourceError where the source cannot be read at all."""
    compiler = Compiler(kinds, checks=checks, limits=limits, select=select, ignore=ignore)
    return compiler.compile(source).handbook


class Compiler:
    """Compiles sources with one set of kinds and checks.

    `checks` replaces the checks of single pages, `link_checks` those of links; `None` means all
    that the compiler has. `select` and `ignore` replace those of `handbook.yml`.
    """

    def __init__(
        self,
        kinds: Sequence[Kind] = (),
        *,
        checks: Sequence[Check] | None = None,
        link_checks: Sequence[LinkCheck] | None = None,
        limits: Limits | None = None,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
    ) -> None:
        self.inputs = Inputs(
            tuple(kinds), tuple(defaults.PAGE_CHECKS if checks is None else checks), limits or Limits()
        )
        self.link_checks = tuple(defaults.LINK_CHECKS if link_checks is None else link_checks)
        self.select = tuple(select)
        self.ignore = tuple(ignore)

    def compile(
        self,
        source: Source,
        previous: Build | None = None,
        store: Store | None = None,
        changed: Iterable[str] | None = None,
    ) -> Build:
        """Compile what the source holds now. `previous` must be of the same source and compiler.

        `changed` are the real paths of all that may have changed on the disk since, if that is known.
        """
        with collector_paused(freeze=previous is None):
            known = {} if previous is None else previous.read.stamps
            survey = reading.survey(source, self.inputs.limits, known, changed)
            return self.build(source, survey, previous, store)

    def build(
        self,
        source: Source,
        survey: reading.Survey,
        previous: Build | None = None,
        store: Store | None = None,
    ) -> Build:
        """Compile what a survey has found."""
        read = reading.read(source, self.inputs, survey, previous.read if previous else None, store)
        if previous is not None and _is_same(read, previous.read):
            return self.unchanged(source, read, previous)
        pages = {path: facts.page for path, facts in read.pages.items()}
        linked = linking.link(
            pages,
            (*read.assets, *read.data),
            read.settings,
            roots_of(source),
            self.link_checks,
            previous.linked if previous else None,
        )
        draft = self.draft(source, read, pages, linked)
        touched = _touched(read, previous)
        same = previous is not None and _stand_alike(draft, previous.handbook, touched)
        crossed = previous.crossed if previous is not None and same else self.cross(draft)
        assembled = {
            kind.name: self.assemble(kind, draft, linked, touched, previous) for kind in self.inputs.kinds
        }
        report = self.report(draft, read, linked, crossed, assembled, previous)
        handbook = replace(
            draft, assembled={name: made.value for name, made in assembled.items()}
        ).with_diagnostics(report.by_path)
        return Build(handbook, read, linked, crossed, assembled, report)

    def unchanged(self, source: Source, read: Read, previous: Build) -> Build:
        """The last build: with the same handbook, unless the same files have now been committed, or were only tried."""
        handbook = previous.handbook
        revision = source.revision(read.contents)
        if revision != handbook.revision or handbook.source is not source:
            known = handbook.diagnostics_by_path
            handbook = replace(handbook, revision=revision, source=source).with_diagnostics(known)
        return replace(previous, read=read, handbook=handbook)

    def draft(self, source: Source, read: Read, pages: Mapping[str, Page], linked: Linked) -> Handbook:
        """The handbook before anything is assembled, as `Kind.assemble` sees it."""
        definitions: dict[str, dict[str, Any]] = {kind.name: {} for kind in self.inputs.kinds}
        for path, facts in read.pages.items():
            for name, definition in facts.definitions.items():
                definitions[name][path] = definition
        return Handbook(
            revision=source.revision(read.contents),
            settings=self.settings_of(read),
            pages=pages,
            data={path: facts.data for path, facts in read.data.items()},
            assets=read.assets,
            definitions=definitions,
            assembled={},
            links={path: links.links for path, links in linked.pages.items()},
            diagnostics=(),
            source=source,
            mounts=source.mounts,
            _environment=linked.environment,
        )

    def settings_of(self, read: Read) -> Settings:
        """The settings with what the caller selects and ignores."""
        if not (self.select or self.ignore):
            return read.settings
        select, ignore = self.select or read.settings.select, self.ignore or read.settings.ignore
        return replace(read.settings, select=select, ignore=ignore)

    def cross(self, draft: Handbook) -> tuple[Diagnostic, ...]:
        """What is wrong between pages."""
        reporters = _Reporters(draft)
        check_duplicates(draft.pages, reporters, draft.definitions)
        return reporters.diagnostics()

    def assemble(
        self, kind: Kind, draft: Handbook, linked: Linked, touched: frozenset[str], previous: Build | None
    ) -> Assembled:
        """What a kind makes of its definitions; the last value where nothing that it may look at has changed."""
        if previous is not None and all(
            _is_same_for(name, draft, linked, touched, previous)
            for name in (kind.name, *getattr(kind, "also", ()))
        ):
            return previous.assembled[kind.name]
        reporters = _Reporters(draft)
        value = kind.assemble(draft.definitions[kind.name], draft, reporters)
        return Assembled(value, reporters.diagnostics())

    def report(
        self,
        draft: Handbook,
        read: Read,
        linked: Linked,
        crossed: tuple[Diagnostic, ...],
        assembled: Mapping[str, Assembled],
        previous: Build | None,
    ) -> Report:
        """The diagnostics of all phases, waived ones left out."""
        spanning = reported.by_file(
            (read.diagnostics, crossed, *(made.diagnostics for made in assembled.values()))
        )
        found: dict[str, tuple[reported.Found, ...]] = {
            path: (facts.diagnostics, linked.pages[path].diagnostics, spanning.get(path, ()))
            for path, facts in read.pages.items()
        }
        found |= {path: (facts.diagnostics, spanning.get(path, ())) for path, facts in read.data.items()}
        found |= {path: (others,) for path, others in spanning.items() if path not in found}
        before = previous.report if previous is not None else None
        return reported.report(found, draft.pages, draft.settings, self.inputs.kinds, before)


class _Reporters:
    """A reporter for each file that something is said about."""

    def __init__(self, handbook: Handbook) -> None:
        self.handbook = handbook
        self.made: dict[str, Reporter] = {}

    def __call__(self, path: str) -> Reporter:
        found = self.made.get(path)
        if found is None:
            found = self.made[path] = Reporter(path, self.source_of(path))
        return found

    def source_of(self, path: str) -> SourceText:
        if path in self.handbook.pages:
            return self.handbook.pages[path].source
        return self.handbook.data[path].source if path in self.handbook.data else SourceText("")

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return tuple(found for reporter in self.made.values() for found in reporter.found)


def _is_same(read: Read, before: Read) -> bool:
    """Whether two readings found the same files with the same contents."""
    return (
        read.pages == before.pages
        and read.data == before.data
        and read.assets == before.assets
        and read.settings == before.settings
        and read.diagnostics == before.diagnostics
    )


def _touched(read: Read, previous: Build | None) -> frozenset[str]:
    """The pages and data files that are not the same as before, those that are gone included."""
    if previous is None:
        return frozenset((*read.pages, *read.data))
    before = previous.read
    changed = {path for path, facts in read.pages.items() if before.pages.get(path) is not facts}
    changed |= {path for path, facts in read.data.items() if before.data.get(path) is not facts}
    gone = (before.pages.keys() - read.pages.keys()) | (before.data.keys() - read.data.keys())
    return frozenset(changed | gone)


def _stand_alike(draft: Handbook, before: Handbook, touched: frozenset[str]) -> bool:
    """Whether what `cross` looks at is as it was: edits of texts leave addresses and titles alone."""
    pages = [path for path in touched if path in draft.pages or path in before.pages]
    return all(
        path in draft.pages
        and path in before.pages
        and stands_alike(before.pages[path], draft.pages[path])
        and all(
            (path in defined) == (path in before.definitions[kind])
            for kind, defined in draft.definitions.items()
        )
        for path in pages
    )


def _is_same_for(
    kind: str, draft: Handbook, linked: Linked, touched: frozenset[str], previous: Build
) -> bool:
    """Whether `assemble` would see what it saw before.

    It may look at its definitions, their pages and the links on these, at all addresses and titles, at data files and
    settings; see `Kind.assemble`.
    """
    before = previous.handbook
    if draft.settings != before.settings or linked.names is not previous.linked.names:
        return False
    if any(path in draft.data or path in before.data for path in touched):
        return False
    definitions = draft.definitions.get(kind, {})
    if definitions.keys() != before.definitions.get(kind, {}).keys() or not touched.isdisjoint(definitions):
        return False
    new, old = linked.pages, previous.linked.pages
    return all(new[path] is old[path] or new[path].links == old[path].links for path in definitions)


@contextmanager
def collector_paused(*, freeze: bool = False) -> Iterator[None]:
    """Compile without the cyclic garbage collector: a compilation makes a million objects, no cycles among them.

    `freeze` keeps the collector away from all that exists at the end, which it would look through at once
    otherwise. What is frozen goes when nobody holds it any more, as long as it is no cycle.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if freeze:
                gc.freeze()
            gc.enable()
