"""What this room keeps of people, model by model: see `core.personal`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Fate, Lapse, declare

_LINKS = ("link", "agenda_link", "recording_link")


_TAUGHT = _("It shows what was taught to whom; the person is a number in it.")
_OTHERS = _("Others rely on it; whoever it names is called “Somebody who has left”.")
_USUAL = Basis.LEGITIMATE_INTEREST


def register() -> None:
    """Called when Django starts."""
    declare(
        Declaration(
            "classes.Room", _("Rooms in which sessions take place."),
            plain=("name", "address", "zone", "equipment"),
        ),
        Declaration(
            "classes.Session", _("Sessions of classes, and who scheduled them."), _USUAL, Data.INTERNAL,
            people=("scheduled_by",),
            plain=(
                "kind", "course", "part", "revision", "title", "state", "zone", "modality", "address", "travel",
                "language", "audience", "materials", "cohort_part", *_LINKS,
            ),
            personal=("words", "cancelled_because"), withheld=("check_secret",),
            scrubbed=("words", "cancelled_because"), fate=Fate.KEEP, why=_OTHERS,
        ),
        Declaration("classes.Meeting", _("The hours of sessions.")),
        Declaration("classes.RoomSlot", _("When which room is taken.")),
        Declaration(
            "classes.Facilitator", _("Who runs which session."), _USUAL, Data.PERSONAL, people=("person",),
            personal=("reason",), plain=("state",), scrubbed=("reason",), fate=Fate.ANONYMISE,
            blanks={"person": {"reason": ""}},
        ),
        Declaration(
            "classes.Registration", _("Who wanted to take part in which session, and whether they were there."),
            Basis.CONTRACT, Data.PERSONAL, people=("person",), named=("by",), personal=("reason",),
            plain=("state", "outcome"), scrubbed=("reason",), fate=Fate.ANONYMISE,
            blanks={"person": {"reason": ""}}, why=_TAUGHT,
        ),
        Declaration(
            "classes.Attendance", _("How many minutes somebody was at a meeting."), Basis.CONTRACT, Data.PERSONAL,
            people=("registration__person",), named=("by",), plain=("way",), fate=Fate.KEEP, why=_TAUGHT,
        ),
        Declaration(
            "classes.AttendanceChange", _("What was corrected of somebody's attendance, by whom and why."),
            Basis.CONTRACT, Data.PERSONAL, people=("registration__person",), named=("by",), personal=("reason",),
            plain=("way",), scrubbed=("reason",), fate=Fate.ANONYMISE,
            blanks={"registration__person": {"reason": ""}}, why=_TAUGHT,
        ),
        Declaration(
            "classes.Joined", _("Who followed the link to which session, for those who could not get in."), _USUAL,
            Data.PERSONAL, people=("person",), fate=Fate.DELETE, lapse=Lapse("class-joins", "at"),
        ),
        Declaration(
            "classes.Invitation", _("What the calendar of somebody was told of a meeting."), _USUAL, Data.PERSONAL,
            people=("person",), plain=("method",), withheld=("told",), fate=Fate.DELETE,
        ),
        Declaration(
            "classes.Feed", _("The secret address by which somebody's calendar reads their sessions."), _USUAL,
            Data.SECRET, people=("person",), withheld=("digest",), fate=Fate.DELETE,
        ),
    )  # fmt: skip
    _declare_teaching()
    _declare_cohorts()


def _declare_teaching() -> None:
    """What is prepared, asked and said around a session."""
    declare(
        Declaration(
            "classes.Preparation", _("What was prepared for a session, and by whom."), _USUAL, Data.INTERNAL,
            people=("done_by",), plain=("title",), fate=Fate.KEEP, why=_OTHERS,
        ),
        Declaration("classes.Block", _("The agenda of a session."), plain=("way", "title")),
        Declaration(
            "classes.Issue", _("What went wrong in a session."), _USUAL, Data.INTERNAL, people=("by",),
            personal=("text",), scrubbed=("text",), fate=Fate.KEEP, why=_OTHERS,
        ),
        Declaration(
            "classes.Question", _("What somebody asked before a session."), _USUAL, Data.PERSONAL,
            people=("person",), personal=("text", "answer"), scrubbed=("text", "answer"), fate=Fate.KEEP, why=_OTHERS,
        ),
        Declaration(
            "classes.Vote", _("Who wants to hear the answer to which question."), _USUAL, Data.PERSONAL,
            people=("person",), fate=Fate.DELETE,
        ),
        Declaration(
            "classes.Feedback", _("What somebody thought of a session; others see sums, from five people on."),
            _USUAL, Data.CONFIDENTIAL, people=("person",), withheld=("sealed_words",), fate=Fate.DELETE,
        ),
        Declaration(
            "classes.Observation", _("What an observer saw of a facilitator."), _USUAL, Data.CONFIDENTIAL,
            people=("facilitator__person", "observer"), plain=("grades",), withheld=("sealed_words",),
            fate=Fate.KEEP, why=_("It says who may run sessions alone; the person is a number in it."),
        ),
        Declaration(
            "classes.Update", _("What facilitators were told."), _USUAL, Data.INTERNAL, people=("by",),
            plain=("course", "title"), personal=("text",), scrubbed=("text",), fate=Fate.KEEP, why=_OTHERS,
        ),
        Declaration(
            "classes.UpdateRead", _("Who confirmed that they have read it."), _USUAL, Data.PERSONAL,
            people=("person",), fate=Fate.DELETE,
        ),
    )  # fmt: skip


def _declare_cohorts() -> None:
    declare(
        Declaration(
            "classes.Cohort", _("Cohorts of development programs, and who began them."), _USUAL, Data.INTERNAL,
            people=("made_by",),
            plain=("program", "revision", "title", "goal", "goal_page", "plan", "state"),
            personal=("words", "said_at_end"), scrubbed=("words", "said_at_end"), fate=Fate.KEEP, why=_OTHERS,
        ),
        Declaration(
            "classes.CohortSeat", _("Who is a member of which cohort, or facilitates it."), Basis.CONTRACT,
            Data.PERSONAL, people=("person",), named=("by",), plain=("part",), fate=Fate.KEEP, why=_TAUGHT,
        ),
        Declaration(
            "classes.CohortTick", _("Which parts of a program somebody says they have done."), _USUAL, Data.PERSONAL,
            people=("seat__person",), plain=("part",), fate=Fate.KEEP, why=_TAUGHT,
        ),
        Declaration(
            "classes.CohortOutcome", _("What a cohort was to bring, and who judged whether it did."), _USUAL,
            Data.INTERNAL, people=("judged_by",), plain=("key", "text", "state"), personal=("evidence",),
            scrubbed=("evidence",), fate=Fate.KEEP, why=_OTHERS,
        ),
        Declaration(
            "classes.CohortNews", _("What a cohort was told, and by whom."), _USUAL, Data.INTERNAL, people=("by",),
            plain=("title",), personal=("text",), scrubbed=("text",), fate=Fate.KEEP, why=_OTHERS,
        ),
    )  # fmt: skip
