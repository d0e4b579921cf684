"""Records of documents and of benefits."""

from trellis.contracts.models.benefits import Ending, Enrolment, Enrolments
from trellis.contracts.models.documents import OPEN, Document, Signature

__all__ = ["OPEN", "Document", "Ending", "Enrolment", "Enrolments", "Signature"]
