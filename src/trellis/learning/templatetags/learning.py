"""What templates of learning need: a value under a key, and how long something took."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from trellis.courses import wording
from trellis.learning.definitions import watching

register = template.Library()


@register.filter
def under(values: Mapping[str, Any] | None, key: str) -> Any:
    """The value under a key; nothing where there is none."""
    return values.get(key) if values else None


@register.filter
def value_of(replies: Mapping[str, Mapping[str, Any]] | None, key: str) -> str:
    """What a learner put into a block, empty where nothing."""
    found = replies.get(key) if replies else None
    return str(found["value"]) if found else ""


@register.filter
def counter_of(replies: Mapping[str, Mapping[str, Any]] | None, key: str) -> int:
    """The counter of what a learner put into a block."""
    found = replies.get(key) if replies else None
    return int(found["counter"]) if found else 0


@register.filter
def spent(seconds: int | None) -> str:
    """A time as people say it: 45 min, 2 h 10 min; empty for less than a minute."""
    minutes = int(seconds or 0) // 60
    if not minutes:
        return ""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)d min") % {"n": minutes}
    return _("%(h)d h %(m)d min") % {"h": hours, "m": rest}


@register.filter
def lasts(minutes: int | None) -> str:
    """How long a part, a course or all of a transcript takes, as the catalogue says it."""
    return wording.length(minutes or 0)


@register.filter
def share_watched(value: str) -> int | None:
    """How much of a video was watched, in per cent, by what was kept of it; `None` where nothing was."""
    found = watching.watched(str(value or ""))
    return found.share if found is not None else None
