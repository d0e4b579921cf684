"""Beside a competency, the courses and paths that serve it: those that its reader may take."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.courses import rules
from trellis.courses.addresses import course_address, path_address
from trellis.courses.queries import catalogue
from trellis.roles.definitions.competencies import Competency
from trellis.roles.panels import Panel


def panel(request: HttpRequest, competency: Competency) -> Panel | None:
    """The panel; `None` for who is not of the team. A handful of queries, for whoever asks."""
    who = request.user
    if not isinstance(who, Account) or not rules.can_see(who):
        return None
    seeker = catalogue.seeker_for(request, who)
    rows = [
        (course_address(each.key), each.title, each.description)
        for each in catalogue.findable(seeker)
        if competency.key in each.competencies
    ] + [
        (path_address(each.key), each.title, each.description)
        for each in catalogue.findable_paths(seeker)
        if competency.key in each.competencies
    ]
    if not rows:
        return Panel(
            _("Learn it"),
            format_html('<p class="note">{}</p>', _("No course that is for you teaches it yet.")),
        )
    lines = format_html_join(
        "", '<li><p><a href="{}"><b>{}</b></a> <span class="soft">{}</span></p></li>', rows
    )
    return Panel(_("Learn it"), format_html('<ul class="items">{}</ul>', lines))
