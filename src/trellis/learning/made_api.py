"""Paths that are made for people, for programs: one's own, and those of people whose learning one sees."""

from __future__ import annotations

from collections.abc import Collection
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
from trellis.learning import rules, terms
from trellis.learning.models import MadeItem, MadePath
from trellis.learning.queries import made, tailoring
from trellis.learning.services import making
from trellis.people.queries.directory import person_for

room = Room("Paths made for people")
READ, WRITE = "learning:read", "learning:write"
ItemKindName = Literal["course", "reading", "link", "meeting", "task"]
MadeStateName = Literal["active", "completed", "withdrawn"]


class MadeItemDetail(Schema):
    """An item of a path that was made for somebody."""

    id: UUID
    kind: ItemKindName
    key: str
    title: str
    url: str
    why: str
    is_own: bool = Field(description="Whether it was added by hand.")
    is_done: bool


class MadePathSummary(Schema):
    """A path that was made for somebody."""

    id: UUID
    person: UUID
    group: UUID = Field(description="The same for all that were made together.")
    title: str
    template: str = Field(description="The key of the path of the handbook that it was made from.")
    state: MadeStateName
    due_on: date | None


class MadePathDetail(MadePathSummary):
    """A path that was made for somebody, with its items."""

    items: list[MadeItemDetail]


class MadeFilters(Schema):
    """Which paths are wanted."""

    person: UUID | None = Field(None, description="For whom they were made; else for the caller.")
    state: MadeStateName | None = None


class NewItem(Schema):
    """An item that is added by hand."""

    model_config = ConfigDict(extra="forbid")

    kind: ItemKindName
    title: str = Field("", max_length=300)
    what: str = Field(
        "", max_length=500, description="The key of a course, the path of a page, or an address."
    )


class NewMadePaths(Schema):
    """For whom a path is made, and of what: each gets of the template what they do not have yet, and all `items`."""

    model_config = ConfigDict(extra="forbid")

    people: list[UUID] = Field(min_length=1, max_length=making.MOST_PEOPLE)
    title: str = Field(max_length=300)
    template: str = Field("", max_length=100)
    items: list[NewItem] = Field([], max_length=making.MOST_ITEMS)
    why: str = Field("", max_length=500)
    due_on: date | None = None


class MadePaths(Schema):
    """The paths that were made; nobody has one who needs nothing of it."""

    items: list[MadePathSummary]


class PreviewFilters(Schema):
    """Of what template a path would be made, and for whom."""

    # Neither is demanded here: whoever may not ask at all is told so first.
    template: str = Field("", max_length=100)
    person: list[UUID] = Field([], max_length=making.MOST_PEOPLE)


class PickedItem(Schema):
    """An item that somebody would get."""

    kind: ItemKindName
    key: str
    title: str
    why: str


class NotNeeded(Schema):
    """What somebody would not get of a template."""

    title: str
    why: str


class MadePathPreview(Schema):
    """What one person would get of a template, and what not."""

    person: UUID
    items: list[PickedItem]
    left_out: list[NotNeeded]


class MadePathPreviews(Schema):
    """What each would get, by name."""

    items: list[MadePathPreview]


class AddedItem(NewItem):
    """An item, and whether all get it for whom the path was made."""

    to_all: bool = False


class ItemDone(Schema):
    """Whether an item is done."""

    model_config = ConfigDict(extra="forbid")

    done: bool = True


