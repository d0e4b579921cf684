"""The kinds of notices: what people can be told, and in which way they are unless they wish otherwise.

Rooms register theirs when Django starts.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of notice. `usual` is a value of `How`; whoever gets a `mandatory` one cannot turn its mails off.

    An `urgent` one comes in quiet hours too.
    """

    name: str
    title: str | Promise
    help: str | Promise
    usual: str = "now"
    mandatory: bool = False
    urgent: bool = False


_kinds: dict[str, NoticeKind] = {}


def register(kind: NoticeKind) -> None:
    """Add a kind; the same name again replaces it."""
    _kinds[kind.name] = kind


def kinds() -> tuple[NoticeKind, ...]:
    """All kinds, in the order in which they were registered."""
    return tuple(_kinds.values())


def kind_named(name: str) -> NoticeKind | None:
    """The kind of this name."""
    return _kinds.get(name)
