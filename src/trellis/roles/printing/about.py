"""`trellis show`: everything about a role, for a person."""

from __future__ import annotations

from collections.abc import Iterator

from trellis.roles.definitions.compare import grade_text
from trellis.roles.definitions.dossier import Dossier, Entry
from trellis.roles.definitions.graph import NEXT, Edge
from trellis.roles.definitions.model import Indicator
from trellis.roles.printing.screen import columns, shown
from trellis.roles.printing.teller import BULLET, Teller


def lines(tell: Teller, found: Dossier) -> Iterator[str]:
    """The whole report."""
    yield from _head(tell, found)
    yield from _reporting(tell, found)
    yield from _items(tell, "Responsibilities", found.responsibilities)
    yield from _items(tell, "Requirements", found.requirements)
    yield from _items(tell, "Nice to have", found.nice_to_have)
    yield from _indicators(tell, found)
    yield from _hiring(tell, found)
    yield from _career(tell, found)
    for heading, several in (("Specialties", found.specialties), ("Segments", found.segments)):
        if several:
            yield from tell.heading(heading)
            yield from tell.listed([one.title for one in several], "  ")


def _head(tell: Teller, found: Dossier) -> Iterator[str]:
    role, screen = found.role, tell.screen
    yield screen.paint(shown(role.full_title), "title")
    grade = grade_text(role.grade)
    facts = [
        f"grade {grade}" if grade else "no grade stated",
        role.family.title if role.family.title != role.full_title else "",
        role.level.track or "",
        f"department {role.family.department}" if role.family.department else "",
    ]
    yield from screen.wrapped(" · ".join(fact for fact in facts if fact))
    yield screen.paint(tell.place(role.family.path, role.level.line), "quiet")
    if role.family.description:
        yield ""
        yield from screen.wrapped(role.family.description)


def _reporting(tell: Teller, found: Dossier) -> Iterator[str]:
    if found.above or found.below:
        yield from tell.heading("Reporting line")
    if found.above:
        titles = [" or ".join((step.title, *step.others)) for step in found.above]
        last = found.above[-1]
        ends = " (a circle)" if last.circular else " (defined on no page)" if last.role is None else ""
        yield from tell.screen.wrapped(" → ".join(titles) + ends, "  reports to  ")
    if found.below:
        below = [tell.graph.roles[edge.source] for edge in found.below]
        yield from tell.listed([tell.named(role) for role in below], f"  led by it ({len(below)})  ")


def _items(tell: Teller, heading: str, entries: tuple[Entry, ...]) -> Iterator[str]:
    if not entries:
        return
    own = sum(1 for entry in entries if entry.own)
    inherited = len(entries) - own
    note = f"{own} own, {inherited} inherited or shared" if inherited else f"{own}"
    yield from tell.heading(heading, note)
    yield from tell.grouped(entries)


def _indicators(tell: Teller, found: Dossier) -> Iterator[str]:
    if not found.indicators:
        return
    yield from tell.heading("Performance indicators")
    width = max(columns(shown(indicator.name)) for indicator, _ in found.indicators)
    for indicator, _ in found.indicators:
        yield from _indicator(tell, indicator, width)


def _indicator(tell: Teller, indicator: Indicator, width: int) -> Iterator[str]:
    name = shown(indicator.name)
    target = indicator.target or "no target stated"
    room = tell.screen.width
    if room is not None and width + columns(target) + 6 <= room:
        gap = " " * (width - columns(name) + 2)
        style = "head" if indicator.target else "quiet"
        yield f"  {BULLET} {name}{gap}{tell.screen.paint(target, style)}"
    else:
        yield from tell.screen.wrapped(f"{name}: {target}", f"  {BULLET if room else '-'} ")


def _hiring(tell: Teller, found: Dossier) -> Iterator[str]:
    for process in found.hiring:
        if process.steps:
            yield from tell.heading(process.title, tell.place(found.role.family.path, process.line))
            for number, step in enumerate(process.steps, start=1):
                note = "  [optional]" if step.optional and "optional" not in step.text.lower() else ""
                yield from tell.screen.wrapped(step.text + note, f"  {number}. ")


def _career(tell: Teller, found: Dossier) -> Iterator[str]:
    if found.onward or found.whence or found.ladders or found.extends or found.extended_by:
        yield from tell.heading("Career and inheritance")
    onward = [edge for edge in found.onward if edge.kind == NEXT]
    moves = [edge for edge in found.onward if edge.kind != NEXT]
    for lead, edges in (("next step", onward), ("moves to", moves), ("extends", list(found.extends))):
        if edges:
            yield from tell.listed([tell.target(edge) for edge in edges], f"  {lead:<12} ")
    for lead, incoming in (("comes from", found.whence), ("extended by", found.extended_by)):
        if incoming:
            yield from tell.listed(_sources(tell, incoming), f"  {lead:<12} ")
    for ladder in found.ladders:
        if ladder.text.strip():
            yield from tell.screen.wrapped(ladder.text, "  says         ")


def _sources(tell: Teller, edges: tuple[Edge, ...]) -> list[str]:
    return list(dict.fromkeys(tell.named(tell.graph.roles[edge.source]) for edge in edges))
