"""Whom somebody means by a name or an address."""

from __future__ import annotations

from django.utils.translation import gettext as _

from trellis.cases.services.errors import CaseError
from trellis.core import directory as core_directory
from trellis.core.rules import Person
from trellis.people.days import today
from trellis.people.queries import directory
from trellis.people.queries.directory import Wanted


def person_meant(words: str, field: str) -> Person:
    """The person. Raises CaseError where nobody fits, or several do."""
    exact = core_directory.named(words)
    if exact is not None:
        return exact
    rows = directory.found(Wanted(today())).filter(person__name__icontains=words.strip())
    found = {each.person_id: each.person for each in rows[:20]}
    same = [each for each in found.values() if each.name.casefold() == words.strip().casefold()]
    if len(same) == 1:
        return same[0]
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        raise CaseError(_("Several people are called so."), hint=_("Write their address."), field=field)
    raise CaseError(_("Nobody who works here is called so."), hint=_("Write their address."), field=field)
