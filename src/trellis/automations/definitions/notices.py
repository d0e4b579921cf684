"""The kinds of notices of this room, by name."""

from __future__ import annotations

from trellis.core.definitions.notice_names import declare

TOLD, TROUBLE = "automation", "automation-trouble"
declare(TOLD, TROUBLE)
