"""The kinds of notices of this room, by name."""

from __future__ import annotations

from trellis.core.definitions.notice_names import declare

ASKED, SHARED = "review-asked", "review-shared"
declare(ASKED, SHARED)
