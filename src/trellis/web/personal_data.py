"""What this room keeps of people, model by model: see `core.personal`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Lapse, declare


def register() -> None:
    """Called when Django starts."""
    declare(
        Declaration(
            "web.SavedView", _("What somebody chose of a list, under a name."), Basis.CONTRACT, Data.PERSONAL,
            accounts=("account",), personal=("name", "query"), plain=("place",),
        ),
        Declaration(
            "web.FirstView", _("The view that a list opens with for somebody."), Basis.CONTRACT, Data.PERSONAL,
            accounts=("account",), plain=("place",),
        ),
        Declaration(
            "web.MailedView", _("Which view of a list is mailed to somebody, and when."), Basis.CONTRACT, Data.PERSONAL,
            accounts=("account",), named=("asked_by",), plain=("every", "form", "stopped_for"),
        ),
        Declaration(
            "web.Mailing", _("When a view of a list was mailed to somebody."), Basis.CONTRACT, Data.PERSONAL,
            accounts=("mailed__account",), plain=("kept_back",), lapse=Lapse("mails", "made_at"),
        ),
    )  # fmt: skip
