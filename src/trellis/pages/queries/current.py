"""The handbook that this process serves, and what is derived from it.

An *edition* is one compiled handbook with its derived values. Requests take the current edition once and keep it, so
that a page is never made of two revisions. Files that change make a new edition in the background; readers never wait.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from trellis.handbook.handbook import Handbook
from trellis.handbook.workspace import Workspace
from trellis.pages.kinds import registered

T = TypeVar("T")


class Edition:
    """One compiled handbook with what was derived from it so far. Shared by threads; never changed by readers."""

    def __init__(self, handbook: Handbook, previous: Edition | None = None) -> None:
        self.handbook = handbook
        self._derived: dict[Callable[[Edition], Any], Any] = {}
        self._remembered: dict[object, Any] = {}
        self._kept: dict[str, dict[Any, Any]] = previous._kept if previous is not None else {}

    def derive(self, build: Callable[[Edition], T]) -> T:
        """The value that a function makes of this edition, made once. Two threads may make it at once; one is kept."""
        found: T | None = self._derived.get(build)
        if found is None:
            found = self._derived.setdefault(build, build(self))
        return found

    def remember(self, key: object, build: Callable[[], T]) -> T:
        """A value of this edition that has a key of its own: a fragment of HTML in one language."""
        found: T | None = self._remembered.get(key)
        if found is None:
            found = self._remembered.setdefault(key, build())
        return found

    def carry(self, name: str, source: object, build: Callable[[], T]) -> T:
        """A value made of one object, carried from edition to edition for as long as that object stays the same."""
        memory = self.kept("carried")
        found: tuple[object, T] | None = memory.get(name)
        if found is None or found[0] is not source:
            found = memory[name] = (source, build())
        return found[1]

    def kept(self, name: str) -> dict[Any, Any]:
        """A memory that goes on from edition to edition: for values of single pages, keyed by what they are made of."""
        return self._kept.setdefault(name, {})


class Library:
    """The current edition of this process."""

    def __init__(self, handbook: Handbook, workspace: Workspace | None = None) -> None:
        self._edition = Edition(handbook)
        self._workspace = workspace

    @property
    def edition(self) -> Edition:
        """The edition to read from now."""
        return self._edition

    def tried(self, changes: Mapping[str, bytes | None]) -> Handbook:
        """The handbook as it would be with some files in other words (`None`: taken away)."""
        if self._workspace is None:
            self._workspace = Workspace(self._edition.handbook.source, registered())
        return self._workspace.tried(changes)

    def serve(self, handbook: Handbook) -> None:
        """Serve a newly compiled handbook from now on, then derive what the next reader will ask for."""
        self._edition = Edition(handbook, self._edition)
        warm(self._edition)


_warmers: list[Callable[[Edition], object]] = []


def warm_with(build: Callable[[Edition], object]) -> None:
    """Have something derived of every new edition before anybody asks for it. Called when Django starts."""
    if build not in _warmers:
        _warmers.append(build)


def warm(edition: Edition) -> None:
    """Derive what was asked for by `warm_with`."""
    for build in _warmers:
        build(edition)


_library: Library | None = None
_opening = threading.Lock()
_open: Callable[[], Library] | None = None


def open_with(opener: Callable[[], Library]) -> None:
    """Say how the library is opened when somebody first reads. Called when Django starts."""
    global _open  # noqa: PLW0603 - one library for each process, by design
    _open = opener


def use(library: Library | None) -> None:
    """Serve another library from now on; `None` opens it anew at the next reading. For tests and the command line."""
    global _library  # noqa: PLW0603 - as above
    _library = library


def current_edition() -> Edition:
    """The edition to read from in this request. The first call opens the library and compiles the handbook."""
    global _library  # noqa: PLW0603 - as above
    if _library is None:
        with _opening:
            if _library is None:
                if _open is None:
                    raise RuntimeError(
                        "No handbook can be served: `trellis.pages` is not among the installed apps."
                    )
                _library = _open()
    return _library.edition


def try_out(changes: Mapping[str, bytes | None]) -> Handbook:
    """The current handbook with some files in other words, compiled as the next edition would be."""
    current_edition()
    assert _library is not None
    return _library.tried(changes)


def current_handbook() -> Handbook:
    """The compiled handbook that is served now."""
    return current_edition().handbook
