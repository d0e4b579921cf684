"""An administrator who acts as somebody, for rooms whose rules and services close some of what they have."""

from __future__ import annotations

from contextlib import AbstractContextManager
from uuid import uuid4

from django.test import Client

from trellis.core.acting import Acting, acting
from trellis.core.models import Account
from trellis.core.services import support


def lent(account: Account, by: Account) -> AbstractContextManager[None]:
    """Within this, what is done by an account is done by somebody who acts as it."""
    return acting(Acting(uuid4(), by.pk, account.pk))


def browser_lent(account: Account, by: Account) -> Client:
    """The browser of an administrator who acts as somebody who has agreed to it."""
    visit = support.agree(visit=support.ask(account=account, reason="Help", by=by), by=account)
    client = Client()
    client.force_login(by)
    begun = client.post(f"/people-access/support/{visit.pk}/begin/")
    assert begun.status_code == 302, "they act now"
    return client
