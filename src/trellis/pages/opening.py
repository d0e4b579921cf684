"""How a process opens its handbook, and how it hears of changes.

Compiling happens once, when somebody first reads; from then on a thread watches the files and compiles what has
changed, so that readers never wait and see an edit within a tenth of a second.
"""

from __future__ import annotations

import logging
import threading

from django.conf import settings

from trellis.handbook.cache import open_cache
from trellis.handbook.errors import TrellisError
from trellis.handbook.handbook import Handbook
from trellis.handbook.spec import open_source
from trellis.handbook.watch import folders_of, watch
from trellis.handbook.workspace import Workspace
from trellis.pages.kinds import registered
from trellis.pages.queries.current import Library, warm
from trellis.pages.queries.history import learn_history

log = logging.getLogger(__name__)


def open_library() -> Library:
    """The library of the handbook that the settings name, with a thread that keeps it fresh.

    Raises SourceError where there is nothing to read.
    """
    source = open_source(settings.TRELLIS_HANDBOOK)
    workspace = Workspace(source, registered(), open_cache(outside=folders_of(source)))
    library = Library(workspace.handbook, workspace)
    threading.Thread(target=_keep_fresh, args=(workspace, library), name="handbook", daemon=True).start()
    return library


def _keep_fresh(workspace: Workspace, library: Library) -> None:
    warm(library.edition)
    _learn(library)

    def serve(handbook: Handbook) -> None:
        library.serve(handbook)
        _learn(library)

    watch(workspace, serve, on_trouble=_warn)


def _learn(library: Library) -> None:
    try:
        learn_history(library.edition)
    except TrellisError as error:
        log.warning("The history of the handbook is not known in advance: %s", error)


def _warn(error: TrellisError) -> None:
    log.warning("The handbook cannot be read now; the last edition is served: %s", error)
