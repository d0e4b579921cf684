"""What pages about proposals say of the upstream."""

from __future__ import annotations

from typing import Any

from django import template

from trellis.core.rules import can_administer
from trellis.pages.models import Proposal
from trellis.pages.queries import upstream
from trellis.pages.rules import can_propose

register = template.Library()


@register.inclusion_tag("pages/parts/upstream_notice.html", takes_context=True)
def upstream_notice(context: dict[str, Any]) -> dict[str, Any]:
    """A line for contributors while something is wrong with the upstream; nothing otherwise."""
    user = getattr(context.get("request"), "user", None)
    line = upstream.trouble_line() if can_propose(user) else ""
    return {"line": line, "may_decide": can_administer(user)}


@register.inclusion_tag("pages/parts/merge_request.html")
def merge_request(proposal: Proposal) -> dict[str, Any]:
    """The merge request of a proposal: where it is, how it stands, who approves there; nothing where there is none.

    No query where the proposal was loaded with it.
    """
    return {"request_there": getattr(proposal, "merge_request", None)}
