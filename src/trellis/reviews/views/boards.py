"""Boards of calibration: the grid, moving people by pointer or keyboard, the log, locking."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.core.guarding import account_of
from trellis.core.rules import Account
from trellis.core.services.looking import record_access
from trellis.handbook.errors import TrellisError
from trellis.reviews import rules
from trellis.reviews.addresses import board_address
from trellis.reviews.definitions.talent import BOXES
from trellis.reviews.forms import BoardForm
from trellis.reviews.models import CalibrationBoard, ReviewCycle
from trellis.reviews.queries import boards as queries
from trellis.reviews.services import calibrating as services
from trellis.reviews.services.errors import NoReviewError, ReviewError
from trellis.reviews.views.around import of_members, tabs_for, told

_PLACES = {number: place for place, number in BOXES.items()}


@of_members
@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    """The boards on which I have something to do."""
    who = account_of(request)
    values = {"boards": list(queries.my_boards(who)), "tabs": tabs_for(who, "boards")}
    return render(request, "reviews/boards.html", values)


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, key: UUID) -> HttpResponse:
    """Set a session up."""
    who = account_of(request)
    if not rules.can_run(who):
        raise PermissionDenied
    found = ReviewCycle.objects.filter(pk=key).first()
    if found is None or found.talent is None:
        raise Http404
    form = BoardForm(request.POST or None)
    trouble: TrellisError | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        leads = {each.pk for each in (said["facilitator"], said["second"]) if each is not None}
        try:
            services.make_board(
                cycle=key, title=said["title"], departments=said["departments"], facilitators=leads,
                from_grade=said["from_grade"], to_grade=said["to_grade"], by=who,
            )  # fmt: skip
        except TrellisError as error:
            trouble = error
        else:
            messages.success(request, _("The board is set up."))
            return redirect("reviews:cycle", key)
    fields = [(each, getattr(each.field, "found_in", "")) for each in form]
    values = {"form": form, "fields": fields, "cycle": found, "error": trouble}
    return render(request, "reviews/board_new.html", values, status=422 if trouble or form.errors else 200)


@of_members
@require_safe
def board(request: HttpRequest, key: UUID) -> HttpResponse:
    """A board: who stands where, those who are talked about first, what was moved."""
    who, found = account_of(request), _board_or_404(request, key)
    record_access(account=who, about="calibration_board", object=found.pk, why="")
    return render(request, "reviews/board.html", _values(who, found))


@of_members
@require_POST
def move(request: HttpRequest, key: UUID) -> HttpResponse:
    """Place somebody otherwise, with a reason."""
    who, found = account_of(request), _board_or_404(request, key)
    post = request.POST
    number = post.get("box", "")
    performance, growth = _PLACES.get(int(number) if number.isdecimal() and len(number) < 3 else 0, (0, 0))
    seen = post.get("seen", "")
    try:
        review = UUID(post.get("review", ""))
        if not found.reviews.filter(pk=review).exists():
            raise Http404
        services.move(
            review=review, performance=performance, growth=growth, why=post.get("why", ""), by=who,
            seen=int(seen) if seen.isdecimal() else None,
        )  # fmt: skip
    except (NoReviewError, ValueError):
        raise Http404 from None
    except ReviewError as error:
        values = {**_values(who, found), "error": error}
        return render(request, "reviews/board.html", values, status=422)
    messages.success(request, _("Moved. The reason stands in the log."))
    return redirect(board_address(key))


@of_members
@require_POST
def act(request: HttpRequest, key: UUID) -> HttpResponse:
    """Lock, or take joiners onto the board."""
    who, found = account_of(request), _board_or_404(request, key)
    seen = request.POST.get("seen", "")
    try:
        if request.POST.get("act") == "lock":
            services.lock(board=found.pk, by=who, seen=int(seen) if seen.isdecimal() else 0)
            messages.success(
                request, _("Locked. Managers can share the reviews from the day of the cycle on.")
            )
        elif request.POST.get("act") == "join":
            n = services.take_joiners(board=found.pk, by=who)
            messages.success(
                request, ngettext("%(n)d person was added.", "%(n)d people were added.", n) % {"n": n}
            )
        else:
            raise Http404
    except NoReviewError:
        raise Http404 from None
    except TrellisError as error:
        told(request, error)
    return redirect(board_address(key))


def _values(who: Account, found: CalibrationBoard) -> dict[str, Any]:
    cards = queries.cards(who, found)
    talent = found.cycle.talent or {}
    return {
        "board": found, "cycle": found.cycle, "cards": cards, "first": [each for each in cards if each.reasons],
        "grid": queries.grid(found, cards), "unplaced": [each for each in cards if each.box is None],
        "distribution": queries.distribution(found, cards), "moves": queries.moves(who, found, cards),
        "talent": talent, "error": None, "leads": rules.can_facilitate(who, found), "growth": talent.get("growth", ()),
        "performance": list(reversed(talent.get("performance", ()))),
        "boxes": [(number, talent.get("boxes", {}).get(str(number), "")) for number in range(1, 10)],
    }  # fmt: skip


def _board_or_404(request: HttpRequest, key: UUID) -> CalibrationBoard:
    found = queries.board_for(account_of(request), key)
    if found is None:
        raise Http404
    return found
