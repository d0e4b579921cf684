"""What pages of the handbook show of quizzes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.assessments.addresses import quiz_address
from trellis.assessments.definitions.quizzes import NAME, Quizzes
from trellis.assessments.terms import FOLDER
from trellis.pages.companions import Companion
from trellis.pages.queries.current import Edition

SKELETON = """\
---
title: "{title}"
description: ""
quiz:
  owner: ""
  pass: 80%
---

Say in a sentence what this quiz is about, and for whom.

## What is asked? {#first}

- [x] The right answer
- [ ] A wrong one
  > Why it is wrong.

Explanation: Why the right one is right.
"""


def companion_of(edition: Edition, path: str) -> Companion | None:
    """Where a quiz is taken that stands by itself; nothing for any other page."""
    found = edition.handbook.assembled.get(NAME)
    quiz = found.by_path.get(path) if isinstance(found, Quizzes) and path.startswith(FOLDER) else None
    return Companion(_("Take the quiz"), "check", quiz_address(path)) if quiz and quiz.questions else None
