"""What those who watch over the site are told of the handbook: whether it is read, how large and how old it is."""

from __future__ import annotations

import time

from django.utils.translation import gettext_noop

from trellis.core.measuring import Measure, Values
from trellis.core.readiness import FINE
from trellis.handbook.upstream import State
from trellis.pages.models import Upstream
from trellis.pages.queries.current import edition_if_open
from trellis.pages.upstreams import configured


def readiness() -> str:
    """Whether this process has read the handbook."""
    return FINE if edition_if_open() is not None else gettext_noop("not read yet")


def _pages() -> Values:
    edition = edition_if_open()
    return {(): len(edition.handbook.pages)} if edition is not None else {}


def _age() -> Values:
    edition = edition_if_open()
    return {(): time.monotonic() - edition.made_at} if edition is not None else {}


def _upstream() -> Values:
    if configured() is None:
        return {}
    row = Upstream.objects.first()
    return {(): 1.0 if row is not None and row.state == State.IN_STEP else 0.0}


MEASURES = (
    Measure("trellis_handbook_pages", "Pages of the handbook that is served.", _pages),
    Measure(
        "trellis_handbook_age_seconds", "Since when the process that answers has served this edition.", _age
    ),
    Measure("trellis_upstream_in_step", "Whether the handbook is in step with its upstream.", _upstream),
)
