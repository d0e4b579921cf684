"""The kinds of notices of this room, by name."""

from __future__ import annotations

from trellis.core.definitions.notice_names import declare

MINE, RUNNING = "classes", "sessions"
declare(MINE, RUNNING)
