"""Following the editions of the handbook: whoever is asked for something else by a new one is assigned it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from trellis.core import defined, tasks
from trellis.learning.models import Followed

ASSIGN = "learning.assign"
"""The name of the job, which calls services and is therefore known to them by its name alone."""


@dataclass
class _Seen:
    """What this process looked at last."""

    revision: str = ""


_seen = _Seen()


def follow(now: datetime) -> int:
    """Have everybody assigned what a new edition asks for; 1 where there is one. Without news it costs nothing."""
    revision = defined.revision()[:200]
    if revision == _seen.revision:
        return 0
    with transaction.atomic():
        Followed.objects.get_or_create(pk=1)
        row = Followed.objects.select_for_update().get(pk=1)
        is_new = row.revision != revision
        if is_new:
            row.revision, row.at = revision, now
            row.save(update_fields=["revision", "at"])
            job = tasks.task_named(ASSIGN)
            assert job is not None, "declared when Django starts"
            job.enqueue()
    _seen.revision = revision
    return int(is_new)
