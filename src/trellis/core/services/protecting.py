"""Telling people that what protects their account has changed: whoever else did it is not to do it unseen."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from trellis.core.models import Account
from trellis.core.services import notices

NOTICE = "protection"


def tell(account: Account, what: str | Promise, *, by: Account | None = None) -> None:
    """Tell somebody what changed, in the transaction that changes it. `by` is who did it, if not they themselves.

    They are told of what they did as well: it may have been somebody else at their machine.
    """
    notices.notify(
        NOTICE,
        [account],
        subject=what,
        text=gettext_lazy(
            "If you know nothing of it, choose another password, look at where you are signed in, and ask an "
            "administrator."
        ),
        address=reverse("core:account"),
        actor=by,
    )
