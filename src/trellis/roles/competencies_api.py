"""Competencies, for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from trellis.core.api.paging import Paging, part_at
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.pages.queries.current import Edition, current_edition
from trellis.roles.definitions.competencies import Competency
from trellis.roles.queries.competencies import competencies_of, competency_address, rows_for

room = Room("Competencies")


class BehaviorDetail(Schema):
    """What can be seen of somebody."""

    key: str = Field(description="Stays while its words do.")
    text: str


class CompetencyLevelDetail(Schema):
    """How far somebody is."""

    title: str
    behaviors: list[BehaviorDetail]


class CompetencySummary(Schema):
    """A competency in a list."""

    key: str = Field(description="By which courses, certifications and plans name it.")
    title: str
    description: str
    owner: str = Field(description="The title of a role; empty where nobody looks after it.")
    path: str
    address: str = Field(description="Where people read it.")


class CompetencyDetail(CompetencySummary):
    """A competency with its levels, the lowest first."""

    levels: list[CompetencyLevelDetail]


class CompetencyFilters(Schema):
    """What to list."""

    q: str = Field("", max_length=200, description="Words of its title, description or behaviors.")


@room.read("/competencies", CompetencySummary, scope="roles:read", listed=True)
def list_competencies(
    request: HttpRequest, filters: Query[CompetencyFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """The competencies, by title."""
    found = [row.competency for row in rows_for(current_edition(), filters.q)]
    part = part_at(request, paging, lambda start, end: found[start:end])
    return {**part, "items": [CompetencySummary(**_summary(each)) for each in part["items"]]}


@room.read("/competencies/{key}", CompetencyDetail, scope="roles:read")
def get_competency(request: HttpRequest, key: str) -> CompetencyDetail:
    """A competency with what can be seen of somebody at each level."""
    found = _found(current_edition(), key)
    levels = [
        CompetencyLevelDetail(
            title=level.title, behaviors=[BehaviorDetail(key=each.key, text=each.text) for each in level.behaviors]
        )
        for level in found.levels
    ]  # fmt: skip
    return CompetencyDetail(**_summary(found), levels=levels)


def _found(edition: Edition, key: str) -> Competency:
    found = competencies_of(edition).by_key.get(key)
    if found is None:
        raise not_found(_("There is no such competency."))
    return found


def _summary(competency: Competency) -> dict[str, str]:
    return {
        "key": competency.key, "title": competency.title, "description": competency.description,
        "owner": competency.owner, "path": competency.path, "address": competency_address(competency.key),
    }  # fmt: skip
