"""Who calls: for operations that are there for the team alone."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from trellis.core.api.calls import account_in
from trellis.core.rules import Account
from trellis.work.rules import can_have_work


def member_in(request: HttpRequest) -> Account:
    """Somebody of the team. Raises NotAllowedError for who is external."""
    return account_in(request, can_have_work, _("My work and approvals are for those who work here."))
