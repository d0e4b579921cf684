"""Changes between two revisions, as data and as the sentences that tell them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trellis.roles.definitions.compare import (
    HIRING,
    INDICATORS,
    NICE_TO_HAVE,
    REQUIREMENTS,
    RESPONSIBILITIES,
    SPECIALTIES,
    grade_text,
)
from trellis.roles.definitions.dossier import Entry
from trellis.roles.definitions.graph import EXTENDS, MOVES_TO, REPORTS_TO, RoleId
from trellis.roles.definitions.likeness import Near
from trellis.roles.definitions.phrases import a_number_of, quoted

ADDED, REMOVED, RENAMED, CHANGED = "added", "removed", "renamed", "changed"
"""What became of a family or role; one that is renamed may have changed as well."""
MOVED, REWORDED, INHERITED, LOST = "moved", "reworded", "inherited", "lost"
"""What else can become of the lines of a list, and of a role that is named ("lost": no page defines it any
more).
"""
GRADE, REPORTING, EXTENSION, LADDER, TRACK = "grade", "reports-to", "extends", "ladder", "track"
TITLE, DESCRIPTION, PAGE = "title", "description", "page"
_WHAT = {EXTENDS: EXTENSION, MOVES_TO: LADDER, REPORTS_TO: REPORTING}

ITEM_LISTS = (RESPONSIBILITIES, REQUIREMENTS, NICE_TO_HAVE)
"""The lists whose lines others inherit, and between which lines move."""
NOUNS = {
    RESPONSIBILITIES: ("responsibility", "responsibilities"),
    REQUIREMENTS: ("requirement", "requirements"),
    NICE_TO_HAVE: ("nice-to-have", "nice-to-haves"),
    HIRING: ("hiring step", "hiring steps"),
    INDICATORS: ("indicator", "indicators"),
    SPECIALTIES: ("specialty", "specialties"),
}
_SHORT = 80
"""Characters of two values that still fit into one sentence."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `what` it is about, `how` it changed, in a sentence and as data.

    For a fact, `before` and `after` are its values; for a list, `entries` are the lines added, removed or
    moved, and `reworded` the pairs of old and new wording.
    """

    what: str
    how: str
    sentence: str
    before: str | None = None
    after: str | None = None
    entries: tuple[Entry, ...] = ()
    reworded: tuple[Near[Entry], ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What became of one role, or of what a family states for all its levels (`is_family`).

    `before` and `after` are its titles, `None` where it is not there; `reaches` the titles of the roles that
    extend it and that its changed lists therefore change too.
    """

    how: str
    is_family: bool
    before: str | None
    after: str | None
    family: str
    path: str
    line: int
    changes: tuple[Change, ...] = ()
    reaches: tuple[str, ...] = ()
    before_id: RoleId | None = None
    after_id: RoleId | None = None

    @property
    def title(self) -> str:
        """The newer title, or the older where it is gone."""
        return self.after or self.before or ""


@dataclass(frozen=True, slots=True)
class History:
    """What changed, in the order of the newer handbook; what is gone comes last."""

    subjects: tuple[Subject, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not self.subjects

    def of(self, how: str, *, families: bool = False) -> tuple[Subject, ...]:
        """The roles, or the families, that became `how`."""
        return tuple(found for found in self.subjects if found.how == how and found.is_family == families)


# -- changes of facts


def title_changed(before: str, after: str) -> Change:
    """A new title."""
    return Change(TITLE, CHANGED, f"{quoted(before)} is now called {quoted(after)}.", before, after)


def text_changed(what: str, subject: str, before: str | None, after: str | None) -> Change:
    """Another text of something that `subject` names at the beginning of the sentence."""
    if before is None:
        return Change(what, ADDED, f"{subject} is new.", before, after)
    if after is None:
        return Change(what, REMOVED, f"{subject} was removed.", before, after)
    if len(before) + len(after) > _SHORT:
        return Change(what, CHANGED, f"{subject} was rewritten.", before, after)
    return Change(what, CHANGED, f"{subject} {quoted(before)} became {quoted(after)}.", before, after)


def grade_changed(before: float | None, after: float | None) -> Change:
    """Another grade."""
    was, now = grade_text(before), grade_text(after)
    if was is None:
        return Change(GRADE, ADDED, f"The grade is now stated: {now}.", was, now)
    if now is None:
        return Change(GRADE, REMOVED, f"The grade, {was}, is no longer stated.", was, now)
    return Change(GRADE, CHANGED, f"Grade {was} became {now}.", was, now)


def reporting_changed(before: str | None, after: str | None) -> Change:
    """Another reporting line, in words."""
    if before is None:
        return Change(REPORTING, ADDED, f"It now says that it reports to {after}.", before, after)
    if after is None:
        return Change(REPORTING, REMOVED, f"It no longer says that it reports to {before}.", before, after)
    return Change(REPORTING, CHANGED, f"It now reports to {after} instead of {before}.", before, after)


_ADDED = {EXTENDS: "It now extends", MOVES_TO: "One can now move on to"}
_REMOVED = {EXTENDS: "It no longer extends", MOVES_TO: "One can no longer move on to"}
_LOST = {EXTENDS: "It extends", MOVES_TO: "One can move on to", REPORTS_TO: "It reports to"}


def target_added(kind: str, title: str) -> Change:
    """A role that is extended now, or that one can move on to."""
    return Change(_WHAT[kind], ADDED, f"{_ADDED[kind]} {title}.", None, title)


def target_removed(kind: str, title: str) -> Change:
    """A role that is extended no longer, or that one can no longer move on to."""
    return Change(_WHAT[kind], REMOVED, f"{_REMOVED[kind]} {title}.", title, None)


def target_lost(kind: str, label: str, before: str) -> Change:
    """A title that the text still names, and that no page defines any more."""
    sentence = f"{_LOST[kind]} {quoted(label)}, which no page defines any more."
    return Change(_WHAT[kind], LOST, sentence, before, None)


# -- changes of lists


def lines_changed(what: str, how: str, entries: Sequence[Entry]) -> Change:
    """Lines of a list that were added or removed."""
    return Change(what, how, _said(what, len(entries), how), entries=tuple(entries))


def lines_reworded(what: str, pairs: Sequence[Near[Entry]]) -> Change:
    """Lines that say the same in other words."""
    return Change(what, REWORDED, _said(what, len(pairs), REWORDED), reworded=tuple(pairs))


def lines_moved(what: str, direction: str, before: str, after: str, entries: Sequence[Entry]) -> Change:
    """Lines that left a list for another or came from one; `direction` ends the sentence."""
    return Change(what, MOVED, _said(what, len(entries), MOVED, direction), before, after, tuple(entries))


def lines_inherited(what: str, title: str, origin: str, entries: Sequence[Entry]) -> Change:
    """Lines that a role no longer states because it takes them over."""
    count = a_number_of(len(entries), *NOUNS[what]).capitalize()
    sentence = f"{count} {'is' if len(entries) == 1 else 'are'} now inherited from {origin}."
    return Change(what, INHERITED, sentence, title, origin, tuple(entries))


def touches_items(changes: Sequence[Change]) -> bool:
    """Whether what others inherit has changed."""
    return any(change.what in ITEM_LISTS and change.how != INHERITED for change in changes)


def _said(what: str, count: int, verb: str, rest: str = "") -> str:
    were = "was" if count == 1 else "were"
    return f"{a_number_of(count, *NOUNS[what]).capitalize()} {were} {verb}{' ' + rest if rest else ''}."
