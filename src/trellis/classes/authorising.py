"""Who is authorised to run sessions of a course: `classes.yml` says by which certificates, a room above who holds them.

Where the handbook says nothing, nobody asks. Where no room knows of certificates, nobody is authorised: that is said,
and keeps nobody from being asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from trellis.classes import terms

Holders = Callable[[Collection[UUID], Collection[str]], Mapping[tuple[UUID, str], str]]
"""Given people and keys of certifications: who of them holds which today, each with its title. In few queries."""

_holders: list[Holders] = []


def register(holders: Holders) -> None:
    """Say who knows of certificates; another replaces it. Called when Django starts."""
    _holders[:] = [holders]


def asked_for(course: str) -> tuple[str, ...]:
    """The certifications of which one authorises to run a course; none where nothing is asked for."""
    return tuple(
        each.certification
        for each in terms.classes().authorised_by
        if not each.courses or course in each.courses
    )


def authorised(people: Collection[UUID], course: str) -> dict[UUID, str]:
    """Who of some people is authorised to run a course, each with the certificate that they hold."""
    keys = asked_for(course)
    if not keys or not people or not _holders:
        return {}
    held = _holders[0](people, keys)
    return {
        person: title
        for (person, _key), title in sorted(held.items(), key=lambda each: each[1], reverse=True)
    }
