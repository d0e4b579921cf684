"""The first phase: files to pages and data files, each with its diagnostics and definitions.

What is made of a page depends on its path, its bytes, the settings, the kinds and the checks, and on nothing
else: that makes it cacheable, and a later compilation takes over what has not changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, NamedTuple, Protocol, TypeAlias

from trellis.handbook import filecodes
from trellis.handbook.diagnostics import Code, Diagnostic, Reporter, Severity
from trellis.handbook.files import HEAD_BYTES, DataFile, read_data, read_page
from trellis.handbook.kinds import Kind
from trellis.handbook.page import Page
from trellis.handbook.settings import CLOSED, EVERYTHING_CLOSED, Settings, matches, read_settings
from trellis.handbook.source import (
    SETTINGS_NAMES,
    File,
    Limits,
    Listing,
    Source,
    Stamp,
    content_id,
    is_data,
    is_page,
    list_again,
)
from trellis.handbook.text import SourceText, Span

Check: TypeAlias = Callable[[Page, Settings, Reporter], None]
"""A check of one page by itself."""

BATCH_BYTES = 16 * 2**20
"""Bytes of files in memory at once, besides the text of the pages that are made of them."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a compilation is made with besides the files."""

    kinds: tuple[Kind, ...] = ()
    checks: tuple[Check, ...] = ()
    limits: Limits = field(default_factory=Limits)


class PageFacts(NamedTuple):
    """What this phase makes of a page; `content` is the identity of its bytes."""

    content: str
    page: Page
    diagnostics: tuple[Diagnostic, ...]
    definitions: Mapping[str, Any]


class DataFacts(NamedTuple):
    """What this phase makes of a data file."""

    content: str
    data: DataFile
    diagnostics: tuple[Diagnostic, ...]


class Store(Protocol):
    """Remembers facts between processes (see `cache`); everything may be forgotten at any time."""

    def load(self, path: str, content: str, settings: str) -> PageFacts | None:
        """The facts of a page, or `None`."""
        ...


@dataclass(frozen=True, slots=True)
class Survey:
    """What lies where, before anything is interpreted: cheap, and enough to know whether anything has changed.

    `contents` are the identities of pages and data files as far as they are known without reading; `settings` the
    identity of `settings_file`.
    """

    listing: Listing
    files: Mapping[str, File]
    assets: Mapping[str, File]
    contents: Mapping[str, str]
    settings_file: str | None


@dataclass(frozen=True, slots=True)
class Read:
    """The result of this phase. `diagnostics` are those of no page or data file: what was left out, the settings."""

    settings: Settings
    settings_content: str
    pages: Mapping[str, PageFacts]
    data: Mapping[str, DataFacts]
    survey: Survey
    diagnostics: tuple[Diagnostic, ...]

    @property
    def assets(self) -> Mapping[str, File]:
        """All other files."""
        return self.survey.assets

    @property
    def contents(self) -> dict[str, str]:
        """The identity of every page and data file."""
        return {path: facts.content for part in (self.pages, self.data) for path, facts in part.items()}

    @property
    def stamps(self) -> dict[str, tuple[Stamp | None, str]]:
        """The stamp and identity of every page and data file: what the next survey wants to know."""
        return {path: (self.survey.files[path].stamp, content) for path, content in self.contents.items()}


def survey(
    source: Source,
    limits: Limits,
    known: Mapping[str, tuple[Stamp | None, str]],
    changed: Iterable[str] | None = None,
) -> Survey:
    """List a source. `known` has the stamp and identity that files had before.

    `changed` are the real paths of all that may have changed on the disk since, if that is known.

    Raises SourceError where the source cannot be read at all.
    """
    listing = list_again(source, changed)
    files: dict[str, File] = {}
    assets: dict[str, File] = {}
    contents: dict[str, str] = {}
    for path, file in listing.files.items():
        if not (is_page(path) or is_data(path)):
            assets[path] = file
            continue
        files[path] = file
        if file.content is not None:
            contents[path] = file.content
        elif file.stamp is not None and path in known and known[path][0] == file.stamp:
            contents[path] = known[path][1]
    names = [
        f"{mount}/{name}" if mount else name for mount in ("", *source.mounts) for name in SETTINGS_NAMES
    ]
    return Survey(listing, files, assets, contents, next((name for name in names if name in files), None))


def read(
    source: Source, inputs: Inputs, found: Survey, previous: Read | None = None, store: Store | None = None
) -> Read:
    """Read what a survey found; what `previous` or the store has of files that are the same is taken over."""
    reader = _Reader(source, inputs, found, previous, store)
    reader.read_settings()
    reader.read_files()
    return reader.result()


