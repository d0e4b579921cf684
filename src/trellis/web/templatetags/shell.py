"""Tags for the frame of a page and its smallest pieces; whatever takes more is a template in `web/components/`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from trellis.web.icons import ICONS
from trellis.web.languages import Language, languages
from trellis.web.navigation import Entry, entries_for
from trellis.web.paging import with_params
from trellis.web.theme import theme_of

register = template.Library()

TONES = frozenset({"", "good", "attention", "problem", "info"})


@dataclass(frozen=True)
class Shell:
    """What the frame needs: language and direction, theme, rooms, the address of this page."""

    language: str
    languages: tuple[Language, ...]
    direction: str
    theme: str
    rooms: list[Entry]
    here: str
    reader: str
    may_sign_in: bool
    csrf_token: str
    visit: Any


@register.simple_tag(takes_context=True)
def shell(context: dict[str, Any]) -> Shell:
    """The frame's values; works without a request too, because the page for a server error has none."""
    request: HttpRequest | None = getattr(context, "request", None) or context.get("request")
    user = getattr(request, "user", None)
    reader = str(user) if user is not None and user.is_authenticated else ""
    return Shell(
        language=get_language() or "en",
        languages=languages(),
        direction="rtl" if get_language_bidi() else "ltr",
        theme=theme_of(request),
        rooms=entries_for(request) if request is not None else [],
        here=request.get_full_path() if request is not None else "/",
        reader=reader,
        may_sign_in=user is not None and not reader,
        csrf_token=get_token(request) if request is not None and reader else "",
        visit=getattr(request, "visit", None),
    )


@register.simple_tag
def rooms_of(rooms: list[Entry]) -> SafeString:
    """The rooms of the side bar."""
    return _with_rooms("web/partials/rooms.html", tuple(rooms), get_language())


@register.simple_tag
def finder_of(rooms: list[Entry]) -> SafeString:
    """The palette, with the rooms before anything is typed."""
    # What waits in a room, and where the reader is, is not shown here.
    bare = tuple(replace(each, current=False, count=0, inside=()) for each in rooms)
    return _with_rooms("web/partials/finder.html", bare, get_language())


@register.simple_tag
def choices_of(frame: Shell) -> SafeString:
    """The switches for colours and language, which lead back to this page."""
    made = _choices(frame.theme, frame.languages, frame.language)
    return mark_safe(made.replace(_HERE, conditional_escape(frame.here)))  # noqa: S308 - escaped here


_HERE = "\ue000here"
"""Stands for the address of a page in what is rendered once for all of them; nobody types it (private use)."""


@lru_cache(maxsize=1024)  # A reader sees the same rooms all day; what is shown is all that it is kept by.
def _with_rooms(name: str, rooms: tuple[Entry, ...], _language: str | None) -> SafeString:
    return render_to_string(name, {"rooms": rooms})


@lru_cache(maxsize=64)
def _choices(theme: str, known: tuple[Language, ...], language: str) -> SafeString:
    values = {"theme": theme, "languages": known, "language": language, "here": _HERE}
    return render_to_string("web/partials/choices.html", values)


@register.simple_tag
@lru_cache(maxsize=512)  # A page has the same few over and over.
def icon(name: str, size: int = 16) -> SafeString:
    """An icon as inline SVG, hidden from those who hear the page: the text beside it says what it means."""
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" viewBox="0 0 16 16" fill="none" stroke="currentColor" '
        'stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="{1}"/></svg>',
        size,
        _icon_path(name),
    )


@register.simple_tag
def tag(text: str | Promise | int, tone: str = "", icon_name: str = "") -> SafeString:
    """A small label. The tone is a meaning (good, attention, problem, info) or empty; the text must say it too."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"A tag's tone is one of {sorted(TONES)}, not {tone!r}.")
    shown = icon(icon_name, 12) if icon_name else ""
    return format_html('<span class="{}">{}{}</span>', f"tag {tone}".strip(), shown, text)


@register.simple_tag
def grade(value: str) -> SafeString:
    """A job grade as a small figure; nothing when it is not known."""
    if not value:
        return mark_safe("")
    return format_html(
        '<span class="tag figure"><span class="visually-hidden">{} </span>{}</span>', _("grade"), value
    )


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: str | int | None) -> str:
    """The page's query string with some parameters changed; an empty value takes one away."""
    return with_params(context["request"].GET, **{name: value or None for name, value in changes.items()})


@register.filter
def stamp(when: datetime) -> SafeString:
    """A moment in the reader's time zone, which its title names."""
    local = timezone.localtime(when)
    said = date_format(local, "DATETIME_FORMAT")
    return format_html(
        '<time datetime="{}" title="{}, {}">{}</time>',
        local.isoformat(timespec="seconds"),
        said,
        timezone.get_current_timezone(),
        said,
    )


@register.filter
def with_code(text: str) -> SafeString:
    """A sentence of the compiler: what stands between back-ticks is shown as code, everything is escaped."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return conditional_escape(text)
    pairs = (
        (format_html("<code>{}</code>", part) if at % 2 else conditional_escape(part),)
        for at, part in enumerate(parts)
    )
    return format_html_join("", "{}", pairs)


@register.filter
def number(value: int) -> str:
    """A count with its thousands parted as the reader's language does."""
    return number_format(value, force_grouping=True)


def _icon_path(name: str) -> str:
    if name not in ICONS:
        raise template.TemplateSyntaxError(
            f"No icon is called {name!r}; there are: {', '.join(sorted(ICONS))}."
        )
    return ICONS[name]
