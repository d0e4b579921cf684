"""Aspects of one thing, each with its own address."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: `count` is how much stands behind it, `None` shows nothing."""

    title: str | Promise
    url: str
    current: bool
    count: int | None = None
