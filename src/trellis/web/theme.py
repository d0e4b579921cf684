"""Light or dark: what the reader chose, remembered in a cookie so that the first paint is right without a script."""

from __future__ import annotations

from django.http import HttpRequest

COOKIE = "trellis_theme"
YEAR_IN_SECONDS = 365 * 24 * 3600
THEMES = ("system", "light", "dark")


def theme_of(request: HttpRequest | None) -> str:
    """`light`, `dark`, or `system` when the reader has not chosen."""
    chosen = request.COOKIES.get(COOKIE, "system") if request is not None else "system"
    return chosen if chosen in THEMES else "system"
