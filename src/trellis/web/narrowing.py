"""The filters of the search page: kind, folder, how recently changed."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from trellis.web import finding
from trellis.web.filters import Chip, Choice, Filter, chips_for
from trellis.web.searching import DAYS, Found, Wanted

MOST_FOLDERS = 60


def filters_of(found: Found, wanted: Wanted) -> tuple[Filter, ...]:
    """What the hits can be narrowed to, each choice with the number of hits that it leaves; without idle filters."""
    filters = (
        Filter("kind", _("Kind"), _kinds(found, wanted)),
        Filter("folder", _("Folder"), _folders(found, wanted)),
        Filter("days", _("Changed"), _days(found, wanted)),
    )
    return tuple(each for each in filters if each.choices)


def chips_of(params: QueryDict, wanted: Wanted) -> tuple[Chip, ...]:
    """The filters that are in force."""
    named: tuple[tuple[str, str | Promise, str | Promise], ...] = (
        ("kind", _("Kind"), finding.groups().get(wanted.group, "")),
        ("folder", _("Folder"), _place(wanted.folder)),
        ("days", _("Changed"), _within(wanted.days) if wanted.days else ""),
    )
    return chips_for(params, (each for each in named if each[2]))


def _kinds(found: Found, wanted: Wanted) -> tuple[Choice, ...]:
    return tuple(
        Choice(key, label, found.groups[key], key == wanted.group)
        for key, label in finding.groups().items()
        if found.groups[key] or key == wanted.group
    )


def _folders(found: Found, wanted: Wanted) -> tuple[Choice, ...]:
    shown = {folder for folder, _count in found.folders.most_common(MOST_FOLDERS)}
    if wanted.folder:
        shown.add(wanted.folder)
    return tuple(
        Choice(folder, _place(folder), found.folders[folder], folder == wanted.folder)
        for folder in sorted(shown)
    )


def _days(found: Found, wanted: Wanted) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(days), _within(days), found.days[days], days == wanted.days)
        for days in DAYS
        if found.days[days] or days == wanted.days
    )


def _place(folder: str) -> str:
    return folder.replace("/", " / ")


def _within(days: int) -> str:
    return ngettext("in the last day", "in the last %(n)s days", days) % {"n": days}
