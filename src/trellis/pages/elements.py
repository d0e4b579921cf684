"""The small pieces of HTML that `decorating` puts into a page. Every value is escaped here."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trellis.web.templatetags.shell import icon

VIDEOS = frozenset({"mp4", "m4v", "webm", "ogv", "mov"})
SOUNDS = frozenset({"mp3", "m4a", "ogg", "oga", "opus", "wav", "flac"})

_ALIGN = re.compile(r"text-align:\s*(right|center)")
_CHECK = mark_safe(
    '<svg width="12" height="12" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="2.4" '
    'aria-hidden="true"><path d="M3.2 8.6l3.2 3.2 6.4-7.2"/></svg>'
)


def start_tag(name: str, attributes: dict[str, str]) -> str:
    """A start tag with its attributes."""
    return "".join((f"<{name}", *(f' {key}="{escape(value)}"' for key, value in attributes.items()), ">"))


def heading(tag: str, anchor: str, inner: str, text: str) -> str:
    """A heading with the link that copies its address; `inner` is clean HTML."""
    label = _("Link to “%(title)s”") % {"title": text}
    return (
        f'<div class="heading {tag}"><{tag} id="{escape(anchor)}">{inner}</{tag}>'
        f'<a class="copy-link" href="#{escape(anchor)}" aria-label="{escape(label)}">#</a></div>'
    )


def task(done: bool) -> SafeString:
    """The box of a task list, said in words for those who hear the page."""
    return format_html(
        '<span class="{}"><span class="visually-hidden">{}: </span>{}</span>',
        "task done" if done else "task",
        _("done") if done else _("to do"),
        _CHECK if done else "",
    )


def callout(kind: str) -> str:
    """The beginning of a callout with its name."""
    titles = {
        "note": _("Note"),
        "tip": _("Tip"),
        "important": _("Important"),
        "warning": _("Warning"),
        "caution": _("Caution"),
    }
    signs = {
        "note": "info",
        "tip": "check",
        "important": "flag",
        "warning": "attention",
        "caution": "problem",
    }
    return format_html(
        '<div class="callout {}" role="note"><p class="callout-title">{}{}</p>',
        kind,
        icon(signs[kind]),
        titles[kind],
    )


def elsewhere(text: str, url: str) -> SafeString:
    """A link to another host."""
    return format_html('<a class="outside" rel="noopener noreferrer" href="{}">{}</a>', url, text)


def embedded(url: str) -> str:
    """What stands for something embedded from another host: a link, since pages load nothing from elsewhere."""
    absolute = f"https:{url}" if url.startswith("//") else url
    host = urlsplit(absolute).netloc
    return elsewhere(_("Embedded from %(host)s") % {"host": host}, absolute) if host else ""


def played(extension: str) -> str:
    """The element that plays files with an extension: `video` or `audio`; empty for all others."""
    return "video" if extension in VIDEOS else "audio" if extension in SOUNDS else ""


def player(tag: str, url: str, name: str) -> SafeString:
    """A video or a recording of the handbook; nothing of it is loaded before somebody plays it."""
    link = format_html('<a href="{}">{}</a>', url, name or url.rpartition("/")[2])
    if tag == "video":
        return format_html(
            '<video class="media" controls preload="metadata" src="{}" aria-label="{}">{}</video>',
            url,
            name,
            link,
        )
    return format_html(
        '<audio class="media" controls preload="none" src="{}" aria-label="{}">{}</audio>', url, name, link
    )


def opaque(text: str) -> SafeString:
    """A template tag, shown as text."""
    return format_html('<code class="opaque" title="{}">{}</code>', _("Template tag: shown, not run"), text)


def broken_note() -> str:
    """What those who hear the page are told after a broken link's text."""
    return format_html('<span class="visually-hidden"> ({})</span>', _("broken link"))


def scrolling_table(attributes: dict[str, str]) -> str:
    """The beginning of a table in its own box, which the keyboard can scroll."""
    label = escape(_("Table, scrolls sideways"))
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">{start_tag("table", attributes)}'


def alignment(values: dict[str, str]) -> str:
    """`right`, `center` or nothing: how a table cell is aligned, by style or by the old attribute."""
    found = _ALIGN.search(values.get("style", ""))
    side = found[1] if found else values.get("align", "")
    return side if side in {"right", "center"} else ""
