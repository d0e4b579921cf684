"""The kinds that this room adds to the handbook."""

from trellis.policies.definitions.policies import PolicyKind

KINDS = (PolicyKind(),)
