"""What the kinds of series of this room are called."""

from __future__ import annotations

ONE_TO_ONE, CAREER = "one-to-one", "career"
