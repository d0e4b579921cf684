"""What this room keeps of people, model by model: see `core.personal`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, declare


def register() -> None:
    """Called when Django starts."""
    declare(
        Declaration(
            "roles.FormStep", _("Steps in a draft that its author can take back."), Basis.CONTRACT, Data.PERSONAL,
            accounts=("draft__author",), personal=("what", "removed", "added"), plain=("after",),
        )
    )  # fmt: skip
