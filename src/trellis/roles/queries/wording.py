"""How values of roles are said on the site."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def grade_text(grade: float | None) -> str:
    """`7`, `9.5`, or nothing."""
    return "" if grade is None else f"{grade:g}"


def one_line(text: str) -> str:
    """A text without line breaks and double spaces."""
    return " ".join(text.split())


def own_and_inherited(own: int, inherited: int) -> str:
    """`3 of its own, 4 inherited`, without the half that is nothing."""
    if not inherited:
        return ngettext("%(n)d, its own", "%(n)d, all its own", own) % {"n": own}
    if not own:
        return ngettext("%(n)d, inherited", "%(n)d, all inherited", inherited) % {"n": inherited}
    return _("%(own)d of its own, %(inherited)d inherited") % {"own": own, "inherited": inherited}
