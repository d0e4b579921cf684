"""Reads of saved views, and of what is mailed of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.core.objects import Described
from trellis.core.prepared import Prepared
from trellis.core.rules import Account
from trellis.web.models import FirstView, MailedView, Mailing, SavedView

SHOWN = 12
"""How many of the last mails a page shows."""


def _views_for(account: UUID, place: str) -> QuerySet[SavedView]:
    is_first = Exists(FirstView.objects.filter(account=account, place=place, view=OuterRef("pk")))
    found = SavedView.objects.filter(Q(account=account) | Q(shared=True), place=place)
    return found.annotate(is_first=is_first).order_by("-shared", "name", "pk")


_VIEWS = Prepared(_views_for, account=UUID, place=str)


def views_for(account: Account, place: str) -> list[SavedView]:
    """The views of a list that somebody can use: those that are shared, then their own, by name. One query.

    `is_first` says of each whether the list opens with it for them.
    """
    return _VIEWS.all(account=account.pk, place=place)


def own_views(account: Account) -> QuerySet[SavedView]:
    """The views that somebody has saved, of all lists."""
    return SavedView.objects.filter(account=account)


def view_by_id(view_id: UUID) -> SavedView | None:
    """A view, or none where it is gone."""
    return SavedView.objects.filter(pk=view_id).first()


def first_view(views: Iterable[SavedView]) -> SavedView | None:
    """Of the views that somebody can use, the one that their list opens with."""
    return next((each for each in views if each.is_first), None)  # type: ignore[attr-defined]


def mailed_view(key: UUID) -> MailedView | None:
    """A view that is or was mailed to somebody, with both."""
    rows = MailedView.objects.select_related("view__account", "account", "asked_by")
    return rows.filter(pk=key).first()


def mailed_of(view: SavedView) -> QuerySet[MailedView]:
    """To whom a view is or was mailed, those who get it first."""
    rows = MailedView.objects.filter(view=view).select_related("account", "asked_by", "view")
    return rows.order_by(F("stopped_at").asc(nulls_first=True), "account__name", "pk")


def mailed_to(who: Account) -> QuerySet[MailedView]:
    """What is or was mailed to somebody, and what they have mailed to others; what comes next first."""
    rows = MailedView.objects.filter(Q(account=who) | Q(view__account=who))
    return rows.select_related("account", "asked_by", "view").order_by("next_at", "pk")


def mailings_of(rows: Collection[MailedView]) -> list[Mailing]:
    """The last mails of some of them, the newest first. One query."""
    found = Mailing.objects.filter(mailed__in=[each.pk for each in rows])
    return list(found.select_related("mailed__account", "mail").order_by("-due_at", "-pk")[:SHOWN])


def state_of(mailing: Mailing) -> tuple[str, str]:
    """What became of a mail, in words and as a tone."""
    if mailing.kept_back:
        return _("not sent: they may no longer see the list"), "problem"
    if mailing.mail is None:
        return (_("sent"), "good") if mailing.lines is not None else (_("not sent"), "problem")
    if mailing.mail.sent_at is not None:
        return _("sent"), "good"
    return (mailing.mail.trouble, "problem") if mailing.mail.trouble else (_("on its way"), "info")


def mailed_labels(keys: Collection[UUID]) -> dict[UUID, Described]:
    """How lists of events name mailed views: not by the view, which may be somebody's own."""
    known = MailedView.objects.filter(pk__in=keys).values_list("pk", flat=True)
    return {key: Described(_("a list by mail"), reverse("web:mailed")) for key in known}
