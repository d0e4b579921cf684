"""`trellis impact`: what breaks when a role, a page or a heading goes or gets another name, for a person."""

from __future__ import annotations

from collections.abc import Iterator

from trellis.roles.definitions.graph import MOVES_TO
from trellis.roles.definitions.impact import PAGE, Impact, Loss
from trellis.roles.definitions.phrases import a_number_of, quoted
from trellis.roles.printing.screen import shown
from trellis.roles.printing.teller import Teller

_MOST_LINES = 4
"""How many lost lines of a list are shown unless all are asked for."""


def lines(tell: Teller, found: Impact, *, everything: bool) -> Iterator[str]:
    """The whole report; with `everything` all lines that are lost."""
    place = found.place
    title = f"If {quoted(shown(place.title))} goes"
    yield from tell.beside(tell.screen.paint(title, "title"), tell.place(place.path, place.line))
    if place.kind == PAGE or len(found.roles) > 1:
        titles = ", ".join(role.full_title for role in found.roles)
        if titles:
            yield from tell.screen.wrapped(f"With it {_go(len(found.roles))} {titles}.")
    if found.is_empty:
        yield from tell.screen.wrapped(
            "Nothing else stands on it: no role inherits from it or reports to it, and nothing links to it."
        )
        return
    yield from tell.screen.wrapped(_renaming(found))
    yield from _losses(tell, found, everything=everything)
    yield from _edges(tell, found)
    yield from _mentions(tell, found)


def _go(count: int) -> str:
    return "goes" if count == 1 else "go"


def _renaming(found: Impact) -> str:
    """What another name would mean, in a sentence."""
    anchors = sum(1 for mention in found.mentions if mention.exact)
    named = len([loss for loss in found.losses if loss.edge is not None]) + len(found.reports)
    named += len([edge for edge in found.ladders if not edge.implied])
    parts = []
    if named:
        parts.append(f"{a_number_of(named, 'sentence')} {'names' if named == 1 else 'name'} it")
    if anchors:
        parts.append(f"{a_number_of(anchors, 'link')} {'leads' if anchors == 1 else 'lead'} to its heading")
    if not parts:
        return "If it only gets another name, nothing has to follow."
    return f"If it only gets another name, these have to follow: {', and '.join(parts)}."


def _losses(tell: Teller, found: Impact, *, everything: bool) -> Iterator[str]:
    if not found.losses:
        return
    yield from tell.heading(f"Lose what they inherit ({len(found.losses)})")
    for loss in found.losses:
        yield from _loss(tell, loss, everything=everything)


def _loss(tell: Teller, loss: Loss, *, everything: bool) -> Iterator[str]:
    role = loss.role
    path, line = (
        (loss.edge.path, loss.edge.line) if loss.edge is not None else (role.family.path, role.level.line)
    )
    counts = [f"{len(entries)} {part}" for part, entries in loss.lost]
    said = " and ".join(counts) if counts else "nothing: it states all of it itself"
    how = "extends it" if loss.edge is not None else "through others"
    yield from tell.with_place(f"{role.full_title} ({how}) loses {said}", path, line)
    if loss.edge is None and not everything:
        return
    for _, entries in loss.lost:
        shown_entries = entries if everything else entries[:_MOST_LINES]
        yield from tell.marked(shown_entries, "-", "removed", "    ")
        if len(entries) > len(shown_entries):
            yield f"      {tell.screen.paint(f'and {len(entries) - len(shown_entries)} more', 'quiet')}"


def _edges(tell: Teller, found: Impact) -> Iterator[str]:
    if found.reports:
        yield from tell.heading(f"Report to it ({len(found.reports)})")
        for edge in found.reports:
            role = tell.graph.roles[edge.source]
            yield from tell.with_place(role.full_title, edge.path, edge.line)
    if found.ladders:
        yield from tell.heading(f"Lead to it ({len(found.ladders)})")
        for edge in found.ladders:
            role = tell.graph.roles[edge.source]
            how = "move" if edge.kind == MOVES_TO else "next step by grade" if edge.implied else "next step"
            yield from tell.screen.wrapped(
                f"{role.full_title} ({how})  {tell.place(edge.path, edge.line)}", "  "
            )


def _mentions(tell: Teller, found: Impact) -> Iterator[str]:
    included = [mention for mention in found.mentions if mention.includes]
    linked = [mention for mention in found.mentions if not mention.includes]
    for heading, mentions in (("Include it", included), ("Link to it", linked)):
        if mentions:
            yield from tell.heading(f"{heading} ({len(mentions)})")
            for mention in mentions:
                text = shown(mention.text or mention.destination)
                yield from tell.screen.wrapped(
                    f"{tell.place(mention.path, mention.line)}  {quoted(text)}", "  "
                )
