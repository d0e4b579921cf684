"""What learning adds to courses: the button that enrolls, how far one is, ratings, and what a change touches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.core.rules import Account
from trellis.courses.companions import Action, Added, Badge, Facet, Panel, Place
from trellis.courses.definitions.courses import Course, LearningPath
from trellis.courses.queries import catalogue
from trellis.learning import rules
from trellis.learning.models import (
    OPEN,
    Assignment,
    AssignmentState,
    Demand,
    Enrollment,
    EnrollmentState,
    PathEnrollment,
    PathState,
    Subject,
)
from trellis.learning.queries import communities, feedback, mine, standing
from trellis.people.days import today


def added(request: HttpRequest, courses: Sequence[Course], place: Place) -> Added:
    """What stands beside courses: for a guest nothing. About six queries for any number of courses."""
    who = request.user
    if not isinstance(who, Account) or not rules.can_see(who) or who.person_id is None:
        return Added()
    keys = [each.key for each in courses]
    wanted = (*OPEN, EnrollmentState.COMPLETED)
    own = Enrollment.objects.filter(person=who.person_id, state__in=wanted).select_related("version")
    own_rows = list(own.defer("version__texts", "version__outline"))
    taken = {each.course: each for each in own_rows if each.is_open and each.course in keys}
    rows = Assignment.objects.filter(
        person=who.person_id,
        subject=Subject.COURSE,
        key__in=keys,
        is_current=True,
        state=AssignmentState.OPEN,
    )
    asked = {each.key: each for each in rows}
    has = {key for _person, key in standing.covers(keys, [who.person_id], today(), own_rows)}
    stars = feedback.stars(keys)
    badges = {key: _badges(taken.get(key), asked.get(key), key in has, stars.get(key)) for key in keys}
    if place == Place.COURSE:
        return _on_course(
            request,
            who,
            courses[0],
            taken,
            own_rows,
            key_has=courses[0].key in has,
            badges=badges,
            stars=stars.get(courses[0].key),
        )
    states = {
        key: ("active",)
        if key in taken
        else ("done",)
        if key in has
        else ("asked",)
        if key in asked
        else ("new",)
        for key in keys
    }
    labels = {"active": _("in progress"), "done": _("completed"), "asked": _("to do"), "new": _("not begun")}
    # A catalogue that is narrowed or listed shows what was asked for, and no advice.
    found = _advised(request, who, taken, asked, own_rows) if not request.GET else ()
    advised = tuple((each.course.key, each.because) for each in found)
    return Added(
        badges=badges, facets=(Facet("learning", _("My progress"), states, labels),), advised=advised
    )


def added_to_path(request: HttpRequest, path: LearningPath) -> Added:
    """The button that begins a path, or goes on with it."""
    who = request.user
    if not isinstance(who, Account) or not rules.can_see(who) or who.person_id is None:
        return Added()
    row = PathEnrollment.objects.filter(person=who.person_id, path=path.key, state=PathState.ACTIVE).first()
    if row is not None:
        return Added(actions=(Action(_("Go on"), reverse("learning:path", args=[row.pk]), primary=True),))
    url = reverse("learning:path-begin", args=[path.key])
    return Added(actions=(Action(_("Begin this path"), url, "flag", primary=True, is_post=True),))


def touched(keys: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """How many learn by the text of some courses now, for those who propose a change. One query."""
    rows = Enrollment.objects.filter(course__in=keys, state=EnrollmentState.ACTIVE)
    counts = rows.order_by().values_list("course").annotate(n=Count("pk"))
    return {key: [ngettext("%(n)d learner", "%(n)d learners", n) % {"n": n}] for key, n in counts}


def _on_course(
    request: HttpRequest, who: Account, course: Course, taken: Mapping[str, Enrollment], own: Sequence[Enrollment],
    *, key_has: bool,
    badges: Mapping[str, tuple[Badge, ...]], stars: feedback.Stars | None,
) -> Added:  # fmt: skip
    row, person = taken.get(course.key), who.person_id
    assert person is not None
    actions = []
    if row is not None:
        name = "learning:resume" if row.state == EnrollmentState.ACTIVE else "learning:enrollment"
        actions.append(Action(_("Go on"), reverse(name, args=[row.pk]), "compass", primary=True))
    else:
        label = (
            _("Ask to enroll")
            if course.enrollment == "on-approval"
            else _("Take it again")
            if key_has
            else _("Begin")
        )
        url = reverse("learning:enroll", args=[course.key])
        actions.append(Action(label, url, "compass", primary=True, is_post=True))
        if not key_has:
            actions.append(
                Action(_("I know this already"), reverse("learning:exemption-new", args=[course.key]))
            )
    if any(part.kind == "class" for part in course.parts):
        waits = Demand.objects.filter(
            person=who.person_id, course=course.key, part="", ended_at=None
        ).exists()
        fields = (("no-more", "yes"),) if waits else ()
        label = _("Tell me no more when it runs") if waits else _("Tell me when it runs")
        url = reverse("learning:demand", args=[course.key])
        actions.append(Action(label, url, "bell", is_post=True, fields=fields))
    circle = communities.of_course(who, course.key)
    if circle is not None:
        actions.append(Action(_("Ask the community"), communities.community_address(circle.pk), "talk"))
    facts = catalogue.seeker_for(request, who).facts
    if rules.can_keep(who) or (facts is not None and facts.is_manager):
        url = f"{reverse('learning:assign')}?what=course:{course.key}"
        actions.append(Action(_("Assign"), url, "flag"))
    values = {
        "enrollment": row, "missing": standing.missing_before(person, course.key, today(), own),
        "stars": stars,
        "can_answer": rules.can_answer_feedback(who, course.owner), "course": course,
        "can_report": rules.can_see_all(who),
    }  # fmt: skip
    panel = Panel(
        "learning", _("Your progress"), render_to_string("learning/parts/beside.html", values, request)
    )
    return Added(actions=tuple(actions), panels=(panel,), badges=badges)


def _badges(
    taken: Enrollment | None, asked: Assignment | None, has_it: bool, stars: feedback.Stars | None
) -> tuple[Badge, ...]:
    found = []
    if taken is not None:
        found.append(
            Badge(
                _("waits for approval") if taken.state == EnrollmentState.ASKED else f"{taken.share} %",
                "info",
            )
        )
    elif has_it:
        found.append(Badge(_("completed"), "good", "check"))
    if asked is not None:
        found.append(Badge(_("overdue"), "problem") if asked.is_late else Badge(_("to do"), "attention"))
    if stars is not None:
        found.append(Badge(_("%(average)s of 5") % {"average": stars.average}, "", "star"))
    return tuple(found)


def _advised(
    request: HttpRequest, who: Account, taken: Mapping[str, Enrollment], asked: Mapping[str, Assignment],
    own: Sequence[Enrollment],
) -> Sequence[mine.Recommended]:  # fmt: skip
    if who.person_id is None:
        return ()
    completed = [each for each in own if each.state == EnrollmentState.COMPLETED]
    completed.sort(key=lambda each: each.completed_at or each.enrolled_at, reverse=True)
    facts = catalogue.seeker_for(request, who).facts
    return mine.recommended(who.person_id, facts, {*taken, *asked}, completed)
