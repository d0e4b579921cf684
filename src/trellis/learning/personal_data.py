"""What this room keeps of people, model by model: see `core.personal`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Fate, declare

_PROOF = _("It proves who was taught what, by which text; the person is a number in it.")


def register() -> None:
    """Called when Django starts."""
    declare(
        Declaration("learning.Followed", _("Which revision of the handbook was looked at."), plain=("revision",)),
        Declaration(
            "learning.CourseVersion", _("What courses taught, as it was."),
            plain=("course", "title", "path", "revision", "digest", "outline", "texts", "topics"),
        ),
        Declaration(
            "learning.Enrollment", _("Who takes or has completed which course, by which text, and how far they are."),
            Basis.CONTRACT, Data.PERSONAL, people=("person",), named=("enrolled_by",),
            plain=("course", "revision", "state", "reason", "last_part", "last_anchor"), personal=("because",),
            scrubbed=("because",), fate=Fate.KEEP, why=_PROOF, blanks={"person": {"because": ""}},
        ),
        Declaration(
            "learning.PartProgress", _("Which parts of a course were done when and by what, and the time taken."),
            Basis.CONTRACT, Data.PERSONAL, people=("enrollment__person",), named=("done_by",),
            plain=("course", "part", "state", "evidence", "revision", "digest"), personal=("said",),
            scrubbed=("said",), fate=Fate.KEEP, why=_PROOF,
            blanks={"enrollment__person": {"said": ""}},
        ),
        Declaration(
            "learning.Assignment", _("Who was asked to take which course or path by when."), Basis.CONTRACT,
            Data.PERSONAL, people=("person",), named=("assigned_by",),
            plain=("subject", "key", "title", "state", "by_rule", "revision"), personal=("because",),
            scrubbed=("because",), fate=Fate.KEEP, why=_PROOF, blanks={"person": {"because": ""}},
        ),
        Declaration(
            "learning.Exemption", _("What somebody need not take, or has learned before, and who agreed."),
            Basis.CONTRACT, Data.PERSONAL, people=("person",), named=("decided_by", "asked_by", "ended_by"),
            plain=("course", "kind", "state", "revision"), personal=("because", "link", "answer", "ended_because"),
            scrubbed=("because", "answer", "ended_because"), fate=Fate.KEEP, why=_PROOF,
            blanks={"person": {"because": "", "link": "", "answer": "", "ended_because": ""}},
        ),
        Declaration(
            "learning.TakenBack", _("Which parts, courses and paths were done until it turned out otherwise, and why."),
            Basis.CONTRACT, Data.PERSONAL, people=("person",), plain=("part", "title", "evidence", "cause"),
            fate=Fate.KEEP, why=_PROOF,
        ),
    )  # fmt: skip
    _declare_around()
    _declare_own()


def _declare_around() -> None:
    """What somebody writes, says and waits for beside a course, paths, and who is written to."""
    declare(
        Declaration(
            "learning.Note", _("Notes, highlights and bookmarks in lessons, for the learner alone."), Basis.CONSENT,
            Data.CONFIDENTIAL, people=("enrollment__person",),
            plain=("part", "kind", "anchor"), personal=("quote", "text"),
            fate=Fate.DELETE,
        ),
        Declaration(
            "learning.Reply",
            _("Exercises, ticks and choices in lessons, and what was watched, for the learner alone; others see sums."),
            Basis.CONSENT,
            Data.CONFIDENTIAL, people=("enrollment__person",),
            plain=("course", "part", "block", "kind"), personal=("value", "share", "reached"), fate=Fate.DELETE,
        ),
        Declaration(
            "learning.PathEnrollment", _("Who takes or has completed which path."), Basis.CONTRACT, Data.PERSONAL,
            people=("person",), named=("enrolled_by",), plain=("path", "title", "revision", "state", "reason"),
            fate=Fate.KEEP, why=_PROOF,
        ),
        Declaration(
            "learning.Step", _("Milestones of paths, and who confirmed them."), Basis.CONTRACT, Data.PERSONAL,
            people=("path__person",),
            named=("confirmed_by",), plain=("milestone", "title"), personal=("said", "answer"),
            scrubbed=("said", "answer"), fate=Fate.KEEP, why=_PROOF,
            blanks={"path__person": {"said": "", "answer": ""}},
        ),
        Declaration(
            "learning.Rating", _("What learners said of courses, and what was answered."), Basis.LEGITIMATE_INTEREST,
            Data.PERSONAL, people=("enrollment__person",), named=("answered_by",),
            plain=("course",), personal=("words", "answer"),
            scrubbed=("words", "answer"), fate=Fate.KEEP, blanks={"enrollment__person": {"words": "", "answer": ""}},
            why=_("Courses are made better by it; nobody is named in it."),
        ),
        Declaration(
            "learning.Demand", _("Who waits for a course to be held."), Basis.CONSENT, Data.PERSONAL,
            people=("person",), plain=("course", "part"), fate=Fate.DELETE,
        ),
        Declaration(
            "learning.Campaign", _("Which campaigns ran when, for which courses."), named=("stopped_by",),
            plain=("key", "title", "revision", "courses", "paths"),
        ),
        Declaration(
            "learning.Reach", _("For whom a campaign is, who was written to, and who looked."),
            Basis.LEGITIMATE_INTEREST, Data.PERSONAL, people=("person",), fate=Fate.DELETE,
        ),
        Declaration(
            "learning.DailySum", _("How much was learned each day, counted."),
            plain=("course", "department", "entity", "title"),
        ),
    )  # fmt: skip


def _declare_own() -> None:
    """Goals, paths that are made for people, and communities."""
    declare(
        Declaration(
            "learning.Goal", _("What somebody wants to learn until when, for themselves and whom they show it."),
            Basis.CONSENT, Data.CONFIDENTIAL, people=("person",), plain=("kind", "key", "source", "state"),
            personal=("words",), fate=Fate.DELETE,
        ),
        Declaration(
            "learning.MadePath", _("Which path was made for whom, and by whom."), Basis.CONTRACT, Data.PERSONAL,
            people=("person",), named=("made_by",), plain=("template", "revision", "state"), personal=("title", "why"),
            scrubbed=("title", "why"), fate=Fate.KEEP, why=_PROOF, blanks={"person": {"title": "", "why": ""}},
        ),
        Declaration(
            "learning.MadeItem", _("What is on a path that was made for somebody, and what of it is done."),
            Basis.CONTRACT, Data.PERSONAL, people=("path__person",), named=("added_by",), plain=("kind", "key"),
            personal=("title", "url", "why"), scrubbed=("title", "why"), fate=Fate.KEEP, why=_PROOF,
            blanks={"path__person": {"title": "", "url": "", "why": ""}},
        ),
        Declaration(
            "learning.Community", _("Communities of learners."), named=("founded_by",),
            plain=("title", "about", "topic", "course"),
        ),
        Declaration(
            "learning.Membership", _("Who belongs to which community."), Basis.CONSENT, Data.PERSONAL,
            accounts=("account",), fate=Fate.DELETE,
        ),
        Declaration(
            "learning.Question", _("What somebody asked in a community."), Basis.LEGITIMATE_INTEREST, Data.PERSONAL,
            accounts=("author",), personal=("title", "text", "hidden_for"), scrubbed=("title", "text", "hidden_for"),
            fate=Fate.KEEP, why=_("Answers of others hang on it; who asked is named no more."),
        ),
        Declaration(
            "learning.Flag", _("What somebody reported in a community, and what was decided."),
            Basis.LEGITIMATE_INTEREST, Data.PERSONAL, accounts=("by",), named=("decided_by",), personal=("why",),
            scrubbed=("why",), fate=Fate.KEEP, why=_("It says why something was hidden."),
        ),
    )  # fmt: skip
