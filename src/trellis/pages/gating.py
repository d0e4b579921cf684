"""What rooms above keep from being merged besides errors: faults that must not be brought into pages of theirs.

A room registers one function when Django starts. It is given what a proposal would bring that was not there before, and
says of what keeps it from being merged, each as a sentence that names file and line:

    gating.register("courses", gate)

    def gate(new: Sequence[Diagnostic]) -> Iterable[str]: ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from trellis.handbook.diagnostics import Diagnostic

Gate = Callable[[Sequence[Diagnostic]], Iterable[str]]

_gates: dict[str, Gate] = {}


def register(name: str, gate: Gate) -> None:
    """Let a room keep something from being merged; the same name again replaces it."""
    _gates[name] = gate


def kept_back(new: Sequence[Diagnostic]) -> tuple[str, ...]:
    """What keeps a change from being merged by the word of any room."""
    return tuple(sentence for gate in _gates.values() for sentence in gate(new))
