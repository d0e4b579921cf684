"""`trellis trend`: how healthy the handbook was on past days, compiled from its commits."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from trellis.config import example
from trellis.config.serving import SETTINGS


def fill(handbook: Sequence[str], *, days: int, every: int, tell: Callable[[str], object]) -> int:
    """Compile what the handbook was on past days and write it down; gives how many days. Starts Django.

    Raises TrellisError where the handbook has no history or the database cannot be used.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if handbook:
        os.environ["TRELLIS_HANDBOOK"] = "\n".join(handbook)
    import django  # takes longer than all of `trellis --help`
    from django.conf import settings

    if not os.environ.get("TRELLIS_HANDBOOK"):
        settings.TRELLIS_HANDBOOK = [str(example.prepare(settings.TRELLIS_DATA))]
    django.setup()
    from django.utils import timezone

    from trellis.config import preparing
    from trellis.core.kinds import registered
    from trellis.handbook.spec import open_source
    from trellis.handbook.workspace import Workspace
    from trellis.pages.queries.current import Edition
    from trellis.pages.services import trend

    with preparing.alone():
        preparing.migrate()
    edition = Edition(Workspace(open_source(settings.TRELLIS_HANDBOOK), registered()).handbook)
    return trend.fill(edition, today=timezone.localdate(), days=days, every=every, tell=tell)
