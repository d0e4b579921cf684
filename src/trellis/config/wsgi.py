"""What the web server serves."""

from __future__ import annotations

import os
from contextlib import suppress
from threading import Thread

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from trellis.config.chunked import Application, with_whole_bodies
from trellis.core import meters, rounds, tracing
from trellis.handbook.errors import TrellisError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.config.settings")

application = get_wsgi_application()


def eager_application() -> Application:
    """The same, for a worker that has just started: it begins to read the handbook before anybody asks for a page, and
    does beside its answers what has time.
    """
    tracing.start()
    meters.note_memory()
    rounds.register("memory", lambda _now: meters.note_memory())
    Thread(target=_open_handbook, name="opening the handbook", daemon=True).start()
    Thread(target=_keep_account, name="health", daemon=True).start()
    rounds.start()
    if settings.TRELLIS_WORKERS == "here":
        _do_jobs()
    return with_whole_bodies(application)


def _open_handbook() -> None:
    from trellis.pages.queries.current import whole_edition  # noqa: PLC0415 - only once Django is set up
    from trellis.pages.services.visits import keep_storing  # noqa: PLC0415 - only once Django is set up

    with suppress(TrellisError):  # the first page tells what is wrong with it
        whole_edition()
    keep_storing()


def _keep_account() -> None:
    from trellis.pages.opening import keep_account  # noqa: PLC0415 - as above

    keep_account()


def _do_jobs() -> None:
    from trellis.core import working  # noqa: PLC0415 - as above

    working.start()
