"""The kinds that this room adds to the handbook."""

from trellis.automations.definitions.kind import AutomationsKind

KINDS = (AutomationsKind(),)
