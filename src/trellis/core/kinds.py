"""The kinds of definition that the compiler is given here. Rooms register theirs when Django starts."""

from __future__ import annotations

from trellis.handbook.kinds import Kind

_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let the compiler recognise a kind; the same name again replaces it."""
    _kinds[kind.name] = kind


def registered() -> tuple[Kind, ...]:
    """All kinds, in the order of their names."""
    return tuple(_kinds[name] for name in sorted(_kinds))
