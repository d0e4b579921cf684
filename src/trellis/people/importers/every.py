"""All that can be imported into this room."""

from __future__ import annotations

from trellis.people.importers.employments import EMPLOYMENTS
from trellis.people.importers.knowledge import CONTACTS, PERSON_FIELDS, PROFILES
from trellis.people.importers.leaves import LEAVES
from trellis.people.importers.organisation import DEPARTMENT_DUTIES, SEATS

ALL = (CONTACTS, DEPARTMENT_DUTIES, EMPLOYMENTS, LEAVES, PERSON_FIELDS, PROFILES, SEATS)
