"""The identity provider: how it calls, what it last did, its groups and what they give. For administrators."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trellis.core import provisioned
from trellis.core.forms import GroupForm
from trellis.core.guarding import account_of, administrators_only
from trellis.core.models import Group
from trellis.core.services import groups
from trellis.core.views.entering import context
from trellis.handbook.errors import TrellisError

NEWEST_CALLS = 20


@administrators_only
@require_safe
def provisioning(request: HttpRequest) -> HttpResponse:
    """How to connect a provider, how it stands, its groups, and what it asked for last."""
    text, outcome = request.GET.get("q", "").strip()[:200], request.GET.get("outcome", "")
    values = {
        "address": request.build_absolute_uri(reverse("core:scim-root")),
        "state": provisioned.provisioning(),
        "groups": provisioned.groups_by_name(text=text),
        "text": text,
        "calls": provisioned.provisioning_calls(outcome=outcome)[:NEWEST_CALLS],
        "outcome": outcome,
        "outcomes": [("done", _("done")), ("refused", _("refused"))],
    }
    return render(request, "core/provisioning.html", values)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """One group: who is in it, and what it gives them."""
    found = provisioned.group_of(identifier)
    if found is None:
        raise Http404
    titles = "\n".join(found.roles.order_by("title").values_list("title", flat=True))
    form = GroupForm(request.POST or None, initial={"access": found.access, "titles": titles})
    if request.method == "POST" and form.is_valid() and _give(request, found, form):
        return redirect("core:group", found.pk)
    values = context(form=form, group=found, members=provisioned.members_of(found))
    return render(request, "core/group.html", values)


def _give(request: HttpRequest, found: Group, form: GroupForm) -> bool:
    try:
        groups.give(group=found, by=account_of(request), **form.cleaned_data)
    except TrellisError as error:
        form.refuse(error, "titles")
        return False
    messages.success(request, _("Everybody in the group has this from now on."))
    return True