class _Reader:
    """One run of the phase."""

    def __init__(
        self, source: Source, inputs: Inputs, found: Survey, previous: Read | None, store: Store | None
    ) -> None:
        self.source = source
        self.inputs = inputs
        self.found = found
        self.previous = previous
        self.store = store
        self.settings = Settings()
        self.settings_content = ""
        self.pages: dict[str, PageFacts] = {}
        self.data: dict[str, DataFacts] = {}
        self.diagnostics = [
            _unread(skipped.path, f"“{skipped.path}” {skipped.reason}.") for skipped in found.listing.skipped
        ]

    def result(self) -> Read:
        pages = {path: self.pages[path] for path in self.found.files if path in self.pages}
        data = {path: self.data[path] for path in self.found.files if path in self.data}
        return Read(self.settings, self.settings_content, pages, data, self.found, tuple(self.diagnostics))

    # -- settings

    def read_settings(self) -> None:
        path = self.found.settings_file
        if path is None:
            return
        data = self.source.read([path], self.inputs.limits.data_bytes)[path]
        if data is None:
            self.settings = Settings(path=path, visibility=EVERYTHING_CLOSED)
            return
        self.settings_content = content_id(data)
        if self.previous is not None and self.previous.settings_content == self.settings_content:
            self.settings = self.previous.settings
        read = read_data(path, data)
        file = read.data
        reporter = Reporter(path, file.source)
        self.settings = read_settings(file.node, reporter, [kind.name for kind in self.inputs.kinds])
        is_cut = len(data) >= self.inputs.limits.data_bytes
        is_whole = not is_cut and all(found.severity is not Severity.ERROR for found in read.diagnostics)
        if not is_whole and ("visibility" in file.source.text or is_cut):
            # What cannot be read may have named pages that not everybody sees.
            self.settings = replace(self.settings, visibility=EVERYTHING_CLOSED)
        for rule in self.settings.visibility:
            if rule.to != CLOSED and not any(
                matches(rule.path, path) for path in chain(self.found.files, self.found.assets)
            ):
                message = f"“{rule.path}” matches no file, so that this rule protects nothing."
                reporter.report(filecodes.UNMATCHED_VISIBILITY, rule.span, message)
        self.diagnostics += reporter.found

    # -- files

    def read_files(self) -> None:
        same = self.previous is not None and self.previous.settings_content == self.settings_content
        wanted: list[str] = []
        total = 0
        for path, file in self.found.files.items():
            total += min(file.size, self.limit_of(path))
            if total > self.inputs.limits.total_bytes:
                most = f"{self.inputs.limits.total_bytes:,}"
                message = f"“{path}” and what follows are not read: a handbook has at most {most} bytes."
                self.diagnostics.append(_diagnostic(filecodes.TOO_LARGE, path, message))
                break
            content = self.found.contents.get(path)
            if content is not None and file.content is not None and file.size > self.limit_of(path):
                content = f"{content}-{file.size}"
            if content is None or not self.take_over(path, content, same):
                wanted.append(path)
        for path, data in self.load(wanted):
            self.take(path, data, same)

    def limit_of(self, path: str) -> int:
        return self.settings.page_bytes if is_page(path) else self.inputs.limits.data_bytes

    def take_over(self, path: str, content: str, same: bool) -> bool:
        """Use what is known of a file of this content; false where nothing is."""
        if same and self.previous is not None:
            page, data = self.previous.pages.get(path), self.previous.data.get(path)
            if page is not None and page.content == content:
                self.pages[path] = page
                return True
            if data is not None and data.content == content:
                self.data[path] = data
                return True
        if self.store is not None and is_page(path):
            stored = self.store.load(path, content, self.settings_content)
            if stored is not None:
                self.pages[path] = stored
                return True
        return False

    def load(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of files, of large ones the head; a file that is gone meanwhile is reported."""
        for limit, batch in self.batches(paths):
            read = self.source.read(batch, limit)
            for path in batch:
                data = read[path]
                if data is None:
                    message = f"“{path}” cannot be read: it may not be opened, or has just gone."
                    self.diagnostics.append(_unread(path, message))
                else:
                    yield path, data

    def batches(self, paths: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
        heads: list[str] = []
        batch: list[str] = []
        size = largest = 0
        for path in paths:
            file = self.found.files[path]
            if file.size > self.limit_of(path):
                heads.append(path)
                continue
            batch.append(path)
            size, largest = size + file.size, max(largest, self.limit_of(path))
            if size > BATCH_BYTES:
                yield largest + 1, batch
                batch, size = [], 0
        if batch:
            yield largest + 1, batch
        if heads:
            yield HEAD_BYTES, heads

    def take(self, path: str, data: bytes, same: bool) -> None:
        limit = self.limit_of(path)
        size = max(self.found.files[path].size, len(data))
        content = self.found.files[path].content or content_id(data)
        if size > limit:
            data, content = data[:HEAD_BYTES], f"{content}-{size}"
        if self.take_over(path, content, same):
            return
        if is_page(path):
            self.pages[path] = self.make_page(path, data, size, content)
        else:
            made = read_data(path, data, size, limit)
            self.data[path] = DataFacts(content, made.data, tuple(made.diagnostics))

    def make_page(self, path: str, data: bytes, size: int, content: str) -> PageFacts:
        page, found = read_page(path, data, size, self.settings.page_bytes)
        reporter = Reporter(path, page.source, found)
        kinds = [kind for kind in self.inputs.kinds if kind.recognise(page, self.settings)]
        if kinds:
            # A definition needs the whole tree: made now, it saves the outline that the checks would make.
            _ = page.parsed
        for check in self.inputs.checks:
            check(page, self.settings, reporter)
        definitions = {kind.name: kind.parse(page, self.settings, reporter) for kind in kinds}
        page.forget_tree()
        return PageFacts(content, page, tuple(reporter.found), definitions)


def _unread(path: str, message: str) -> Diagnostic:
    return _diagnostic(filecodes.UNREAD_FILE, path, message)


def _diagnostic(code: Code, path: str, message: str) -> Diagnostic:
    """A diagnostic about a file whose text nobody has seen."""
    reporter = Reporter(path, SourceText(""))
    reporter.report(code, Span(0, 0), message)
    return reporter.found[0]
