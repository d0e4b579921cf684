"""The kinds that this room adds to the handbook."""

from trellis.performance.definitions.support import SupportKind

KINDS = (SupportKind(),)
