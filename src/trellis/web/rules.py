"""Who may read, as far as the whole site is concerned; who may save views of lists."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest

from trellis.core.rules import Account, Somebody, can_administer
from trellis.core.rules import can_read as reads_as_member
from trellis.web import mailable
from trellis.web.models import MailedView, SavedView

OPEN = "open"
MEMBERS = "members"


def can_read(request: HttpRequest) -> bool:
    """Everybody where reading is open; otherwise those of the team who have signed in."""
    if getattr(settings, "TRELLIS_READING", MEMBERS) == OPEN:
        return True
    return reads_as_member(getattr(request, "user", None))


def can_visit(request: HttpRequest) -> bool:
    """Who may read; who is external, for what they are given; and strangers where a room says that some is for all."""
    if can_read(request) or isinstance(getattr(request, "user", None), Account):
        return True
    return any(is_public() for is_public in _public)


def open_in_part_when(is_public: Callable[[], bool]) -> None:
    """Let a room say whether some of it is for everybody. Called when Django starts."""
    if is_public not in _public:
        _public.append(is_public)


_public: list[Callable[[], bool]] = []


def can_save_view(who: Somebody) -> bool:
    """Everybody who has signed in and is active may save views for themselves."""
    return isinstance(who, Account) and who.is_active


def can_share_view(who: Somebody, place: str) -> bool:
    """Administrators may save views for all, and of a list those whom its room names."""
    return can_administer(who) or (isinstance(who, Account) and mailable.is_shared_by(who, place))


def can_use_view(who: Somebody, view: SavedView) -> bool:
    """One's own views, and those that are shared."""
    return isinstance(who, Account) and who.is_active and (view.shared or view.account_id == who.pk)


def can_delete_view(who: Somebody, view: SavedView) -> bool:
    """One's own views; administrators also those that are shared."""
    if not isinstance(who, Account) or not who.is_active:
        return False
    return view.account_id == who.pk or (view.shared and can_administer(who))


def can_mail_view(who: Somebody, view: SavedView) -> bool:
    """Who may use a view, and reads its list, has it mailed to themselves."""
    return can_use_view(who, view) and isinstance(who, Account) and mailable.is_read_by(who, view.place)


def can_mail_to_others(who: Somebody, view: SavedView) -> bool:
    """Whose view it is has it mailed to others, who each get what they themselves may see."""
    return can_mail_view(who, view) and isinstance(who, Account) and view.account_id == who.pk


def can_get_view(who: Account, mailed: MailedView) -> bool:
    """Whether a view is still for whoever gets it: they read the list, and it is theirs, shared, or given to them by
    whose it is.
    """
    view = mailed.view
    given = view.shared or view.account_id in (who.pk, mailed.asked_by_id)
    return given and mailable.is_read_by(who, view.place)


def can_stop_view(who: Somebody, mailed: MailedView) -> bool:
    """Who gets it, and whose view it is."""
    return (
        isinstance(who, Account) and who.is_active and who.pk in (mailed.account_id, mailed.view.account_id)
    )
