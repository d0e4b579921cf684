"""What rights can hang on in the role graph: each title with its family and grade."""

from __future__ import annotations

from collections import defaultdict

from trellis.core.definitions.granting import RoleFacts, Titles
from trellis.core.definitions.rights import spelled
from trellis.roles.definitions.graph import RoleGraph


def titles_of(graph: RoleGraph) -> Titles:
    """The roles that each title may mean, by the title as `spelled` gives it: more than one where pages share it."""
    found: defaultdict[str, list[RoleFacts]] = defaultdict(list)
    for role in graph:
        facts = RoleFacts(spelled(role.full_title), spelled(role.family.title), role.grade)
        found[facts.title].append(facts)
    return {title: tuple(several) for title, several in found.items()}
