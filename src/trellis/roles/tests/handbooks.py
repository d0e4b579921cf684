"""Small handbooks for tests: pages written from a few facts, compiled by the real compiler."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trellis.handbook.compiler import compile_handbook
from trellis.handbook.files import read_page
from trellis.handbook.handbook import Handbook
from trellis.handbook.source import MemorySource
from trellis.roles.definitions.graph import Role, RoleGraph
from trellis.roles.definitions.kind import NAME
from trellis.roles.definitions.kinds import KINDS
from trellis.roles.definitions.parse import parse_family
from trellis.roles.definitions.resolve import build_graph


@dataclass(frozen=True)
class L:
    """A level as a page states it; `extends` are titles, for both lists."""

    title: str
    grade: float | None = None
    reports_to: str | None = None
    extends: Sequence[str] = ()
    does: Sequence[str] = ()
    needs: Sequence[str] = ()
    nice: Sequence[str] = ()


@dataclass(frozen=True)
class F:
    """A family as its page states it; `moves_to` are links of its career ladder, text by destination."""

    title: str
    levels: Sequence[L]
    does: Sequence[str] = ()
    needs: Sequence[str] = ()
    indicators: Sequence[str] = ()
    hiring: Sequence[str] = ()
    specialties: Sequence[str] = ()
    moves_to: Mapping[str, str] = field(default_factory=dict)
    intro: str = ""
    description: str = ""


def page(family: F) -> str:
    """The page of a family, in the format of real handbooks."""
    front = f'---\nlayout: job_family_page\ntitle: "{family.title}"\n'
    if family.description:
        front += f'description: "{family.description}"\n'
    parts = [front + "---\n", family.intro]
    parts += _section("## Responsibilities", family.does)
    parts += _section("## Requirements", family.needs)
    parts.append("## Levels\n")
    for level in family.levels:
        parts += _level(level)
    parts += _section("## Performance Indicators", family.indicators)
    if family.specialties:
        parts.append("## Specialties\n")
        parts += [f"### {title}\n\nWork on {title.lower()}.\n" for title in family.specialties]
    if family.moves_to:
        links = "\n".join(
            f"The next step is to move to [{text}]({to})." for to, text in family.moves_to.items()
        )
        parts.append(f"## Career Ladder\n\n{links}\n")
    if family.hiring:
        steps = "\n".join(f"{number}. {step}" for number, step in enumerate(family.hiring, start=1))
        parts.append(f"## Hiring Process\n\n{steps}\n")
    return "\n".join(part for part in parts if part)


def _level(level: L) -> list[str]:
    parts = [f"### {level.title}\n"]
    if level.reports_to:
        parts.append(f"The {level.title} reports to the {level.reports_to}.\n")
    if level.grade is not None:
        parts.append(
            f"#### {level.title} Job Grade\n\nThe {level.title} is a [grade {level.grade:g}](/grades/).\n"
        )
    for part, own in (("Responsibilities", level.does), ("Requirements", level.needs)):
        pointers = [f"Extends the {title} {part.lower()}" for title in level.extends]
        parts += _section(f"#### {level.title} {part}", [*pointers, *own])
    parts += _section("#### Nice-to-have Requirements", level.nice)
    return parts


def _section(heading: str, items: Sequence[str]) -> list[str]:
    return [heading + "\n\n" + "\n".join(f"- {item}" for item in items) + "\n"] if items else []


def files_of(families: Mapping[str, F]) -> dict[str, str]:
    """The files of a handbook: families by their path below `job-families`, without the suffix."""
    return {f"job-families/{path}.md": page(family) for path, family in families.items()}


def handbook_of(files: Mapping[str, str]) -> Handbook:
    """A compiled handbook, without checks."""
    return compile_handbook(MemorySource(files), kinds=KINDS, checks=())


def graph_of(families: Mapping[str, F]) -> RoleGraph:
    """The role graph of families, links followed."""
    graph = handbook_of(files_of(families)).assembled[NAME]
    assert isinstance(graph, RoleGraph)
    return graph


def unlinked_graph_of(families: Mapping[str, F]) -> RoleGraph:
    """The role graph of families without the compiler: quick, for properties; links lead nowhere."""
    pages = (read_page(path, text.encode()).page for path, text in files_of(families).items())
    return build_graph(parse_family(page) for page in pages)


def role_in(graph: RoleGraph, title: str) -> Role:
    """The one role of a title."""
    (found,) = [role for role in graph if role.full_title == title]
    return found


ENGINEER = L(
    "Bridge Engineer",
    6,
    "Manager, Engineering",
    does=("Write code that others can read", "Watch the service after a release"),
    needs=("Ability to use Trellis", "Knowledge of one language"),
)
SENIOR = L(
    "Senior Bridge Engineer",
    7,
    "Manager, Engineering",
    extends=("Bridge Engineer",),
    does=("Design changes that span several services",),
    needs=("Experience with on-call work",),
    nice=("Experience with bridges",),
)
STAFF = L(
    "Staff Bridge Engineer",
    8,
    "Director, Engineering",
    extends=("Senior Bridge Engineer",),
    does=("Set technical direction for a year",),
)
ENGINEERING = F(
    "Engineering",
    (ENGINEER, SENIOR, STAFF),
    does=("Review the changes of colleagues",),
    indicators=("Merge rate >= 10 per month", "Uptime > 99%"),
    hiring=("30 minute call with a Recruiter", "60 minute interview with the Manager, Engineering"),
    specialties=("Storage",),
    moves_to={"/job-families/eng/management/": "Engineering Management"},
)
MANAGEMENT = F(
    "Engineering Management",
    (
        L(
            "Manager, Engineering",
            8,
            "Director, Engineering",
            does=("Care for one team",),
            needs=("Ability to use Trellis", "Experience guiding engineers"),
        ),
        L(
            "Director, Engineering",
            10,
            "Chief Technology Officer",
            extends=("Manager, Engineering",),
            does=("Care for several teams",),
            needs=("Experience with budgets",),
        ),
    ),
)
COMPANY: dict[str, F] = {"eng/engineering": ENGINEERING, "eng/management": MANAGEMENT}
"""Two families: three engineers, who report to two managers, who report to somebody whom no page defines."""
