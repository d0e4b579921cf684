"""`trellis diff`: two roles, or two revisions, for a person."""

from __future__ import annotations

from collections.abc import Iterator

from trellis.roles.definitions.changes import (
    ADDED,
    CHANGED,
    MOVED,
    REMOVED,
    RENAMED,
    Change,
    History,
    Subject,
)
from trellis.roles.definitions.compare import (
    HIRING,
    INDICATORS,
    NICE_TO_HAVE,
    REQUIREMENTS,
    RESPONSIBILITIES,
    Comparison,
    ListComparison,
)
from trellis.roles.definitions.phrases import a_number_of
from trellis.roles.printing.screen import shown
from trellis.roles.printing.teller import Teller

_HEADINGS = {HIRING: "Hiring process", INDICATORS: "Performance indicators", NICE_TO_HAVE: "Nice to have"}
_SIGNS = {ADDED: ("+", "added"), REMOVED: ("-", "removed"), RENAMED: ("~", "changed")}
_MOST_REACHED = 6
_INHERITED = (RESPONSIBILITIES, REQUIREMENTS)
_WORTH_EXTENDING = 3
"""How many lines two roles repeat before it is worth saying."""


def of_roles(tell: Teller, found: Comparison, *, everything: bool) -> Iterator[str]:
    """Two roles: what only the first has, what only the second has, what differs in words; with `everything`
    the rest.
    """
    screen = tell.screen
    for sign, style, role in (("-", "removed", found.first), ("+", "added", found.second)):
        place = tell.place(role.family.path, role.level.line)
        yield from tell.beside(screen.paint(f"{sign} {shown(role.full_title)}", style), place)
    if not found.differs:
        yield ""
        yield "There is no difference but the names."
    facts = [fact for fact in found.facts if fact.differs or everything]
    if any(fact.first or fact.second for fact in facts):
        yield ""
    for fact in facts:
        if fact.differs:
            change = f"{fact.first or 'nothing stated'} → {fact.second or 'nothing stated'}"
            yield from screen.wrapped(change, f"  {fact.name:<11} ")
        elif fact.first:
            yield from screen.wrapped(fact.first, f"  {fact.name:<11} ", style="quiet")
    for one in found.lists:
        if one.differs or one.repeated or (everything and one.both):
            yield from _list(tell, found, one, everything=everything)


def _list(tell: Teller, comparison: Comparison, found: ListComparison, *, everything: bool) -> Iterator[str]:
    counts = (
        (len(found.only_first), "only in the first"),
        (len(found.only_second), "only in the second"),
        (len(found.changed), "in other words"),
        (len(found.both), "in both"),
    )
    note = ", ".join(f"{count} {what}" for count, what in counts if count)
    yield from tell.heading(_HEADINGS.get(found.name, found.name.capitalize()), note)
    yield from tell.grouped(found.only_first, "-", "removed")
    yield from tell.grouped(found.only_second, "+", "added")
    yield from tell.reworded(found.changed)
    if everything:
        yield from tell.grouped((line for line, _ in found.both), "=", "quiet")
    if found.name in _INHERITED and len(found.repeated) >= _WORTH_EXTENDING:
        count = a_number_of(len(found.repeated), "line").capitalize()
        title, part = comparison.first.full_title, found.name
        advice = f"{count} stand in both in the same words. “Extends the {title} {part}” would say them once."
        yield from tell.screen.wrapped(advice, "  ", style="quiet")


def of_revisions(tell: Teller, found: History, names: tuple[str, str], *, everything: bool) -> Iterator[str]:
    """What changed from one revision to another, page by page; with `everything` the lines of new roles, too."""
    yield from _summary(tell, found, names)
    for subject in found.subjects:
        yield from _subject(tell, subject, everything=everything)


def _summary(tell: Teller, found: History, names: tuple[str, str]) -> Iterator[str]:
    before, after = (shown(name) for name in names)
    yield tell.screen.paint(f"From {before} to {after}", "title")
    if found.is_empty:
        yield "Nothing changed in any role."
        return
    counts = []
    for how in ("added", "removed", "renamed", "changed"):
        roles, families = len(found.of(how)), len(found.of(how, families=True))
        said = [a_number_of(roles, "role")] if roles else []
        said += [a_number_of(families, "family", "families")] if families else []
        if said:
            counts.append(f"{' and '.join(said)} {how}")
    text = "; ".join(counts)
    yield from tell.screen.wrapped(f"{text[:1].upper()}{text[1:]}.")


def _subject(tell: Teller, found: Subject, *, everything: bool) -> Iterator[str]:
    sign, style = _SIGNS.get(found.how, ("", "head"))
    name = f"{found.title} (all levels)" if found.is_family and found.how == CHANGED else found.title
    title = tell.screen.paint(f"{sign} {shown(name)}".strip(), style)
    yield ""
    yield from tell.beside(title, tell.place(found.path, found.line))
    for change in found.changes:
        if found.how == ADDED and not everything:
            yield from tell.screen.wrapped(change.sentence, "  ")
        else:
            yield from _change(tell, change)
    if found.reaches:
        more = len(found.reaches) - _MOST_REACHED
        named = ", ".join(found.reaches[:_MOST_REACHED]) + (f" and {more} more" if more > 0 else "")
        yield from tell.screen.wrapped(f"This holds for {named} too.", "  ", style="quiet")


def _change(tell: Teller, found: Change) -> Iterator[str]:
    yield from tell.screen.wrapped(found.sentence, "  ")
    sign, style = {ADDED: ("+", "added"), REMOVED: ("-", "removed"), MOVED: (">", "changed")}.get(
        found.how, ("=", "quiet")
    )
    yield from tell.marked(found.entries, sign, style, "    ")
    yield from tell.reworded(found.reworded, "    ")
