"""Certificates: the lists, one with what became of it, what it rests on, and as a PDF."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.certifications import lists, paper, requiredlists, rules, taught
from trellis.certifications.addresses import public_address
from trellis.certifications.forms import ExtensionForm, ReasonForm, SharingForm
from trellis.certifications.models import Award, AwardRequest, AwardState
from trellis.certifications.naming import under_of_evidence
from trellis.certifications.queries import awards as queries
from trellis.certifications.queries import doubting
from trellis.certifications.queries import required as of_required
from trellis.certifications.rules import Account
from trellis.certifications.services import doubting as services
from trellis.certifications.services import keeping
from trellis.certifications.views.around import seer_of, tabs_of
from trellis.core import defined
from trellis.core.guarding import member_of
from trellis.handbook.errors import TrellisError
from trellis.people.days import today
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.happenings import Moment
from trellis.web.ordering import ordered
from trellis.web.saving import opening_address

TONES = {"awarded": "good", "renewed": "good", "reinstated": "good", "extended": "", "grace": "attention",
         "suspended": "attention", "revoked": "problem", "expired": "problem", "doubted": "attention",
         "confirmed": "good", "regained": "good"}  # fmt: skip


@never_cache
@require_safe
def holders(request: HttpRequest) -> HttpResponse:
    """Who holds what, of those whom the reader sees."""
    who = seer_of(request)
    opening = opening_address(request, lists.HOLDERS)
    if opening:
        return redirect(opening)
    values = {**lists.listing_of_holders(request, who), "tabs": tabs_of(who, "holders")}
    return render(request, "certifications/holders.html", values)


@never_cache
@require_safe
def holders_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    rows = queries.listed(seer_of(request), lists.wanted_of(request))
    rows = ordered(lists.holder_columns(), rows, request.GET.get("sort", "name"))
    return file_response(form, "certificates", queries.FILE, queries.exported(rows[:MOST_ROWS]))


@never_cache
@require_safe
def required(request: HttpRequest) -> HttpResponse:
    """Who has to hold what, of those whom the reader sees, and how they stand with it."""
    who = seer_of(request)
    values = {**requiredlists.listing(request, who), "tabs": tabs_of(who, "required")}
    return render(request, "certifications/required.html", values)


@never_cache
@require_safe
def required_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file."""
    rows = of_required.required(seer_of(request), requiredlists.wanted_of(request))
    rows = ordered(requiredlists.columns(), rows, request.GET.get("sort", "name"))
    return file_response(
        form, "certificates-required", of_required.FILE, of_required.exported(rows[:MOST_ROWS])
    )


@never_cache
@require_safe
def lacking(request: HttpRequest) -> HttpResponse:
    """Who has to hold a certification and does not, of those whom the reader sees."""
    who = seer_of(request)
    values = {**lists.listing_of_lacking(request, who), "tabs": tabs_of(who, "lacking")}
    return render(request, "certifications/lacking.html", values)


@never_cache
@require_safe
def lacking_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file."""
    key, text = lists.lacking_wanted_of(request)
    rows = queries.lacking(seer_of(request), key, text)[:MOST_ROWS]
    return file_response(form, "certificates-lacking", queries.LACKING, queries.exported_lacking(rows))


@never_cache
@require_safe
def award(request: HttpRequest, key: UUID) -> HttpResponse:
    """One certificate: how it stands, what became of it, and what can be done with it."""
    who, found = member_of(request, rules.can_enter), _award_or_404(request, key)
    return render(request, "certifications/award.html", _page(who, found))


@never_cache
@require_http_methods(["POST"])
def act(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Share, extend, suspend, reinstate, revoke or decide; what is wrong stands at its field."""
    who, found = member_of(request, rules.can_enter), _award_or_404(request, key)
    if deed not in _DEEDS:
        raise Http404
    try:
        form, said = _DEEDS[deed](request, who, found)
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint or ''}".strip())
        return redirect("certifications:award", key)
    if form is not None:
        return render(request, "certifications/award.html", _page(who, found, **{deed: form}), status=409)
    messages.success(request, said)
    return redirect("certifications:award", key)


@never_cache
@require_safe
def evidence(request: HttpRequest, key: UUID) -> HttpResponse:
    """What somebody was taught and asked: the texts that a certificate rests on, as they were then."""
    found = _award_or_404(request, key)
    values = {"award": found, "lessons": taught.what_of(found), "state": lists.state_tag(found)}
    return render(request, "certifications/evidence.html", values)


