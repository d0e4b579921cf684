"""What this room keeps of people, model by model: see `core.personal`."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Fate, Lapse, declare

_TRACE = _("It proves who approved what; whoever did is called “Somebody who has left”.")


def register() -> None:
    """Called when Django starts."""
    declare(
        Declaration(
            "work.WorkItem", _("What waits on somebody, or did."), Basis.CONTRACT, Data.PERSONAL,
            accounts=("assignee",), named=("asked_by", "delegated_by", "ended_by"),
            personal=("title", "text", "delegated_because"), plain=("kind", "about_kind", "address"),
            fate=Fate.ANONYMISE, blanks={"assignee": {"title": "–", "text": "", "delegated_because": ""}},
            scrubbed=("title", "text", "delegated_because"),
            lapse=Lapse("finished-work", "ended_at", Q(ended_at__isnull=False)),
        ),
        Declaration(
            "work.Absence", _("When somebody is away, and who stands in."), Basis.CONTRACT, Data.PERSONAL,
            accounts=("account",), named=("stand_in",), lapse=Lapse("absences", "ends_at"),
        ),
        Declaration(
            "work.Undo", _("What somebody did a moment ago and can take back."), Basis.CONTRACT, Data.PERSONAL,
            accounts=("account",), personal=("before",), plain=("deed",), lapse=Lapse("finished-work", "created_at"),
        ),
        Declaration(
            "work.ApprovalRequest", _("What somebody asked to have approved."), Basis.LEGITIMATE_INTEREST,
            Data.PERSONAL, accounts=("requested_by",), named=("subject", "about_person"),
            personal=("title", "text", "facts"),
            plain=("rule", "about_kind", "digest", "revision"), fate=Fate.KEEP, why=_TRACE,
            scrubbed=("title", "text"),
        ),
        Declaration("work.ApprovalStep", _("The steps of a request."), plain=("title", "by", "need", "then")),
        Declaration(
            "work.ApprovalDecision", _("What was decided about a request, by whom."), Basis.LEGITIMATE_INTEREST,
            Data.PERSONAL, accounts=("by",), named=("in_place_of", "asker", "subject"), personal=("text",),
            plain=("slots", "digest", "revision"), fate=Fate.KEEP, why=_TRACE, scrubbed=("text",),
        ),
    )  # fmt: skip
