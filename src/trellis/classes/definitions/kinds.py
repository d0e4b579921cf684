"""The kinds that this room adds to the handbook."""

from trellis.classes.definitions.classes import ClassesKind
from trellis.classes.definitions.programs import ProgramKind

KINDS = (ClassesKind(), ProgramKind())
