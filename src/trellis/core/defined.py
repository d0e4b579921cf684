"""What the handbook defines, for rooms that stand below the one that serves it.

A record that depends on a definition keeps its name and the `revision` that it was made under.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Protocol, TypeVar

from trellis.handbook.handbook import Handbook

T = TypeVar("T")


class Edition(Protocol):
    """A compiled handbook, and what was derived of it so far."""

    handbook: Handbook

    def derive(self, build: Callable[[Any], T]) -> T:
        """The value that a function makes of this edition, made once."""
        ...


_current: Callable[[], Edition] | None = None
_address: Callable[[str, int], str] | None = None
_page: Callable[[str, str], str] | None = None


def provide(
    current: Callable[[], Edition],
    address_of: Callable[[str, int], str] | None = None,
    page_link: Callable[[str, str], str] | None = None,
) -> None:
    """Say where the whole current edition is had from, and where people read a line of a file, or a page, of it.

    Called when Django starts.
    """
    global _current, _address, _page
    _current, _address, _page = current, address_of, page_link


def address_of(path: str, line: int) -> str:
    """Where people read a line of a file of the handbook; empty where nobody shows files."""
    return _address(path, line) if _address is not None else ""


def page_link(path: str, anchor: str = "") -> str:
    """Where whoever reads finds a page by its path; empty for none such, one that they may not see, or no handbook."""
    return _page(path, anchor) if _page is not None else ""


def edition() -> Edition:
    """The whole current edition: for rules and the machine's own work, never for what somebody reads.

    Raises RuntimeError where no room serves a handbook.
    """
    if _current is None:
        raise RuntimeError("No handbook is served: no installed app has said where it is had from.")
    return _current()


def defined(kind: str) -> Any:
    """What the definitions of a kind make together (`Kind.assemble`); `None` for a kind that nobody registered."""
    return edition().handbook.assembled.get(kind)


def revision() -> str:
    """The revision of the current handbook."""
    return edition().handbook.revision


def state() -> Hashable:
    """Another value for each edition, also of contents that nobody committed: for what is kept as long as one holds."""
    return derive(_token)


def _token(_edition: Edition) -> object:
    return object()


def derive(build: Callable[[Edition], T]) -> T:
    """A value made of the current edition, made once for each edition."""
    return edition().derive(build)
