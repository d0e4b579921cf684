"""Telling people that a development plan is to be looked at."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trellis.core.rules import Account
from trellis.core.services import notices
from trellis.growth.definitions.notices import PLAN
from trellis.growth.models import DevelopmentPlan
from trellis.people.queries import directory

LATEST = timedelta(days=14)
"""Nobody is told anew of a day that is longer over."""


def remind(day: date) -> int:
    """Tell the person, their manager and the coach once that the day of a plan has come; gives how many were told."""
    due = DevelopmentPlan.objects.filter(state="open", review_on__lte=day, review_on__gt=day - LATEST)
    due = due.select_related("person")
    told = 0
    for plan in due.order_by("pk"):
        position = directory.position_on(plan.person, day)
        if position is None:
            continue
        people = {plan.person_id, position.manager_id, plan.coach_id} - {None}
        told += notices.notify(
            PLAN, Account.objects.filter(person__in=people), subject=_("A development plan is to be looked at"),
            address=reverse("growth:plan", args=[plan.pk]), key=f"plan {plan.pk} {plan.review_on}",
            about=("plan", plan.pk),
        )  # fmt: skip
    return told
