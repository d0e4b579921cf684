"""What the form for job families sends, as operations on the text and in a few words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from trellis.roles.definitions.editing.applying import Operation
from trellis.roles.definitions.editing.entries import (
    AddEntry,
    EditEntry,
    MoveEntry,
    NestEntry,
    Place,
    RemoveEntry,
    RemoveSection,
)
from trellis.roles.definitions.editing.errors import CannotEditError
from trellis.roles.definitions.editing.facts import Slot
from trellis.roles.definitions.editing.heads import Key, SetKey, SetSummary
from trellis.roles.definitions.editing.levels import AddLevel, MoveLevel, RemoveLevel, RenameLevel
from trellis.roles.definitions.editing.statements import (
    AddExtension,
    RemoveExtension,
    SetExtension,
    SetGrade,
    SetManager,
)
from trellis.roles.definitions.editing.wordings import Target
from trellis.roles.definitions.model import Part

Post = Mapping[str, str]
ToTarget = Callable[[str], Target]
"""A role as somebody typed or chose it, with its address if it has one."""

MOST_UNSAVED = 30
"""Other fields that are saved together with an action."""


class Wish(NamedTuple):
    """What somebody wants: the operations, in order, and what they do in a few words."""

    operations: tuple[Operation, ...]
    what: str


def wish_of(post: Post, target: ToTarget) -> Wish:
    """The wish that a form sends. Raises CannotEditError where it makes no sense."""
    act = post.get("act", "")
    make = _ACTS.get(act)
    if make is None:
        raise CannotEditError(_("The form does not know what to do."), hint=_("Open the form again."))
    try:
        made = make(post, target)
        before = tuple(_unsaved(post))
    except (ValueError, KeyError, TypeError) as error:
        raise CannotEditError(
            _("A field of the form is missing or odd."), hint=_("Open the form again.")
        ) from error
    return Wish((*before, *made.operations), made.what)


def _unsaved(post: Post) -> Iterator[Operation]:
    """Entries that were changed in other fields and not saved yet: a page that is drawn anew would lose them."""
    sent = json.loads(post.get("unsaved") or "[]")
    for each in sent[:MOST_UNSAVED]:
        yield EditEntry(Place(int(each["holder"]), Slot(each["slot"]), int(each["at"])), str(each["words"]))


def _place(post: Post) -> Place:
    return Place(int(post["holder"]), Slot(post["slot"]), int(post["at"]))


def _short(words: str) -> str:
    return Truncator(" ".join(words.split())).chars(60)


def _entry(
    change: Callable[[Place], Operation], said: Callable[[str], str]
) -> Callable[[Post, ToTarget], Wish]:
    def made(post: Post, target: ToTarget) -> Wish:
        place, words = _place(post), post.get("words", "")
        # Words that were typed before the button was pressed are not lost by it.
        typed = (
            (EditEntry(place, words),) if words.strip() and not isinstance(change(place), RemoveEntry) else ()
        )
        return Wish((*typed, change(place)), said(_short(words)))

    return made


def _save(post: Post, target: ToTarget) -> Wish:
    words = post["words"]
    return Wish((EditEntry(_place(post), words),), _("Changed “%(words)s”") % {"words": _short(words)})


def _add(post: Post, target: ToTarget) -> Wish:
    words = post["words"]
    return Wish((AddEntry(_place(post), words),), _("Added “%(words)s”") % {"words": _short(words)})


def _drop_section(post: Post, target: ToTarget) -> Wish:
    return Wish((RemoveSection(int(post["holder"]), Slot(post["slot"])),), _("Removed an empty section"))


def _key(key: Key, what: Callable[[], str]) -> Callable[[Post, ToTarget], Wish]:
    def made(post: Post, target: ToTarget) -> Wish:
        return Wish((SetKey(key, post["words"]),), what())

    return made


def _summary(post: Post, target: ToTarget) -> Wish:
    return Wish((SetSummary(post["words"]),), _("Changed the first paragraph"))


def _facts(post: Post, target: ToTarget) -> Wish:
    """Title, grade and reporting line of a level in one go; a field that is as it was changes nothing."""
    holder, made = int(post["holder"]), list[Operation]()
    title, was = post["title"].strip(), post["title_was"]
    if post["grade"].strip() != post["grade_was"]:
        made.append(SetGrade(holder, _grade(post["grade"]) or 0))
    if post["manager"].strip() != post["manager_was"]:
        words = post["manager"].strip()
        made.append(SetManager(holder, target(words) if words else None))
    if title != was:
        made.append(RenameLevel(holder, title))
    return Wish(tuple(made), _("Changed the facts of %(title)s") % {"title": title or was})


def _grade(words: str) -> float | None:
    if not words.strip():
        return None
    try:
        return float(words.strip().replace(",", "."))
    except ValueError:
        raise CannotEditError(_("A grade is a number from 1 to 99."), hint=_("Such as 7 or 9.5.")) from None


def _move_level(*, down: bool) -> Callable[[Post, ToTarget], Wish]:
    def made(post: Post, target: ToTarget) -> Wish:
        what = _("Moved %(title)s down") if down else _("Moved %(title)s up")
        return Wish((MoveLevel(int(post["holder"]), down),), what % {"title": post.get("title_was", "")})

    return made


def _remove_level(post: Post, target: ToTarget) -> Wish:
    return Wish(
        (RemoveLevel(int(post["holder"])),), _("Removed %(title)s") % {"title": post.get("title_was", "")}
    )


def _add_level(post: Post, target: ToTarget) -> Wish:
    title, manager, extends = (post.get(key, "").strip() for key in ("title", "manager", "extends"))
    added = AddLevel(
        int(post["after"]),
        title,
        _grade(post.get("grade", "")),
        target(manager) if manager else None,
        target(extends) if extends else None,
        _lines(post.get("responsibilities", "")),
        _lines(post.get("requirements", "")),
    )
    return Wish((added,), _("Added the level %(title)s") % {"title": title})


def _lines(words: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in words.splitlines() if line.strip())


def _extend(post: Post, target: ToTarget) -> Wish:
    role = target(post["role"].strip())
    made = AddExtension(int(post["holder"]), Part(post["slot"]), role)
    return Wish((made,), _("Let it extend %(title)s") % {"title": role.title})


def _extend_other(post: Post, target: ToTarget) -> Wish:
    role = target(post["role"].strip())
    made = SetExtension(int(post["holder"]), int(post["at"]), role)
    return Wish((made,), _("Let it extend %(title)s") % {"title": role.title})


def _extend_no_more(post: Post, target: ToTarget) -> Wish:
    made = RemoveExtension(int(post["holder"]), int(post["at"]))
    return Wish((made,), _("Removed an inheritance"))


def _said(form: Callable[[], str]) -> Callable[[str], str]:
    return lambda words: form() % {"words": words}


_ACTS: dict[str, Any] = {
    "save": _save,
    "add": _add,
    "up": _entry(lambda place: MoveEntry(place, down=False), _said(lambda: _("Moved “%(words)s” up"))),
    "down": _entry(lambda place: MoveEntry(place, down=True), _said(lambda: _("Moved “%(words)s” down"))),
    "in": _entry(lambda place: NestEntry(place, deeper=True), _said(lambda: _("Nested “%(words)s”"))),
    "out": _entry(lambda place: NestEntry(place, deeper=False), _said(lambda: _("Took “%(words)s” out"))),
    "remove": _entry(RemoveEntry, _said(lambda: _("Removed “%(words)s”"))),
    "drop-section": _drop_section,
    "title": _key(Key.TITLE, lambda: _("Changed the title")),
    "description": _key(Key.DESCRIPTION, lambda: _("Changed the description")),
    "summary": _summary,
    "facts": _facts,
    "level-up": _move_level(down=False),
    "level-down": _move_level(down=True),
    "level-remove": _remove_level,
    "add-level": _add_level,
    "extend": _extend,
    "extend-other": _extend_other,
    "extend-no-more": _extend_no_more,
}
