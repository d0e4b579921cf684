"""The kinds that this room adds to the handbook."""

from trellis.surveys.definitions.selfid import SelfIdentificationKind
from trellis.surveys.definitions.surveys import SurveyKind

KINDS = (SurveyKind(), SelfIdentificationKind())
