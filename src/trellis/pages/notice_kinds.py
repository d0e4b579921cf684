"""Of what this room tells people; each may choose how they hear of it."""

from django.utils.translation import gettext_lazy as _

from trellis.core.notifying import NoticeKind
from trellis.pages import subscribers
from trellis.pages.definitions.notices import WEEKLY

KINDS = (
    NoticeKind(
        subscribers.REVIEW,
        _("Reviews that wait for me"),
        _("A proposal waits for your approval, or has changed since you gave it."),
    ),
    NoticeKind(
        subscribers.NEWS,
        _("My proposals"),
        _("Somebody approved, asked for changes, merged or closed."),
    ),
    NoticeKind(
        WEEKLY,
        _("My pages, once a week"),
        _("What is new in the health of the pages that I own, what is overdue, what waits for my review."),
    ),
)
