"""What the current handbook says of conversations."""

from __future__ import annotations

from datetime import date

from trellis.conversations.definitions.conversations import NAME, Conversations
from trellis.core import defined
from trellis.meetings.kinds import Theme


def conversations() -> Conversations:
    """The terms that count now; the usual ones where the handbook says nothing."""
    found = defined.edition().handbook.assembled.get(NAME)
    return found if isinstance(found, Conversations) else Conversations()


def themes(occasion: str) -> list[Theme]:
    """What may be talked about on an occasion."""
    return [Theme(each.title, each.ask) for each in conversations().themes_for(occasion)]


def next_career_day(after: date) -> date:
    """The fifteenth of the next month of career conversations that is at least four weeks later."""
    months = sorted(set(conversations().career.months)) or [3, 9]
    days = (date(after.year + ahead, month, 15) for ahead in (0, 1, 2) for month in months)
    return next(day for day in days if (day - after).days >= 28)


def career_weeks() -> int:
    """Every how many weeks, roughly, career conversations take place."""
    return max(1, 52 // max(1, len(set(conversations().career.months))))
