"""What this room keeps of people, model by model: see `core.personal`."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Fate, Lapse, declare


def register() -> None:
    """Called when Django starts."""
    declare(
        Declaration(
            "automations.Standing", _("Which automations rest, and why."), Basis.LEGITIMATE_INTEREST, Data.PERSONAL,
            accounts=("paused_by",), personal=("paused_because",), plain=("name", "clock"), fate=Fate.KEEP,
            why=_("It goes on resting; whoever paused it is called “Somebody who has left”."),
            scrubbed=("paused_because",),
        ),
        Declaration("automations.Follower", _("How far the log of events was followed."), plain=("name",)),
        Declaration(
            "automations.AutomationRun", _("What automations did, in whose name."), Basis.LEGITIMATE_INTEREST,
            Data.PERSONAL, accounts=("owner",), named=("by",), personal=("values", "results", "trouble"),
            plain=("automation", "occurrence", "trigger", "about", "verdicts", "revision"), fate=Fate.KEEP,
            why=_("It says where tasks and messages came from; it holds identifiers of people, not their names."),
            scrubbed=("values", "results", "trouble"),
            lapse=Lapse("automation-runs", "ended_at", Q(ended_at__isnull=False)),
        ),
        Declaration("automations.Caused", _("Which events came of a run.")),
    )  # fmt: skip
