"""What can be done from the palette: go to a room, to one's account, choose the colours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from trellis.core import granted
from trellis.core.definitions.permissions import AUDIT, PRIVACY
from trellis.core.rules import Account, can_administer
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


def further(request: HttpRequest) -> Iterator[Candidate]:
    """Pages that are found by their names, and are too many to be offered before anything is typed."""
    who = getattr(request, "user", None)
    if isinstance(who, Account):
        yield action(_("Tokens"), reverse("core:tokens"), "key")
        yield action(_("What I am told"), reverse("core:notice-wishes"), "bell")
    if granted.may(who, AUDIT.name):
        yield action(_("Audit"), reverse("web:audit"), "list")
        yield action(_("Who gave what"), reverse("web:access-changes"), "list")
    if granted.may(who, PRIVACY.name):
        yield action(_("Data protection"), reverse("web:data-catalogue"), "key")
    if can_administer(who):
        for name, url_name, icon in (
            (_("Invite somebody"), "core:invite", "person"),
            (_("Everybody known"), "web:known", "people"),
            (_("Identity provider"), "core:provisioning", "people"),
            (_("Tokens of all"), "core:all-tokens", "key"),
            (_("Locked out"), "core:locks", "key"),
            (_("Webhooks"), "core:webhooks", "link"),
            (_("Failed reactions"), "core:dead-letters", "attention"),
            (_("Outbox"), "core:outbox", "bell"),
            (_("Channels"), "core:channels", "talk"),
            (_("The words of mails"), "core:notice-templates", "page"),
            (_("Regular jobs"), "web:schedules", "clock"),
        ):
            yield action(name, reverse(url_name), icon)


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
