"""What this room keeps of people, model by model: see `core.personal`.

Nothing here leads from a person to their plans: the page from which a copy of somebody's data is made would tell
whoever makes it that there is one. The person reads all of it in the application.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Fate, Lapse, Text, declare


def register() -> None:
    """Called when Django starts."""
    from trellis.performance.models import SupportPlan  # noqa: PLC0415 - not before the apps are loaded

    held = SupportPlan.objects.filter(person__holds__isnull=False, person__holds__ended_at=None).values("pk")
    why = _(
        "It shows how somebody was supported and judged until claims about it lapse; then all of it is deleted."
    )

    def of(label: str, purpose: Text, **said: Any) -> Declaration:
        return Declaration(
            f"performance.{label}", purpose, Basis.LEGITIMATE_INTEREST, Data.CONFIDENTIAL, fate=Fate.KEEP, why=why,
            **said,
        )  # fmt: skip

    declare(
        of(
            "SupportPlan", _("Plans of support: who was supported by whom, until when, and how that ended."),
            named=("person", "manager", "partner", "handed_by"),
            plain=("stage", "role", "revision", "state", "outcome", "counts"),
            withheld=("sealed_reason", "sealed_outcome_reason"),
            lapse=Lapse("support-plans", "ended_at", Q(ended_at__isnull=False) & ~Q(pk__in=held)),
        ),
        of(
            "PlanExpectation", _("What a plan of support expects."), plain=("origin",),
            withheld=("sealed_text", "sealed_measure"),
        ),
        of("CheckIn", _("When a plan of support was talked about, and what was said."), named=("by",),
           withheld=("sealed_note",)),
        of("CheckInMark", _("How an expectation stood at a check-in."), plain=("mark",), withheld=("sealed_note",)),
        of("PlanMove", _("What happened to a plan of support, and why."), named=("by",), plain=("deed",),
           withheld=("sealed_text",)),
    )  # fmt: skip
