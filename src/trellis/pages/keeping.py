"""The thread that keeps the handbook in step with its upstream, in each process that serves; one of them does it."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, connections
from django.utils import timezone

from trellis.handbook.errors import TrellisError
from trellis.pages.services import upstream
from trellis.pages.upstreams import configured

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0
"""Seconds until somebody's wish for a round is seen: a merge, a button, a webhook."""


def start() -> None:
    """Start the thread where an upstream is configured."""
    if configured() is not None:
        threading.Thread(target=keep_in_step, name="upstream", daemon=True).start()


def keep_in_step(stop: threading.Event | None = None, look_every: float = LOOK_EVERY) -> None:
    """Have a round whenever one is due, until `stop` is set. No trouble of one round ends it."""
    stop = stop or threading.Event()
    while not stop.wait(look_every):
        try:
            if upstream.is_due(timezone.now()):
                upstream.synchronise()
        except upstream.BusyError:
            pass
        except (TrellisError, DatabaseError) as error:
            log.warning("The upstream could not be looked at: %s", error)
        finally:
            connections.close_all()
