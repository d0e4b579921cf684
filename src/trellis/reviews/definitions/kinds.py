"""The kinds that this room adds to the handbook."""

from trellis.reviews.definitions.cycles import CycleKind

KINDS = (CycleKind(),)
