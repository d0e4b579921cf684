"""What all reports about roles share: headings, bullets, places, and how a role is named in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from trellis.roles.definitions.compare import grade_text
from trellis.roles.definitions.dossier import Entry
from trellis.roles.definitions.graph import Edge, Role, RoleGraph
from trellis.roles.definitions.likeness import Near
from trellis.roles.printing.screen import Screen, columns, shown

BULLET = "•"


@dataclass(frozen=True, slots=True)
class Teller:
    """A screen, the graph that is told about, and how a page's path is shown to somebody at this terminal."""

    screen: Screen
    graph: RoleGraph
    name_of: Callable[[str], str]

    def place(self, path: str, line: int) -> str:
        """File and line, as an editor opens them."""
        return f"{shown(self.name_of(path))}:{line}"

    def heading(self, text: str, note: str = "") -> Iterator[str]:
        """An empty line and a heading, a note behind it or, where the line is full, below it."""
        yield ""
        yield from self.beside(self.screen.paint(text, "head"), note)

    def beside(self, text: str, note: str) -> Iterator[str]:
        """A short text with a quiet note behind it or, where the line is full, below it."""
        quiet = self.screen.paint(shown(note), "quiet")
        width = self.screen.width
        if not note or width is None or columns(text) + 2 + columns(quiet) <= width:
            yield f"{text}  {quiet}".rstrip()
        else:
            yield text
            yield from self.screen.wrapped(note, "  ", style="quiet")

    def named(self, role: Role) -> str:
        """A role with its grade."""
        grade = grade_text(role.grade)
        return f"{role.full_title} (grade {grade})" if grade else role.full_title

    def target(self, edge: Edge) -> str:
        """Where an edge leads, in words."""
        role = self.graph.roles.get(edge.target) if edge.target is not None else None
        if role is not None:
            return self.named(role)
        return edge.label if edge.family is not None else f"{edge.label} (defined on no page)"

    def listed(self, roles: Sequence[str], lead: str) -> Iterator[str]:
        """A short list of titles behind a few words, each on a line of its own in a pipe."""
        if self.screen.width is None:
            yield from (f"{lead}{title}" for title in map(shown, roles))
        else:
            yield from self.screen.wrapped("; ".join(roles), lead)

    def with_place(self, text: str, path: str, line: int, first: str = "  ") -> Iterator[str]:
        """A text with where it is said behind it, or below it where the line is full."""
        lines = list(self.screen.wrapped(text, first))
        place = self.place(path, line)
        width = self.screen.width
        if width is None or columns(lines[-1]) + 2 + columns(place) <= width:
            lines[-1] += f"  {self.screen.paint(place, 'quiet')}"
        else:
            lines.append(f"{' ' * columns(first)}  {self.screen.paint(place, 'quiet')}")
        yield from lines

    def grouped(self, entries: Iterable[Entry], sign: str = "", style: str = "") -> Iterator[str]:
        """Lines with their origin: own ones first, then each origin with its lines below it.

        In a pipe every line says by itself where it comes from. `sign` stands in place of a bullet.
        """
        bullet = self.screen.paint(sign, style) if sign else BULLET
        if self.screen.width is None:
            for entry in entries:
                origin = f"from {shown(entry.label)}, " if not entry.own and entry.label else ""
                text = f"{'  ' * entry.depth}{sign or '-'} {shown(_with_detail(entry))}"
                yield f"  {text}  [{origin}{self.place(entry.path, entry.line)}]"
            return
        for (own, label, path), group in groupby(
            entries, key=lambda entry: (entry.own, entry.label, entry.path)
        ):
            lines = list(group)
            if not own and label:
                origin = f"from {shown(label)}, {self.place(path, lines[0].line)}"
                yield from self.screen.wrapped(origin, "  ", style="quiet")
            for entry in lines:
                yield from self.screen.wrapped(_with_detail(entry), f"  {'  ' * entry.depth}{bullet} ")

    def marked(self, entries: Iterable[Entry], sign: str, style: str, indent: str = "  ") -> Iterator[str]:
        """Lines behind a sign such as + or -, in its colour."""
        for entry in entries:
            yield from self.screen.wrapped(_with_detail(entry), f"{indent}{self.screen.paint(sign, style)} ")

    def reworded(self, pairs: Iterable[Near[Entry]], indent: str = "  ") -> Iterator[str]:
        """Pairs of wordings below each other, the words that differ set off."""
        for pair in pairs:
            before, after = shown(_with_detail(pair.first)).split(), shown(_with_detail(pair.second)).split()
            for sign, words, other, style in (("~", before, after, "removed"), (" ", after, before, "added")):
                lead = f"{indent}{self.screen.paint(sign, 'changed')} "
                yield from self.screen.filled(_set_off(words, other, style), lead)


def _with_detail(entry: Entry) -> str:
    return f"{entry.text} ({entry.detail})" if entry.detail else entry.text


def _set_off(words: Sequence[str], other: Sequence[str], style: str) -> list[tuple[str, str]]:
    """Words, those that the other wording does not have in this place with a style."""
    found: list[tuple[str, str]] = []
    for block in SequenceMatcher(None, words, other, autojunk=False).get_matching_blocks():
        found.extend((word, style) for word in words[len(found) : block.a])
        found.extend((word, "") for word in words[block.a : block.a + block.size])
    return found
