"""Who may do what with accounts."""

from __future__ import annotations

from trellis.core.models import Account


def can_create_owner(by: Account | None, *, owner_exists: bool) -> bool:
    """Owners may; and whoever starts Trellis on its own machine (`by` is None), while there is no owner yet."""
    if by is None:
        return not owner_exists
    return by.is_active and by.is_owner


def can_create_sign_in_link(by: Account, account: Account) -> bool:
    """Owners may, for everybody who is active; others for themselves."""
    return by.is_active and account.is_active and (by.is_owner or by.pk == account.pk)
