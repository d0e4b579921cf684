"""Retention: what has been kept for as long as `retention.yml` says is taken away every night."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core import defined, privacy, tasks
from trellis.core.privacy import Due
from trellis.core.privacy_events import RetentionApplied
from trellis.core.running import Run
from trellis.core.services import erasing, exports
from trellis.core.services.events import publish
from trellis.core.tasks import job

AT_ONCE = 500
SCHEDULE = "core.retain"


@job("core.retain", title=_("Take away what has been kept for long enough"))
def retain(run: Run) -> None:
    """Take away what is due, some rows in each step; one event says what."""
    reached: dict[str, Any] = run.cursor or {}
    counts: dict[str, int] = reached.get("counts", {})
    if reached.get("done"):
        return
    now = timezone.now()
    with run.step():
        exports.end_over(now)
    for each in privacy.due(now):
        lapse, label = each.declaration.lapse, each.declaration.label
        assert lapse is not None  # it would not be due
        while keys := _some(each):
            with run.step() as step:
                counts[label] = counts.get(label, 0) + erasing.take(
                    each.declaration, keys, anonymous=lapse.anonymous
                )
                step.at(cursor={"counts": counts})
    with run.step(cursor={"counts": counts, "done": True}), transaction.atomic():
        if counts:
            publish(RetentionApplied(run.key, None, counts, defined.revision()))


def _some(due: Due) -> list[UUID]:
    """The next rows that are due; asked anew each time who is on hold."""
    rows = privacy.lapsed(due.declaration, due.before, privacy.held())
    return list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def register() -> None:
    """Called when Django starts."""
    tasks.schedule(SCHEDULE, retain, "40 3 * * *", title=_("Taking away what has been kept for long enough"))
