"""What a first visit costs: what every page fetches, as it goes over the wire."""

import re
from pathlib import Path

import brotli

WEB = Path(__file__).parents[1]
STATIC = WEB / "static"
LATIN = STATIC / "web" / "fonts" / "inter-latin-wght-normal.woff2"
ITALIC = STATIC / "web" / "fonts" / "inter-latin-wght-italic.woff2"
HTMX = 16_000
"""The copy of htmx that comes with django-htmx, packed."""
FIRST_VISIT = 150_000
ROOM_FOR_A_PAGE = 45_000
"""Bytes that are left for the page's own HTML, which is sent as it is, and its own styles and scripts."""


def packed(path):
    return (
        len(path.read_bytes())
        if path.suffix == ".woff2"
        else len(brotli.compress(path.read_bytes(), quality=9))
    )


def test_a_first_visit_stays_under_150_kb_even_with_italics():
    named = re.findall(r"{% static '([^']+)' %}", (WEB / "templates" / "web" / "base.html").read_text())
    styles = [STATIC / name for name in named if name.endswith((".css", ".js"))]

    assert styles
    assert sum(map(packed, [*styles, LATIN, ITALIC])) + HTMX < FIRST_VISIT - ROOM_FOR_A_PAGE
