"""Tags for what happened once: how long ago, and what somebody did to a page."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.handbook import githistory
from trellis.pages.queries.revisions import Revision

register = template.Library()

_STEPS = ((60, 60), (3600, 24), (86_400, 7), (604_800, 5), (2_629_800, 12), (31_557_600, 10_000))


@register.filter
def ago(when: datetime) -> str:
    """How long ago something happened, in the largest unit that fits: "3 weeks ago"."""
    seconds = (timezone.now() - when).total_seconds()
    if seconds < 60:
        return _("just now")
    unit, count = next(
        (at, int(seconds // size)) for at, (size, most) in enumerate(_STEPS) if seconds < size * most
    )
    said = (
        ngettext("%(n)s minute ago", "%(n)s minutes ago", count),
        ngettext("%(n)s hour ago", "%(n)s hours ago", count),
        ngettext("%(n)s day ago", "%(n)s days ago", count),
        ngettext("%(n)s week ago", "%(n)s weeks ago", count),
        ngettext("%(n)s month ago", "%(n)s months ago", count),
        ngettext("%(n)s year ago", "%(n)s years ago", count),
    )
    return said[unit] % {"n": count}


@register.filter
def exactly(when: datetime) -> str:
    """A moment with its day and minute in the reader's time zone."""
    return date_format(timezone.localtime(when), "DATETIME_FORMAT")


@register.simple_tag
def moment(when: datetime) -> SafeString:
    """How long ago, with the exact moment at hand."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        when.isoformat(timespec="minutes"),
        f"{exactly(when)}, {timezone.get_current_timezone()}",
        ago(when),
    )


@register.filter
def deed(revision: Revision) -> str:
    """What was done to the page, if it was more than another text."""
    names = {
        githistory.ADDED: _("new page"),
        githistory.RENAMED: _("renamed"),
        githistory.MOVED: _("moved away"),
        githistory.DELETED: _("deleted"),
    }
    return names.get(revision.how, "")


@register.filter
def tone(revision: Revision) -> str:
    """The tone of `deed`."""
    tones = {githistory.ADDED: "good", githistory.DELETED: "problem", githistory.MOVED: "attention"}
    return tones.get(revision.how, "info")
