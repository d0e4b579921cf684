"""The kinds of notices of this room, by name."""

from __future__ import annotations

from trellis.core.definitions.notice_names import declare

ASSIGNED, ANSWERED, TEAM = "learning", "learning-answer", "learning-team"
PROMOTED = "learning-campaign"
GOALS = "learning-goals"
COMMUNITY, MODERATED = "learning-community", "learning-moderated"
declare(ASSIGNED, ANSWERED, TEAM, PROMOTED, GOALS, COMMUNITY, MODERATED)
