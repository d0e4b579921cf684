"""Marking texts for translation where Django is not at hand: in definitions."""

from __future__ import annotations


def gettext_noop(text: str) -> str:
    """Mark a text, and leave it in English: whoever shows it translates it (`gettext(text)`)."""
    return text
