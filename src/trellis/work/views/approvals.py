"""Requests for approval: the list, asking, one request with its trace, deciding."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.core import defined, objects
from trellis.core.guarding import account_of
from trellis.core.rules import Account, can_administer
from trellis.handbook.errors import TrellisError
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.happenings import Moment
from trellis.web.ordering import ordered
from trellis.web.saving import opening_address
from trellis.web.tabs import Tab
from trellis.work import lists, rules
from trellis.work.definitions.approvals import Approval
from trellis.work.forms import RequestForm, initial_of
from trellis.work.guarding import members_only
from trellis.work.models import ApprovalDecision, ApprovalRequest
from trellis.work.queries import approvals as queries
from trellis.work.queries import items
from trellis.work.services import approvals as services
from trellis.work.services import tasks

LOOKS = {
    "approved": ("check", "good"),
    "granted": ("check", "good"),
    "rejected": ("problem", "problem"),
    "changed": ("pencil", "attention"),
    "escalated": ("clock", "attention"),
    "passed": ("people", "attention"),
    "commented": ("info", ""),
    "withdrawn": ("close", ""),
    "asked": ("flag", ""),
    "skipped": ("right", ""),
}


@members_only
@never_cache
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """The requests that wait for whoever asks or did, that they asked for, or all of them, for administrators."""
    opening = opening_address(request, lists.APPROVALS)
    if opening:
        return redirect(opening)
    who = account_of(request)
    asked = lists.wanted(request)
    if asked["whose"] == "all" and not can_administer(who):
        asked["whose"] = "mine"
    values = {
        **lists.listing(request, who, asked),
        "tabs": _tabs(who, asked["whose"]),
        "may_ask": bool(queries.rules_to_ask()),
    }
    return render(request, "work/approvals.html", values)


@members_only
@require_safe
def directory_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    found = queries.listed(account_of(request), **lists.wanted(request))
    rows = ordered(lists.columns(queries.titles()), found, request.GET.get("sort", ""))
    return file_response(form, "approvals", lists.FILE, lists.exported(rows[:MOST_ROWS]))


@members_only
@never_cache
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """What somebody can ask for."""
    return render(request, "work/ask.html", {"rules": queries.rules_to_ask().items()})


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, rule: str) -> HttpResponse:
    """Ask for an approval by a rule that people ask by."""
    found = queries.rules_to_ask().get(rule)
    if found is None:
        raise Http404
    who = account_of(request)
    form = RequestForm(found, queries.currencies(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            about = tasks.somebody_named(form.cleaned_data["about_whom"], by=who)
            made = services.ask(rule, _content(form), by=who, subject=about)
        except TrellisError as error:
            form.add_error(None, f"{error.message} {error.hint}".strip())
        else:
            return redirect("work:approval", made.pk)
    values = {
        "form": form,
        "rule": found,
        "page": defined.page_link(found.page),
        "partners": items.partners_of(who),
    }
    return render(request, "work/ask_for.html", values)


@members_only
@never_cache
@require_safe
def approval(request: HttpRequest, key: UUID) -> HttpResponse:
    """A request: what is asked for, who decides, what was done."""
    who = account_of(request)
    found, standing, asked = _opened(request, key)
    rule = queries.rule_named(found.rule)
    trace = queries.trace_of(found)
    about = (found.about_kind, found.about)
    of_another = found.about_kind != queries.APPROVAL
    values = {
        "found": found,
        "tone": lists.TONES[found.state],
        "rule_title": rule.title if rule is not None else found.rule,
        "page": defined.page_link(rule.page) if rule is not None else "",
        "facts": [(_fact_title(rule, name), lists.fact_text(value)) for name, value in found.facts.items()],
        "about": objects.describe({about}).get(about) if of_another else None,
        "opens_about": who.pk == found.requested_by_id or who.pk in asked,
        "steps": queries.steps_of(found),
        "standing": standing,
        "waiting": [(each, standing.stand_ins.get(each.pk)) for each in standing.waiting] if standing else [],
        "moments": [_moment(each, found) for each in trace],
        "may_decide": standing is not None and rules.can_decide(who, found, standing.may_decide()),
        "instead_of": standing.given_as(who)[1] if standing is not None else None,
        "may_withdraw": rules.can_withdraw(who, found),
        "may_change": found.is_open
        and found.requested_by_id == who.pk
        and not of_another
        and rule is not None,
    }
    return render(request, "work/approval.html", values)


@members_only
@require_POST
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """Approve, reject, say something, or withdraw."""
    who, (found, *_rest) = account_of(request), _opened(request, key)
    text, deed = request.POST.get("text", ""), request.POST.get("deed", "")
    digest, step = request.POST.get("digest", ""), request.POST.get("step", "")
    at = int(step) if step.isdecimal() and len(step) <= 3 else -1
    try:
        if deed == "approve":
            services.approve(found, by=who, digest=digest, step=at, text=text)
            messages.success(request, _("You approved it."))
        elif deed == "reject":
            services.reject(found, by=who, digest=digest, step=at, text=text)
            messages.success(request, _("You rejected it."))
        elif deed == "comment":
            services.comment(found, by=who, text=text)
        elif deed == "withdraw":
            services.withdraw(found, by=who, text=text)
            messages.success(request, _("It is withdrawn."))
        else:
            raise Http404
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    return redirect("work:approval", key)


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change what is asked for; what was approved before counts no more."""
    who, (found, *_rest) = account_of(request), _opened(request, key)
    rule = queries.rule_named(found.rule)
    if (
        found.requested_by_id != who.pk
        or not found.is_open
        or rule is None
        or found.about_kind != queries.APPROVAL
    ):
        raise Http404
    initial = {"title": found.title, "text": found.text, **initial_of(found.facts)}
    form = RequestForm(rule, queries.currencies(), request.POST or None, initial=initial)
    del form.fields["about_whom"]
    if request.method == "POST" and form.is_valid():
        try:
            services.change(found, _content(form), by=who)
        except TrellisError as error:
            form.add_error(None, f"{error.message} {error.hint}".strip())
        else:
            messages.success(request, _("It is changed, and asked for anew."))
            return redirect("work:approval", key)
    values = {"form": form, "rule": rule, "page": "", "partners": [], "found": found}
    return render(request, "work/ask_for.html", values)


