"""The kinds that this room adds to the handbook."""

from trellis.work.definitions.approvals import ApprovalsKind
from trellis.work.definitions.escalations import EscalationsKind

KINDS = (ApprovalsKind(), EscalationsKind())
