"""Writes of saved views: keeping what somebody chose of a list."""

from __future__ import annotations

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from trellis.core.rules import Account, NotAllowedError
from trellis.handbook.errors import TrellisError
from trellis.web import rules
from trellis.web.models import LONGEST_NAME, LONGEST_QUERY, FirstView, SavedView
from trellis.web.services import mailing

MOST_VIEWS = 50
"""Views that one person may have of one list."""


class ViewError(TrellisError):
    """A view cannot be saved as it is."""

    code = "saved-view"


@transaction.atomic
def save_view(*, by: Account, place: str, name: str, query: str, shared: bool = False) -> SavedView:
    """Save what somebody chose of a list under a name; the same name again replaces what it stood for.

    Raises NotAllowedError, and ViewError for a name or a choice that is empty or too long, or for too many views.
    """
    if not rules.can_save_view(by) or (shared and not rules.can_share_view(by, place)):
        raise NotAllowedError(_("Only administrators, and who looks after the list, save a view for all."))
    name, kept = " ".join(name.split()), _kept(query)
    _check(name, kept)
    mine = SavedView.objects.select_for_update().filter(account=by, place=place)
    found = mine.filter(name__iexact=name).first()
    if found is None and mine.count() >= MOST_VIEWS:
        raise ViewError(
            _("You have %(count)s views of this list already.") % {"count": MOST_VIEWS},
            hint=_("Delete one that you no longer use."),
        )
    view = found or SavedView(account=by, place=place)
    view.name, view.query, view.shared = name, kept, shared
    view.save()
    return view


@transaction.atomic
def delete_view(*, by: Account, view: SavedView) -> None:
    """Delete a view; lists that opened with it open with everything, and it is mailed to nobody any more.

    Raises NotAllowedError.
    """
    if not rules.can_delete_view(by, view):
        raise NotAllowedError(_("This view is somebody else's."))
    mailing.end_of_view(view, by)
    view.delete()


@transaction.atomic
def toggle_first(*, by: Account, view: SavedView) -> bool:
    """Let a list open with a view, or no longer where it does already; says whether it does now.

    Raises NotAllowedError.
    """
    if not rules.can_use_view(by, view):
        raise NotAllowedError(_("This view is somebody else's."))
    found = FirstView.objects.select_for_update().filter(account=by, place=view.place).first()
    if found is not None and found.view_id == view.pk:
        found.delete()
        return False
    FirstView.objects.update_or_create(account=by, place=view.place, defaults={"view": view})
    return True


def _kept(query: str) -> str:
    """The choice without the page that one stood on."""
    params = QueryDict(query[: LONGEST_QUERY + 1], mutable=True)
    params.pop("page", None)
    return params.urlencode()


def _check(name: str, query: str) -> None:
    if not name:
        raise ViewError(_("A view needs a name."), hint=_("Say in a word or two what it shows."))
    if len(name) > LONGEST_NAME:
        raise ViewError(_("The name of a view has at most %(count)s letters.") % {"count": LONGEST_NAME})
    if not query:
        raise ViewError(
            _("There is nothing to save: the list shows everything."),
            hint=_("Filter, sort or choose columns first."),
        )
    if len(query) > LONGEST_QUERY:
        raise ViewError(
            _("This view is too long to save."), hint=_("Take a filter off, or choose fewer columns.")
        )
