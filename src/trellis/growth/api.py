"""Growth for programs: next levels, development plans, promotions and transfers that the caller may see."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.core.api.calls import account_in
from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.rules import Account, Person
from trellis.growth import rules, terms
from trellis.growth.models import DevelopmentPlan, Promotion
from trellis.growth.queries import plans, promotions, succession
from trellis.growth.queries.standing import standing_of
from trellis.growth.services import plans as planning
from trellis.growth.services import promotions as promoting
from trellis.growth.services import succession as succeeding
from trellis.people.queries.directory import person_for

room = Room("Growth")
PlanNow = Literal["open", "reached", "dropped"]
PromotionNow = Literal[
    "draft", "calibration", "asked", "granted", "effective", "rejected", "withdrawn", "lapsed"
]


class Asked(Schema):
    """An item that a level asks for."""

    key: str = Field(description="The page and the identifier of the bullet.")
    part: Literal["responsibilities", "requirements"]
    text: str


class Level(Schema):
    """A level that somebody can go on to."""

    level: str = Field(description="Its address, `family#level`.")
    title: str
    grade: float | None
    sideways: bool
    adds: list[Asked]


class Career(Schema):
    """Where a person can go."""

    person: UUID
    title: str
    since: date | None
    next: list[Level]


class PlanDetail(Schema):
    """A development plan; its words are read in the application."""

    id: UUID
    person: UUID
    level: str
    title: str
    state: PlanNow
    review_on: date | None
    items: int
    shown_by_person: int
    shown_by_manager: int


class PromotionDetail(Schema):
    """A promotion; its document is read in the application."""

    id: UUID
    person: UUID
    name: str
    from_title: str
    level: str
    title: str
    effective_on: date
    off_cycle: bool
    state: PromotionNow


class Heading(Schema):
    """Who heads for which level."""

    model_config = ConfigDict(extra="forbid")

    person: UUID
    level: str = Field(max_length=300, description="Its address, `family#level`.")


class KeyRoleDetail(Schema):
    """A key role with how many people could take it on; its words and names are read in the application."""

    id: UUID
    person: UUID
    title: str
    department: str
    risk: Literal["low", "medium", "high"]
    held: bool
    ready_now: int
    within_a_year: int
    later: int


class Marking(Schema):
    """Whose role is a key role, and why."""

    model_config = ConfigDict(extra="forbid")

    person: UUID
    risk: Literal["low", "medium", "high"]
    reason: str = Field(max_length=10_000)


class Naming(Schema):
    """Who could take on a key role, and when."""

    model_config = ConfigDict(extra="forbid")

    person: UUID
    readiness: Literal["now", "year", "later"]
    strengths: str = Field(default="", max_length=10_000)
    missing: str = Field(default="", max_length=10_000)


@room.read("/growth/{uuid:person_id}/levels", Career, scope="growth:read")
def get_next_levels(request: HttpRequest, person_id: UUID) -> Career:
    """Where a person can go, with what each level adds: the caller, or somebody of their line."""
    found = _person(request, person_id)
    standing = standing_of(found)
    levels = terms.next_levels(standing.role) if standing.role is not None else ()
    return Career(
        person=found.pk, title=standing.title, since=standing.since,
        next=[
            Level(
                level=str(each.role.id), title=each.role.full_title, grade=each.role.grade, sideways=each.lateral,
                adds=[Asked(key=one.key, part=cast("Any", one.part), text=one.text) for one in each.added],
            )
            for each in levels
        ],
    )  # fmt: skip


@room.read("/development-plans", PlanDetail, scope="growth:read", listed=True)
def list_development_plans(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The development plans that the caller sees, the newest first."""
    who = _member(request)
    part = part_of_query(request, paging, DevelopmentPlan.objects.filter(rules.seen_plans(who)), "-id")
    keys = [each.pk for each in part["items"]]
    progress = {each.pk: of for each, of in plans.with_progress(DevelopmentPlan.objects.filter(pk__in=keys))}
    return {**part, "items": [_plan_shown(each, progress[each.pk]) for each in part["items"]]}


@room.read("/development-plans/{uuid:plan_id}", PlanDetail, scope="growth:read")
def get_development_plan(request: HttpRequest, plan_id: UUID) -> PlanDetail:
    """A development plan that the caller sees."""
    found = plans.plan_seen(_member(request), plan_id)
    if found is None:
        raise not_found(_("There is no such plan for you."))
    return _of_plan(found)


@room.write("POST", "/development-plans", PlanDetail, scope="growth:write")
def begin_development_plan(request: HttpRequest, body: Heading) -> PlanDetail:
    """Begin a plan of a person towards a level. Begun again, it is the same one."""
    found = _person(request, body.person)
    return _of_plan(planning.begin(person=found, target=body.level, by=_member(request)))


