"""Tags of the pages of this room: where a part of a plan leads, and what it is called."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from trellis.classes.definitions.plans import Part
from trellis.courses.addresses import course_address, path_address
from trellis.pages.queries import naming

register = template.Library()


@register.simple_tag
def part_address(part: Part) -> str:
    """The page of a part; empty where it has none, or the handbook has it no more."""
    if part.kind == "external":
        return part.url
    if part.kind == "path":
        return path_address(part.path)
    return course_address(part.course) if part.course else page_link(part.path)


@register.simple_tag
def page_link(path: str) -> str:
    """Where a page of the handbook is read; empty where there is none such, or who reads may not see it."""
    return naming.page_link(path)


@register.simple_tag
def part_kind(part: Part) -> str:
    """What a part is, in a word or two."""
    return {
        "course": _("course"), "lesson": _("lesson"), "path": _("path"), "class": _("session"), "page": _("to read"),
        "external": _("elsewhere"), "milestone": _("to do"),
    }[part.kind]  # fmt: skip
