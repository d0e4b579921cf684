"""Numbers in the cells of files."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from trellis.core.importing import BadValueError


def part(most: str) -> Callable[[str], Decimal]:
    """A number above 0 and up to some other, with a point or a comma."""

    def parse(cell: str) -> Decimal:
        try:
            found = Decimal(cell.replace(",", "."))
        except InvalidOperation:
            found = Decimal(0)
        if not found.is_finite() or not 0 < found <= Decimal(most):
            raise BadValueError(
                _("This is no such number."),
                remedy=_("Write one above 0 and up to %(most)s.") % {"most": most},
            )
        return found

    return parse


def count(most: int) -> Callable[[str], int]:
    """A whole number from 1 up to some other."""

    def parse(cell: str) -> int:
        found = int(cell) if cell.isdecimal() and len(cell) <= len(str(most)) else 0
        if not 1 <= found <= most:
            raise BadValueError(
                _("This is no such number."),
                remedy=_("Write a whole one from 1 to %(most)d.") % {"most": most},
            )
        return found

    return parse
