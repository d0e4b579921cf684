"""What this room keeps of people, model by model: see `core.personal`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Fate, declare

_WHY = _("Law asks for what was paid for years; the person is a number in it.")


def register() -> None:
    """Called when Django starts."""
    declare(
        Declaration(
            "compensation.Pay", _("What people are paid, from which day on."), Basis.LEGAL_DUTY, Data.CONFIDENTIAL,
            people=("employment__person",), named=("recorded_by", "withdrawn_by"), personal=("reason",),
            plain=("base_currency", "why", "revision", "rank", "approval"), fate=Fate.KEEP, why=_WHY,
            blanks={"employment__person": {"reason": ""}},
        ),
        Declaration(
            "compensation.PayChange", _("Which changes of pay were asked for, and why."), Basis.CONTRACT,
            Data.CONFIDENTIAL, people=("employment__person",), named=("asked_by",), personal=("reason",),
            plain=("base_currency", "why", "state", "digest", "revision", "approval"), fate=Fate.DELETE,
        ),
        Declaration(
            "compensation.InterimBonus", _("Who filled a higher role for a time, and got which bonus for it."),
            Basis.CONTRACT, Data.CONFIDENTIAL, people=("employment__person",), named=("asked_by",),
            personal=("reason",), fate=Fate.DELETE,
            plain=("title", "amount_currency", "state", "digest", "revision", "approval"),
        ),
        Declaration(
            "compensation.ReviewSheet", _("Which sheets of the yearly review there are."), Basis.CONTRACT,
            Data.CONFIDENTIAL, people=("manager",), named=("submitted_by",),
            plain=("cycle", "state", "digest", "revision", "approval"), fate=Fate.KEEP,
            why=_("The sheet says what was decided about others; the manager is a number in it."),
        ),
        Declaration(
            "compensation.ReviewLine", _("How somebody was assessed in the yearly review, and what was proposed."),
            Basis.CONTRACT, Data.CONFIDENTIAL, people=("employment__person",),
            personal=("assessment", "justification"), fate=Fate.DELETE,
        ),
        Declaration(
            "compensation.BonusRequest", _("Who was nominated for a bonus, for what."), Basis.CONTRACT, Data.PERSONAL,
            people=("nominee",), named=("nominated_by",), personal=("reason",), scrubbed=("reason",),
            plain=("value", "amount_currency", "state", "revision", "approval"), fate=Fate.DELETE,
        ),
    )  # fmt: skip
