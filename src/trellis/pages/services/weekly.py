"""Writes of the weekly summary: each owner is told once in a week, whichever process comes first."""

from __future__ import annotations

from datetime import datetime, time
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from trellis.core.services import notices, runs
from trellis.pages.definitions.notices import WEEKLY
from trellis.pages.queries import ages
from trellis.pages.queries.current import Edition
from trellis.pages.queries.summaries import Summary, summaries

BEGINS_AT = time(7)
"""On Monday, in the site's time zone."""


def send_summaries(edition: Edition, now: datetime) -> int:
    """Tell every owner what is new, overdue and waiting; gives how many were told.

    Once in a week, from Monday at seven on, and not before this process knows how old the findings are. Somebody for
    whom there is nothing is not told, and not later in the week either. Killed halfway, the next round goes on with
    those who are left.
    """
    local = timezone.localtime(now)
    if (local.weekday() == 0 and local.time() < BEGINS_AT) or not ages.learnt(edition):
        return 0
    year, number, _day = local.isocalendar()
    week = f"weekly {year}-{number:02}"
    if runs.is_done(week):
        return 0
    told = sum(_send(summary, week) for summary in summaries(edition, now))
    with transaction.atomic():
        runs.claim(week)
    return told


def _send(summary: Summary, week: str) -> int:
    with transaction.atomic():
        if not runs.claim(f"{week} {summary.account.pk}") or summary.is_empty:
            return 0
        query = urlencode({"owner": summary.owners[0]})
        return notices.notify(
            WEEKLY, [summary.account], subject=_("Your pages this week"), text=lazy(lambda: summary.text, str)(),
            key=week, address=f"{reverse('pages:health')}?{query}",
        )  # fmt: skip
