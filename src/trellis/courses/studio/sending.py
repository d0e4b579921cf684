"""What a form for a question sends, as cells; and what somebody answers who tries it, as the answer of its type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from trellis.assessments.definitions.questions import (
    Categorize,
    Choice,
    Cloze,
    Hotspot,
    Matching,
    MultipleChoice,
    Ordering,
    Question,
)
from trellis.courses.studio.cells import MORE, MOST_ROWS, PLAIN, ROWS, Cells

LONGEST = 20_000
"""Characters of a cell that are taken."""


class Sent(Protocol):
    """What Django gives of a form."""

    def get(self, key: str, default: str, /) -> Any: ...
    def getlist(self, key: str, /) -> Sequence[Any]: ...
    def __contains__(self, key: object, /) -> bool: ...


def cells(post: Sent, kind: str, key: str) -> Cells:
    """The cells that a form sends. Rows that say a place are put in the order of their places."""
    plain = {name: str(post.get(name, ""))[:LONGEST] for name in PLAIN}
    relied = [*plain["relies"].splitlines(), *(str(each)[:300] for each in post.getlist("relied"))]
    plain["relies"] = "\n".join(dict.fromkeys(each.strip() for each in relied if each.strip()))
    more = {name: str(post.get(f"more-{name}", ""))[:LONGEST] for name, _sort in MORE.get(kind, ())}
    rows = []
    for at in range(MOST_ROWS):
        row = {name: str(post.get(f"row-{at}-{name}", ""))[:LONGEST] for name, _sort in ROWS.get(kind, ())}
        if any(value.strip() for value in row.values()):
            place = str(post.get(f"row-{at}-place", "")).strip()
            rows.append((int(place) if place.isdecimal() and len(place) < 4 else at + 1, at, row))
    return Cells(
        kind, key, plain, more, tuple(row for _place, _at, row in sorted(rows, key=lambda each: each[:2]))
    )


def answer(post: Sent, question: Question) -> Any:
    """What somebody answers, in the shape that the type documents; `None` where they did not."""
    if isinstance(question, MultipleChoice):
        return [str(each) for each in post.getlist("answer")] or None
    if isinstance(question, Choice):
        return post.get("answer", "") or None
    if isinstance(question, Matching):
        return _by_key(post, [each.key for each in question.pairs])
    if isinstance(question, Categorize):
        return _by_key(post, [each.key for each in question.items])
    if isinstance(question, Cloze):
        return _by_key(post, [each.key for each in question.gaps])
    if isinstance(question, Ordering):
        return _ordered(post, question)
    if isinstance(question, Hotspot):
        return _places(str(post.get("answer", "")))
    return str(post.get("answer", ""))[:LONGEST] or None


def _by_key(post: Sent, keys: Sequence[str]) -> Mapping[str, str] | None:
    said = {key: str(post.get(f"answer-{key}", ""))[:1000] for key in keys}
    return {key: value for key, value in said.items() if value.strip()} or None


def _ordered(post: Sent, question: Ordering) -> list[str] | None:
    places = {each.key: str(post.get(f"answer-{each.key}", "")) for each in question.items}
    if not any(value.isdecimal() for value in places.values()):
        return None
    return sorted(places, key=lambda key: int(places[key]) if places[key].isdecimal() else 10_000)


def _places(text: str) -> list[list[float]] | None:
    found = []
    for pair in text.replace(";", " ").split()[:50]:
        x, _comma, y = pair.partition(",")
        try:
            found.append([float(x), float(y)])
        except ValueError:
            continue
    return found or None
