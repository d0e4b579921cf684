"""The export of everything, for owners."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trellis.core import exported
from trellis.core.export_jobs import export_everything
from trellis.core.rules import Account, can_export_everything
from trellis.core.services import everything, jobs


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def export_all(request: HttpRequest) -> HttpResponse:
    """What an export holds, those that were made, and making one."""
    who = request.user
    if not isinstance(who, Account) or not can_export_everything(who):
        raise PermissionDenied(_("Only owners export everything."))
    if request.method == "POST":
        job = jobs.start(export_everything, by=who, key=f"export {who.pk}")
        return redirect("web:job", job.pk)
    values = {
        "exports": everything.exports_of(who),
        "tables": list(exported.tables()),
        "days": everything.KEPT.days,
    }
    return render(request, "web/export_everything.html", values)
