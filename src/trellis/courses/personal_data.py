"""What this room keeps of people, model by model: see `core.personal`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, declare


def register() -> None:
    """Called when Django starts."""
    declare(
        Declaration(
            "courses.StudioStep", _("What a draft said before somebody changed it in the studio."), Basis.CONTRACT,
            Data.PERSONAL, accounts=("author",), personal=("before",), plain=("path", "started_from", "after"),
        ),
    )  # fmt: skip
