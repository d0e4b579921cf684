"""The kinds of notices of this room, by name."""

from __future__ import annotations

from trellis.core.definitions.notice_names import declare

CASE, ANSWER = "case", "case-answer"
declare(CASE, ANSWER)
