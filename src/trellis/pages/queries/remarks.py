"""What the compiler says of a text, as an editor in the browser marks it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any

from trellis.handbook.diagnostics import Diagnostic

MOST = 200
"""Remarks that are marked in the text; the list beside it has the same order."""


def remarks_on(text: str, found: Sequence[Diagnostic]) -> list[dict[str, Any]]:
    """The diagnostics of a text with their places counted as browsers count characters, and their safe fixes."""
    place = _counted_as_in_browsers(text)
    return [
        {
            "from": place(each.span.start),
            "to": place(each.span.end),
            "severity": each.severity.value,
            "code": each.code,
            "message": f"{each.message} {each.hint}".strip(),
            "fix": {
                "title": each.fix.description,
                "edits": [
                    {"from": place(edit.span.start), "to": place(edit.span.end), "text": edit.text}
                    for edit in each.fix.edits
                ],
            }
            if each.fix is not None
            else None,
        }
        for each in found[:MOST]
    ]


def _counted_as_in_browsers(text: str) -> Callable[[int], int]:
    """From a place in a text to the same place in UTF-16, where a character beyond 65535 counts twice."""
    if text.isascii():
        return int
    wide = [at for at, character in enumerate(text) if character > "\uffff"]
    return lambda at: at + bisect_left(wide, at)
