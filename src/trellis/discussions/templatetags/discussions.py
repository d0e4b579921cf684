"""Tags by which any page holds the discussion of what it shows, in one line."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from trellis.core.rules import Account
from trellis.discussions import showing
from trellis.discussions.queries import places, watching
from trellis.discussions.wording import html_of

register = template.Library()


@register.simple_tag(takes_context=True)
def discussion(
    context: dict[str, Any], kind: str, key: UUID | None, place: places.Place | None = None
) -> SafeString:
    """What was said about an object, a form to say more, and its files; nothing for guests and who may not see it.

    A page whose view knows the place, and that the reader may see it, hands it over: that saves a query.

    The page includes `discussions/parts/styles.html` in its head and `discussions/parts/scripts.html` at its end.
    """
    request = context["request"]
    if place is None and key is not None:
        place = places.place_of(request.user, kind, key)
    if place is None or not isinstance(request.user, Account):
        return SafeString("")
    found = showing.context_of(request, place, request.user)
    return render_to_string("discussions/parts/whole.html", found, request)


@register.simple_tag(takes_context=True)
def discussion_later(context: dict[str, Any], kind: str, key: UUID) -> SafeString:
    """The discussion of an object as `discussion` has it, fetched once the reader comes to it; without scripts, a link.

    For a page that has much else to show, and of which the reader may see all that is discussed. No query.
    """
    request = context["request"]
    if not isinstance(request.user, Account):
        return SafeString("")
    if not request.GET.keys().isdisjoint(("thread", "talk", "quote")):  # a link to something that was said
        return SafeString(discussion(context, kind, key))
    values = {"kind": kind, "key": key}
    return render_to_string("discussions/parts/later.html", values, request)


@register.filter
def as_said(text: str) -> SafeString:
    """The words of a comment as its discussion shows them, for a page that shows one beside it."""
    return html_of(text)


@register.simple_tag(takes_context=True)
def watching_of(context: dict[str, Any], kind: str, key: UUID) -> SafeString:
    """A button to watch an object that has no discussion on its page; nothing for guests."""
    request = context["request"]
    place = places.place_of(request.user, kind, key)
    if place is None or not isinstance(request.user, Account):
        return SafeString("")
    values = {"place": place, "state": watching.state_of(request.user, kind, key)}
    return render_to_string("discussions/parts/watch.html", values, request)
