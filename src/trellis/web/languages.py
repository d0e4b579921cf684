"""The languages that the interface speaks. Which one a reader has is remembered in a cookie of Django's."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import get_language_info


class Language(NamedTuple):
    """A language of the interface: its code, and its name as those who speak it write it."""

    code: str
    name: str


@cache
def languages() -> tuple[Language, ...]:
    """All languages to choose from, in the order of the settings."""
    return tuple(Language(code, get_language_info(code)["name_local"]) for code, _ in settings.LANGUAGES)
