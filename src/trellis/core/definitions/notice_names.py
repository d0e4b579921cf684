"""Which kinds of notices there are, for pages of the handbook that say how they are mailed. Rooms declare theirs."""

from __future__ import annotations

FIELDS = {
    "name": "the name of whoever is told",
    "subject": "what happened, in a line",
    "text": "what somebody wrote, where there is such a thing",
    "address": "where it leads",
    "actor": "who did it",
    "site": "the address of this Trellis",
}
"""What can stand in braces in a template, and what it becomes."""

_names: set[str] = set()


def declare(*names: str) -> None:
    """Say that there are notices of some kinds; the same again adds nothing. For the definitions of rooms."""
    _names.update(names)


def names() -> frozenset[str]:
    """The names of all kinds of notices."""
    return frozenset(_names)


declare(
    "protection",
    "tokens",
    "chat",
    "duty",
    "support",
    "locks",
    "jobs",
    "jobs-failed",
    "file-infected",
    "person-export",
)
