"""What can be done from the palette: go to a room, to one's account, choose the colours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from trellis.core.rules import can_administer
from trellis.web import navigation
from trellis.web.finding import Candidate, fold

GROUP = "actions"


def action(name: str, url: str, icon: str, where: str | Promise = "") -> Candidate:
    """Something that a reader may do, as the search finds it."""
    return Candidate(name, fold(name), where, url, icon, _("Action"), group=GROUP)


def actions(request: HttpRequest) -> Iterable[Candidate]:
    """The rooms that this reader may enter, and what concerns themselves."""
    yield from rooms(request)
    yield from administration(request)
    yield from own(request)


def rooms(request: HttpRequest) -> Iterator[Candidate]:
    """The rooms that this reader may enter."""
    for room in navigation.rooms_for(request):
        yield action(str(room.title), reverse(room.url_name), room.icon)


def administration(request: HttpRequest) -> Iterator[Candidate]:
    """Questions about rights, for administrators."""
    if can_administer(getattr(request, "user", None)):
        yield action(_("Why may somebody do that?"), reverse("web:why"), "info")
        yield action(_("Who may do that?"), reverse("web:who-may"), "people")
        yield action(_("Duties"), reverse("web:assignments"), "list")


def own(request: HttpRequest) -> Iterator[Candidate]:
    """One's account, signing in, and the colours."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        yield action(_("My account"), reverse("core:account"), "person")
        yield action(_("My jobs"), f"{reverse('web:jobs')}?whose=mine", "clock")
    elif user is not None:
        yield action(_("Sign in"), reverse("core:sign-in"), "person")
    colours = reverse("web:colours")
    for name, value, icon in (
        (_("Colours: light"), "light", "sun"),
        (_("Colours: dark"), "dark", "moon"),
        (_("Colours: as the system"), "system", "screen"),
    ):
        yield action(name, f"{colours}#{value}", icon)
