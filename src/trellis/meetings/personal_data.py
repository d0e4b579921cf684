"""What this room keeps of people, model by model: see `core.personal`.

Both of the two are in every word that was written: copies of somebody's data hold that they met and when, not the
words. They read those themselves, in the application.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Fate, declare


def register() -> None:
    """Called when Django starts."""
    why = _("The other one of the two still needs what was agreed; the person is a number in it.")
    declare(
        Declaration(
            "meetings.Series", _("Who meets whom regularly."), Basis.LEGITIMATE_INTEREST, Data.CONFIDENTIAL,
            people=("host", "guest"), plain=("kind",), fate=Fate.KEEP, why=why,
        ),
        Declaration(
            "meetings.Meeting", _("When two people met, and the notes of both."), Basis.LEGITIMATE_INTEREST,
            Data.CONFIDENTIAL, people=("series__host", "series__guest"), withheld=("sealed_notes", "sealed_reason"),
            fate=Fate.KEEP, why=why,
        ),
        Declaration(
            "meetings.Topic", _("What stood on the agenda of two people."), Basis.LEGITIMATE_INTEREST,
            Data.CONFIDENTIAL, named=("by",), withheld=("sealed_text",), fate=Fate.KEEP, why=why,
        ),
        Declaration(
            "meetings.PrivateNote", _("What somebody wrote for themselves in a meeting."), Basis.LEGITIMATE_INTEREST,
            Data.CONFIDENTIAL, people=("writer",), withheld=("sealed_text",), fate=Fate.DELETE,
        ),
        Declaration(
            "meetings.Action", _("What somebody said they would do."), Basis.LEGITIMATE_INTEREST, Data.CONFIDENTIAL,
            people=("owner",), withheld=("sealed_text",), fate=Fate.KEEP, why=why,
        ),
    )  # fmt: skip
