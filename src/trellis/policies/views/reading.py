"""What everybody does with policies: see their own, read one, acknowledge it, prove it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from trellis.core import defined
from trellis.core.guarding import member_of
from trellis.handbook.errors import TrellisError
from trellis.pages.addresses import page_address
from trellis.pages.queries.current import current_edition
from trellis.policies import lists, paper, rules, terms
from trellis.policies.addresses import evidence_address, reading_address
from trellis.policies.definitions.policies import Policy
from trellis.policies.models import Acknowledgement, AcknowledgementState
from trellis.policies.queries import changes, progress
from trellis.policies.queries import reading as queries
from trellis.policies.rules import Account
from trellis.policies.services import acknowledging
from trellis.web.tabs import Tab


def tabs_of(who: Account, current: str) -> tuple[Tab, ...]:
    """The aspects of policies, as far as somebody may see them."""
    found: list[tuple[str, str, str, int | None]] = [("mine", _("Mine"), "policies:mine", None)]
    if current in ("progress", "people") or progress.sees_progress(who):
        found += [
            ("progress", _("Progress"), "policies:progress", None), ("people", _("People"), "policies:people", None),
        ]  # fmt: skip
    if rules.can_decide(who):
        found.append(("changes", _("Changes"), "policies:changes", changes.undecided() or None))
    if len(found) == 1:
        return ()
    return tuple(Tab(title, reverse(name), key == current, count) for key, title, name, count in found)


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The policies that somebody has before them, those first that wait."""
    who = member_of(request)
    values = {"table": lists.table_of_mine(request, who), "tabs": tabs_of(who, "mine")}
    return render(request, "policies/mine.html", values)


@never_cache
@require_safe
def read(request: HttpRequest, path: str) -> HttpResponse:
    """A policy as it is to be read, what is new in it for the reader, and the button that says that they have."""
    who, policy = member_of(request), _policy_or_404(path)
    found = queries.reading_of(who, policy)
    row = found.row if found is not None else None
    values = {
        "policy": policy,
        "reading": found,
        "row": row,
        "state": lists.state_of(row) if row is not None else "",
        "is_asked": row is not None and row.state == AcknowledgementState.ASKED,
        "page_url": page_address(current_edition().handbook.pages[path].url),
    }
    return render(request, "policies/read.html", values)


@require_POST
def acknowledge(request: HttpRequest, path: str) -> HttpResponse:
    """Say that one has read and understood the version that was shown."""
    who = member_of(request)
    _policy_or_404(path)
    number = request.POST.get("number", "")
    try:
        acknowledging.acknowledge(path=path, number=int(number) if number.isdecimal() else 0, by=who)
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint or ''}".strip())
        return redirect(reading_address(path))
    messages.success(request, _("Thank you. It is written down which version you have read."))
    return redirect(reading_address(path))


@never_cache
@require_safe
def acknowledgement(request: HttpRequest, key: UUID) -> HttpResponse:
    """The evidence: who has acknowledged which text when."""
    found = _acknowledgement_or_404(request, key)
    values = {
        "row": found,
        "state": lists.state_of(found),
        "html": queries.html_of(found.read) if found.read else "",
        "may_exempt": found.state == AcknowledgementState.ASKED
        and rules.can_exempt(member_of(request), found.person),
    }
    return render(request, "policies/acknowledgement.html", values)


@require_POST
def exempt(request: HttpRequest, key: UUID) -> HttpResponse:
    """Have somebody not acknowledge a policy until it says something else."""
    found = _acknowledgement_or_404(request, key)
    try:
        acknowledging.exempt(keys=[found.pk], because=request.POST.get("because", ""), by=member_of(request))
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint or ''}".strip())
        return redirect(evidence_address(key))
    messages.success(
        request, _("%(name)s is exempt until the policy says something else.") % {"name": found.person.name}
    )
    return redirect(evidence_address(key))


@never_cache
@require_safe
def paper_of(request: HttpRequest, key: UUID) -> HttpResponse:
    """The evidence as a PDF."""
    found = _acknowledgement_or_404(request, key)
    if found.read is None:
        raise Http404
    made = paper.pdf(found, found.read, queries.html_of(found.read), defined.edition().handbook.settings)
    name = f"acknowledgement-{found.pk}.pdf"
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _policy_or_404(path: str) -> Policy:
    """A policy that people acknowledge, and that whoever asks may read."""
    found = terms.policy_at(path)
    if found is None or found.acknowledge is None or not current_edition().sees(path):
        raise Http404
    return found


def _acknowledgement_or_404(request: HttpRequest, key: UUID) -> Acknowledgement:
    who, found = member_of(request), queries.acknowledgement_for(key)
    if found is None or not rules.can_see_evidence(who, found.person):
        raise Http404
    return found
