"""What pages and proposals show of policies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from trellis.handbook.handbook import Handbook
from trellis.handbook.meaning import compare
from trellis.pages.companions import Companion
from trellis.pages.queries.current import Edition
from trellis.pages.touching import Touched
from trellis.policies import terms
from trellis.policies.addresses import reading_address
from trellis.policies.queries import changes
from trellis.work.phrases import filled

SKELETON = """\
---
title: "{title}"
description: ""
policy:
  owner: ""
  acknowledge: {audience: everybody, due: 10 working days}
---

Say in a sentence or two what holds, and for whom.

## What holds

## Whom to ask
"""


def companion_of(edition: Edition, path: str) -> Companion | None:
    """Where a policy is read and acknowledged; nothing for a page that nobody has to acknowledge."""
    policy = terms.policies_of(edition.handbook).by_path.get(path)
    if policy is None or policy.acknowledge is None:
        return None
    return Companion(_("Read and acknowledge"), "check", reading_address(path))


def touched(before: Handbook, after: Handbook, paths: Sequence[str]) -> Iterator[Touched]:
    """The policies that would say something else, each with how many people would be asked again."""
    for old, new in changes.proposed_between(before, after, paths):
        said = compare(old.parts, new.parts)
        n = changes.concerned(
            new.path, changes.above_of(said, (*old.parts, *new.parts)), terms.policies_of(after)
        )
        how = ngettext_lazy("asks %(n)d person again, unless you decide otherwise",
                            "asks %(n)d people again, unless you decide otherwise", n)  # fmt: skip
        yield Touched(new.title, reverse("policies:changes"), filled(how, n=n))
