"""Who has more time: the list, giving, ending. Need-to-know: whoever looks is written down."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trellis.assessments import rules, terms
from trellis.assessments.forms import ExtraTimeForm
from trellis.assessments.queries import grading as queries
from trellis.assessments.services import extra_time as services
from trellis.assessments.services.errors import AttemptError
from trellis.assessments.views.around import of_members, tabs_for, told
from trellis.core.guarding import account_of
from trellis.core.services.looking import WHOLE, record_access
from trellis.handbook.errors import TrellisError


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def every(request: HttpRequest) -> HttpResponse:
    """Who has more time; sent, somebody has."""
    who = account_of(request)
    if not rules.can_give_time(who):
        raise PermissionDenied
    form, trouble = ExtraTimeForm(), None
    if request.method == "POST":
        form = ExtraTimeForm(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            try:
                services.give(
                    person=given["person"], percent=given["percent"], quiz=given["quiz"], reason=given["reason"],
                    starts_on=given["starts_on"], ends_on=given["ends_on"], by=who,
                )  # fmt: skip
            except TrellisError as error:
                trouble = error
            else:
                messages.success(request, _("Kept. It counts for attempts that begin from then on."))
                return redirect("assessments:extra-time")
    record_access(account=who, about="extra_time", object=WHOLE, why="list")
    titles = {path: each.title for path, each in terms.quizzes().by_path.items()}
    rows = [(each, titles.get(each.quiz, each.quiz)) for each in queries.extra_times_for(who)[:200]]
    values = {"rows": rows, "form": form, "error": trouble, "tabs": tabs_for(who, "extra-time")}
    return render(
        request, "assessments/extra_time.html", values, status=422 if trouble or form.errors else 200
    )


@of_members
@require_POST
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """End it from now on."""
    try:
        services.end(extra_time=key, by=account_of(request))
    except rules.NotAllowedError as error:
        raise PermissionDenied from error
    except AttemptError as error:
        told(request, error)
    else:
        messages.success(request, _("Ended. Attempts that are under way keep their time."))
    return redirect("assessments:extra-time")
