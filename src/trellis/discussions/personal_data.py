"""What this room keeps of people, model by model: see `core.personal`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Fate, declare

_OTHERS = _("Others answered it; its author is called “Somebody who has left”.")


def register() -> None:
    """Called when Django starts."""
    declare(
        Declaration(
            "discussions.Comment", _("What somebody said about an object."), Basis.LEGITIMATE_INTEREST,
            Data.PERSONAL, accounts=("author",), named=("settled_by", "hidden_by"), personal=("text",),
            plain=("kind",), withheld=("hidden_for",), fate=Fate.KEEP, why=_OTHERS, scrubbed=("text",),
        ),
        Declaration(
            "discussions.PastText", _("The words of a comment before they were edited."), Basis.LEGITIMATE_INTEREST,
            Data.PERSONAL, accounts=("comment__author",), personal=("text",),
        ),
        Declaration(
            "discussions.Reaction", _("How somebody reacted to a comment."), Basis.LEGITIMATE_INTEREST,
            Data.PERSONAL, accounts=("account",), fate=Fate.KEEP,
            why=_("It is counted; whose it was is not to be seen."),
        ),
        Declaration(
            "discussions.Following", _("What somebody watches."), Basis.CONTRACT, Data.PERSONAL,
            accounts=("account",), plain=("kind",),
        ),
        Declaration(
            "discussions.CommentDraft", _("What somebody is writing and has not said."), Basis.CONTRACT,
            Data.PERSONAL, accounts=("account",), personal=("text",), plain=("kind",),
        ),
        Declaration("discussions.LogReader", _("How far the sealed log was read."), plain=("name",)),
    )  # fmt: skip
