"""The cast of people, with two courses: one about feedback for everybody, one about safety that all must take."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from trellis.core.tests.remembered import remembered
from trellis.learning.models import Assignment, Enrollment
from trellis.learning.services import assigning, enrolling, following, progress
from trellis.pages.queries.current import whole_edition
from trellis.pages.tests.served import serve
from trellis.people.tests.conftest import FILES, Cast

__all__ = ["serve"]

FEEDBACK, SAFETY = "giving-feedback", "safety"
WHY = """\
---
title: Why feedback fails
---

Feedback fails when it judges.

> **Exercise:** Write down the last feedback you gave. {#last}

> **Poll:** When is feedback easiest? {#when}
>
> - At once
> - Later

- [ ] I asked somebody {#asked}

## What to do instead

Say what you saw.
"""
COURSES = {
    **FILES,
    "rights.yml": "grants:\n  - {to: {roles: [People Generalist]}, workspaces: [people, learning]}\n",
    "people/conversations.md": "# Conversations\n\n## Feedback\n\nSpeak soon.\n",
    f"courses/{FEEDBACK}/course.md": """\
---
title: Giving feedback
description: Say what you saw.
course:
  owner: People Generalist
  topics: [communication]
  duration: 90 minutes
  levels: [IT Analyst]
---

Why this matters.

## Objectives

- Describe what happened without judging it. {#describe}

## Outline

1. [Why feedback fails](01-why.md)
2. [What you saw](02-describe.md)
3. [A talk](https://example.com/talk) (external, 20 minutes, optional) {#talk}
4. Give feedback to somebody (practical) {#practice}
""",
    f"courses/{FEEDBACK}/01-why.md": WHY,
    f"courses/{FEEDBACK}/02-describe.md": (
        "---\ntitle: What you saw\n---\n\nA camera sees it.\n\n![[people/conversations#feedback]]\n"
    ),
    f"courses/{SAFETY}/course.md": """\
---
title: Safety
description: Nobody gets hurt.
course:
  owner: People Generalist
  duration: 30 minutes
  topics: [safety]
  valid-for: 12 months
  assign:
    - {audience: {departments: [it]}, required: true, due: 10 working days after assignment}
---

## Objectives

- Name the way out. {#name}

## Outline

1. [The way out](01-out.md)
""",
    f"courses/{SAFETY}/01-out.md": "---\ntitle: The way out\n---\n\nFollow the green signs.\n",
    "courses/advanced/course.md": """\
---
title: Advanced feedback
description: Say it when it is hard.
course:
  owner: People Generalist
  prerequisites: [giving-feedback]
  enrollment: on-approval
---

## Objectives

- Choose a moment. {#choose}

## Outline

1. [Hard talks](01-hard.md)
""",
    "courses/advanced/01-hard.md": "---\ntitle: Hard talks\n---\n\nBreathe.\n",
    "paths/lead.md": """\
---
title: First days as a manager
description: What managers learn first.
path:
  owner: People Generalist
  audience: everybody
---

## Parts

1. [Giving feedback](/courses/giving-feedback/course.md)
2. A first team meeting, held (milestone) {#first-meeting}
""",
}


class School:
    """The cast, and the handbook that they learn by, which changes as time goes by."""

    def __init__(self, serve) -> None:
        self._serve = serve
        self.files = dict(COURSES)
        serve(self.files)
        self.cast = remembered((Cast, whole_edition().handbook), Cast)

    def publish(self, changes) -> None:
        """Serve the handbook with some changes, and do what the rounds and jobs do."""
        self.files |= dict(changes)
        self._serve(self.files)
        self.round()

    def round(self) -> int:
        """What the job does."""
        return assigning.assign_all(timezone.now())

    def enroll(self, name: str, course: str = FEEDBACK) -> Enrollment:
        """Somebody takes a course."""
        account = getattr(self.cast, name)
        return enrolling.enroll(account.person, course, by=account)

    def finish(self, name: str, course: str = SAFETY, on: date | None = None) -> Enrollment:
        """Somebody takes a course and completes it, on a day."""
        found = self.enroll(name, course)
        for part in found.version.outline:
            found = progress.complete_part(found, part["key"], evidence="read")
        if on is not None:
            Enrollment.objects.filter(pk=found.pk).update(completed_on=on, valid_until=None)
            found.refresh_from_db()
        return found

    def row(self, name: str, key: str = SAFETY) -> Assignment | None:
        """The current assignment of somebody."""
        person = getattr(self.cast, name).person_id
        return Assignment.objects.filter(person=person, key=key, is_current=True).first()


@pytest.fixture
def school(db, serve):
    following._seen.revision = ""
    return School(serve)
