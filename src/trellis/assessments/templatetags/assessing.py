"""Scores and points, for templates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.assessments import lists
from trellis.assessments.models import Attempt
from trellis.assessments.rendering import plain
from trellis.web.templatetags.shell import tag

register = template.Library()
TONES = {
    "right": "good",
    "partly": "attention",
    "wrong": "problem",
    "waits": "info",
    "void": "",
    "full": "good",
}


@register.filter
def unmarked(text: str) -> str:
    """The first line of a question without markup, for lists."""
    return plain(text, "")


@register.filter
def points(value: Any) -> str:
    """Points without needless digits."""
    if value is None:
        return "–"
    text = format(Decimal(value).quantize(Decimal("0.01")).normalize(), "f")
    return number_format(text)


@register.filter
def so_many(value: Any) -> str:
    """How many points a question gives, in words."""
    said = ngettext("%(n)s point", "%(n)s points", 1 if value == 1 else 2)
    return said % {"n": points(value)}


@register.filter
def percent(value: Any) -> str:
    """A number of per cent, whole."""
    return f"{value:.0f} %" if value is not None else "–"


@register.filter
def as_percent(value: Any) -> str:
    """A share from 0 to 1, in per cent."""
    return percent(100 * value) if value is not None else "–"


@register.filter
def share(value: Any) -> str:
    """A share from 0 to 1 with two digits, as statistics have it."""
    return number_format(f"{value:.2f}") if value is not None else "–"


@register.filter
def of_attempt(attempt: Attempt) -> SafeString:
    """Where an attempt stands, as a tag."""
    found: SafeString = lists.shown_state(attempt)
    return found


@register.filter
def of_question(state: str) -> SafeString:
    """What came of a question, as a tag; nothing where nobody may know."""
    said = {
        "right": _("right"), "partly": _("partly right"), "wrong": _("not right"), "waits": _("waits to be graded"),
        "void": _("does not count"), "full": _("points for everybody"),
    }  # fmt: skip
    return (
        tag(said[state], TONES[state], "check" if state == "right" else "")
        if state in said
        else SafeString("")
    )
