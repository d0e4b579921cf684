"""What can be done with a request now: for each deed that somebody may do, its form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.forms import Form
from trellis.core.rules import Account
from trellis.courses.rules import can_preview
from trellis.intake import forms, rules
from trellis.intake.definitions import stages
from trellis.intake.models import CourseRequest
from trellis.intake.queries import requests as queries
from trellis.intake.queries.requests import Seen
from trellis.intake.terms import course_titles
from trellis.people.days import today
from trellis.people.queries.directory import position_on
from trellis.people.terms import all_departments


@dataclass(frozen=True, slots=True)
class Panel:
    """A deed: its title, its form, and what the buttons say and send. One that is `open` shows its form at once.

    `known` are the titles that its form offers; `begin` is where the course can be begun that is asked for.
    """

    deed: str
    title: str | Promise
    form: Form
    buttons: tuple[tuple[str, str | Promise], ...]
    open: bool = False
    known: tuple[str, ...] = ()
    begin: str = ""


def form_for(deed: str, who: Account, row: CourseRequest, data: Any = None) -> Form | None:
    """The form of a deed; None for a deed that there is not. Fields have names of their own on the page."""
    said: dict[str, Any] = {"auto_id": f"{deed}_%s", "initial": {"due_on": row.due_on}}
    if deed == "merge":
        near = queries.to_merge_into(row)
        return forms.MergeForm(data, choices=[(str(e.pk), e.title) for e in near], **said)
    if deed == "move":
        return forms.MoveForm(data, present=row.stage, auto_id=said["auto_id"])
    if deed in ("mark", "accept") and row.impact is not None:
        said["initial"] |= {"impact": str(row.impact), "effort": str(row.effort)}
    if deed in ("scope", "link"):
        said["initial"] |= {
            name: getattr(row, name)
            for name in ("objectives", "modality", "learners", "minutes", "course", "proposal")
        }
    if deed == "link":
        said["initial"]["course"] = course_titles().get(row.course, row.course)
    kind = _FORMS.get(deed)
    return kind(data, **said) if kind is not None else None


_FORMS: dict[str, type[Form]] = {
    "vote": forms.VoteForm, "mark": forms.MarksForm, "accept": forms.AcceptForm, "ask-back": forms.QuestionForm,
    "answer": forms.QuestionForm, "decline": forms.DeclineForm, "replan": forms.ReplanForm, "hand-on": forms.OwnerForm,
    "scope": forms.ScopeForm, "link": forms.LinkForm, "reviewers": forms.ReviewersForm, "review": forms.ReviewForm,
}  # fmt: skip
_TITLES: dict[str, tuple[Any, Any]] = {
    "answer": (gettext_lazy("Answer"), gettext_lazy("Answer")),
    "accept": (gettext_lazy("Accept"), gettext_lazy("Accept")),
    "ask-back": (gettext_lazy("Ask back"), gettext_lazy("Ask")),
    "merge": (gettext_lazy("Merge into another"), gettext_lazy("Merge")),
    "decline": (gettext_lazy("Decline"), gettext_lazy("Decline")),
    "move": (gettext_lazy("Move on"), gettext_lazy("Move")),
    "replan": (gettext_lazy("Plan anew"), gettext_lazy("Plan")),
    "hand-on": (gettext_lazy("Hand on"), gettext_lazy("Hand on")),
    "scope": (gettext_lazy("Scope"), gettext_lazy("Save")),
    "link": (gettext_lazy("Course and proposal"), gettext_lazy("Save")),
    "reviewers": (gettext_lazy("Reviewers"), gettext_lazy("Save")),
    "mark": (gettext_lazy("Impact and effort"), gettext_lazy("Save")),
    "vote": (gettext_lazy("We need this, too"), gettext_lazy("We need this, too")),
}


def panels(who: Account, whole: Seen) -> list[Panel]:
    """What somebody can do with a request now, what is most likely first."""
    row, found = whole.row, list[Panel]()
    if rules.can_answer(who, row):
        found.append(_panel("answer", who, row, is_open=True))
    if rules.can_review(who, row):
        form = form_for("review", who, row)
        assert form is not None
        choices = (("good", _("It can go on")), ("missing", _("Something is missing")))
        found.append(Panel("review", _("Your review"), form, choices, True))
    if rules.can_triage(who) and row.stage in stages.TRIAGE:
        found += [
            _panel(each, who, row, is_open=each == "accept")
            for each in ("accept", "ask-back", "merge", "decline")
        ]
    if rules.can_work_on(who, row):
        deeds = (
            ("move", "replan", "hand-on", "scope", "link", "reviewers") if row.in_work else ("move", "link")
        )
        found += [_panel(each, who, row, is_open=each == "move") for each in deeds]
    if rules.can_triage(who) and row.in_work:
        found += [_panel("mark", who, row), _panel("decline", who, row)]
    if row.asked_by_id != who.pk and row.is_open:
        found.append(_vote(who, whole))
    for each in found:
        if each.deed == "reviewers":
            each.form.initial["reviewers"] = "\n".join(one.account.email for one in whole.reviewers)
    return found


def _panel(deed: str, who: Account, row: CourseRequest, *, is_open: bool = False) -> Panel:
    form = form_for(deed, who, row)
    assert form is not None
    title, button = _TITLES[deed]
    if deed != "link":
        return Panel(deed, title, form, (("", button),), is_open)
    begin = _begin(row) if not row.course and can_preview(who) else ""
    return Panel(deed, title, form, (("", button),), is_open, tuple(course_titles().values()), begin)


def _begin(row: CourseRequest) -> str:
    """Where the course is begun, with what the request says of it."""
    said = {"title": row.title, "whom": f"{row.need}\n\n{row.audience}".strip()[:2000]}
    return f"{reverse('studio:new')}?{urlencode(said | {'objectives': row.objectives[:2000]})}"


def _vote(who: Account, whole: Seen) -> Panel:
    form, mine = forms.VoteForm(auto_id="vote_%s"), whole.mine
    buttons: tuple[tuple[str, Any], ...] = (("", _("We need this, too")),)
    if mine is not None:
        form.initial = {"team": mine.team, "people": mine.people, "why": mine.why}
        buttons = (("", _("Save")), ("back", _("We need it no more")))
    else:
        form.initial = {"team": _team_of(who), "people": 1}
    return Panel("vote", _TITLES["vote"][0], form, buttons, not whole.row.in_work)


def _team_of(who: Account) -> str:
    position = position_on(who.person, today()) if who.person is not None else None
    return all_departments().title_of(position.department) if position is not None else ""
