"""The records of this room; each is need-to-know."""

from trellis.cases.models.cases import Case, CaseHandler, CaseMessage, CaseParty, Part
from trellis.cases.models.contents import CaseDeadline, CaseDecision, CaseDocument, CaseMove, CaseNote

__all__ = [
    "Case",
    "CaseDeadline",
    "CaseDecision",
    "CaseDocument",
    "CaseHandler",
    "CaseMessage",
    "CaseMove",
    "CaseNote",
    "CaseParty",
    "Part",
]
