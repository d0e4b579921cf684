"""Where somebody goes to do what a certification asks for, as far as that is open to them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from trellis.assessments.addresses import quiz_address
from trellis.assessments.rules import can_take
from trellis.certifications.addresses import certification_address
from trellis.certifications.definitions.evidence import CERTIFICATION, CLASS, COURSE, PATH, PRACTICAL, QUIZ
from trellis.certifications.definitions.requirements import Requirement
from trellis.certifications.naming import page_path_of
from trellis.core.rules import Account
from trellis.courses.addresses import course_address, path_address
from trellis.courses.queries.catalogue import courses_now, seeker_for
from trellis.courses.rules import can_find
from trellis.pages.queries.naming import page_link

Door = Callable[[Requirement], str]
"""Gives the address of the place where a requirement is met, empty where there is none for whoever asks."""


def doors_for(request: HttpRequest, who: Account) -> Door:
    """The doors that are open to whoever asks: a course and a path that they find, a quiz that they can take."""

    def address(made: Requirement) -> str:
        if made.kind in (COURSE, CLASS, PRACTICAL):
            course = courses_now().by_key.get(made.key.partition("/")[0])
            is_open = course is not None and can_find(seeker_for(request, who), course)
            return course_address(course.key) if course is not None and is_open else ""
        if made.kind == PATH:
            path = courses_now().paths.get(made.key)
            return (
                path_address(path.key)
                if path is not None and can_find(seeker_for(request, who), path)
                else ""
            )
        if made.kind == QUIZ:
            return quiz_address(made.key) if can_take(who, made.key) else ""
        page = page_path_of(made.kind, made.key)
        if made.kind == CERTIFICATION:
            return certification_address(made.key) if page else ""
        return page_link(page)

    return address
