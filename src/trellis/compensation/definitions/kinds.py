"""The kinds that this room adds to the handbook."""

from trellis.compensation.definitions.compensation import CompensationKind

KINDS = (CompensationKind(),)
