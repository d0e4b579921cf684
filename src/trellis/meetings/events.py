"""What happens to regular meetings. Events hold the series, never the two, and no words."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("meetings.series-begun", about="series", says=_("began regular meetings"), confidential=True)
@dataclass(frozen=True, slots=True)
class SeriesBegun:
    """Two people meet regularly from now on."""

    series: UUID
    by: UUID | None
    kind: str


@recorded("meetings.changed", about="series", says=_("changed regular meetings"), confidential=True)
@dataclass(frozen=True, slots=True)
class SeriesChanged:
    """Something of a series changed; `deed` is a word of a short list: held, skipped, planned, ended."""

    series: UUID
    by: UUID | None
    deed: str
