"""What this room puts onto the pages of courses and of learning: the next sessions, and a way into them."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from trellis.classes import rules, teaching
from trellis.classes.queries import results, sessions
from trellis.core.rules import Account
from trellis.courses.companions import Added, Panel, Place
from trellis.courses.definitions.courses import Course
from trellis.learning.companions import Line
from trellis.learning.companions import Panel as HomePanel


def of_course(request: HttpRequest, courses: Sequence[Course], place: Place) -> Added:
    """The next sessions of a course. That one may be told of others stands there from learning."""
    who = getattr(request, "user", None)
    if place != Place.COURSE or not isinstance(who, Account) or not rules.can_enter(who):
        return Added()
    course = next(iter(courses), None)
    if course is None or course.key not in teaching.courses():
        return Added()
    found = sessions.next_of(who, course.key)
    html = render_to_string("classes/parts/next.html", {"sessions": found, "waits": None}, request=request)
    panel = Panel("classes", _("Sessions"), html)
    return Added(panels=(panel,), facilitates=any(each.runs for each in found))


def of_part(request: HttpRequest, course: str, part: str) -> SafeString:
    """The next sessions of a class in the player, each with a way in; and that one may be told of others."""
    who = getattr(request, "user", None)
    if not isinstance(who, Account) or not rules.can_enter(who) or teaching.part_of(course, part) is None:
        return SafeString("")
    values = {
        "sessions": sessions.next_of(who, course, part), "waits": results.is_waiting(who, course),
        "course": course, "part": part, "back": request.path,
    }  # fmt: skip
    return render_to_string("classes/parts/next.html", values, request=request)


def facilitates(who: Account, course: str) -> bool:
    """Whether somebody runs a session of a course: they are given the guide to its slides. One query."""
    return rules.can_enter(who) and sessions.runs_any_of(who, course)


def of_learning(who: Account) -> HomePanel | None:
    """The sessions that somebody has a place in, for the home page of learning."""
    if not rules.can_enter(who):
        return None
    lines = tuple(
        Line(
            each.session.title, reverse("classes:session", args=[each.session.pk]),
            under=date_format(localtime(each.session.starts_at), "DATETIME_FORMAT"),
            tag=str(each.place.get_state_display()),
        )
        for each in sessions.mine(who)
        if each.place is not None
    )  # fmt: skip
    return HomePanel(_("Sessions"), lines[:5], reverse("classes:home"), "calendar")
