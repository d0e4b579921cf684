"""Which day it is for the organisation: what begins on a day begins when that day does in its first time zone."""

from __future__ import annotations

from datetime import UTC, date

from django.utils import timezone

from trellis.core.zones import organisation_zone


def today() -> date:
    """Today where the organisation is; by UTC where no handbook says where that is."""
    return timezone.localdate(timezone=organisation_zone() or UTC)
