"""Attendance reports of meetings: what Zoom and Teams give as CSV, summed for each person.

A report may hold a summary above its table, several tables, tabs or commas. Of the tables, the one with single joins
counts, since it tells more; the others say the same again. Joins of one person are joined: who is there with a laptop
and a phone at once is there once, and who leaves and comes back is there for both stretches.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LARGEST = 5 * 2**20
"""Bytes of a report."""
MOST_LINES = 20_000
_NAMES = ("name (original name)", "name", "full name", "participant", "participant name", "user name")
_MAILS = ("user email", "email", "e-mail", "participant id (upn)", "email address", "upn")
_JOINS = ("join time", "first join", "first join time", "joined")
_LEAVES = ("leave time", "last leave", "last leave time", "left")
_LENGTHS = (
    "duration (minutes)", "total duration (minutes)", "in-meeting duration", "duration", "total duration",
    "attendance duration", "time in session (minutes)",
)  # fmt: skip
_WORDS = re.compile(
    r"(\d+)\s*(h|hr|hrs|hours?|m|min|mins|minutes?|s|sec|secs|seconds?|std\.?|sek\.?)\b", re.IGNORECASE
)
_CLOCK = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?")
_MOMENTS = (
    "%m/%d/%Y %I:%M:%S %p", "%m/%d/%y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M",
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M",
    "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody of a report: how they are called there, and how many minutes they were there."""

    name: str
    mail: str
    minutes: int
    joins: int


class ReportError(ValueError):
    """It is no report that can be read: its text is a key of `TROUBLE`."""


@dataclass(slots=True)
class _Found:
    name: str
    mail: str
    stretches: list[tuple[datetime, datetime]] = field(default_factory=list)
    lengths: list[timedelta] = field(default_factory=list)
    joins: int = 0


def read(content: bytes) -> list[Presence]:
    """The people of a report, by name, with their minutes. Raises ReportError: large, empty, no-table."""
    if len(content) > LARGEST:
        raise ReportError("large")
    lines = _lines(_text(content))
    if not lines:
        raise ReportError("empty")
    tables = _tables(lines)
    if not tables:
        raise ReportError("no-table")
    columns, rows = max(tables, key=lambda table: (_tells_joins(table), len(table[1])))
    found: dict[str, _Found] = {}
    for row in rows:
        _take(found, columns, row)
    people = [
        Presence(each.name, each.mail, minutes_of(each.stretches, each.lengths), each.joins)
        for each in found.values()
    ]
    return sorted(people, key=lambda each: (each.name.casefold(), each.mail))


def minutes_of(stretches: Sequence[tuple[datetime, datetime]], lengths: Sequence[timedelta] = ()) -> int:
    """Whole minutes, to the nearest, that stretches cover together, and the lengths of those that say no hours."""
    total, until = sum(lengths, timedelta()), None
    for begin, end in sorted(stretches):
        if end <= begin:
            continue
        if until is None or begin >= until:
            total += end - begin
            until = end
        elif end > until:
            total += end - until
            until = end
    return round(total / timedelta(minutes=1))


def length_of(text: str) -> timedelta | None:
    """A length as reports write it: `62`, `1h 2m 3s`, `01:02:03`; `None` for anything else."""
    text = text.strip()
    if not text:
        return None
    clock = _CLOCK.fullmatch(text)
    if clock:
        first, second, third = (int(each or 0) for each in clock.groups())
        return timedelta(hours=first, minutes=second, seconds=third)
    with suppress(ValueError, OverflowError):
        minutes = float(text.replace(",", "."))
        return timedelta(minutes=minutes) if 0 <= minutes < 100_000 else None
    total, seen = timedelta(), False
    for number, unit in _WORDS.findall(text[:60]):
        seen = True
        kind = unit[0].lower()
        amount = min(int(number[:6]), 100_000)
        if unit.lower().startswith(("std", "h")):
            total += timedelta(hours=amount)
        else:
            total += timedelta(minutes=amount) if kind == "m" else timedelta(seconds=amount)
    return total if seen else None


def moment_of(text: str) -> datetime | None:
    """A moment as reports write it, without a zone; `None` for anything else."""
    plain = " ".join(text.replace(",", " ").replace("\u202f", " ").split())
    if not 8 <= len(plain) <= 40:
        return None
    for form in _MOMENTS:
        with suppress(ValueError):
            return datetime.strptime(plain, form)  # noqa: DTZ007 - only lengths are reckoned, within one report
    return None


def is_enough(minutes: int, planned: int, share: int) -> bool:
    """Whether somebody was there for a share (in per cent) of the planned minutes."""
    return planned > 0 and minutes * 100 >= planned * share


