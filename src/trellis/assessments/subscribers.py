"""What people's leaving means for what they grade."""

from __future__ import annotations

from trellis.assessments.services import grading
from trellis.core import events
from trellis.people.events import PersonLeft


def person_left(event: PersonLeft) -> None:
    """Somebody is here no more: what they were grading goes back into the queue."""
    grading.release_of([event.person])


def register() -> None:
    """Called when Django starts."""
    events.subscribe_later(PersonLeft, "grading of who left", person_left)
