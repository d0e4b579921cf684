"""Compiled handbooks in the cache: the facts of each page, and each whole result in parts that load when asked
for.
"""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from trellis.handbook.cache import Cache, dump, key_of
from trellis.handbook.diagnostics import Diagnostic, Edit, Fix, Related, Severity
from trellis.handbook.errors import TrellisError
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page
from trellis.handbook.reading import PageFacts, Read, Survey
from trellis.handbook.source import Source, Stamp, roots_of
from trellis.handbook.text import Position, Span

VERSION = "1"
"""Raised whenever entries are written otherwise."""

K = TypeVar("K")
V = TypeVar("V")


def fingerprint(objects: Iterable[object]) -> str:
    """A digest of everything besides the files that a compilation depends on.

    Covers the code of the compiler, the code of the packages that the objects (kinds, checks) come from, and
    the versions of Python and the parsers: a changed program never believes an old cache.
    """
    folders = {Path(__file__).parent}
    whole = hashlib.blake2b(digest_size=20)
    for thing in objects:
        named = thing if hasattr(thing, "__qualname__") else type(thing)
        module = getattr(named, "__module__", "")
        facts = (
            module,
            getattr(named, "__qualname__", ""),
            getattr(thing, "name", ""),
            getattr(thing, "version", ""),
        )
        whole.update(repr(facts).encode())
        file = getattr(sys.modules.get(module), "__file__", None)
        if file:
            folders.add(Path(file).parent)
    for folder in sorted(folders):
        for path in sorted(folder.rglob("*.py")):
            if "tests" not in path.parts:
                found = path.stat()
                whole.update(
                    f"{path}\0{found.st_size}\0{found.st_mtime_ns}\0".encode("utf-8", "surrogateescape")
                )
    whole.update(f"{VERSION} {platform.python_version()} {version('pyromark')} {version('pyyaml')}".encode())
    return whole.hexdigest()


class Shelf:
    """The part of a cache that belongs to one compiler: what is stored under another fingerprint is not seen."""

    def __init__(self, cache: Cache, mark: str) -> None:
        self.cache = cache
        self.mark = mark
        self._known: set[bytes] = set()

    # -- stamps

    def stamps(self, source: Source) -> dict[str, tuple[Stamp | None, str]]:
        """The stamps and identities that the files of a source had when they were last read."""
        found = self.cache.load(self._stamps_key(source))
        return found if isinstance(found, dict) else {}

    def _stamps_key(self, source: Source) -> bytes:
        return key_of("stamps", VERSION, source.identity)

    # -- pages

    def load(self, path: str, content: str, settings: str) -> PageFacts | None:
        """The facts of a page, or `None`."""
        return self._page(self.page_key(path, content, settings))

    def page_key(self, path: str, content: str, settings: str) -> bytes:
        """The key of a page's facts."""
        return key_of("page", self.mark, path, content, settings)

    def _page(self, key: bytes) -> PageFacts | None:
        found = self.cache.load(key)
        if not isinstance(found, tuple) or len(found) != 4:
            return None
        content, page, diagnostics, definitions = found
        self._known.add(key)
        return PageFacts(content, page, unpack_diagnostics(diagnostics), definitions)

    def keep_pages(self, read: Read) -> None:
        """Remember the facts of pages that are not there yet."""
        values: dict[bytes, bytes] = {}
        for path, facts in read.pages.items():
            key = self.page_key(path, facts.content, read.settings_content)
            if key not in self._known:
                packed = (
                    facts.content,
                    facts.page,
                    pack_diagnostics(facts.diagnostics),
                    dict(facts.definitions),
                )
                values[key] = dump(packed)
        self._known.update(values)
        self.cache.put(values)

    # -- whole results

    def result_key(self, source: Source, survey: Survey, contents: Mapping[str, str]) -> bytes | None:
        """The key of the whole result, or `None` where the contents of some file are not known."""
        if len(contents) < len(survey.files):
            return None
        files = [f"{path}\0{contents[path]}\0{file.size}" for path, file in survey.files.items()]
        skipped = [f"{path}\0{reason}" for path, reason in survey.listing.skipped]
        roots = [f"{mount}\0{name}" for mount, name in roots_of(source)]
        groups = (files, list(survey.assets), skipped, roots)
        return key_of("result", self.mark, *(key_of(*group) for group in groups))

    def keep(self, source: Source, read: Read, handbook: Handbook) -> None:
        """Remember a whole result, in parts, and the stamps of its files."""
        values = {self._stamps_key(source): dump(read.stamps)}
        # What the survey knows counts: the next survey will know it in the same way.
        key = self.result_key(source, read.survey, {**read.contents, **read.survey.contents})
        if key is not None:
            pages = {path: (facts.content, read.settings_content) for path, facts in read.pages.items()}
            parts: dict[str, Any] = {
                "head": (handbook.settings, pages, tuple(handbook.definitions), tuple(handbook.assembled)),
                "diagnostics": pack_diagnostics(handbook.diagnostics),
                "data": dict(handbook.data),
                "links": dict(handbook.links),
            }
            parts |= {f"definitions {kind}": dict(values) for kind, values in handbook.definitions.items()}
            parts |= {f"assembled {kind}": value for kind, value in handbook.assembled.items()}
            values |= {key_of(key, name): dump(value) for name, value in parts.items()}
        self.cache.put(values)

    def result(self, source: Source, survey: Survey, key: bytes) -> Handbook | None:
        """A whole result, or `None`. Everything but the diagnostics is loaded when it is first looked at."""
        head = self.cache.load(key_of(key, "head"))
        packed = self.cache.load(key_of(key, "diagnostics"))
        if not isinstance(head, tuple) or len(head) != 4 or packed is None:
            return None
        settings, pages, defined, assembled = head

        def part(name: str) -> Callable[[], Any]:
            return lambda: self._part(key, name)

        return Handbook(
            revision=source.revision(survey.contents),
            settings=settings,
            pages=LazyMapping(pages, lambda path: self._lazy_page(source, path, *pages[path])),
            data=LazyWhole(part("data")),
            assets=survey.assets,
            definitions={kind: LazyWhole(part(f"definitions {kind}")) for kind in defined},
            assembled=LazyMapping(
                dict.fromkeys(assembled), lambda kind: self._part(key, f"assembled {kind}")
            ),
            links=LazyWhole(part("links")),
            diagnostics=unpack_diagnostics(packed),
            source=source,
            mounts=source.mounts,
        )

    def _part(self, key: bytes, name: str) -> Any:
        found = self.cache.load(key_of(key, name))
        if found is None:
            raise Forgotten()
        return found

    def _lazy_page(self, source: Source, path: str, content: str, settings: str) -> Page:
        facts = self.load(path, content, settings)
        if facts is None:
            raise Forgotten()
        return facts.page


