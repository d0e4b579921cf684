"""The colour tokens, read from the style sheet that states them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_TOKENS = Path(__file__).parents[1] / "static" / "web" / "css" / "tokens.css"
_COLOUR = re.compile(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")


class Colour(NamedTuple):
    """A colour token with its value in light and in dark."""

    name: str
    light: str
    dark: str


def colours() -> tuple[Colour, ...]:
    """The colour tokens as the style sheet states them."""
    return tuple(Colour(*found) for found in _COLOUR.findall(_TOKENS.read_text().partition("@media")[0]))
