"""The kinds of notices of this room, by name."""

from __future__ import annotations

from trellis.core.definitions.notice_names import declare

ONE_TO_ONES, FEEDBACK, MENTORING = "one-to-ones", "feedback", "mentoring"
declare(ONE_TO_ONES, FEEDBACK, MENTORING)
