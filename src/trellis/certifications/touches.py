"""What pages and proposals show of certifications."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from trellis.certifications import terms
from trellis.certifications.addresses import certification_address, holders_address
from trellis.certifications.queries import resting
from trellis.handbook.handbook import Handbook
from trellis.pages.companions import Companion
from trellis.pages.queries.current import Edition
from trellis.pages.touching import Touched
from trellis.work.phrases import filled

SKELETON = """\
---
title: "{title}"
description: ""
certification:
  owner: ""
  audience: everybody
  valid-for: 24 months
  renewal: {from: 90 days}
  remind: [90, 60, 30, 7]
  requires:
    all: []
---

Say in a sentence or two what somebody can do who holds it.
"""


def companion_of(edition: Edition, path: str) -> Companion | None:
    """How the reader stands with a certification; nothing for any other page."""
    made = terms.certifications_of(edition.handbook).at(path)
    return (
        Companion(_("What I have shown"), "flag", certification_address(made.key))
        if made is not None
        else None
    )


def touched(before: Handbook, after: Handbook, paths: Sequence[str]) -> Iterator[Touched]:
    """The certifications whose valid certificates rest on text that would change, each with how many there are."""
    for key, n in resting.counted(before, paths).items():
        how = ngettext_lazy("%(n)d valid certificate rests on it", "%(n)d valid certificates rest on it", n)
        is_there = key in terms.certifications_of(after).by_key
        yield Touched(terms.title_of(key), holders_address(key) if is_there else "", filled(how, n=n))
