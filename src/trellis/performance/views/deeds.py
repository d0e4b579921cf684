"""Doing one thing with a plan; what does not work comes back with what was written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trellis.cases.guarding import confidential
from trellis.core.forms import Form
from trellis.core.guarding import account_of
from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.performance.forms import (
    CheckInForm,
    CommentForm,
    ExpectationForm,
    ExtendForm,
    OutcomeForm,
    ReasonForm,
    RewriteForm,
)
from trellis.performance.models import SupportPlan
from trellis.performance.services import agreeing, drafting, going_on
from trellis.performance.services.drafting import Expected
from trellis.performance.services.errors import NoPlanError, StalePlanError
from trellis.performance.services.going_on import Marked
from trellis.performance.views.plans import draft_of, page_values, plan_or_404

F = TypeVar("F", bound=Form)


class RefusedFormError(Exception):
    """A form that was not filled in right."""

    def __init__(self, form: Form) -> None:
        self.form = form


@confidential
@require_POST
def do(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Do one thing with a plan."""
    who = account_of(request)
    found = plan_or_404(who, key)
    if deed not in _DEEDS:
        raise Http404
    name, act = _DEEDS[deed]
    try:
        told = act(request, found, who)
    except NoPlanError:
        raise Http404 from None
    except RefusedFormError as refused:
        return _again(request, who, key, name, refused.form)
    except TrellisError as error:
        form = _FORMS[name](request.POST) if name else None
        if form is None or not form.is_valid():
            messages.error(request, f"{error.message} {error.hint}".strip())
            return _again(request, who, key, name, form)
        field = getattr(error, "field", "")
        form.refuse(error, field if field in form.fields else None)
        if isinstance(error, StalePlanError):  # the next try is about what is shown now
            form.data = {**request.POST.dict(), "version": str(plan_or_404(who, key).version)}
        return _again(request, who, key, name, form)
    messages.success(request, told)
    return redirect("performance:plan", key)


def _again(request: HttpRequest, who: Account, key: UUID, name: str, form: Form | None) -> HttpResponse:
    more = {name: form} if name and form is not None else {}
    values = page_values(who, plan_or_404(who, key), **more)
    return render(request, "performance/plan.html", {**values, "said": request.POST}, status=422)


def _filled(form: F) -> F:
    if not form.is_valid():
        raise RefusedFormError(form)
    return form


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else 0


def _rewrite(request: HttpRequest, found: SupportPlan, who: Account) -> str:
    said = _filled(RewriteForm(request.POST)).cleaned_data
    drafting.rewrite(plan=found.pk, says=draft_of(said), seen=said["version"], by=who)
    return _("Kept.")


def _expectation(request: HttpRequest, found: SupportPlan, who: Account) -> str:
    said = _filled(ExpectationForm(request.POST)).cleaned_data
    says = Expected(said["text"], said["measure"], said["by"], said["key"])
    drafting.expect(plan=found.pk, says=[says], seen=said["version"], by=who)
    return _("Kept.")


def _expectation_gone(request: HttpRequest, found: SupportPlan, who: Account) -> str:
    try:
        gone = Expected("", key=UUID(request.POST.get("key", "")))
    except ValueError:
        raise NoPlanError from None
    drafting.expect(plan=found.pk, says=[gone], seen=_version(request), by=who)
    return _("The expectation is taken out.")


def _pick(request: HttpRequest, found: SupportPlan, who: Account) -> str:
    drafting.pick(plan=found.pk, picked=request.POST.getlist("picked"), seen=_version(request), by=who)
    return _("Kept. Say of each how it is measured.")


def _hand_in(request: HttpRequest, found: SupportPlan, who: Account) -> str:
    made = drafting.hand_in(plan=found.pk, seen=_version(request), by=who)
    return _("The people partner has it now.") if made.begins_on is None else _("The plan is set.")


def _agree(request: HttpRequest, found: SupportPlan, who: Account) -> str:
    agreeing.agree(plan=found.pk, seen=_version(request), by=who)
    return _("Agreed.")


def _send_back(request: HttpRequest, found: SupportPlan, who: Account) -> str:
    said = _filled(ReasonForm(request.POST)).cleaned_data
    agreeing.send_back(plan=found.pk, reason=said["reason"], seen=_version(request), by=who)
    return _("The manager has it again.")


def _acknowledge(_request: HttpRequest, found: SupportPlan, who: Account) -> str:
    going_on.acknowledge(plan=found.pk, by=who)
    return _("Your manager sees that you have read it.")


def _comment(request: HttpRequest, found: SupportPlan, who: Account) -> str:
    said = _filled(CommentForm(request.POST)).cleaned_data
    going_on.comment(plan=found.pk, text=said["text"], by=who)
    return _("Your comment is there.")


def _check_in(request: HttpRequest, found: SupportPlan, who: Account) -> str:
    said = _filled(CheckInForm(request.POST)).cleaned_data
    keys = found.expectations.values_list("pk", flat=True)
    marks = {
        key: Marked(request.POST.get(f"mark-{key}", ""), request.POST.get(f"note-{key}", "")) for key in keys
    }
    going_on.check_in(
        plan=found.pk, held_on=said["held_on"], marks=marks, note=said["note"], seen=said["version"], by=who
    )
    return _("The check-in is written down. The person reads it now.")


def _extend(request: HttpRequest, found: SupportPlan, who: Account) -> str:
    said = _filled(ExtendForm(request.POST)).cleaned_data
    seen = _version(request)
    going_on.extend(plan=found.pk, weeks=said["weeks"], reason=said["reason"], seen=seen, by=who)
    return _("The plan has more time.")


def _outcome(request: HttpRequest, found: SupportPlan, who: Account) -> str:
    said = _filled(OutcomeForm(request.POST)).cleaned_data
    seen = _version(request)
    made = going_on.decide(plan=found.pk, outcome=said["outcome"], reason=said["reason"], seen=seen, by=who)
    return _("The plan has ended.") if made.ended_at else _("The people partner has the outcome now.")


def _withdraw(request: HttpRequest, found: SupportPlan, who: Account) -> str:
    said = _filled(ReasonForm(request.POST)).cleaned_data
    drafting.withdraw(plan=found.pk, reason=said["reason"], by=who)
    return _("The plan is taken back.")


_FORMS: dict[str, type[Form]] = {
    "rewrite": RewriteForm, "expectation": ExpectationForm, "back": ReasonForm, "comment": CommentForm,
    "check_in": CheckInForm, "extend": ExtendForm, "outcome": OutcomeForm, "withdraw": ReasonForm,
}  # fmt: skip
_DEEDS: dict[str, tuple[str, Callable[[HttpRequest, SupportPlan, Account], str]]] = {
    "rewrite": ("rewrite", _rewrite), "expectation": ("expectation", _expectation),
    "expectation-gone": ("", _expectation_gone), "pick": ("", _pick), "hand-in": ("", _hand_in),
    "agree": ("", _agree), "send-back": ("back", _send_back), "acknowledge": ("", _acknowledge),
    "comment": ("comment", _comment), "check-in": ("check_in", _check_in), "extend": ("extend", _extend),
    "outcome": ("outcome", _outcome), "withdraw": ("withdraw", _withdraw),
}  # fmt: skip
"""By the name in the address: the form that comes back, and what does it."""
