"""What this room keeps of people, model by model: see `core.personal`."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Fate, Lapse, declare
from trellis.intake.definitions import stages

_WHY = _("Others need it, too, and how long requests take is counted; whose it was is not to be seen.")


def register() -> None:
    """Called when Django starts."""
    declare(
        Declaration(
            "intake.CourseRequest", _("What people ask to learn, and what was decided about it."),
            Basis.LEGITIMATE_INTEREST, Data.PERSONAL, accounts=("asked_by",), named=("owner",),
            personal=("title", "need", "audience", "otherwise", "links", "instead", "objectives", "learners"),
            plain=("kind", "stage", "pages", "modality", "course", "proposal"),
            scrubbed=("title", "need", "audience", "otherwise", "links", "instead", "objectives", "learners"),
            fate=Fate.KEEP, why=_WHY,
            lapse=Lapse("course-requests", "ended_at", only=Q(stage__in=stages.REFUSED)), files="intake",
        ),
        Declaration(
            "intake.Vote", _("Who needs a course, too, and for how many people."), Basis.LEGITIMATE_INTEREST,
            Data.PERSONAL, accounts=("account",), personal=("team", "why"), scrubbed=("why",),
        ),
        Declaration(
            "intake.Reviewer", _("Who looks at a course before it is published."), Basis.LEGITIMATE_INTEREST,
            Data.PERSONAL, accounts=("account",),
        ),
        Declaration(
            "intake.Move", _("What happened to a request, and why."), Basis.LEGITIMATE_INTEREST, Data.PERSONAL,
            accounts=("by",), personal=("text",), plain=("kind", "before", "after"), scrubbed=("text",),
            fate=Fate.KEEP, why=_WHY,
        ),
        Declaration(
            "intake.ContentUpdate", _("Which courses were to be looked at, and what came of it."),
            Basis.LEGITIMATE_INTEREST, Data.INTERNAL, named=("done_by",), personal=("reason",),
            plain=("cause", "source", "title", "course", "course_title", "parts", "topics", "revision", "before",
                   "state"),
            fate=Fate.KEEP, why=_("It says why a course stays as it is; who said so is not to be seen."),
        ),
        Declaration("intake.SeenCourse", _("What courses said when they were looked at last."),
                    plain=("course", "texts")),
        Declaration("intake.SeenRevision", _("Which revision of the handbook was looked at."), plain=("revision",)),
    )  # fmt: skip
