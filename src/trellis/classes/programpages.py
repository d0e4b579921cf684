"""What pages show of programs: the way to the cohorts of one, and what a new one begins with."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trellis.classes import terms
from trellis.pages.companions import Companion
from trellis.pages.queries.current import Edition

SKELETON = """\
---
title: "{title}"
description: "Say in one sentence for whom it is."
program:
  owner: "Title of a role"
  goal: "Say what the organization wants by it."
---

Say for whom this program is, and what it asks of people each week.

## Outcomes

- Say what will be different afterwards. {#different}

## Weeks

### Arriving

1. Kick-off (class, 60 minutes) {#kick-off}
"""


def companion_of(_edition: Edition, path: str) -> Companion | None:
    """The cohorts of a page that is a program; nothing for any other page."""
    found = terms.program_at(path)
    if found is None:
        return None
    address = f"{reverse('classes:cohorts')}?{urlencode({'program': found.key})}"
    return Companion(_("Cohorts"), "people", address)