@never_cache
@require_safe
def paper_of(request: HttpRequest, key: UUID) -> HttpResponse:
    """The certificate as a PDF."""
    found = _award_or_404(request, key)
    rows = list(found.evidence.order_by("place", "pk"))
    made = paper.pdf(found, rows, defined.edition().handbook.settings)
    name = f"certificate-{found.number}.pdf"
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _page(who: Account, found: Award, **forms: Any) -> dict[str, Any]:
    request = queries.request_of(found)
    may_extend = rules.can_ask_extension(who, found) and found.counts and found.valid_until is not None
    last = keeping.latest_extension(found) if may_extend else None
    may_extend = last is not None and found.valid_until is not None and last > max(found.valid_until, today())
    is_mine = rules.can_share(who, found)
    address = public_address(found.token)
    doubt = doubting.open_doubt(found) if found.in_doubt else None
    return {
        "doubt": doubt, "confirmation": forms.get("confirm") or ReasonForm(prefix="confirm"),
        "lost": {each.pk for each in doubting.lost_of(doubt)} if doubt is not None else set(),
        "award": found, "state": lists.state_tag(found), "keeps": rules.can_keep_award(who, found),
        "is_mine": is_mine, "address": address, "code": paper.inline_code(address), "request": request,
        "history": [_moment(each) for each in queries.history_of(found)], "renewed_by": queries.renewed_by(found),
        "evidence": [
            (each, under_of_evidence(each.kind, each.amount)) for each in found.evidence.order_by("place", "pk")
        ],
        "may_extend": may_extend and request is None, "latest": last,
        "may_decide": request is not None and rules.can_decide_request(who, request),
        "may_withdraw": request is not None and request.asked_by_id == who.pk,
        "may_suspend": found.state in (AwardState.VALID, AwardState.GRACE),
        "may_reinstate": found.is_current and found.state in (AwardState.SUSPENDED, AwardState.REVOKED),
        "may_revoke": found.state not in (AwardState.REVOKED, AwardState.RENEWED),
        "extension": forms.get("extend") or ExtensionForm(prefix="extend"),
        "suspension": forms.get("suspend") or ReasonForm(prefix="suspend"),
        "reinstatement": forms.get("reinstate") or ReasonForm(prefix="reinstate"),
        "revocation": forms.get("revoke") or ReasonForm(prefix="revoke"),
        "sharing": forms.get("share")
        or SharingForm(prefix="share", initial={"shared": found.is_shared, "name": found.shown_name}),
    }  # fmt: skip


Did = tuple[Any, str]
"""A form with what is wrong in it, or none, and what was done."""


def _share(request: HttpRequest, who: Account, found: Award) -> Did:
    form = SharingForm(request.POST, prefix="share")
    if not form.is_valid():
        return form, ""
    says = form.cleaned_data
    keeping.share(award=found, shared=says["shared"], name=says["name"], by=who)
    return None, _("Strangers read your name and what you hold.") if says["shared"] else _(
        "Strangers read only whether it counts."
    )


def _extend(request: HttpRequest, who: Account, found: Award) -> Did:
    form = ExtensionForm(request.POST, prefix="extend")
    if form.is_valid():
        try:
            until: date = form.cleaned_data["until"]
            keeping.ask_extension(award=found, until=until, because=form.cleaned_data["because"], by=who)
        except TrellisError as error:
            field = getattr(error, "field", "")
            form.add_error(
                field if field in form.fields else None, f"{error.message} {error.hint or ''}".strip()
            )
    return (form, "") if form.errors else (None, _("Asked. You are told what comes of it."))


def _with_reason(name: str, service: Any, said: Any) -> Any:
    def do(request: HttpRequest, who: Account, found: Award) -> Did:
        form = ReasonForm(request.POST, prefix=name)
        if not form.is_valid():
            return form, ""
        made = service(award=found, because=form.cleaned_data["because"], by=who)
        return None, _("Asked: others approve it first.") if isinstance(made, AwardRequest) else said()

    return do


def _decide(grant: bool) -> Any:
    def do(request: HttpRequest, who: Account, found: Award) -> Did:
        row = queries.request_of(found)
        if row is None:
            raise Http404
        keeping.decide(request=row, grant=grant, answer=request.POST.get("answer", ""), by=who)
        return None, _("Granted.") if grant else _("Refused. Whoever asked is told why.")

    return do


def _withdraw(request: HttpRequest, who: Account, found: Award) -> Did:
    row = queries.request_of(found)
    if row is None:
        raise Http404
    keeping.withdraw(request=row, by=who)
    return None, _("Withdrawn.")


_DEEDS: dict[str, Any] = {
    "share": _share,
    "extend": _extend,
    "suspend": _with_reason("suspend", keeping.suspend, lambda: _("It is suspended. The holder is told.")),
    "reinstate": _with_reason(
        "reinstate", keeping.reinstate, lambda: _("It counts again. The holder is told.")
    ),
    "confirm": _with_reason("confirm", services.confirm, lambda: _("It stays as it is. The holder is told.")),
    "revoke": _with_reason("revoke", keeping.revoke, lambda: _("It is revoked. The holder is told.")),
    "grant": _decide(True),
    "refuse": _decide(False),
    "withdraw": _withdraw,
}


def _moment(row: Any) -> Moment:
    return Moment(
        row.at, row.get_what_display(), row.by.name if row.by is not None else "", row.because,
        icon_name="check" if TONES[row.what] == "good" else "clock", tone=TONES[row.what],
    )  # fmt: skip


def _award_or_404(request: HttpRequest, key: UUID) -> Award:
    who, found = member_of(request, rules.can_enter), queries.award_for(key)
    if found is None or not rules.can_see_award(who, found):
        raise Http404
    return found
