"""A handbook that is kept up to date while its files change: what a server, an editor and `--watch` hold on to."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence

from trellis.handbook import reading
from trellis.handbook.cache import Cache
from trellis.handbook.compiler import Build, Compiler, collector_paused
from trellis.handbook.handbook import Handbook
from trellis.handbook.kinds import Kind
from trellis.handbook.overlay import OverlaySource
from trellis.handbook.source import Source
from trellis.handbook.stored import Shelf, fingerprint


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
        with self._lock, collector_paused(freeze=self._build is None):
            if self._build is None:
                self._handbook = self._loaded() or self._compiled()
            else:
                self._handbook = self._updated(self._build, changed)
            return self._handbook

    def prepare(self) -> None:
        """Make the next edit quick: a handbook that was loaded as a whole has no parts that could be taken over."""
        with self._lock, collector_paused(freeze=self._build is None):
            if self._build is None:
                self._handbook = self._compiled()

    def tried(self, changes: Mapping[str, bytes | None]) -> Handbook:
        """What the handbook would be with some files in other words (`None`: taken away). Changes nothing here.

        Takes as long as an edit does. Raises SourceError where the source cannot be read.
        """
        self.prepare()
        with self._lock, collector_paused():
            return self.compiler.compile(OverlaySource(self.source, changes), self._build).handbook

    def save(self) -> None:
        """Let the next process load this handbook as a whole; costs more than an edit, so it waits for a quiet
        moment.
        """
        with self._lock:
            if self._shelf is not None and self._build is not None and not self._saved:
                self._shelf.keep(self.source, self._build.read, self._build.handbook)
                self._saved = True

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
        self._build = self.compiler.compile(self.source, build, changed=changed)
        if self._build.handbook is not build.handbook:
            self._saved = False
            if self._shelf is not None:
                self._shelf.keep_pages(self._build.read)
        return self._build.handbook

    def _fingerprint(self) -> str:
        compiler = self.compiler
        things = (*compiler.inputs.kinds, *compiler.inputs.checks, *compiler.link_checks)
        facts = (compiler.inputs.limits, compiler.select, compiler.ignore)
        return f"{fingerprint(things)} {facts!r}"