@room.read("/made-paths", MadePathDetail, scope=READ, listed=True)
def list_made_paths(
    request: HttpRequest, filters: Query[MadeFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """List the paths that were made for the caller, or for somebody whose learning they see."""
    who = _member(request)
    person = who.person_id if filters.person is None else _seen(who, filters.person).pk
    rows = MadePath.objects.filter(person=person)
    rows = rows.filter(state=filters.state) if filters.state is not None else rows
    part = part_of_query(request, paging, rows, "-id")
    found = made.views(person, list(part["items"])) if person is not None else []
    return {**part, "items": [_made(each) for each in found]}


@room.read("/made-paths/by-me", MadePathSummary, scope=READ, listed=True)
def list_paths_made_by_me(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """List the paths that the caller made, for themselves and for people whom they still look after."""
    part = part_of_query(request, paging, made.made_by(_member(request)), "-id")
    return {**part, "items": [MadePathSummary(**_summary(each)) for each in part["items"]]}


@room.read("/made-paths/preview", MadePathPreviews, scope=READ)
def preview_learning_paths(request: HttpRequest, filters: Query[PreviewFilters]) -> MadePathPreviews:
    """What each of some people would get of a template: nothing is made. For who could make it for them."""
    people = _people(_member(request), filters.person)
    template = terms.path(filters.template)
    if template is None:
        raise not_found(_("There is no such path."))
    found = tailoring.tailored(template, [each.pk for each in people])
    return MadePathPreviews(items=[_preview(each.pk, found[each.pk]) for each in people])


@room.read("/made-paths/{uuid:path_id}", MadePathDetail, scope=READ)
def get_made_path(request: HttpRequest, path_id: UUID) -> MadePathDetail:
    """A path that was made for the caller, or for somebody whose learning they see."""
    return _shown(_found_path(_member(request), path_id))


@room.write("POST", "/made-paths", MadePaths, scope=WRITE, status=201)
def make_learning_paths(request: HttpRequest, body: NewMadePaths) -> MadePaths:
    """Make a path for each of some people: oneself, those below, and for who keeps learning anybody."""
    who = _member(request)
    found = making.make(
        people=_people(who, body.people), title=body.title, template=body.template,
        own=[_own(each) for each in body.items], why=body.why, due_on=body.due_on, by=who,
    )  # fmt: skip
    return MadePaths(items=[MadePathSummary(**_summary(each)) for each in found])


@room.write("POST", "/made-paths/{uuid:path_id}/items", MadePathDetail, scope=WRITE)
def add_made_item(request: HttpRequest, path_id: UUID, body: AddedItem) -> MadePathDetail:
    """Add an item at the end of a path. Twice is once."""
    who = _member(request)
    found = _found_path(who, path_id)
    making.add(path=found, item=_own(body), to_all=body.to_all, by=who)
    return _shown(_found_path(who, path_id))


@room.write("PUT", "/made-paths/{uuid:path_id}/items/{uuid:item_id}/done", MadePathDetail, scope=WRITE)
def tick_made_item(request: HttpRequest, path_id: UUID, item_id: UUID, body: ItemDone) -> MadePathDetail:
    """Say that an item is done, or not after all. For whose path it is; courses are done by completing them."""
    who = _member(request)
    found = _found_path(who, path_id)
    making.tick(item=_item(found, item_id), done=body.done, by=who)
    return _shown(_found_path(who, path_id))


@room.write("DELETE", "/made-paths/{uuid:path_id}/items/{uuid:item_id}", MadePathDetail, scope=WRITE)
def take_out_made_item(request: HttpRequest, path_id: UUID, item_id: UUID) -> MadePathDetail:
    """Take an item out. For who may change the path, and who added the item."""
    who = _member(request)
    found = _found_path(who, path_id)
    making.take_out(item=_item(found, item_id), by=who)
    return _shown(_found_path(who, path_id))


@room.write("POST", "/made-paths/{uuid:path_id}/give-up", MadePathDetail, scope=WRITE)
def give_up_made_path(request: HttpRequest, path_id: UUID) -> MadePathDetail:
    """End a path that is not wanted any more; its courses go on one by one. Ended already, it is as it was."""
    who = _member(request)
    return _shown(making.give_up(path=_found_path(who, path_id), by=who))


def _member(request: HttpRequest) -> Account:
    return account_in(request, rules.can_see, _("Learning is for those who work here."))


def _seen(who: Account, key: UUID) -> Person:
    found = person_for(key)
    if found is None or not rules.can_see_learning(who, found):
        raise not_found(_("There is no such person."))
    return found


def _people(who: Account, keys: Collection[UUID]) -> list[Person]:
    """People for whom somebody may make paths, by name."""
    found = list(made.people_for(who).filter(pk__in=keys).order_by("name", "pk"))
    if len(found) < len(set(keys)):
        raise not_found(_("There is no such person."))
    return found


def _preview(person: UUID, found: tailoring.Tailored) -> MadePathPreview:
    return MadePathPreview(
        person=person,
        items=[
            PickedItem(kind=cast("Any", each.kind), key=each.key, title=each.title, why=each.why)
            for each in found.items
        ],
        left_out=[NotNeeded(title=title, why=why) for title, why in found.left_out],
    )


def _found_path(who: Account, key: UUID) -> MadePath:
    found = made.made_for(key)
    if found is None or not rules.can_see_learning(who, found.person):
        raise not_found(_("There is no such path."))
    return found


def _item(path: MadePath, key: UUID) -> MadeItem:
    found = MadeItem.objects.filter(path=path, pk=key).select_related("path").first()
    if found is None:
        raise not_found(_("There is no such item."))
    return found


def _own(item: NewItem) -> making.OwnItem:
    return making.OwnItem(item.kind, item.title, item.what)


def _shown(row: MadePath) -> MadePathDetail:
    return _made(made.views(row.person_id, [row])[0])


def _made(view: made.MadeView) -> MadePathDetail:
    items = [
        MadeItemDetail(
            id=each.item.pk, kind=cast("Any", each.item.kind), key=each.item.key, title=each.item.title, url=each.url,
            why=each.item.why, is_own=each.item.is_own, is_done=each.is_done,
        )
        for each in view.items
    ]  # fmt: skip
    return MadePathDetail(**_summary(view.path), items=items)


def _summary(row: MadePath) -> dict[str, Any]:
    names = ("title", "template", "state", "due_on", "group")
    return {"id": row.pk, "person": row.person_id, **{name: getattr(row, name) for name in names}}
