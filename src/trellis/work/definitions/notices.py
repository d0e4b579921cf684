"""The kinds of notices of this room, by name."""

from __future__ import annotations

from trellis.core.definitions.notice_names import declare

GIVEN, HANDED, STANDING_IN, OVERDUE = "work-task", "work-handed", "work-stand-in", "work-overdue"
DECIDE, NEWS = "approval", "approval-news"
declare(GIVEN, HANDED, STANDING_IN, OVERDUE, DECIDE, NEWS)
