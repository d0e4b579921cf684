"""`trellis worker`: a process that does jobs and answers no requests."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Sequence
from contextlib import suppress

import click

from trellis.config import example
from trellis.config.serving import SETTINGS
from trellis.handbook.errors import TrellisError


class NotReadyError(TrellisError):
    """The site has never been started with this data, or not with this version."""

    code = "not-ready"


def run(handbook: Sequence[str], *, threads: int) -> None:
    """Do jobs, and what is done in rounds, until SIGINT or SIGTERM. Starts Django.

    What runs then stops at its next step and goes on in another process. Raises TrellisError where the handbook or the
    database cannot be used, and while the database is not up to date.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if handbook:
        os.environ["TRELLIS_HANDBOOK"] = "\n".join(handbook)
    import django  # takes longer than all of `trellis --help`
    from django.conf import settings

    if not os.environ.get("TRELLIS_HANDBOOK"):
        settings.TRELLIS_HANDBOOK = [str(example.prepare(settings.TRELLIS_DATA))]
    django.setup()
    from trellis.config import preparing
    from trellis.core import rounds, tracing, working
    from trellis.pages.queries.current import whole_edition

    with preparing.alone():
        if preparing.pending_migrations():
            raise NotReadyError("The database is not up to date.", hint="Start the site first: ./trellis up")
    tracing.start()
    asked_to_end = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_ignored: asked_to_end.set())
    with suppress(TrellisError):  # jobs that need it say what is wrong with it
        whole_edition()
    workshop = working.Workshop("apart", threads=threads)
    workshop.open()
    rounds.start()
    click.echo(f"Doing jobs, {threads} at once. Stop with Ctrl-C.")
    asked_to_end.wait()
    workshop.close()
    click.echo("Stopped.")
