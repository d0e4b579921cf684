"""Items of a list as lines: a further one is written as those around it are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from trellis.handbook.text import Span

_MARKER = re.compile(
    r"^(?P<before>[ \t>]*)(?:(?P<sign>[-*+])|(?P<number>\d{1,9})(?P<dot>[.)]))"
    r"(?P<space>[ \t]+)(?P<box>\[[ xX]\][ \t]+)?"
)


def with_item(text: str, block: Span, run: Span, written: str) -> str:
    """The text with a new item below the one whose words stand at `run`, and what is numbered after it counted on.

    The text as it is where the words are not those of an item's first line.
    """
    at = text.rfind("\n", 0, run.start) + 1
    found = _MARKER.match(text[at : run.start])
    if found is None or found.end() != run.start - at:
        return text
    end = _end_of_item(text, run.end, block.end, len(found["before"]))
    number = int(found["number"]) if found["number"] else None
    counts = number is not None and not _repeats(text, at, end, block, found)
    sign = found["sign"] or f"{number + counts if number is not None else ''}{found['dot']}"
    box = "[ ] " if found["box"] else ""
    after = text[end : block.end]
    if counts and number is not None:
        after = _counted_on(after, found["before"], number + 1)
    gap = "\n\n" if _is_loose(text, run.end, block.end) else "\n"
    return f"{text[:end]}{gap}{found['before']}{sign}{found['space']}{box}{written}{after}{text[block.end :]}"


def with_signs(text: str, block: Span, begins: Sequence[int], sign: str) -> str:
    """A list with other signs before its items, which begin at `begins`; numbers from one on where `sign` is empty.
    What stands in an item moves with its words.
    """
    starts = [text.rfind("\n", 0, begin) + 1 for begin in begins]
    made = [text[block.start : starts[0]]] if starts else [text[block.start : block.end]]
    for number, (at, end) in enumerate(pairwise([*starts, block.end]), 1):
        found = _MARKER.match(text[at:end])
        if found is None:
            made.append(text[at:end])
            continue
        old = found["sign"] or f"{found['number']}{found['dot']}"
        new = sign or f"{number}."
        inner = len(found["before"]) + len(old) + len(found["space"])
        first, *lines = text[at:end].split("\n")
        words = first[len(found["before"]) + len(old) :]
        made.append(
            "\n".join(
                [
                    f"{found['before']}{new}{words}",
                    *(_shifted(line, inner, len(new) - len(old)) for line in lines),
                ]
            )
        )
    return "".join(made)


def _shifted(line: str, indent: int, by: int) -> str:
    """A line of an item, moved; one that does not stand as deep as its words goes on without indentation, and stays."""
    if not line.startswith(" " * indent):
        return line
    return " " * by + line if by > 0 else line[-by:]


def _end_of_item(text: str, at: int, last: int, indent: int) -> int:
    """Where an item ends that has words at a place: after the lines that stand deeper than its marker."""
    end = text.find("\n", at, last)
    while end != -1:
        line_end = text.find("\n", end + 1, last)
        line = text[end + 1 : last if line_end == -1 else line_end]
        if line.strip() and len(line) - len(line.lstrip(" \t>")) <= indent:
            return len(text[:end].rstrip("\n"))
        end = line_end
    return last


def _is_loose(text: str, at: int, last: int) -> bool:
    """Whether the items of a list have blank lines between them."""
    return re.match(r"\n[ \t]*\n", text[at:last]) is not None


def _repeats(text: str, at: int, end: int, block: Span, found: re.Match[str]) -> bool:
    """Whether all items are written with the same number."""
    other = re.compile(rf"^{re.escape(found['before'])}{found['number']}[.)]", re.MULTILINE)
    return other.search(text[end : block.end]) is not None or other.search(text[block.start : at]) is not None


def _counted_on(text: str, before: str, taken: int) -> str:
    """Items with numbers from one that is taken on, each counted one further."""

    def next_one(found: re.Match[str]) -> str:
        nonlocal taken
        if int(found[2]) != taken:
            return found[0]
        taken += 1
        return f"{found[1]}{taken}{found[3]}"

    return re.sub(rf"^({re.escape(before)})(\d{{1,9}})([.)])", next_one, text, flags=re.MULTILINE)
