"""The handbook that this process serves, and what is derived from it.

An *edition* is one compiled handbook with its derived values. Requests take the current edition once and keep it, so
that a page is never made of two revisions. Files that change make a new edition in the background; readers never wait.

Who may not see all pages gets an edition of their own, compiled as if the others were not there: what is derived from
it (the tree, the search, the role graph, counts) cannot tell what it never held.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any, TypeVar

from trellis.core.kinds import registered
from trellis.handbook.handbook import Handbook
from trellis.handbook.source import SourceError
from trellis.handbook.workspace import Workspace
from trellis.pages.audience import EVERYBODY, Audience, Reader, audience_of, is_public_in_part

T = TypeVar("T")
log = logging.getLogger(__name__)

MOST_AUDIENCES = 16
"""Audiences whose editions a process keeps; of more, those go that nobody has read the longest."""

_OF_GIT = frozenset({"history", "indexes", "commits", "sizes", "commit-files"})
"""Memories of what is in Git, which editions for other readers share: whoever asks has been asked for the path."""


class Edition:
    """One compiled handbook with what was derived from it so far. Shared by threads; never changed by readers."""

    def __init__(
        self,
        handbook: Handbook,
        previous: Edition | None = None,
        audience: Audience = EVERYBODY,
        whole: Edition | None = None,
    ) -> None:
        self.handbook = handbook
        self.made_at = time.monotonic()
        self.audience = audience
        self.whole = whole or self
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
        if self.whole is not self and name in _OF_GIT:
            return self.whole.kept(name)
        return self._kept.setdefault(name, {})

    def sees(self, path: str) -> bool:
        """Whether the readers of this edition may see a file at a path, today's or one of the past."""
        return self.audience.sees(path)


class Library:
    """The current edition of this process, and the editions of those who do not see all of it."""

    def __init__(self, handbook: Handbook, workspace: Workspace | None = None) -> None:
        self._edition = Edition(handbook)
        self._workspace = workspace
        self._restricted: OrderedDict[Audience, Edition] = OrderedDict()
        self._making = threading.Lock()
        self._serving = threading.Lock()
        self.left = threading.Event()
        """Set once another library is served: nobody need keep this one fresh."""

    @property
    def edition(self) -> Edition:
        """The whole edition to read from now."""
        return self._edition

    def edition_for(self, reader: Callable[[], Reader]) -> Edition:
        """The edition of what a reader may see.

        The first reader of an audience waits as long as an edit takes. After an edit they read the edition before it
        until `serve` has made theirs: an audience holds its rules, so that it never sees more than it may.
        """
        whole = self._edition
        audience = audience_of(whole.handbook.settings, reader())
        if audience == EVERYBODY:
            return whole
        with self._making:
            found = self._restricted.get(audience)
            if found is None:
                found = self._restricted[audience] = self._made_for(audience, whole, found)
            self._restricted.move_to_end(audience)
            while len(self._restricted) > MOST_AUDIENCES:
                self._restricted.popitem(last=False)
            return found

    def tried(self, changes: Mapping[str, bytes | None], audience: Audience = EVERYBODY) -> Handbook:
        """The handbook as it would be with some files in other words (`None`: taken away), as an audience sees it.

        A link to a page that is there, but not for this audience, is no fault to tell them of.
        """
        handbook = self._edition.handbook
        if self._workspace is None:
            self._workspace = Workspace(handbook.source, registered())
        files = (*handbook.pages, *handbook.data, *handbook.assets)
        hidden = [path for path in audience.hidden(files) if path != handbook.settings.path]
        whole = self._workspace.tried(changes) if changes else handbook
        if not hidden:
            return whole
        made = self._workspace.tried({**changes, **dict.fromkeys(hidden)})
        seen = {path: file for path, file in made.data.items() if audience.sees(path)}
        faults = set(whole.diagnostics)
        told = tuple(each for each in made.diagnostics if each in faults)
        return replace(made, data=seen, diagnostics=told)

    def follow(self, paths: Iterable[str]) -> None:
        """Serve at once what somebody has just changed in some files, without waiting for the thread that watches.

        Takes as long as an edit does, and next to nothing where the change was tried before. What the next reader asks
        for is derived by that thread, or when they ask. Raises SourceError where the source cannot be read.
        """
        if self._workspace is not None:
            self._workspace.refresh_files(paths)
            self._take_over()

    def serve_newest(self) -> None:
        """Serve the newest handbook of the workspace, whoever had it compiled; see `serve`."""
        self._derive(self._take_over())

    def serve(self, handbook: Handbook) -> None:
        """Serve a newly compiled handbook from now on, then derive what the next reader will ask for."""
        self._derive(self._take_over(handbook))

    def _take_over(self, handbook: Handbook | None = None) -> Edition:
        with (
            self._serving
        ):  # A thread that has compiled an older one must not put it in the place of a newer one.
            if handbook is None:
                handbook = self._workspace.handbook if self._workspace is not None else self._edition.handbook
            if handbook is not self._edition.handbook:
                self._edition = Edition(handbook, self._edition)
            return self._edition

    def _derive(self, edition: Edition) -> None:
        warm(edition)
        handbook = edition.handbook
        with self._making:
            audiences = list(self._restricted.items())
        for audience, before in audiences:
            if before.whole is edition:
                continue
            if audience.rules == handbook.settings.visibility:
                fresh = self._made_for(audience, edition, before)
                warm(fresh)
                with self._making:
                    self._restricted[audience] = fresh
            else:
                with self._making:
                    self._restricted.pop(audience, None)

    def _made_for(self, audience: Audience, whole: Edition, before: Edition | None) -> Edition:
        return Edition(self.tried({}, audience), before, audience, whole)


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
    """Serve another library from now on; `None` opens it anew at the next reading. For tests and the command line.

    An opening under way is waited for, so that it does not replace what was asked for later.
    """
    global _library  # noqa: PLW0603 - as above
    with _opening:
        if _library is not None and _library is not library:
            _library.left.set()
        _library = library