def _opened(
    request: HttpRequest, key: UUID
) -> tuple[ApprovalRequest, queries.Standing | None, Collection[UUID]]:
    """A request that the reader may see, how it stands, and who was ever asked. Raises Http404."""
    found = queries.request_of(key)
    if found is None:
        raise Http404
    standing = queries.standing_of(found)
    asked = queries.asked_ever(found, standing)
    if not rules.can_see_approval(account_of(request), found, asked):
        raise Http404
    return found, standing, asked


def _content(form: RequestForm) -> services.Content:
    return services.Content(
        title=form.cleaned_data["title"], text=form.cleaned_data["text"], facts=form.facts()
    )


def _tabs(who: Account, whose: str) -> tuple[Tab, ...]:
    here = reverse("work:approvals")
    labels = [("mine", _("For me to decide")), ("asked", _("Asked by me"))]
    if can_administer(who):
        labels.append(("all", _("All")))
    own = (Tab(title, f"{here}?whose={key}", key == whose, None) for key, title in labels)
    return tuple(own)


def _fact_title(rule: Approval | None, name: str) -> str:
    fact = rule.facts.get(name) if rule is not None else None
    return fact.title if fact is not None else name


def _moment(each: ApprovalDecision, request: ApprovalRequest) -> Moment:
    icon, tone = LOOKS[each.deed]
    title = str(each.get_deed_display())
    if each.step is not None:
        title = f"{each.step.title}: {title}"
    who = each.by.name if each.by is not None else "Trellis"
    if each.in_place_of is not None:
        who = _("%(name)s, in place of %(other)s") % {"name": who, "other": each.in_place_of.name}
    counts_no_more = each.deed == ApprovalDecision.Deed.APPROVED and each.round < request.round
    if counts_no_more:
        icon, tone = "close", ""
        title = _("%(what)s (counts no more: it was changed since)") % {"what": title}
    rule = _("by the handbook at %(revision)s") % {"revision": each.revision[:10]}
    return Moment(when=each.at, title=title, who=f"{who} · {rule}", text=each.text, icon_name=icon, tone=tone)
