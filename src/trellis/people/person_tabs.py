"""What else there is of a person: tabs that rooms above add to the page of a person, such as contracts or reviews."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from trellis.core.granted import Somebody
from trellis.people.rules import Person


@dataclass(frozen=True, slots=True)
class PersonTab:
    """A tab: its address takes the identifier of the person.

    `allowed` is asked for each person and reader. Whether the reader is above the person, or is their people partner,
    is known of the person by then: the predicates `in_manager_chain` and `is_people_partner` cost nothing more.
    """

    key: str
    title: str | Promise
    url_name: str
    allowed: Callable[[Somebody, Person], bool]
    order: int = 100


_tabs: dict[str, PersonTab] = {}


def register(tab: PersonTab) -> None:
    """Add a tab; the same key again replaces it. Called when Django starts."""
    _tabs[tab.key] = tab


def tabs_for(who: Somebody, person: Person) -> list[PersonTab]:
    """The tabs of other rooms that somebody has of a person, in order."""
    return sorted((each for each in _tabs.values() if each.allowed(who, person)), key=lambda each: each.order)
