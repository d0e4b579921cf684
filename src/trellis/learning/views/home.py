"""My learning: what to do next, and beginning with it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.core.guarding import member_of
from trellis.handbook.errors import TrellisError
from trellis.learning import beside_campaigns, companions, terms
from trellis.learning.addresses import catalogue_address, course_address, enrollment_address
from trellis.learning.models import OPEN, Enrollment, EnrollmentState, Subject
from trellis.learning.queries import mine
from trellis.learning.services import enrolling, rating
from trellis.learning.views.guarding import person_of, tabs_of, trouble
from trellis.pages.queries.current import current_edition


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What to do next, what is due, what is under way, what would be worth it."""
    who = member_of(request)
    found = mine.mine(who)
    values = {
        "campaigns": beside_campaigns.banners(request, who),
        "mine": found, "next": found.next, "tabs": tabs_of(who, "home"), "catalogue": catalogue_address(),
    }  # fmt: skip
    return render(request, "learning/home.html", values)


@never_cache
@require_safe
def beside(request: HttpRequest) -> HttpResponse:
    """What other rooms put beside one's learning, such as certificates and sessions: the page asks for it by itself.

    Alone it is a page of its own, for who goes without scripts.
    """
    values = {"panels": companions.panels_for(member_of(request))}
    is_part = bool(request.headers.get("HX-Request"))
    made = render(request, "learning/parts/panels.html" if is_part else "learning/beside.html", values)
    made["Vary"] = "HX-Request, Cookie"
    return made


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, subject: str, key: str) -> HttpResponse:
    """Where what was assigned leads: to where one is, else to a page with one button that begins it."""
    who = member_of(request)
    person = person_of(who)
    if subject == Subject.PATH:
        return redirect("learning:path-begin", key)
    if subject != Subject.COURSE:
        raise Http404
    taken = Enrollment.objects.filter(person=person, course=key, state__in=OPEN).first()
    if taken is not None:
        return redirect(
            "learning:resume" if taken.state == EnrollmentState.ACTIVE else "learning:enrollment", taken.pk
        )
    course = terms.course(key)
    if course is None or not current_edition().sees(course.path):
        raise Http404
    if request.method == "POST":
        return enroll(request, key)
    return render(request, "learning/start.html", {"course": course, "course_url": course_address(key)})


@require_POST
def enroll(request: HttpRequest, course: str) -> HttpResponse:
    """Take a course from now on."""
    who = member_of(request)
    try:
        made = enrolling.enroll(person_of(who), course, by=who, because=request.POST.get("because", ""))
    except TrellisError as error:
        trouble(request, error)
        return redirect(course_address(course))
    if made.state == EnrollmentState.ASKED:
        messages.success(request, _("Your enrollment waits for approval."))
        return redirect(enrollment_address(made.pk))
    return redirect("learning:resume", made.pk)


@require_POST
def demand(request: HttpRequest, course: str) -> HttpResponse:
    """Want to be told when a course, or a part of it, is held."""
    who, part = member_of(request), request.POST.get("part", "")
    try:
        if request.POST.get("no-more"):
            rating.wait_no_more(course=course, part=part, by=who)
        else:
            rating.wait_for(course=course, part=part, by=who)
            messages.success(request, _("You are told when it runs."))
    except TrellisError as error:
        trouble(request, error)
    return redirect(course_address(course))
