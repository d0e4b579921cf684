"""What every page of pay has: the tabs of the room, and the note that somebody looked at what is need-to-know."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.compensation import rules
from trellis.core.rules import Account, Person
from trellis.core.services.looking import WHOLE, record_access
from trellis.people.queries.directory import person_for
from trellis.web.tabs import Tab


def note(who: Account, person: Person | None, why: str) -> None:
    """Write down that somebody looks at the pay of another, or (`None`) at that of many; not at their own."""
    if person is None or who.person_id != person.pk:
        record_access(account=who, about="pay", object=WHOLE if person is None else person.pk, why=why)


def note_object(who: Account, about: str, key: UUID, why: str) -> None:
    """The same of something else that is need-to-know, such as a sheet."""
    record_access(account=who, about=about, object=key, why=why)


def require(allowed: bool) -> None:
    """Raise PermissionDenied unless something is allowed."""
    if not allowed:
        raise PermissionDenied


def around(request: HttpRequest, who: Account, current: str) -> dict[str, Any]:
    """The tabs of the room."""
    found: list[tuple[str, str, str, UUID | None]] = [
        ("calculator", _("Calculator"), "compensation:calculator", None)
    ]
    if who.person_id is not None and person_for(who.person_id) is not None:
        found.append(("person", _("My pay"), "compensation:person", who.person_id))
    found.append(("bonuses", _("Bonuses"), "compensation:bonuses", None))
    if rules.can_review(who):
        found.append(("review", _("Yearly review"), "compensation:review", None))
    if rules.can_see_list(who):
        found.append(("list", _("Everybody"), "compensation:list", None))
    tabs = [
        Tab(title, reverse(name, args=[argument] if argument else []), key == current)
        for key, title, name, argument in found
    ]
    return {"tabs": tabs}
