"""The cast of people, with courses: one for everybody, one for managers, one in German; and a path."""

from __future__ import annotations

import pytest
from django.test import Client

from trellis.core import kept
from trellis.core.tests.remembered import remembered
from trellis.pages.tests.served import serve
from trellis.people.tests.conftest import FILES, Cast

__all__ = ["serve"]

FEEDBACK = """\
---
title: Giving feedback
description: Say what you saw so that somebody can use it.
course:
  owner: People Generalist
  duration: 45 minutes
  modality: blended
  topics: [communication]
  levels: [IT Analyst]
  review-by: 2020-06-30
---

Feedback is a gift.

## Objectives

- Describe what happened without judging it. {#describe}
- Choose a moment and a place for feedback. {#choose}

## Outline

1. [Why feedback fails](01-why.md)
2. Practice in a group (class, 30 minutes) {#practice}
3. [A talk about feedback](https://example.com/talk) (external, 20 minutes, optional) {#talk}
"""
WHY = """\
---
title: Why feedback fails
objectives: [describe]
minutes: 10
---

It judges.

> **Exercise:** Write down the last feedback you gave.

![[how/feedback#when]]
"""
LEADING = """\
---
title: Leading a team
description: The first weeks with a team of your own.
course:
  owner: Chief Operating Officer
  level: practitioner
  modality: workshop
  topics: [leadership]
  audience: {managers: true}
  prerequisites: [giving-feedback]
---

## Objectives

- Plan the first ten weeks.

## Outline

1. A workshop (class, 3 hours) {#workshop}
"""
GERMAN = """\
---
title: Feedback geben
description: Sag, was du gesehen hast.
course:
  owner: People Generalist
  languages: [de]
  translation-of: giving-feedback
---

## Lernziele

- Beschreiben, was geschehen ist.

## Outline

1. [Warum es misslingt](01-warum.md)
"""
PATH = """\
---
title: First ninety days as a manager
description: What a new manager needs first.
path:
  owner: Chief Operating Officer
  audience: {managers: true}
---

Welcome.

## Parts

1. [Giving feedback](/courses/giving-feedback/course.md)
2. One of these:
   - [Leading a team](/courses/leading-a-team/course.md)
   - [Feedback geben](/courses/feedback-geben/course.md) {#german}
3. A first team meeting, held (milestone) {#first-meeting}
"""
COURSE = "courses/giving-feedback/course.md"
LESSON = "courses/giving-feedback/01-why.md"
COURSES = {
    **FILES,
    COURSE: FEEDBACK,
    LESSON: WHY,
    "courses/leading-a-team/course.md": LEADING,
    "courses/feedback-geben/course.md": GERMAN,
    "courses/feedback-geben/01-warum.md": "---\ntitle: Warum es misslingt\n---\n\nEs urteilt.\n",
    "paths/first-ninety-days.md": PATH,
    "how/feedback.md": "# How we give feedback\n\n## When\n\nWithin two days.\n",
    "rights.yml": "grants:\n  - {to: everybody, access: contributor}\n"
    "  - {to: {roles: [People Generalist]}, workspaces: [people], permissions: [courses.keep]}\n",
}


@pytest.fixture
def cast(db, serve):
    edition = serve(COURSES)
    kept.forget_everything()
    return remembered((Cast, edition.handbook), Cast)


@pytest.fixture
def as_(cast):
    def client(name):
        made = Client()
        made.force_login(getattr(cast, name))
        return made

    return client
