"""Which time zone is whose: the organisation's, and that of whoever reads."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from trellis.core import defined
from trellis.handbook.errors import TrellisError


def organisation_zone() -> ZoneInfo | None:
    """The first of `time_zones` in handbook.yml; `None` where no handbook can be read now."""
    try:
        names = defined.edition().handbook.settings.time_zones
    except (RuntimeError, TrellisError):
        return None
    with suppress(ValueError, KeyError, OSError):  # the compiler has told what is wrong with the name
        return ZoneInfo(names[0] if names else settings.TIME_ZONE)
    return None


def today() -> date:
    """Today where the organisation is; by UTC where no handbook says where that is."""
    return timezone.localdate(timezone=organisation_zone() or UTC)


class ReadersZone(tzinfo):
    """A time zone that asks who reads only when it is needed: most requests show no time, and need no account."""

    def __init__(self, find: Callable[[], ZoneInfo]) -> None:
        self._find = find

    @cached_property
    def found(self) -> ZoneInfo:
        """The zone itself."""
        return self._find()

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """As the zone that is found."""
        return self.found.utcoffset(moment)

    def dst(self, moment: datetime | None) -> timedelta | None:
        """As the zone that is found."""
        return self.found.dst(moment)

    def tzname(self, moment: datetime | None) -> str | None:
        """As the zone that is found."""
        return self.found.tzname(moment)

    def fromutc(self, moment: datetime) -> datetime:
        """As the zone that is found; what comes of it keeps that zone, and knows nothing of the request."""
        return self.found.fromutc(moment.replace(tzinfo=self.found))

    def __str__(self) -> str:
        return self.found.key
