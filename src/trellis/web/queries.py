"""Reads of saved views."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from trellis.core.rules import Account
from trellis.web.models import FirstView, SavedView


def views_for(account: Account, place: str) -> QuerySet[SavedView]:
    """The views of a list that somebody can use: those that are shared, then their own, by name."""
    return SavedView.objects.filter(Q(account=account) | Q(shared=True), place=place).order_by(
        "-shared", "name", "pk"
    )


def view_by_id(view_id: UUID) -> SavedView | None:
    """A view, or none where it is gone."""
    return SavedView.objects.filter(pk=view_id).first()


def first_view(account: Account, place: str) -> SavedView | None:
    """The view that a list opens with for somebody. One that is no longer shared with them does not count."""
    found = FirstView.objects.select_related("view").filter(account=account, place=place).first()
    return found.view if found and (found.view.shared or found.view.account_id == account.pk) else None
