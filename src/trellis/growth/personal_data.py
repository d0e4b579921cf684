"""What this room keeps of people, model by model: see `core.personal`.

The person, their line and the coach are in every word of a plan; managers answer for what they write in a promotion.
Copies of somebody's data hold that there were plans, promotions and transfers and how they ended, not the words:
people read those themselves, in the application.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Lapse, Text, declare


def _of(label: str, purpose: Text, **said: Any) -> Declaration:
    return Declaration(f"growth.{label}", purpose, Basis.CONTRACT, Data.CONFIDENTIAL, **said)


_PLANS = (
    _of(
        "DevelopmentPlan", _("Which level somebody is heading for, and how that ended."), people=("person",),
        named=("coach", "begun_by"), plain=("target", "target_title", "source_title", "state", "revision"),
        withheld=("sealed_reason",), lapse=Lapse("development-plans", "ended_at"),
    ),
    _of(
        "PlanItem", _("What the level asks for, and how far somebody shows it."), people=("plan__person",),
        plain=("key", "part", "text", "revision", "own", "managers"),
    ),
    _of(
        "PlanEvidence", _("What shows that somebody does what the level asks for."), people=("item__plan__person",),
        named=("by",), withheld=("sealed_text", "sealed_link"),
    ),
    _of(
        "PlanAction", _("What somebody does to get to a level."), people=("plan__person",), named=("owner",),
        plain=("kind",), withheld=("sealed_text",),
    ),
    _of(
        "PlanNote", _("What happened to a development plan, and what was said about it."),
        people=("plan__person",), named=("by",), plain=("kind",), withheld=("sealed_text",),
    ),
)  # fmt: skip

_PROMOTIONS = (
    _of(
        "Promotion", _("Who was to be promoted to which level, from when on, and how that was decided."),
        people=("person",), named=("written_by",),
        plain=(
            "source_title", "target", "target_title", "state", "before_currency", "base_currency", "revision",
            "digest", "approval",
        ),
        withheld=("sealed_pay_reason", "sealed_announcement", "sealed_outcome"),
        lapse=Lapse("promotions", "decided_at", only=~Q(state="granted")),
    ),
    _of(
        "PromotionSection", _("What the document of a promotion says."), people=("promotion__person",),
        plain=("name", "title"), withheld=("sealed_text",),
    ),
    _of(
        "PromotionCriterion", _("What the new level asks for, with what shows it."), people=("promotion__person",),
        plain=("key", "part", "text"), withheld=("sealed_evidence",),
    ),
    _of(
        "Calibration", _("What came of comparing promotions, and why."), people=("promotion__person",),
        named=("by",), plain=("verdict",), withheld=("sealed_notes",),
    ),
)  # fmt: skip

_TRANSFERS = (
    _of(
        "Transfer", _("Who asked to move to which work, and how that was decided."), people=("person",),
        named=("manager", "asked_by"),
        plain=("source_title", "target_title", "department", "state", "before_currency",
               "base_currency", "revision", "digest", "approval"),
        withheld=("sealed_reason", "sealed_answer"), lapse=Lapse("promotions", "decided_at"),
    ),
)  # fmt: skip

_KEY_ROLES = (
    _of(
        "KeyRole", _("Roles that would leave a gap, and how likely they fall vacant; not told to their holders."),
        named=("person", "manager", "marked_by"), plain=("title", "department", "risk"),
        withheld=("sealed_reason", "sealed_outcome"), lapse=Lapse("key-roles", "closed_at"),
    ),
    _of(
        "Successor", _("Who could take on a key role, and when; never told to them."), named=("person", "named_by"),
        plain=("readiness",), withheld=("sealed_strengths", "sealed_missing"),
    ),
)  # fmt: skip


def register() -> None:
    """Called when Django starts."""
    declare(*_PLANS, *_PROMOTIONS, *_TRANSFERS, *_KEY_ROLES)
