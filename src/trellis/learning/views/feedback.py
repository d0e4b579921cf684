"""What learners said of a course, for whoever owns it to answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trellis.core.guarding import member_of
from trellis.handbook.errors import TrellisError
from trellis.learning import rules, terms
from trellis.learning.addresses import course_address
from trellis.learning.models import Rating
from trellis.learning.queries import feedback as queries
from trellis.learning.services import rating
from trellis.learning.views.guarding import trouble
from trellis.web.paging import Paged, QueryRows, page_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, course: str) -> HttpResponse:
    """What was said of a course in words; sent, an answer goes to whoever said it."""
    who, found = member_of(request), terms.course(course)
    if found is None or not rules.can_answer_feedback(who, found.owner):
        raise Http404
    if request.method == "POST":
        try:
            row = queries.rating_for(UUID(request.POST.get("rating", "")), course)
        except ValueError:
            raise Http404 from None
        if row is None:
            raise Http404
        try:
            rating.answer(rating=row, words=request.POST.get("answer", ""), by=who)
        except TrellisError as error:
            trouble(request, error)
        else:
            messages.success(request, _("Answered. They are told."))
        return redirect("learning:feedback", course)
    paged: Paged[Rating] = page_of(QueryRows(queries.said_of(course)), request)
    values = {
        "course": found, "course_url": course_address(course), "rows": paged.rows, "paged": paged,
        "stars": queries.stars([course]).get(course), "lessons": queries.said_of_lessons(found),
    }  # fmt: skip
    return render(request, "learning/feedback.html", values)
