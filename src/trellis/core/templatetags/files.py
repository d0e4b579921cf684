"""The files of an object, for the pages of any room: `{% load files %}{% attachments "proposal" proposal.pk %}`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.middleware.csrf import get_token
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.core import attaching, attachments
from trellis.core.filetypes import Family

register = template.Library()


@register.inclusion_tag("core/parts/attachments.html", takes_context=True, name="attachments")
def list_attachments(context: dict[str, Any], about: str, key: UUID, title: str = "") -> dict[str, Any]:
    """The files of an object with the way to add some; nothing for those who may not see it.

    The page loads `core/css/files.css` and `core/js/files.js`; without the script a form does the same. Who has asked
    already whether the object may be seen says so with `is_seen`. Where a page has several, each has its own `title`.
    """
    request = context["request"]
    kind = attaching.kind_of(about)
    sees = kind is not None and (context.get("is_seen") is True or kind.sees(request.user, key))
    may_add = kind is not None and sees and kind.adds(request.user, key)
    return {
        "sees": sees,
        "files": attachments.shown(request.user, about, key, may_add=may_add) if sees else [],
        "may_add": may_add,
        "about": about,
        "key": key,
        "title": title,
        "here": request.get_full_path(),
        "csrf_token": get_token(request),
        "largest": kind.largest_bytes if kind is not None else 0,
        "accepts": "image/*" if kind is not None and kind.takes == frozenset({Family.PICTURE}) else "",
    }


@register.filter
def file_size(size: int) -> str:
    """A size in the unit that people say."""
    for unit, least in ((_("GB"), 2**30), (_("MB"), 2**20), (_("KB"), 2**10)):
        if size >= least:
            places = 0 if size >= 10 * least else 1
            return f"{number_format(round(size / least, places), places)} {unit}"
    return ngettext("%(n)s byte", "%(n)s bytes", size) % {"n": size}
