"""To what files can be attached: kinds of objects, which rooms register when Django starts.

A room says who may see the files of one of its objects, and who may add some, or says it of many kinds at once
(`provide`). Nothing is shown of an object of whose kind nobody has said anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from trellis.core import filetypes
from trellis.core.filetypes import Family
from trellis.core.rules import Somebody

Predicate = Callable[[Somebody, UUID], bool]
USUAL = frozenset(Family) - {Family.PROGRAM}
MOST = 100
"""Files of one object."""


@dataclass(frozen=True, slots=True)
class Attaching:
    """How files are attached to a kind of object, such as `proposal`.

    `sees` and `adds` answer for an account (or a guest) and the identifier of an object; whoever adds must see.
    `takes` are the families of files that are taken, `largest` the bytes of one of them (0: as the settings say).
    Files of what is confidential are sealed, are never had by a link, and every reading of them is recorded.
    `hides` says from whom it is kept for now what the files of an object are called and who added them: such readers
    get names that say nothing, made of `neutral` and a number.
    """

    about: str
    sees: Predicate
    adds: Predicate
    takes: frozenset[Family] = USUAL
    largest: int = 0
    most: int = MOST
    is_confidential: bool = False
    hides: Predicate | None = None
    neutral: str = "file"

    @property
    def largest_bytes(self) -> int:
        """Bytes that one file may have."""
        return self.largest or int(settings.TRELLIS_FILE_MB) * 2**20


_kinds: dict[str, Attaching] = {}
_providers: list[Callable[[str], Attaching | None]] = []


def register(kind: Attaching) -> None:
    """Let files be attached to a kind of object; the same kind again replaces it."""
    _kinds[kind.about] = kind


def provide(kind_named: Callable[[str], Attaching | None]) -> None:
    """Say how files are attached to kinds of which their rooms say nothing; the same again changes nothing."""
    if kind_named not in _providers:
        _providers.append(kind_named)


def kind_of(about: str) -> Attaching | None:
    """How files are attached to a kind of object; `None` where they cannot be."""
    if about in _kinds:
        return _kinds[about]
    return next((found for kind_named in _providers if (found := kind_named(about)) is not None), None)


def can_see(who: Somebody, about: str, key: UUID) -> bool:
    """Whoever may see the object, as its room says; nobody sees files of a kind that is not registered."""
    kind = kind_of(about)
    return kind is not None and kind.sees(who, key)


def hides_names(who: Somebody, about: str, key: UUID) -> bool:
    """Whether somebody is not told for now what the files of an object are called, and who added them."""
    kind = kind_of(about)
    return kind is not None and kind.hides is not None and kind.hides(who, key)


def neutral_name(about: str, number: int, name: str) -> str:
    """What a file is called for those who are not told its name: the number of it, and an extension that is known."""
    kind = kind_of(about)
    stem = f"{kind.neutral if kind is not None else 'file'}-{number}"
    extension = filetypes.extension_of(name)
    return f"{stem}.{extension}" if filetypes.is_usual(extension) else stem


def can_add(who: Somebody, about: str, key: UUID) -> bool:
    """Whoever sees the object and may add to it, as its room says."""
    kind = kind_of(about)
    return kind is not None and kind.sees(who, key) and kind.adds(who, key)
