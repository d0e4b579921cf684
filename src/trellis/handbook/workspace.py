"""A handbook that is kept up to date while its files change: what a server, an editor and `--watch` hold on to."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from trellis.handbook import reading
from trellis.handbook.cache import Cache
from trellis.handbook.compiler import Build, Compiler, collector_paused
from trellis.handbook.directory import DirectorySource
from trellis.handbook.handbook import Handbook
from trellis.handbook.kinds import Kind
from trellis.handbook.overlay import Moment, OverlaySource
from trellis.handbook.source import MountedSources, Source, content_id, is_data, is_page
from trellis.handbook.stored import Shelf, fingerprint

MOST_TRIES = 8
"""Changes that were tried of which what they would make is kept, for when they are asked for again, or made."""

_Differing: TypeAlias = frozenset[tuple[str, str | None]]
"""The files whose contents are not the current ones, with their new identities; `None` for one that goes."""


class Workspace:
    """The current handbook of a source.

    `handbook` is a whole snapshot and never changes under its holder; `refresh` puts a new one in its place.
    With a cache, a handbook whose files are as they were is loaded instead of compiled. Safe for several
    threads.
    """

    def __init__(
        self,
        source: Source,
        kinds: Sequence[Kind] = (),
        cache: Cache | None = None,
        compiler: Compiler | None = None,
    ) -> None:
        self.source = source
        self.compiler = compiler or Compiler(kinds)
        self._shelf = None if cache is None else Shelf(cache, self._fingerprint())
        self._lock = threading.RLock()
        self._build: Build | None = None
        self._handbook: Handbook | None = None
        self._key: bytes | None = None
        self._saved = False
        self._unkept: Build | None = None
        self._tries: OrderedDict[_Differing, Build] = OrderedDict()

    @property
    def handbook(self) -> Handbook:
        """The current handbook; the first call compiles or loads it. Raises SourceError where nothing can be read."""
        found = self._handbook
        return found if found is not None else self.refresh()

    def refresh(self, changed: Iterable[str] | None = None) -> Handbook:
        """Look at the files and compile again what an edit touches; the same object where nothing has changed.

        Whoever watches the files names the real paths of all that may have changed: that saves looking at the others.
        Raises SourceError where the source cannot be read at all; the last handbook then stays.
        """
        handbook = self._refreshed(changed)
        self._keep_pages()
        return handbook

    def refresh_files(self, paths: Iterable[str]) -> Handbook:
        """The same for whoever has just changed some files of the handbook, knows their paths in it, and is waiting.

        What the next process may load is kept at the next `refresh`.
        """
        real = [real_path(self.source, path) for path in paths]
        return self._refreshed(None if None in real else [path for path in real if path is not None])

    def prepare(self) -> None:
        """Make the next edit quick: a handbook that was loaded as a whole has no parts that could be taken over."""
        with self._lock, collector_paused(freeze=self._build is None):
            if self._build is None:
                self._handbook = self._compiled()

    def tried(self, changes: Mapping[str, bytes | None]) -> Handbook:
        """What the handbook would be with some files in other words (`None`: taken away). Changes nothing here.

        All other files are those of the current handbook. Takes as long as an edit does, and for one of the last few
        changes no time. Raises SourceError where the source cannot be read.
        """
        self.prepare()
        with self._lock, collector_paused():
            build = self._build
            assert build is not None  # `prepare` has made it
            differing = _differing(build, changes)
            known = self._tries.get(differing)
            if known is not None:
                self._tries.move_to_end(differing)
                return known.handbook
            moment = Moment(build.read.survey.listing, build.handbook.revision)
            made = self.compiler.compile(OverlaySource(self.source, changes, moment), build)
            self._tries[differing] = made
            if len(self._tries) > MOST_TRIES:
                self._tries.popitem(last=False)
            return made.handbook

    def save(self) -> None:
        """Let the next process load this handbook as a whole; costs more than an edit, so it waits for a quiet
        moment.
        """
        with self._lock:
            if self._shelf is not None and self._build is not None and not self._saved:
                self._shelf.keep(self.source, self._build.read, self._build.handbook)
                self._saved = True

    def _refreshed(self, changed: Iterable[str] | None) -> Handbook:
        with self._lock, collector_paused(freeze=self._build is None):
            if self._build is None:
                self._handbook = self._loaded() or self._compiled()
            else:
                self._handbook = self._updated(self._build, changed)
            return self._handbook

    def _keep_pages(self) -> None:
        """Remember new pages for the next process; nobody waits for that."""
        with self._lock:
            build, self._unkept = self._unkept, None
        if build is not None and self._shelf is not None:
            self._shelf.keep_pages(build.read)

    def _loaded(self) -> Handbook | None:
        """The whole result of an earlier process, if the files are the same."""
        if self._shelf is None:
            return None
        survey = self._survey()
        key = self._shelf.result_key(self.source, survey, survey.contents)
        if key is None:
            return None
        if key == self._key and self._handbook is not None:
            return self._handbook
        self._key = key
        return self._shelf.result(self.source, survey, key)

    def _survey(self) -> reading.Survey:
        known = self._shelf.stamps(self.source) if self._shelf is not None else {}
        return reading.survey(self.source, self.compiler.inputs.limits, known)

    def _compiled(self) -> Handbook:
        self._build = self.compiler.build(self.source, self._survey(), None, self._shelf)
        self._saved = False
        if self._shelf is not None:
            self._shelf.keep_pages(self._build.read)
            self.save()
        return self._build.handbook

    def _updated(self, build: Build, changed: Iterable[str] | None) -> Handbook:
        survey = reading.survey(self.source, self.compiler.inputs.limits, build.read.stamps, changed)
        self._build = self.compiler.build(self.source, survey, self._tried_as(survey, build) or build)
        if self._build.handbook is not build.handbook:
            self._tries.clear()
            self._saved = False
            self._unkept = self._build
        return self._build.handbook

    def _tried_as(self, survey: reading.Survey, build: Build) -> Build | None:
        """What was made when the files were tried as they are now: to merge what was looked at compiles nothing."""
        if not self._tries:
            return None
        before = build.read.contents
        unread = [path for path in survey.files if path not in survey.contents]
        if len(unread) > MOST_UNREAD:
            return None
        read = self.source.read(unread, self.compiler.inputs.limits.data_bytes) if unread else {}
        now = {
            **survey.contents,
            **{path: content_id(data) for path, data in read.items() if data is not None},
        }
        differing: set[tuple[str, str | None]] = {
            (path, content) for path, content in now.items() if before.get(path) != content
        }
        differing |= {(path, None) for path in before if path not in now}
        tries = ((_texts(tried), made) for tried, made in self._tries.items())
        return next((made for texts, made in tries if texts == differing), None)

    def _fingerprint(self) -> str:
        compiler = self.compiler
        things = (*compiler.inputs.kinds, *compiler.inputs.checks, *compiler.link_checks)
        facts = (compiler.inputs.limits, compiler.select, compiler.ignore)
        return f"{fingerprint(things)} {facts!r}"


MOST_UNREAD = 100
"""Files that are read to see whether a change is one that was tried; more are no change by a person."""


def real_path(source: Source, path: str) -> str | None:
    """Where a file of a source lies on the disk; `None` where it is in no folder."""
    if isinstance(source, MountedSources):
        mount, inner = source.owner(path)
        return real_path(source.sources[mount], inner)
    return source.real_path(path) if isinstance(source, DirectorySource) else None


def _differing(build: Build, changes: Mapping[str, bytes | None]) -> _Differing:
    """Where a change differs from what a build was made of."""
    before = build.read.contents
    after = {path: None if data is None else content_id(data) for path, data in changes.items()}
    return frozenset((path, content) for path, content in after.items() if before.get(path) != content)


def _texts(differing: _Differing) -> set[tuple[str, str | None]]:
    """The pages and data files among what differs."""
    return {(path, content) for path, content in differing if is_page(path) or is_data(path)}