def _text(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _lines(text: str) -> list[list[str]]:
    text = text.replace("\x00", "")
    if not text.strip():
        return []
    head = text[:20_000]
    mark = max(("\t", ",", ";"), key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    found: list[list[str]] = []
    try:
        for row in reader:
            found.append([cell.strip() for cell in row])
            if len(found) >= MOST_LINES:
                break
    except csv.Error:
        raise ReportError("no-table") from None
    return found


_Table = tuple[dict[str, int], list[list[str]]]


def _tables(lines: Sequence[Sequence[str]]) -> list[_Table]:
    """Each table: where its columns are, and its rows up to a line that is empty or a heading."""
    found: list[_Table] = []
    rows: list[list[str]] | None = None
    for line in lines:
        columns = _columns(line)
        if columns is not None:
            rows = []
            found.append((columns, rows))
        elif rows is not None:
            if sum(bool(cell) for cell in line) < 2:
                rows = None
            else:
                rows.append(list(line))
    return found


def _columns(line: Sequence[str]) -> dict[str, int] | None:
    heads = [cell.casefold().strip("\ufeff ") for cell in line]
    found = {}
    for key, names in (
        ("name", _NAMES), ("mail", _MAILS), ("join", _JOINS), ("leave", _LEAVES), ("length", _LENGTHS),
    ):  # fmt: skip
        at = next((heads.index(name) for name in names if name in heads), None)
        if at is not None:
            found[key] = at
    timed = "length" in found or {"join", "leave"} <= set(found)
    return found if timed and ("name" in found or "mail" in found) else None


def _tells_joins(table: _Table) -> bool:
    """Whether a table has a row for each join; one of first and last joins alone tells less than its lengths."""
    columns, rows = table
    if not {"join", "leave"} <= set(columns):
        return False
    keys = [_key(_cell(row, columns, "name"), _cell(row, columns, "mail")) for row in rows]
    return len(set(keys)) < len(keys) or "length" not in columns


def _take(found: dict[str, _Found], columns: dict[str, int], row: Sequence[str]) -> None:
    name, mail = _cell(row, columns, "name")[:200], _cell(row, columns, "mail")[:254]
    key = _key(name, mail)
    if not key:
        return
    begin, end = moment_of(_cell(row, columns, "join")), moment_of(_cell(row, columns, "leave"))
    length = length_of(_cell(row, columns, "length"))
    has_hours = begin is not None and end is not None and begin < end
    if not has_hours and length is None:
        return
    each = found.setdefault(key, _Found(name, mail if "@" in mail else ""))
    each.joins += 1
    # First and last join of one row may hold a pause; its length does not.
    if has_hours and (length is None or abs((end - begin) - length) <= timedelta(minutes=2)):  # type: ignore[operator]
        each.stretches.append((begin, end))  # type: ignore[arg-type]
    elif length is not None:
        each.lengths.append(length)


def _cell(row: Sequence[str], columns: dict[str, int], name: str) -> str:
    at = columns.get(name)
    return row[at] if at is not None and at < len(row) else ""


def _key(name: str, mail: str) -> str:
    return mail.casefold() if "@" in mail else folded(name)


def folded(name: str) -> str:
    """A name to compare by: without what stands in brackets, case and spaces."""
    return " ".join(re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", name).casefold().split())


def matched(people: Iterable[Presence], known: Iterable[tuple[str, str, str]]) -> dict[int, str]:
    """Who of a report is who: by number in the report, the key of whom is known.

    `known` are triples of key, name and address; who has several
    addresses stands there several times. The address decides; else a name that only one has, on both sides.
    Nobody is matched twice.
    """
    listed, rows = list(known), list(people)
    by_mail = {mail.casefold(): key for key, _name, mail in listed if mail}
    found: dict[int, str] = {}
    for at, each in enumerate(rows):
        key = by_mail.get(each.mail.casefold()) if each.mail else None
        if key is not None and key not in found.values():
            found[at] = key
    names: dict[str, list[str]] = {}
    for key, name, _mail in listed:
        if key not in found.values():
            same = names.setdefault(folded(name), [])
            if key not in same:  # several addresses of one person
                same.append(key)
    said: dict[str, list[int]] = {}
    for at, each in enumerate(rows):
        if at not in found and each.name:
            said.setdefault(folded(each.name), []).append(at)
    for name, places in said.items():
        keys = names.get(name, [])
        if len(places) == 1 and len(keys) == 1:
            found[places[0]] = keys[0]
    return found
