"""What happened, for administrators: the list and its files. `core` has what an event is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from trellis.core.definitions.permissions import AUDIT
from trellis.core.guarding import account_of, permitted
from trellis.core.services.looking import WHOLE, record_access
from trellis.web import audit as lists
from trellis.web.exporting import file_response
from trellis.web.saving import opening_address


@permitted(AUDIT.name)
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """All events, narrowed by what, whom, which kind of object and when."""
    opening = opening_address(request, lists.AUDIT)
    if opening:
        return redirect(opening)
    return render(request, "web/audit.html", lists.listing(request))


@permitted(AUDIT.name)
@require_safe
def audit_file(request: HttpRequest, form: str) -> HttpResponse:
    """The narrowed list as a file."""
    asked, _trouble = lists.wanted(request)
    made = file_response(form, "audit", lists.FILE, lists.exported(asked))
    record_access(account=account_of(request), about="audit", object=WHOLE, why=request.GET.urlencode())
    return made
