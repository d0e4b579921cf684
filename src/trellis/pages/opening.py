"""How a process opens its handbook, and how it hears of changes.

Compiling happens once, when somebody first reads; from then on a thread watches the files and compiles what has
changed, so that readers never wait and see an edit within a tenth of a second.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from trellis.core.kinds import registered
from trellis.handbook.cache import Cache, open_cache
from trellis.handbook.errors import TrellisError
from trellis.handbook.handbook import Handbook
from trellis.handbook.spec import open_source
from trellis.handbook.watch import folders_of, watch
from trellis.handbook.workspace import Workspace
from trellis.pages import keeping
from trellis.pages.queries import standings
from trellis.pages.queries.ages import learn_ages
from trellis.pages.queries.current import Edition, Library, opened_by, warm, whole_edition
from trellis.pages.queries.history import learn_history
from trellis.pages.services import trend

log = logging.getLogger(__name__)
_news = threading.Event()


def open_library() -> Library:
    """The library of the handbook that the settings name, with a thread that keeps it fresh.

    Raises SourceError where there is nothing to read.
    """
    source = open_source(settings.TRELLIS_HANDBOOK)
    workspace = Workspace(source, registered(), open_cache(outside=folders_of(source)))
    library = Library(workspace.handbook, workspace)
    threading.Thread(target=_keep_fresh, args=(workspace, library), name="handbook", daemon=True).start()
    keeping.start()
    return library


@contextmanager
def opened_for_now() -> Iterator[None]:
    """Within this, the handbook is read without a thread that keeps it fresh, and let go of at the end.

    For a process that will be forked. A fork takes no thread along: its workers would never hear of a change, and wait
    for ever for a lock that a thread held just then. So each of them opens the handbook for itself.
    """
    caches: list[Cache] = []

    def open_once() -> Library:
        source = open_source(settings.TRELLIS_HANDBOOK)
        cache = open_cache(outside=folders_of(source))
        caches.extend([cache] if cache is not None else [])
        workspace = Workspace(source, registered(), cache)
        return Library(workspace.handbook, workspace)

    with opened_by(open_once):
        try:
            yield
        finally:
            for cache in caches:
                cache.close()


def _keep_fresh(workspace: Workspace, library: Library) -> None:
    warm(library.edition)
    _learn(library)
    _news.set()

    def serve(_handbook: Handbook) -> None:
        library.serve_newest()
        _learn(library)
        _news.set()
        if not library.left.is_set():
            _look_ahead(library)

    watch(workspace, serve, stop=library.left, on_trouble=_warn)


def keep_account() -> None:
    """For each new edition, without end: write down how healthy it is, and ask Git how old its findings are.

    For a thread of its own, because asking may take a minute, and an edit must not wait for that.
    """
    while True:
        _news.wait()
        _news.clear()
        edition = whole_edition()
        try:
            trend.record_day(edition.handbook, timezone.localdate())
        except DatabaseError as error:
            log.warning("The health of this edition could not be written down: %s", error)
        finally:
            connection.close()
        try:
            learn_ages(edition, wanted=partial(_is_served, edition))
        except TrellisError as error:
            log.warning("How old the findings are is not known: %s", error)


def _is_served(edition: Edition) -> bool:
    return whole_edition() is edition


def _learn(library: Library) -> None:
    try:
        learn_history(library.edition)
    except TrellisError as error:
        log.warning("The history of the handbook is not known in advance: %s", error)


def _look_ahead(library: Library) -> None:
    try:
        standings.look_ahead(library.edition)
    except DatabaseError as error:
        log.warning("The open proposals are not looked at in advance: %s", error)
    finally:
        connection.close()


def _warn(error: TrellisError) -> None:
    log.warning("The handbook cannot be read now; the last edition is served: %s", error)
