"""The kinds that this room adds to the handbook."""

from trellis.people.definitions.departments import DepartmentsKind
from trellis.people.definitions.employment import EmploymentKind
from trellis.people.definitions.entities import EntitiesKind
from trellis.people.definitions.fields import PersonFieldsKind
from trellis.people.definitions.opening import OpeningKind

KINDS = (DepartmentsKind(), EmploymentKind(), EntitiesKind(), PersonFieldsKind(), OpeningKind())
