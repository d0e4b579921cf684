"""Where somebody can go: the overview of the reader, the page of a person, and a level beside their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.core.guarding import account_of
from trellis.growth import rules, terms
from trellis.growth.looking import around, person_or_404
from trellis.growth.queries import plans, promotions, succession, transfers
from trellis.growth.queries.standing import Standing, standing_of
from trellis.growth.services import plans as planning
from trellis.growth.services import promotions as promoting
from trellis.growth.terms import PARTS, Wanted
from trellis.handbook.errors import TrellisError
from trellis.people import terms as of_people
from trellis.people.days import today
from trellis.people.queries.directory import called, person_for
from trellis.people.views.person import head_of
from trellis.roles.addresses import role_address
from trellis.work.guarding import members_only


@members_only
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where the reader can go, their plans, and the plans and promotions that they have to do with."""
    who = account_of(request)
    values: dict[str, Any] = around(request, who, "home")
    if who.person is not None:
        standing = standing_of(who.person)
        values |= {
            "stands": standing, "levels": levels_of(standing),
            "plans": plans.with_progress(plans.plans_of(who.person)),
            "others": plans.with_progress(plans.plans_seen(who)[:50]), "today": today(),
        }  # fmt: skip
    return render(request, "growth/home.html", values)


@members_only
@never_cache
@require_safe
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where a person can go, with their plans, promotions and transfers."""
    who, found = account_of(request), person_for(key)
    if found is None:
        raise Http404
    values = head_of(who, found, "growth:person")
    if not rules.can_see_growth(who, found):
        raise Http404
    standing = standing_of(found, values["position"])
    values |= {
        "stands": standing, "levels": levels_of(standing), "alike": terms.alike(standing.role) if standing.role else (),
        "roles": of_people.role_titles(), "plans": plans.with_progress(plans.plans_of(found)),
        "promotions": promotions.promotions_of(who, found), "transfers": transfers.transfers_of(who, found),
        "is_self": who.person_id == found.pk, "today": today(),
    }  # fmt: skip
    if standing.position is not None and rules.can_mark_key_role(who, found):
        values |= {"may_mark": True, "key_role": succession.open_one_of(who, found), "called": called(found)}
    return render(request, "growth/person.html", values)


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def level(request: HttpRequest, key: UUID) -> HttpResponse:
    """What a level asks for beyond the present one; sent, a plan or a promotion to it is begun."""
    who = account_of(request)
    found = person_or_404(who, key)
    role = terms.role_at(request.GET.get("to", "")) or terms.titled(request.GET.get("title", ""))
    standing = standing_of(found)
    if role is None:
        messages.error(request, _("The handbook has no such level."))
        return redirect("growth:person", found.pk)
    if request.method == "POST":
        try:
            if request.POST.get("act") == "promote":
                made = promoting.begin(person=found, target=str(role.id), by=who)
                return redirect("growth:promotion", made.pk)
            plan = planning.begin(person=found, target=str(role.id), by=who)
            return redirect("growth:plan", plan.pk)
        except TrellisError as error:
            messages.error(request, f"{error.message} {error.hint}".strip())
    wanted = terms.gap(standing.role, role)
    values = {
        **around(request, who, "home"), "person": found, "stands": standing, "role": role, "url": role_address(role),
        "parts": by_part(wanted), "count": len(wanted), "kept": len(terms.asked_by(role)) - len(wanted),
        "is_self": who.person_id == found.pk, "may_promote": rules.can_promote(who, found),
        "has_it": standing.title == role.full_title, "higher": _is_higher(standing, role),
    }  # fmt: skip
    return render(request, "growth/level.html", values)


def levels_of(standing: Standing) -> list[dict[str, Any]]:
    """The next levels with what each adds, for templates."""
    if standing.role is None:
        return []
    return [
        {
            "title": each.role.full_title, "key": str(each.role.id), "grade": each.role.grade, "lateral": each.lateral,
            "family": each.role.family.title, "count": len(each.added), "parts": by_part(each.added),
            "url": role_address(each.role),
        }
        for each in terms.next_levels(standing.role)
    ]  # fmt: skip


def by_part(wanted: tuple[Wanted, ...]) -> list[tuple[Any, list[Wanted]]]:
    """Items under the titles of the lists that they stand in."""
    found = [(title, [each for each in wanted if each.part == part]) for part, title in PARTS.items()]
    return [(title, items) for title, items in found if items]


def _is_higher(standing: Standing, role: Any) -> bool:
    if standing.role is None or standing.role.grade is None or role.grade is None:
        return True
    return bool(role.grade > standing.role.grade)
