"""What a button of a form asks for before anything is kept: another row, one less, or only to be shown how it is."""

from __future__ import annotations

from typing import NamedTuple

from trellis.courses.studio.groups import ALL, ANY, SOME, AudienceCells

LOOK, ADD, REMOVE = "look", "add", "remove"


class Act(NamedTuple):
    """What is asked for: of the audience with a name, a row more in a group, or the row at a place less."""

    what: str
    name: str = ""
    group: str = ""
    at: int = 0


def act_of(said: str) -> Act | None:
    """What a button says; `None` for one that keeps what stands in the form."""
    words = said.split(" ")
    if words[0] not in (LOOK, ADD, REMOVE):
        return None
    words += [""] * (4 - len(words))
    at = int(words[3]) if words[3].isdecimal() and len(words[3]) < 4 else 0
    return Act(words[0], words[1], words[2], at)


def applied(act: Act, name: str, cells: AudienceCells) -> AudienceCells:
    """An audience after an act, if it is the one that is meant."""
    if act.name != name or act.group not in (ALL, ANY):
        return cells
    return cells.with_row(act.group) if act.what == ADD else cells.without_row(act.group, act.at)


def begun(cells: AudienceCells) -> AudienceCells:
    """An audience with a first row to fill in, where it says that it is for some and not for whom."""
    is_bare = cells.whom == SOME and not (cells.all or cells.any)
    return cells.with_row(ALL) if is_bare else cells
