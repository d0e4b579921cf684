"""What all pages of this room share: who asks, the tabs over the pages, notes of who looked."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from trellis.core.rules import Account
from trellis.core.services.looking import record_access
from trellis.handbook.errors import TrellisError
from trellis.reviews import rules
from trellis.reviews.models import Review
from trellis.web.tabs import Tab

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def of_members(view: View[P]) -> View[P]:
    """A page for members who are known as people; no browser keeps it."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not rules.can_enter(getattr(request, "user", None)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    uncached: View[P] = never_cache(guarded)
    return uncached


def who_asks(request: HttpRequest) -> Account:
    """Who asks, behind `of_members`."""
    assert isinstance(request.user, Account)
    return request.user


def tabs_for(who: Account, current: str) -> tuple[Tab, ...]:
    """The parts of the room that somebody has; `current` is the name of the address of the page."""
    leads, runs = rules.is_manager(who), rules.can_run(who)
    parts = [("mine", _("My reviews"), True), ("team", _("My team"), leads), ("cycles", _("Cycles"), leads or runs),
             ("boards", _("Calibration"), True)]  # fmt: skip
    shown = [
        Tab(title, reverse(f"reviews:{name}"), name == current) for name, title, allowed in parts if allowed
    ]
    return tuple(shown) if len(shown) > 1 else ()


def note(who: Account, review: Review, why: str) -> None:
    """Write down that somebody looks at the review of another."""
    if who.person_id != review.person_id:
        record_access(account=who, about="review", object=review.pk, why=why)


def told(request: HttpRequest, error: TrellisError) -> None:
    """Say on the next page what did not work."""
    messages.error(request, f"{error.message} {error.hint or ''}".strip())
