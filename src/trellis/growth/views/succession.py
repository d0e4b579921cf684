"""Succession: the key roles of a line, and one of them with those who could take it on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.core.guarding import account_of
from trellis.core.rules import Account, Person
from trellis.core.services.looking import WHOLE, record_access
from trellis.growth import rules, succession_lists
from trellis.growth.forms import CloseKeyRoleForm, KeyRoleForm, MarkForm, SuccessorForm
from trellis.growth.looking import around, note
from trellis.growth.models import KeyRole
from trellis.growth.queries import succession as queries
from trellis.growth.services import succession as services
from trellis.growth.services.errors import GrowthError
from trellis.handbook.errors import TrellisError
from trellis.people.days import today
from trellis.people.queries import directory as people
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.ordering import ordered
from trellis.web.saving import opening_address
from trellis.work.guarding import members_only


@members_only
@never_cache
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """The key roles that the reader sees, with how many people are ready now, within a year, and later."""
    who = account_of(request)
    opening = opening_address(request, succession_lists.KEY_ROLES)
    if opening:
        return redirect(opening)
    record_access(account=who, about="succession", object=WHOLE, why="list")
    values = {
        **succession_lists.listing(request, who), **around(request, who, "succession"),
        "figures": queries.figures_of(queries.key_roles_seen(who)), "leads": rules.leads(who),
    }  # fmt: skip
    return render(request, "growth/succession.html", values)


@members_only
@never_cache
@require_safe
def directory_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    who = account_of(request)
    record_access(account=who, about="succession", object=WHOLE, why="file")
    rows = ordered(
        succession_lists.columns(), succession_lists.wanted(who, request.GET), request.GET.get("sort", "")
    )
    return file_response(form, "key-roles", succession_lists.FILE, queries.exported(rows[:MOST_ROWS]))


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest) -> HttpResponse:
    """Mark a role of the reader's line as a key role."""
    who = account_of(request)
    if not rules.leads(who):
        raise Http404
    sent = request.method == "POST"
    form = MarkForm(request.POST if sent else None, initial={"holder": request.GET.get("holder", "")[:254]})
    if sent and form.is_valid():
        try:
            holder = _meant(form.cleaned_data["holder"], "holder")
            made = services.mark(
                person=holder, risk=form.cleaned_data["risk"], reason=form.cleaned_data["reason"], by=who
            )
            return redirect("growth:key-role", made.pk)
        except TrellisError as error:
            _put(form, error, "holder")
    values = {**around(request, who, "succession"), "form": form, "names": _names(who)}
    return render(request, "growth/key_role_new.html", values, status=409 if sent else 200)


@members_only
@never_cache
@require_safe
def key_role(request: HttpRequest, key: UUID) -> HttpResponse:
    """A key role with those who could take it on."""
    who = account_of(request)
    return _page(request, who, _or_404(who, key))


@members_only
@require_POST
def do(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Do something to a key role."""
    who = account_of(request)
    found, act = _or_404(who, key), _DEEDS.get(deed)
    if act is None:
        raise Http404
    form: Form | None = None
    try:
        form = act(request, who, found)
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
        return _page(request, who, _or_404(who, key), status=409)
    if form is not None:
        return _page(request, who, found, status=409, broken={deed: form})
    return redirect("growth:key-role", found.pk)


def _or_404(who: Account, key: UUID) -> KeyRole:
    found = queries.key_role_seen(who, key)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, who: Account, found: KeyRole, *, status: int = 200, broken: dict[str, Form] | None = None
) -> HttpResponse:  # fmt: skip
    note(who, "succession", found.pk, found.person_id)
    broken, candidates = broken or {}, queries.candidates_of(who, found)
    may_change = found.closed_at is None and rules.is_above_key_role(who, found)
    chosen = request.GET.get("edit", "")
    edited = next((each.row for each in candidates if str(each.row.pk) == chosen), None)
    initial = {} if edited is None else {
        "person": people.called(edited.person), "readiness": edited.readiness, "strengths": edited.strengths,
        "missing": edited.missing,
    }  # fmt: skip
    values: dict[str, Any] = {
        **around(request, who, "succession"), "role": found, "person": found.person, "candidates": candidates,
        "may_change": may_change, "edited": edited, "names": _names(who) if may_change else [],
        "name": broken.get("name") or SuccessorForm(initial=initial),
        "change": broken.get("change")
        or KeyRoleForm(initial={"risk": found.risk, "reason": found.reason, "seen": found.version}),
        "close": broken.get("close") or CloseKeyRoleForm(), "sees_growth": rules.can_see_growth(who, found.person),
    }  # fmt: skip
    return render(request, "growth/key_role.html", values, status=status)


def _meant(text: str, field: str) -> Person:
    """The one person whom a name or an address means. Raises GrowthError."""
    found = people.meant(text)
    if len(found) != 1:
        told = _("Nobody here is called so.") if not found else _("Several people are called so.")
        raise GrowthError(told, hint=_("Write the whole name, or the address."), field=field)
    return found[0]


def _names(who: Account) -> list[str]:
    """Those directly below the reader, to offer them."""
    if who.person is None:
        return []
    rows = people.reports_on(who.person, today()).select_related("person")
    return [people.called(each.person) for each in rows[:100]]


def _put(form: Form, error: TrellisError, usual: str) -> None:
    name = getattr(error, "field", "") or usual
    form.add_error(name if name in form.fields else None, f"{error.message} {error.hint}".strip())


def _name(request: HttpRequest, who: Account, role: KeyRole) -> Form | None:
    form = SuccessorForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.name_successor(role=role, by=who, **{**said, "person": _meant(said["person"], "person")})
            return None
        except TrellisError as error:
            _put(form, error, "person")
    return form


def _drop(request: HttpRequest, who: Account, role: KeyRole) -> Form | None:
    try:
        key = UUID(request.POST.get("successor", ""))
    except ValueError:
        raise GrowthError(_("This key role has no such candidate.")) from None
    services.drop_successor(role=role, successor=key, by=who)
    return None


def _change(request: HttpRequest, who: Account, role: KeyRole) -> Form | None:
    form = KeyRoleForm(request.POST)
    if not form.is_valid():
        return form
    services.change(role=role, by=who, **form.cleaned_data)
    messages.success(request, _("Kept."))
    return None


def _close(request: HttpRequest, who: Account, role: KeyRole) -> Form | None:
    form = CloseKeyRoleForm(request.POST)
    if not form.is_valid():
        return form
    services.close(role=role, by=who, **form.cleaned_data)
    messages.success(request, _("The key role is closed."))
    return None


_DEEDS: dict[str, Callable[[HttpRequest, Account, KeyRole], Form | None]] = {
    "name": _name, "drop": _drop, "change": _change, "close": _close,
}  # fmt: skip