class Forgotten(TrellisError):
    """The cache was emptied while a handbook that was loaded from it is still in use."""

    code = "handbook.cache-gone"

    def __init__(self) -> None:
        super().__init__("The cache of the handbook has been removed.", hint="Load the handbook again.")


class LazyMapping(Mapping[str, V]):
    """A mapping whose keys are known and whose values are loaded one by one."""

    def __init__(self, keys: Mapping[str, Any], load: Callable[[str], V]) -> None:
        self._keys = keys
        self._load = load
        self._values: dict[str, V] = {}

    def __getitem__(self, key: str) -> V:
        if key in self._values:
            return self._values[key]
        if key not in self._keys:
            raise KeyError(key)
        # Two threads may load one value; both then see the same, the first that is kept.
        return self._values.setdefault(key, self._load(key))

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class LazyWhole(Mapping[str, Any]):
    """A mapping that is loaded as a whole."""

    def __init__(self, load: Callable[[], Mapping[str, Any]]) -> None:
        self._load = load
        self._whole: Mapping[str, Any] | None = None

    def _loaded(self) -> Mapping[str, Any]:
        if self._whole is None:
            self._whole = self._load()
        return self._whole

    def __getitem__(self, key: str) -> Any:
        return self._loaded()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._loaded())

    def __len__(self) -> int:
        return len(self._loaded())


def pack_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[tuple[Any, ...]]:
    """Diagnostics as plain tuples: a handbook has thousands, and tuples load ten times as fast."""
    return [
        (
            d.code,
            d.severity.value,
            d.path,
            *d.span,
            *d.start,
            *d.end,
            d.message,
            d.hint,
            _packed_fix(d.fix),
            tuple((r.path, *r.position, r.message) for r in d.related) if d.related else (),
        )
        for d in diagnostics
    ]


def _packed_fix(fix: Fix | None) -> tuple[Any, ...] | None:
    return None if fix is None else (fix.description, tuple((*edit.span, edit.text) for edit in fix.edits))


def unpack_diagnostics(packed: Iterable[tuple[Any, ...]]) -> tuple[Diagnostic, ...]:
    """The diagnostics that `pack_diagnostics` packed."""
    severities = {severity.value: severity for severity in Severity}
    return tuple(
        Diagnostic(
            code,
            severities[severity],
            path,
            Span(start, end),
            Position(line, column),
            Position(last, last_column),
            message,
            hint,
            None if fix is None else _unpacked_fix(*fix),
            tuple(Related(r[0], Position(r[1], r[2]), r[3]) for r in related),
        )
        for code, severity, path, start, end, line, column, last, last_column, message, hint, fix, related in packed
    )


def _unpacked_fix(description: str, edits: tuple[tuple[int, int, str], ...]) -> Fix:
    return Fix(description, tuple(Edit(Span(start, end), text) for start, end, text in edits))
