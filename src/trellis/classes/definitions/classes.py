"""`classes.yml`: how sessions of classes are run here.

hold: 24
attendance: 80
remind: [24, 1]
preparation: [Check the room and the projector]
observation: [Goals were clear, Everybody took part]
authorised-by: [{certification: internal-facilitator}]
travel: 50

Without the file the usual values count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Between, Declared, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.yaml import Node

NAME = "classes"
FILE = "classes.yml"
PREPARATION = (
    "Go through the material, at the revision of this session",
    "Check the room or the link, sound and screen",
    "Look at the roster and at the questions that were asked beforehand",
)
OBSERVATION = (
    "Begins and ends on time", "Says what the session is for", "Explains so that everybody can follow",
    "Shows how it is done, and lets people try", "Gets everybody to take part", "Answers questions, or says when",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation(Declared):
    """That a certificate authorises to run sessions: of some courses by their keys, or of any."""

    certification: Slug
    courses: tuple[Slug, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes(Declared):
    """What counts for all sessions, unless one says otherwise.

    `hold` is for how many hours a place is held for whoever moves up (0: they simply have it), `attendance` which share
    of the minutes counts as attended, in per cent, `remind` how many hours before a meeting people are reminded.
    `travel` is how much of the working days of a quarter a facilitator travels at most, in per cent.
    """

    hold: Annotated[int, Between(0, 240)] = 24
    attendance: Annotated[int, Between(1, 100)] = 80
    remind: tuple[Annotated[int, Between(1, 336)], ...] = (24, 1)
    preparation: tuple[str, ...] = PREPARATION
    observation: tuple[str, ...] = OBSERVATION
    authorised_by: tuple[Authorisation, ...] = ()
    travel: Annotated[int, Between(0, 100)] = 50


class ClassesKind(DataKind[Classes]):
    """The kind `classes`: one file."""

    name = NAME
    files = (FILE,)
    codes: tuple[Code, ...] = declaredcodes.CODES

    def read(self, path: str, node: Node, reporter: Reporter) -> Classes:
        """What the file says."""
        return read(node, Classes, reporter, FILE) or Classes(node=node)

    def join(
        self, read: Mapping[str, Classes], handbook: Handbook, reporter_for: Callable[[str], Reporter]
    ) -> Classes:
        """The first file counts."""
        return next(iter(read.values()), Classes())
