"""`entities/opening.yml`: the steps by which an entity in a new country is opened.

steps:
  adviser: {title: Choose an adviser in the country, role: Finance Manager, days: 10}
  register:
    title: Register the entity
    role: Finance Manager
    after: [adviser]
    days: 30
    filing: true
  contract: {title: Have a template of the contract checked, duty: contracts, after: [register]}

`days` are working days from the moment on which nothing holds the step up any more; a `filing` goes to an authority.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated

from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Between, Declared, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.yaml import Node
from trellis.people.definitions import codes
from trellis.people.definitions.entities import FILE_OF_OPENING

NAME = "entity-opening"
USUAL_DAYS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Declared):
    """A step: whoever holds the role or has the duty does it, and without one whoever opens the entity."""

    title: str
    description: str = ""
    role: str = ""
    duty: str = ""
    after: tuple[str, ...] = ()
    days: Annotated[int, Between(1, 400)] = USUAL_DAYS
    filing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening(Declared):
    """All steps by name, in the order of the file. `after` never leads in a circle."""

    steps: Mapping[Slug, Step] = field(default_factory=dict)
    path: str = ""


class OpeningKind(DataKind[Opening]):
    """The kind `entity-opening`. Joined: the `Opening` of the first file."""

    name = NAME
    files = (FILE_OF_OPENING,)
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *codes.OPENING)

    def read(self, path: str, node: Node, reporter: Reporter) -> Opening:
        """What a file says; what waits for a step that there is not, or for itself, does not wait for it."""
        made = read(node, Opening, reporter, "the opening of an entity") or Opening(node=node)
        steps = dict(made.steps)
        for name, step in made.steps.items():
            kept = []
            for at, other in enumerate(step.after):
                span = step.span_of("after", at)
                if other not in made.steps:
                    reporter.report(codes.UNKNOWN_STEP, span, f"There is no step “{other}”.")
                elif name in _before(steps, other):
                    told = f"“{other}” waits for “{name}”, which cannot wait for it in turn."
                    reporter.report(codes.STEPS_IN_CIRCLE, span, told)
                else:
                    kept.append(other)
            steps[name] = replace(step, after=tuple(kept))
        return replace(made, steps=steps, path=path)

    def join(
        self, read: Mapping[str, Opening], handbook: Handbook, reporter_for: Callable[[str], Reporter]
    ) -> Opening | None:
        """The first file's; `None` without one."""
        return next(iter(read.values()), None)


def _before(steps: Mapping[str, Step], name: str) -> set[str]:
    """A step and everything that comes before it."""
    found, waiting = {name}, [name]
    while waiting:
        for other in steps[waiting.pop()].after:
            if other in steps and other not in found:
                found.add(other)
                waiting.append(other)
    return found
