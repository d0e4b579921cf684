"""Which day it is for the organisation: what begins on a day begins when that day does in its first time zone."""

from __future__ import annotations

from trellis.core.zones import today

__all__ = ["today"]
