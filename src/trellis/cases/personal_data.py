"""What this room keeps of people, model by model: see `core.personal`.

Nothing here leads from a person to their cases: a copy of somebody's data, and the page from which it is made, would
tell whoever makes it (and a witness, or whom it is about) that there is a case. What somebody may have of a case is
given by its handlers, who see who else is named in it. A hold on anybody who has to do with a case keeps all of it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Fate, Lapse, Text, declare


def register() -> None:
    """Called when Django starts."""
    from trellis.cases.models import Case  # noqa: PLC0415 - not before the apps are loaded

    held = Case.objects.filter(
        parties__person__holds__isnull=False, parties__person__holds__ended_at=None
    ).values("pk")
    why = _("Its handlers answer for it until its type lets go of it; then all of it is deleted.")

    def of(label: str, purpose: Text, **said: Any) -> Declaration:
        return Declaration(
            f"cases.{label}",
            purpose,
            Basis.LEGITIMATE_INTEREST,
            Data.CONFIDENTIAL,
            fate=Fate.KEEP,
            why=why,
            **said,
        )

    declare(
        of(
            "Case", _("Confidential cases of employee relations, read by their handlers alone."),
            plain=("type", "stage", "entity", "country", "revision"), withheld=("sealed_title", "sealed_outcome"),
            lapse=Lapse("cases", "kept_until", Q(closed_at__isnull=False) & ~Q(pk__in=held)),
        ),
        of("CaseParty", _("Who has to do with a case, and so never sees it."), named=("person",)),
        of("CaseHandler", _("Who handles a case."), named=("account", "given_by")),
        of("CaseMessage", _("What was said between handlers and who asked."), named=("by",), withheld=("sealed_text",)),
        of("CaseNote", _("What handlers wrote down."), named=("by",), withheld=("sealed_text",)),
        of(
            "CaseDecision", _("What was decided in a case."), named=("by",),
            withheld=("sealed_text", "sealed_why", "sealed_decided_by"),
        ),
        of(
            "CaseDeadline", _("What is due in a case."), named=("done_by",), plain=("rule",),
            withheld=("sealed_title", "sealed_source"),
        ),
        of("CaseDocument", _("Files of a case."), named=("by",), withheld=("sealed_name",)),
        of("CaseMove", _("How a case went on."), named=("by",), plain=("stage",), withheld=("sealed_outcome",)),
    )  # fmt: skip
