"""What this room permits."""

from __future__ import annotations

from trellis.core.definitions.permissions import Permission, Workspace
from trellis.handbook.words import gettext_noop as _

GRADE = Permission(
    "assessments.grade", _("grade attempts, decide appeals, regrade, and see the results of all quizzes")
)
EXTRA_TIME = Permission("assessments.extra-time", _("give people more time in quizzes, and see who has it"))
PERMISSIONS = (GRADE, EXTRA_TIME)
WORKSPACES = (Workspace("assessments", _("Quizzes"), permissions=(GRADE.name, EXTRA_TIME.name)),)
"""None of it comes with a level of access. Whoever owns a quiz grades it without a grant; nobody grades their own."""
