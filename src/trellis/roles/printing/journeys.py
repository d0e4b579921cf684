"""`trellis path`: the ways from one role to another, and where one can go, for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trellis.roles.definitions.graph import MOVES_TO, Edge, Role, RoleId
from trellis.roles.definitions.model import Part
from trellis.roles.definitions.paths import Destination, Step, Way, Ways
from trellis.roles.definitions.phrases import a_number_of
from trellis.roles.printing.screen import columns, shown
from trellis.roles.printing.teller import Teller


def ways(tell: Teller, start: Role, end: Role, found: Ways) -> Iterator[str]:
    """The ways, the shortest in full, the others as a line each."""
    yield tell.screen.paint(f"{shown(start.full_title)} → {shown(end.full_title)}", "title")
    if not found.found:
        yield "No way leads there along next steps and moves."
        return
    if not found.found[0].steps:
        yield "That is the same role."
        return
    count, rest = (
        a_number_of(len(found.found), "way").capitalize(),
        "" if found.complete else ", and there are more",
    )
    alone = len(found.found) == 1 and found.complete
    yield (
        f"{count}, with what each step adds:"
        if alone
        else f"{count}{rest}. The shortest, with what each step adds:"
    )
    for number, step in enumerate(found.found[0].steps, start=1):
        yield from _step(tell, number, step)
    if len(found.found) > 1:
        yield from tell.heading("Other ways")
        for way in found.found[1:]:
            yield from tell.screen.wrapped(_line(way), f"  {len(way.steps)} steps  ")


def _step(tell: Teller, number: int, step: Step) -> Iterator[str]:
    move = _move(step.edge, step.role)
    said = "by grade" if step.edge.implied else tell.place(step.edge.path, step.edge.line)
    yield from tell.heading(f"{number}. {shown(tell.named(step.role))}", f"{move}, {said}")
    if not any(step.new(part) for part in Part):
        yield "  adds nothing that was not asked for before"
    for part in Part:
        if step.new(part):
            yield f"  {tell.screen.paint(f'+ {len(step.new(part))} {part}', 'added')}"
            yield from tell.grouped(step.new(part))


def _line(way: Way) -> str:
    parts = [way.start.full_title]
    for step in way.steps:
        parts.append(f"{'⇢' if step.sideways else '→'} {step.role.full_title}")
    return " ".join(parts)


def destinations(tell: Teller, start: Role, found: Sequence[Destination]) -> Iterator[str]:
    """Every role that can be reached from one, by the first step towards it."""
    yield tell.screen.paint(f"From {shown(tell.named(start))}", "title")
    if not found:
        yield "No next step and no move leads on from this role."
        return
    reached = a_number_of(len(found), "role")
    yield f"{reached.capitalize()} can be reached."
    yield ""
    after: dict[RoleId, list[Destination]] = {}
    for one in found:
        after.setdefault(one.way[-1].source, []).append(one)
    waiting = [(one, "", "") for one in reversed(after.get(start.id, ()))]
    while waiting:
        one, lead, under = waiting.pop()
        yield f"{tell.screen.paint(lead, 'quiet')}{_reached(tell, one, columns(lead))}"
        for number, further in enumerate(reversed(after.get(one.role.id, ()))):
            corner, line = ("└─ ", "   ") if number == 0 else ("├─ ", "│  ")
            waiting.append((further, under + corner, under + line))


def _reached(tell: Teller, one: Destination, indent: int) -> str:
    """A role with the step that leads to it, and where that is said if there is room."""
    edge, title = one.way[-1], shown(tell.named(one.role))
    move = _move(edge, one.role)
    said = f"{move} by grade" if edge.implied else f"{move}, {tell.place(edge.path, edge.line)}"
    room = None if tell.screen.width is None else tell.screen.width - indent - columns(title) - 2
    note = next((note for note in (said, move, move.split()[0]) if room is None or columns(note) <= room), "")
    return f"{title}  {tell.screen.paint(note, 'quiet')}".rstrip()


def _move(edge: Edge, to: Role) -> str:
    """What kind of step an edge is, in a few words."""
    if edge.kind != MOVES_TO:
        return "next step"
    family = shown(to.family.title)
    return "move within the family" if edge.source.family == to.id.family else f"move to {family}"
