"""Promotions: the list with what they cost, one of them with its document, and comparing them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.core.guarding import account_of
from trellis.core.rules import Account
from trellis.growth import lists, rules, terms
from trellis.growth.definitions.calendars import Quarter
from trellis.growth.forms import DocumentForm
from trellis.growth.looking import around, note
from trellis.growth.models import Promotion, PromotionState, Verdict
from trellis.growth.queries import promotions as queries
from trellis.growth.queries.promotions import Document
from trellis.growth.services import applying
from trellis.growth.services import promotions as services
from trellis.handbook.errors import TrellisError
from trellis.people.days import today
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.ordering import ordered
from trellis.web.saving import opening_address
from trellis.work.guarding import members_only


@members_only
@never_cache
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """The promotions that somebody sees, the calendar, and, for who sees all, what they cost and how many there are."""
    who = account_of(request)
    opening = opening_address(request, lists.PROMOTIONS)
    if opening:
        return redirect(opening)
    quarter = next(iter(terms.promotions().quarters(today())), None)
    values: dict[str, Any] = {
        **lists.listing(request, who), **around(request, who, "promotions"), "quarter": quarter,
        "phase": phase_of(quarter), "said": terms.promotions(), "leads": rules.leads(who),
    }  # fmt: skip
    if rules.sees_all(who) and quarter is not None:
        values |= {
            "budgets": queries.budgets_on(quarter.effective_on), "rate": queries.rate_until(today()), "sees_all": True,
        }  # fmt: skip
    return render(request, "growth/promotions.html", values)


@members_only
@never_cache
@require_safe
def directory_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    found = lists.wanted(account_of(request), request.GET)
    rows = ordered(lists.columns(), found, request.GET.get("sort", ""))
    return file_response(form, "promotions", lists.FILE, lists.exported(rows[:MOST_ROWS]))


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def promotion(request: HttpRequest, key: UUID) -> HttpResponse:
    """A promotion: its document to read, or to write for whoever writes it; sent, something is done to it."""
    who = account_of(request)
    found = queries.promotion_seen(who, key)
    if found is None:
        raise Http404
    document = queries.document_of(found)
    writes = found.state == PromotionState.DRAFT and found.written_by_id == who.pk
    writes = writes and rules.can_promote(who, found.person)
    form = _form(request, document, who) if writes else None
    if request.method == "POST":
        answer = _done(request, who, found, form)
        if answer is not None:
            return answer
        document = queries.document_of(found)
    note(who, "promotion", found.pk, found.person_id)
    values = _shown(request, who, document, form)
    failed = request.method == "POST"
    return render(request, "growth/promotion.html", values, status=409 if failed else 200)


@members_only
@never_cache
@require_safe
def calibration(request: HttpRequest) -> HttpResponse:
    """Promotions of the rounds that the reader leads, side by side in order."""
    who = account_of(request)
    if not rules.can_compare(who):
        raise PermissionDenied
    rows = queries.to_compare(who)
    shown = [(queries.document_of(each), rules.can_see_pay(who, each)) for each in rows[:40]]
    values = {
        **around(request, who, "calibration"),
        "rows": shown,
        "verdicts": Verdict.choices,
        "more": len(rows) > 40,
    }
    return render(request, "growth/calibration.html", values)


def phase_of(quarter: Quarter | None) -> str:
    """What is done now, in words."""
    if quarter is None:
        return ""
    return {
        "before": _("Writing has not begun yet."), "planning": _("Documents are written."),
        "calibration": _("Documents are compared."), "processing": _("Approvals are given."),
        "after": _("They are in effect."),
    }[quarter.phase(today())]  # fmt: skip


def _form(request: HttpRequest, document: Document, who: Account) -> DocumentForm:
    promotion = document.promotion
    quarters = [
        each.effective_on for each in terms.promotions().quarters(today(), 6) if each.is_open(today())
    ]
    days = [] if promotion.off_cycle else [promotion.effective_on]
    days = sorted({*quarters, *days})
    base = promotion.base
    initial = {
        "when": (promotion.effective_on if not promotion.off_cycle else days[0] if days else today()).isoformat(),
        "off_cycle": promotion.off_cycle, "other_day": promotion.effective_on if promotion.off_cycle else None,
        "amount": f"{base.amount:.2f}" if base is not None else "",
        "currency": base.currency if base is not None else promotion.before_currency,
        "pay_reason": promotion.pay_reason, "announcement": promotion.announcement, "seen": promotion.version,
        **{f"section-{each.name}": each.text for each in document.sections},
        **{f"criterion-{each.pk}": each.evidence for each in document.criteria},
    }  # fmt: skip
    return DocumentForm(
        request.POST if request.method == "POST" and request.POST.get("act") in ("save", "submit") else None,
        initial=initial, sections=document.sections, criteria=document.criteria,
        sees_pay=rules.can_see_pay(who, promotion), days=[(each.isoformat(), date_format(each)) for each in days],
    )  # fmt: skip


def _done(
    request: HttpRequest, who: Account, found: Promotion, form: DocumentForm | None
) -> HttpResponse | None:
    """What was sent, done; `None` where it could not be, with the form or a message that says why."""
    act, back = request.POST.get("act", ""), redirect("growth:promotion", found.pk)
    try:
        if act in ("save", "submit"):
            if form is None:
                return back
            if not form.is_valid():
                return None
            written = services.write(
                promotion=found, says=form.draft(), by=who, seen=form.cleaned_data["seen"]
            )
            if act == "submit":
                _hand_in(request, who, written)
            else:
                messages.success(request, _("Kept."))
        elif act == "withdraw":
            services.withdraw(promotion=found, by=who)
        elif act == "take-back":
            applying.take_back(promotion=found, why=request.POST.get("why", ""), by=who)
            messages.success(request, _("Taken back. Position and pay stay as they are."))
        elif act in ("up", "down"):
            services.reorder(promotion=found, up=act == "up", by=who)
            return redirect("growth:calibration")
        elif act == "verdict":
            number = request.POST.get("round", "")
            services.calibrate(
                promotion=found, verdict=request.POST.get("verdict", ""), notes=request.POST.get("notes", ""),
                by=who, round_=int(number) if number.isdigit() else 0,
            )  # fmt: skip
            messages.success(request, _("Written down."))
    except TrellisError as error:
        told = f"{error.message} {error.hint}".strip()
        if form is not None and form.is_bound:
            form.add_error(None, told)
        else:
            messages.error(request, told)
        return None
    return back


def _hand_in(request: HttpRequest, who: Account, written: Promotion) -> None:
    """Hand in what was just kept; where something is missing it stays kept, and the page says what."""
    try:
        services.submit(promotion=written, by=who)
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    else:
        messages.success(request, _("Handed in."))


def _shown(
    request: HttpRequest, who: Account, document: Document, form: DocumentForm | None
) -> dict[str, Any]:
    promotion, said = document.promotion, terms.promotions()
    sees_pay = rules.can_see_pay(who, promotion)
    is_self = who.person_id == promotion.person_id
    facts = queries.pay_facts(promotion) if sees_pay or form is not None else None
    compares = promotion.state == PromotionState.CALIBRATION and rules.compares(who, promotion)
    values: dict[str, Any] = {
        **around(request, who, "promotions"), "promotion": promotion, "person": promotion.person, "form": form,
        "document": document, "said": said, "limits": said.sections, "sees_pay": sees_pay, "is_self": is_self,
        "faults": queries.faults_of(document, facts) if form is not None else [], "compares": compares,
        "may_withdraw": promotion.written_by_id == who.pk and promotion.state in services.OPEN,
        "facts": facts,
        "rounds": [] if is_self or form is not None else queries.rounds_of(promotion),
        "may_take_back": promotion.state == PromotionState.GRANTED and promotion.effective_on > today()
        and rules.can_take_back(who, promotion), "why_typed": request.POST.get("why", ""),
        "verdicts": Verdict.choices, "sees_growth": rules.can_see_growth(who, promotion.person),
        "sections": _with_counts(document), "notes_typed": request.POST.get("notes", ""),
    }  # fmt: skip
    return values


def _with_counts(document: Document) -> list[tuple[Any, int, int | None]]:
    """Each section with how many words it has, and how many it may have."""
    limits = terms.promotions().sections
    return [
        (each, queries.words_in(each.text), limits[each.name].most_words if each.name in limits else None)
        for each in document.sections
    ]
