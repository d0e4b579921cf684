"""`departments.yml`: how the organisation is divided, and which role heads each part.

departments:
  technology: {title: Technology, head: Chief Technology Officer}
  engineering:
    title: Engineering
    parent: technology
    head: Director, Engineering
    cost-centre: "4100"
    job-families: [engineering]
span: {least: 2, most: 10}

Without the file, each folder of job families is a department (`queries.organisation`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Annotated

from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Between, Declared, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.yaml import Node
from trellis.people.definitions import codes

NAME = "departments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Department(Declared):
    """A part of the organisation. `head` is the title of a role; `job_families` are folders below job-families."""

    title: str
    parent: str = ""
    head: str = ""
    cost_centre: str = ""
    job_families: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span(Declared):
    """How many people are to report to a manager directly."""

    least: Annotated[int, Between(1, 1000)] = 1
    most: Annotated[int, Between(1, 1000)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentsFile(Declared):
    """All of a `departments.yml`."""

    departments: Mapping[Slug, Department] = field(default_factory=dict)
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Departments:
    """All departments by name, in the order of the files; the span of control is that of the first that says one."""

    by_name: Mapping[str, Department] = field(default_factory=dict)
    span: Span | None = None

    def title_of(self, name: str) -> str:
        """What people read; the name itself of a department that is not in the handbook (any more)."""
        found = self.by_name.get(name)
        return found.title if found is not None else name

    def below(self, name: str) -> tuple[str, ...]:
        """The names of a department and of all below it."""
        found = [name]
        for each in found:
            found += [key for key, one in self.by_name.items() if one.parent == each and key not in found]
        return tuple(found)

    def above(self, name: str) -> Iterator[str]:
        """The names of a department and of all above it, itself first."""
        seen: set[str] = set()
        while name in self.by_name and name not in seen:
            yield name
            seen.add(name)
            name = self.by_name[name].parent

    def of_folder(self, folder: str) -> str:
        """The department that a folder of job families belongs to; empty where none says so."""
        return next((key for key, one in self.by_name.items() if folder in one.job_families), "")


class DepartmentsKind(DataKind[DepartmentsFile]):
    """The kind `departments`. Joined, it is the `Departments` of all sources."""

    name = NAME
    files = ("departments.yml",)
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *codes.DEPARTMENTS)

    def read(self, path: str, node: Node, reporter: Reporter) -> DepartmentsFile:
        """What a file says."""
        return read(node, DepartmentsFile, reporter, "departments.yml") or DepartmentsFile(node=node)

    def join(
        self,
        read: Mapping[str, DepartmentsFile],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> Departments:
        """All departments; a parent that there is not, or that leads back, is told and left out."""
        found: dict[str, Department] = {}
        where: dict[str, str] = {}
        for path, each in read.items():
            for name, department in each.departments.items():
                found.setdefault(name, department)
                where.setdefault(name, path)
        made = Departments(found)
        claimed: dict[str, str] = {}
        for name, department in list(found.items()):
            if department.parent and not _may_be_above(made, name, department.parent):
                _tell_parent(name, department, made, reporter_for(where[name]))
                found[name] = _without_parent(department)
            for at, folder in enumerate(department.job_families):
                if claimed.setdefault(folder, name) != name:
                    told = f"The job families in “{folder}” belong to “{claimed[folder]}” already."
                    span = department.span_of("job_families", at)
                    reporter_for(where[name]).report(codes.FOLDER_TWICE, span, told)
        return Departments(found, next((each.span for each in read.values() if each.span is not None), None))


def _may_be_above(departments: Departments, name: str, parent: str) -> bool:
    return parent in departments.by_name and name not in departments.above(parent)


def _tell_parent(name: str, department: Department, departments: Departments, reporter: Reporter) -> None:
    if department.parent in departments.by_name:
        reporter.report(
            codes.CIRCLE, department.span_of("parent"),
            f"“{department.parent}” lies below “{name}”, and cannot be above it too.",
        )  # fmt: skip
        return
    near = get_close_matches(department.parent, departments.by_name, n=1)
    reporter.report(
        codes.UNKNOWN_PARENT, department.span_of("parent"), f"There is no department “{department.parent}”.",
        hint=f"Is “{near[0]}” meant?" if near else "",
    )  # fmt: skip


def _without_parent(department: Department) -> Department:
    return Department(
        node=department.node, title=department.title, head=department.head, cost_centre=department.cost_centre,
        job_families=department.job_families, description=department.description,
    )  # fmt: skip