@room.read("/promotions", PromotionDetail, scope="growth:read", listed=True)
def list_promotions(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The promotions that the caller sees, the newest first."""
    rows = Promotion.objects.filter(rules.seen_promotions(_member(request))).select_related("person")
    part = part_of_query(request, paging, rows, "-id")
    return {**part, "items": [_promotion_shown(each) for each in part["items"]]}


@room.read("/promotions/{uuid:promotion_id}", PromotionDetail, scope="growth:read")
def get_promotion(request: HttpRequest, promotion_id: UUID) -> PromotionDetail:
    """A promotion that the caller sees."""
    found = promotions.promotion_seen(_member(request), promotion_id)
    if found is None:
        raise not_found(_("There is no such promotion for you."))
    return _promotion_shown(found)


@room.write("POST", "/promotions", PromotionDetail, scope="growth:write")
def begin_promotion(request: HttpRequest, body: Heading) -> PromotionDetail:
    """Begin the document of a promotion. Begun again, it is the same one."""
    found = _person(request, body.person)
    return _promotion_shown(promoting.begin(person=found, target=body.level, by=_member(request)))


@room.write("POST", "/promotions/{uuid:promotion_id}/withdraw", PromotionDetail, scope="growth:write")
def withdraw_promotion(request: HttpRequest, promotion_id: UUID) -> PromotionDetail:
    """Withdraw a promotion that the caller wrote."""
    who = _member(request)
    found = promotions.promotion_seen(who, promotion_id)
    if found is None:
        raise not_found(_("There is no such promotion for you."))
    return _promotion_shown(promoting.withdraw(promotion=found, by=who))


@room.read("/key-roles", KeyRoleDetail, scope="growth:read", listed=True)
def list_key_roles(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The open key roles that the caller sees, with how many people are ready; the newest first."""
    part = part_of_query(request, paging, succession.key_roles_seen(_member(request)), "-id")
    return {**part, "items": [_key_role_shown(each) for each in part["items"]]}


@room.write("POST", "/key-roles", KeyRoleDetail, scope="growth:write")
def mark_key_role(request: HttpRequest, body: Marking) -> KeyRoleDetail:
    """Mark the role that somebody of the caller's line holds as a key role. Marked already, it stays as it is."""
    who, found = _member(request), _person(request, body.person)
    made = succeeding.mark(person=found, risk=body.risk, reason=body.reason, by=who)
    return _key_role_shown(succession.key_roles_seen(who).get(pk=made.pk))


@room.write("POST", "/key-roles/{uuid:key_role_id}/successors", KeyRoleDetail, scope="growth:write")
def name_successor(request: HttpRequest, key_role_id: UUID, body: Naming) -> KeyRoleDetail:
    """Say that somebody could take on a key role, and when; said again of the same person, it says that from now on."""
    who = _member(request)
    role, person = succession.key_role_seen(who, key_role_id), person_for(body.person)
    if role is None:
        raise not_found(_("There is no such key role for you."))
    if person is None:
        raise not_found(_("There is no such person for you."))
    succeeding.name_successor(
        role=role,
        person=person,
        readiness=body.readiness,
        strengths=body.strengths,
        missing=body.missing,
        by=who,
    )
    return _key_role_shown(succession.key_roles_seen(who).get(pk=role.pk))


def _key_role_shown(row: Any) -> KeyRoleDetail:
    return KeyRoleDetail(
        id=row.pk, person=row.person_id, title=row.title, department=row.department, risk=row.risk, held=row.held,
        ready_now=row.ready_now, within_a_year=row.ready_year, later=row.ready_later,
    )  # fmt: skip


def _member(request: HttpRequest) -> Account:
    return account_in(request, rules.can_read, _("Growth is for those who work here."))


def _person(request: HttpRequest, key: UUID) -> Person:
    who, found = _member(request), person_for(key)
    if found is None or not rules.can_see_growth(who, found):
        raise not_found(_("There is no such person for you."))
    return found


def _of_plan(found: DevelopmentPlan) -> PlanDetail:
    [(row, progress)] = plans.with_progress(DevelopmentPlan.objects.filter(pk=found.pk))
    return _plan_shown(row, progress)


def _plan_shown(row: DevelopmentPlan, progress: plans.Progress) -> PlanDetail:
    return PlanDetail(
        id=row.pk, person=row.person_id, level=row.target, title=row.target_title, state=cast("PlanNow", row.state),
        review_on=row.review_on, items=progress.total, shown_by_person=progress.own,
        shown_by_manager=progress.managers,
    )  # fmt: skip


def _promotion_shown(row: Promotion) -> PromotionDetail:
    return PromotionDetail(
        id=row.pk, person=row.person_id, name=row.person.name, from_title=row.source_title, level=row.target,
        title=row.target_title, effective_on=row.effective_on, off_cycle=row.off_cycle,
        state=cast("PromotionNow", row.state),
    )  # fmt: skip
