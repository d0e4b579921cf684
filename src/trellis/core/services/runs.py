"""Things that are done once, whichever process comes first."""

from __future__ import annotations

from django.db import transaction

from trellis.core.models import Run


def is_done(name: str) -> bool:
    """Whether somebody has done this."""
    return Run.objects.filter(name=name).exists()


def claim(name: str) -> bool:
    """Whether the caller is the one who does this. Inside the transaction that does it: if that fails, nobody did."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("What is claimed must be done in the same transaction.")
    _row, is_new = Run.objects.get_or_create(name=name)
    return is_new