@contextmanager
def opened_by(open_library: Callable[[], Library]) -> Iterator[None]:
    """Within this, the library is opened in another way; what was opened so is left at the end."""
    global _open  # noqa: PLW0603 - as above
    before, _open = _open, open_library
    try:
        yield
    finally:
        use(None)
        _open = before


def _stranger() -> Reader:
    return Reader(reads_all=True)


_reader: ContextVar[Callable[[], Reader] | None] = ContextVar("reader", default=None)


@contextmanager
def read_by(reader: Callable[[], Reader]) -> Iterator[None]:
    """Within this, `current_edition` is what a reader may see; `reader` is asked once it matters, and only once."""
    found: list[Edition] = []
    token = _reader.set(reader)
    kept = _taken.set(found)
    try:
        yield
    finally:
        _reader.reset(token)
        _taken.reset(kept)


_taken: ContextVar[list[Edition] | None] = ContextVar("taken", default=None)


def current_edition() -> Edition:
    """The edition to read from, of what whoever asks may see; the same one all through a request.

    Outside of a request that is what strangers see; `whole_edition` is for work that answers to nobody.
    """
    taken = _taken.get()
    if taken:
        return taken[0]
    ask = _reader.get()
    library = _opened()
    edition = library.edition_for(ask or _stranger)
    if taken is not None:
        taken.append(edition)
    return edition


def whole_edition() -> Edition:
    """The edition with everything in it: for rules, for the machine's own work, never for what somebody reads."""
    return _opened().edition


def edition_if_open() -> Edition | None:
    """The whole edition, if this process has opened its library; unlike the others, this waits for nothing."""
    return _library.edition if _library is not None else None


def has_public_pages() -> bool:
    """Whether some pages are for everybody, where the site is for members."""
    return is_public_in_part(_opened().edition.handbook.settings)


def _opened() -> Library:
    """The library of this process. The first call opens it and compiles the handbook."""
    global _library  # noqa: PLW0603 - as above
    if _library is None:
        with _opening:
            if _library is None:
                if _open is None:
                    raise RuntimeError(
                        "No handbook can be served: `trellis.pages` is not among the installed apps."
                    )
                _library = _open()
    return _library


def try_out(changes: Mapping[str, bytes | None], audience: Audience | None = None) -> Handbook:
    """The current handbook with some files in other words, compiled as the next edition for the same reader.

    With an audience it is as that one sees it: never give one that sees more than whoever asks.
    """
    return _opened().tried(changes, current_edition().audience if audience is None else audience)


def audience_for(reader: Reader) -> Audience:
    """The audience that a reader belongs to in the handbook that is served."""
    return audience_of(whole_edition().handbook.settings, reader)


def follow(paths: Iterable[str]) -> None:
    """Serve from this process at once what was just changed in some files of the handbook; see `Library.follow`.

    What cannot be read now is read by the thread that watches: whoever changed it is not told.
    """
    try:
        _opened().follow(paths)
    except SourceError as error:
        log.warning("What was just changed is not served yet: %s", error)


def current_handbook() -> Handbook:
    """The compiled handbook that whoever asks may see."""
    return current_edition().handbook
