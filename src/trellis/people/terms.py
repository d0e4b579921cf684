"""What the current handbook says of people, with what counts where it says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trellis.core import defined
from trellis.core.definitions.rights import spelled
from trellis.handbook.files import DataFile
from trellis.handbook.settings import Entity
from trellis.people.definitions import departments, employment, entities, fields, opening
from trellis.people.definitions.departments import Department, Departments, DepartmentsKind
from trellis.people.definitions.employment import Employment
from trellis.people.definitions.entities import EntityRules
from trellis.people.definitions.fields import PersonField
from trellis.people.definitions.opening import Opening, Step
from trellis.roles.definitions.graph import Role, RoleGraph
from trellis.roles.queries.graph import graph_of


def words() -> Employment:
    """Types of contract, reasons to leave, kinds of leave."""
    found: Employment | None = defined.defined(employment.NAME)
    return found or employment.USUAL


def all_departments() -> Departments:
    """The departments of departments.yml; without it, the folders of job families."""
    return defined.derive(_departments)


def department_source(name: str, files: Mapping[str, DataFile]) -> tuple[str, int] | None:
    """In which of some files a department is defined, and in which line; `None` where in none."""
    kind = DepartmentsKind()
    for path, each in sorted(files.items()):
        if each.node is None or not kind.is_of(path, defined.edition().handbook.mounts):
            continue
        for key, section in each.node.items():
            if key == departments.NAME and name in (section.value if isinstance(section.value, dict) else ()):
                found = dict(section.items())[name]
                return path, each.source.position(found.span.start).line
    return None


def all_entities() -> dict[str, Entity]:
    """The legal entities of handbook.yml, by name."""
    return {each.name: each for each in defined.edition().handbook.settings.entities}


def rules_of(entity: str) -> EntityRules | None:
    """What the handbook says of an entity; `None` where no file describes it."""
    found = defined.defined(entities.NAME)
    return found.by_name.get(entity) if found is not None else None


def entity_paths() -> Mapping[str, str]:
    """The files that describe entities, by entity."""
    found = defined.defined(entities.NAME)
    return found.paths if found is not None else {}


def opening_steps() -> Mapping[str, Step]:
    """The steps by which an entity is opened, in order; none where the handbook does not say."""
    found: Opening | None = defined.defined(opening.NAME)
    return found.steps if found is not None else {}


def person_fields() -> Mapping[str, PersonField]:
    """The fields of a person that the handbook adds, by name."""
    found = defined.defined(fields.NAME)
    return found.fields if found is not None else {}


def graph() -> RoleGraph:
    """The role graph."""
    return defined.derive(_graph)


def role_titled(title: str) -> Role | None:
    """The role that a title means, however it is spaced and capitalised; `None` for none, the first of several."""
    return defined.derive(_by_title).get(spelled(title))


def role_titles() -> tuple[str, ...]:
    """The titles of all roles, in order."""
    return defined.derive(_titles)


def _graph(edition: Any) -> RoleGraph:
    return graph_of(edition)


def _by_title(edition: Any) -> dict[str, Role]:
    found: dict[str, Role] = {}
    for role in graph_of(edition):
        found.setdefault(spelled(role.full_title), role)
    return found


def _titles(edition: Any) -> tuple[str, ...]:
    return tuple(sorted({role.full_title for role in graph_of(edition)}, key=str.casefold))


def _departments(edition: Any) -> Departments:
    found: Departments | None = edition.handbook.assembled.get(departments.NAME)
    if found is not None and found.by_name:
        return found
    folders = sorted(
        {family.department for family in graph_of(edition).families.values() if family.department}
    )
    return Departments(
        {folder: Department(title=_titled(folder), job_families=(folder,)) for folder in folders}
    )


def _titled(folder: str) -> str:
    return folder.replace("-", " ").replace("_", " ").capitalize()
