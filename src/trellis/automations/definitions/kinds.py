"""The kinds that this room adds to the handbook."""

from trellis.automations.definitions.automations import AutomationsKind

KINDS = (AutomationsKind(),)
