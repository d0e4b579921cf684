"""The kinds that this room adds to the handbook."""

from trellis.roles.definitions.competencies import CompetencyKind
from trellis.roles.definitions.kind import JobFamilyKind

KINDS = (JobFamilyKind(), CompetencyKind())
