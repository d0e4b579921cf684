"""What this room keeps of people, model by model: see `core.personal`."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Fate, Lapse, declare


def register() -> None:
    """Called when Django starts."""
    declare(
        Declaration(
            "contracts.Document", _("Contracts and letters, as they were made and signed."), Basis.LEGAL_DUTY,
            Data.CONFIDENTIAL, people=("person",), named=("made_by", "approved_by"),
            personal=("title", "reason", "breaches"),
            plain=("entity", "template", "revision", "digest"), withheld=("values",), scrubbed=("title", "reason"),
            fate=Fate.KEEP, why=_("Law asks for contracts for years after their end; then they are deleted."),
            lapse=Lapse("documents", "kept_from", Q(kept_from__isnull=False)), files="document",
        ),
        Declaration(
            "contracts.Signature", _("Who signed what, and what proves it."), Basis.LEGAL_DUTY, Data.CONFIDENTIAL,
            accounts=("account",), people=("document__person",),
            personal=("name", "address", "device", "method", "consent", "reason", "link_to", "opened_from"),
            plain=("part", "of", "digest", "seal"), withheld=("link_digest",), fate=Fate.KEEP,
            why=_("A signature proves something only as long as it says whose it is; it goes with its document."),
        ),
        Declaration(
            "contracts.Enrolment", _("Which benefits somebody has and had."), Basis.CONTRACT, Data.CONFIDENTIAL,
            people=("person",), named=("recorded_by",), personal=("life_event",),
            plain=("program", "option", "entity", "ending", "currency", "revision"), fate=Fate.KEEP,
            why=_("What benefits cost in past years stays right; the person is a number in it."),
            blanks={"person": {"life_event": "", "life_event_on": None}},
        ),
    )  # fmt: skip
