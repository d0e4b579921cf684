"""What campaigns add to my learning and to the catalogue: banners, and the courses that stand first."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.courses.companions import Added, Badge, Place
from trellis.courses.definitions.courses import Course
from trellis.learning import rules
from trellis.learning.addresses import campaign_address
from trellis.learning.queries import campaigns
from trellis.learning.queries.campaigns import Shown


def banners(request: HttpRequest, who: Account) -> SafeString:
    """The banners of the campaigns that run for somebody, as HTML. One query; none where no campaign runs."""
    return _banners(request, campaigns.shown_to(who))


def added(request: HttpRequest, courses: Sequence[Course], place: Place) -> Added:
    """What campaigns add to the catalogue; to the page of a course nothing. One query; none where none runs."""
    who = request.user
    if place != Place.CATALOGUE or not isinstance(who, Account) or not rules.can_see(who):
        return Added()
    shown = campaigns.shown_to(who)
    if not shown:
        return Added()
    there = {each.key for each in courses}
    advised: dict[str, str] = {}
    for each in shown:
        advised |= {key: each.said.title for key in each.said.first if key in there and key not in advised}
    return Added(
        badges={key: (Badge(_("featured"), "info", "star"),) for key in advised},
        advised=tuple(advised.items()), banners=(_banners(request, shown),),
    )  # fmt: skip


def _banners(request: HttpRequest, shown: Sequence[Shown]) -> SafeString:
    found = [(each.said, campaign_address(each.said.key, banner=True)) for each in shown if each.has_banner]
    if not found:
        return mark_safe("")
    values = {"banners": found, "back_to": request.path}
    return mark_safe(render_to_string("learning/parts/banners.html", values, request))  # noqa: S308 - escaped there
