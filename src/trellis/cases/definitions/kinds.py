"""The kinds that this room adds to the handbook."""

from trellis.cases.definitions.types import CaseTypesKind

KINDS = (CaseTypesKind(),)
