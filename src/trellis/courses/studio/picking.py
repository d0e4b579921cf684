"""What a form offers to choose from by title, and what becomes of the words that somebody chose or typed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from django.utils.translation import gettext as _

from trellis.handbook.errors import TrellisError


class SettingError(TrellisError):
    """A value that cannot be read, or that there is not."""

    code = "setting"


class Option(NamedTuple):
    """Something to choose: how a text names it, and how people do."""

    value: str
    title: str


Known = Mapping[str, tuple[Option, ...]]
"""What there is to choose, by what it is: `courses`, `departments`, …"""


def title_of(value: str, options: Iterable[Option]) -> str:
    """What people call a value; the value itself where nobody knows it (any more)."""
    return next((each.title for each in options if each.value == value), value)


def meant(said: str, options: Collection[Option]) -> str:
    """The value that somebody means who wrote it, or its title. Raises SettingError with the nearest one."""
    folded = said.casefold()
    for each in options:
        if said == each.value or folded == each.title.casefold():
            return each.value
    near = get_close_matches(folded, [each.title.casefold() for each in options], n=1)
    title = next((each.title for each in options if near and each.title.casefold() == near[0]), "")
    hint = (
        _("Is “%(near)s” meant?") % {"near": title}
        if title
        else _("Type a part of it, and choose from the list.")
    )
    raise SettingError(_("There is no “%(said)s” to choose.") % {"said": said[:60]}, hint=hint)


def chosen(
    said: Iterable[str], options: Collection[Option], had: Collection[str] = (), *, is_free: bool = False
) -> tuple[str, ...]:
    """The values that are meant, each once; those that stood there already may be unknown. Raises SettingError.

    Where a handbook has nothing to choose from, what is written counts: it may be younger than its job families.
    """
    found = (each if is_free or not options or each in had else meant(each, options) for each in said)
    return tuple(dict.fromkeys(found))
