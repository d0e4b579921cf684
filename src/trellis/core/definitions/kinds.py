"""The kinds that this room adds to the handbook."""

from trellis.core.definitions.calendars import CalendarsKind
from trellis.core.definitions.rates import ExchangeRatesKind
from trellis.core.definitions.retention import RetentionKind
from trellis.core.definitions.rightskind import RightsKind
from trellis.core.definitions.templates import NoticeTemplateKind

KINDS = (CalendarsKind(), ExchangeRatesKind(), RightsKind(), RetentionKind(), NoticeTemplateKind())
