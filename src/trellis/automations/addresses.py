"""Where the form of an automation is on the site."""

from __future__ import annotations

from django.urls import reverse

from trellis.automations.queries.forming import is_automation
from trellis.handbook.handbook import Handbook


def form_at(path: str, proposal: int | None = None) -> str:
    """The form for the file at a path, in a proposal where there is one."""
    address = reverse("automations:form", args=[path])
    return f"{address}?proposal={proposal}" if proposal is not None else address


def form_address(handbook: Handbook, path: str) -> str | None:
    """The form of an automation; `None` for a file of another kind."""
    return form_at(path) if is_automation(handbook, path) else None
