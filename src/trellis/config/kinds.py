"""Every kind of definition that this Trellis has: what commands without Django give to the compiler."""

from __future__ import annotations

from trellis.handbook.kinds import Kind
from trellis.roles.definitions import kinds as roles


def all_kinds() -> tuple[Kind, ...]:
    """The kinds of all rooms, in the order of the rooms."""
    return roles.KINDS
