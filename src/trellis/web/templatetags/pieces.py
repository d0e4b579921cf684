"""Tags for pieces that hold other things, and for the smallest ones; each draws a template of `web/components/`."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trellis.web.avatars import initials_of, tone_of
from trellis.web.filters import Filter

register = template.Library()

_ICONS = {"info": "info", "good": "check", "attention": "attention", "problem": "problem"}


@register.simple_block_tag
def banner(content: str, tone: str = "info") -> str:
    """One thing that a reader should know about this page, in a tone that its icon says as well."""
    if tone not in _ICONS:
        raise template.TemplateSyntaxError(f"A banner's tone is one of {sorted(_ICONS)}, not {tone!r}.")
    context = {"content": content, "tone": tone, "icon_name": _ICONS[tone]}
    return render_to_string("web/components/banner.html", context)


@register.simple_block_tag
def dialog(content: str, name: str, title: str | Promise) -> str:
    """A question or a short form over the page."""
    return _overlay(content, name, title, "dialog")


@register.simple_block_tag
def drawer(content: str, name: str, title: str | Promise) -> str:
    """A look at something, at the side of the page."""
    return _overlay(content, name, title, "drawer")


@register.simple_block_tag
def menu(content: str, name: str, label: str | Promise, icon_name: str = "") -> str:
    """What else can be done, behind one button. Its items are `<li>` with a link or a button."""
    context = {"content": content, "name": name, "label": label, "icon_name": icon_name}
    return render_to_string("web/components/menu.html", context)


@register.simple_block_tag
def code(content: str, name: str, label: str | Promise) -> str:
    """Code with a button that copies it."""
    context = {"content": escape(content.strip("\n")), "name": name, "label": label}
    return render_to_string("web/components/code.html", context)


@register.filter
def in_force(filters: Iterable[Filter]) -> int:
    """How many filters of a list have something chosen."""
    return sum(any(choice.selected for choice in each.choices) for each in filters)


@register.simple_tag
def avatar(name: str, size: int = 24, label: bool = False) -> SafeString:
    """A person's initials on a ground that is always the same for them; with a label where no name stands beside it."""
    told = format_html(' role="img" aria-label="{}"', name) if label else SafeString(' aria-hidden="true"')
    shape = "large" if size > 32 else "middle" if size > 24 else ""
    classes = f"avatar tone-{tone_of(name)} {shape}".strip()
    return format_html('<span class="{}"{}>{}</span>', classes, told, initials_of(name))


@register.simple_tag
def badge(count: int, label: str | Promise, most: int = 99) -> SafeString:
    """How many wait: a figure for the eye, the whole for those who hear it; nothing where none wait."""
    if count < 1:
        return SafeString("")
    shown = f"{most}+" if count > most else str(count)
    told = _("%(count)s %(label)s") % {"count": count, "label": label}
    return format_html(
        '<span class="badge"><span aria-hidden="true">{}</span><span class="visually-hidden">{}</span></span>',
        shown,
        told,
    )


def _overlay(content: str, name: str, title: str | Promise, kind: str) -> str:
    context = {"content": content, "name": name, "title": title, "kind": kind}
    return render_to_string("web/components/dialog.html", context)
