"""Where things lie: the project, the data directory, the example."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
"""The root of the checkout; meaningless where Trellis was installed as a package (see `in_checkout`)."""

LOCALE = Path(__file__).resolve().parents[1] / "locale"
"""What the interface says in other languages: a folder for each, installed with the package."""

EXAMPLE = PROJECT / "example" / "handbook"


def example_copy(data: Path) -> Path:
    """Where a data directory keeps its own copy of the example."""
    return data / "handbook"


def default_handbook(data: Path) -> Path:
    """The handbook where TRELLIS_HANDBOOK names none: the example, or the copy of it that `trellis up` has made."""
    copy = example_copy(data)
    return copy if copy.is_dir() else EXAMPLE


def in_checkout() -> bool:
    """Whether this Trellis runs from a checkout, with its lock files and example beside it."""
    return (PROJECT / "pyproject.toml").is_file() and (PROJECT / "requirements").is_dir()


def default_data() -> Path:
    """The data directory where TRELLIS_DATA names none: `var` in a checkout, else the user's own."""
    if in_checkout():
        return PROJECT / "var"
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "trellis"
