"""Cells of files for spreadsheets."""

from __future__ import annotations


def cell(text: str) -> str:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
