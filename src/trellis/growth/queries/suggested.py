"""What development plans still ask for, as goals of learning: linked, never copied, since plans are read by few."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.growth import rules
from trellis.growth.models import DevelopmentPlan, PlanItem, PlanState, Shown
from trellis.learning.suggesting import Suggestion

SOURCE = "plan-item"
"""Under this name goals keep that they are about an item of a plan."""
MOST_SUGGESTED = 4


def suggested_to(who: Account) -> list[Suggestion]:
    """Items of somebody's own open plans that their manager does not hold for shown yet. One query."""
    if who.person_id is None:
        return []
    rows = PlanItem.objects.filter(plan__person=who.person_id, plan__state=PlanState.OPEN, dropped=False)
    rows = rows.exclude(managers=Shown.SHOWN).select_related("plan").order_by("-plan__begun_at", "place")
    return [
        Suggestion(
            "about", each.text[:300], _("of your plan for %(title)s") % {"title": each.plan.target_title},
            source=SOURCE, object=each.pk, url=reverse("growth:plan", args=[each.plan_id]),
        )
        for each in rows[:MOST_SUGGESTED]
    ]  # fmt: skip


def described_to(who: Account, keys: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """The words and the plan of those of some items whose plan somebody sees. One query."""
    plans = DevelopmentPlan.objects.filter(rules.seen_plans(who)).values("pk")
    rows = PlanItem.objects.filter(pk__in=keys, plan__in=plans).values_list("pk", "text", "plan")
    return {pk: (text[:300], reverse("growth:plan", args=[plan])) for pk, text, plan in rows}
