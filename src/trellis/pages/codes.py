"""The codes of diagnostics that can occur here: the compiler's own and those of the registered kinds."""

from __future__ import annotations

from functools import cache

from trellis.core.kinds import registered
from trellis.handbook.codes import by_id
from trellis.handbook.diagnostics import Code


def code_named(name: str) -> Code | None:
    """The definition of a code, or `None` for a name that no code has."""
    return _codes().get(name)


@cache
def _codes() -> dict[str, Code]:
    return by_id(registered())
