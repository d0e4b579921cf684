"""What this room keeps of people, model by model: see `core.personal`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Fate, declare


def register() -> None:
    """Called when Django starts."""
    declare(
        Declaration("policies.Followed", _("Which revision of the handbook was looked at."), plain=("revision",)),
        Declaration(
            "policies.Version", _("The texts of policies that people were asked to read."),
            plain=("path", "title", "revision", "commit", "text", "digest", "parts", "changed"),
        ),
        Declaration(
            "policies.Decision", _("Who said whether a change of a policy asks people again, and why."),
            Basis.LEGITIMATE_INTEREST, Data.PERSONAL, accounts=("decided_by",), personal=("because",),
            plain=("path", "before_digest", "after_digest"), scrubbed=("because",), fate=Fate.KEEP,
            why=_("It explains why people were asked again, or were not."),
        ),
        Declaration(
            "policies.Acknowledgement", _("Who was asked to read which policy, and has acknowledged which version."),
            Basis.LEGAL_DUTY, Data.PERSONAL, people=("person",), named=("acknowledged_by", "exempted_by"),
            plain=("path", "taken_from"), personal=("exempt_because",), scrubbed=("exempt_because",), fate=Fate.KEEP,
            why=_("It proves what people had been told; the person is a number in it."),
            blanks={"person": {"exempt_because": ""}},
        ),
    )  # fmt: skip
