"""Commits as Git keeps them: who wrote one, when, and what its message says."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from trellis.handbook.source import printable

_PERSON = re.compile(r"(?P<name>.*?) ?<(?P<email>[^>]*)> (?P<when>-?\d{1,15}) (?P<zone>[+-]\d{4})")


class Commit(NamedTuple):
    """A commit: who wrote it, when it was made, what its message says; its first parent, empty for the first of all."""

    id: str
    parent: str
    author: str
    when: datetime
    subject: str
    body: str = ""


def commit_of(identifier: str, data: bytes) -> Commit | None:
    """A commit from its bytes; what is broken in them is left empty. `None` for anything but a commit."""
    if not data.startswith(b"tree "):
        return None
    head, _gap, message = data.partition(b"\n\n")
    lines = [line for line in head.split(b"\n") if not line.startswith(b" ")]
    facts: dict[str, str] = {}
    for line in lines:
        name, _space, value = line.decode("utf-8", "replace").partition(" ")
        facts.setdefault(name, value)
    author = _PERSON.fullmatch(facts.get("author", ""))
    committer = _PERSON.fullmatch(facts.get("committer", ""))
    text = _decoded(message, facts.get("encoding", ""))
    subject, _end, body = text.strip().partition("\n")
    return Commit(
        identifier,
        facts.get("parent", ""),
        printable(author["name"].strip()) if author is not None else "",
        _moment(committer or author),
        printable(" ".join(subject.split()))[:500],
        body.strip(),
    )


def _decoded(message: bytes, encoding: str) -> str:
    try:
        return message.decode(encoding or "utf-8", "replace")
    except LookupError:
        return message.decode("utf-8", "replace")


def _moment(found: re.Match[str] | None) -> datetime:
    start = datetime.fromtimestamp(0, UTC)
    if found is None:
        return start
    zone = found["zone"]
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5])) * (-1 if zone[0] == "-" else 1)
    try:
        return (start + timedelta(seconds=int(found["when"]))).astimezone(timezone(ahead))
    except (OverflowError, ValueError):
        return start
