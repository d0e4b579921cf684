"""Saved views of lists and their mails, for programs: what there is, having one mailed, ending it."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.core.api.calls import caller_in
from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.web import queries, rules, saving
from trellis.web.models import SavedView
from trellis.web.rhythms import Every, Rhythm
from trellis.web.services import mailing

room = Room("Lists by mail")


class SavedViewDetail(Schema):
    """What somebody chose of a list, under a name."""

    id: UUID
    place: str = Field(description="The list, such as `learning-reports`.")
    name: str
    query: str = Field(description="The choices, as the address of the list says them.")
    shared: bool = Field(description="Whether everybody who reads the list has it.")
    mailable: bool = Field(description="Whether the caller can have it mailed.")


class MailedViewDetail(Schema):
    """That a view of a list is mailed to somebody."""

    id: UUID
    view: UUID
    account: UUID = Field(description="Who gets it.")
    asked_by: UUID | None = Field(description="Who set it up.")
    every: Literal["week", "month"]
    day: int = Field(description="Of the week, where 1 is Monday, or of the month; 31 is its last.")
    at: time = Field(description="On the clock of whoever gets it.")
    form: Literal["csv", "xlsx"]
    next_at: datetime | None = Field(description="None where it was stopped.")
    stopped_for: Literal["", "self", "owner", "lost"]


class NewMailedView(Schema):
    """Which view is mailed when."""

    model_config = ConfigDict(extra="forbid")

    view: UUID
    every: Literal["week", "month"] = "week"
    day: int = Field(1, ge=1, le=31)
    at: time = time(8)
    form: Literal["csv", "xlsx"] = "xlsx"
    to: str = Field("", max_length=254, description="The address of somebody else; empty for the caller.")


@room.read("/saved-views", SavedViewDetail, scope="views:read", listed=True)
def list_saved_views(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """List the views that the caller has saved."""
    who = caller_in(request).account
    part = part_of_query(request, paging, queries.own_views(who), "-id")
    return {**part, "items": [
        SavedViewDetail(
            id=each.pk, place=each.place, name=each.name, query=each.query, shared=each.shared,
            mailable=saving.is_place(each.place) and rules.can_mail_view(who, each),
        )
        for each in part["items"]
    ]}  # fmt: skip


@room.read("/mailed-views", MailedViewDetail, scope="views:read", listed=True)
def list_mailed_views(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """List what is or was mailed to the caller, and what they have mailed to others."""
    rows = queries.mailed_to(caller_in(request).account)
    part = part_of_query(request, paging, rows, "-id")
    return {**part, "items": [_shown(each) for each in part["items"]]}


@room.write("POST", "/mailed-views", MailedViewDetail, scope="views:write")
def mail_saved_view(request: HttpRequest, body: NewMailedView) -> MailedViewDetail:
    """Have a view mailed by the clock; said again for the same reader, it is mailed as it was said last."""
    who = caller_in(request).account
    view: SavedView | None = queries.view_by_id(body.view)
    if view is None or not rules.can_mail_view(who, view):
        raise not_found(_("There is no such view."))
    to = mailing.reader_named(body.to) if body.to.strip() else who
    rhythm = Rhythm(Every(body.every), body.day, body.at)
    return _shown(mailing.mail_view(view=view, to=to, rhythm=rhythm, form=body.form, by=who))


@room.write("DELETE", "/mailed-views/{uuid:mailed_id}", MailedViewDetail, scope="views:write")
def stop_mailed_view(request: HttpRequest, mailed_id: UUID) -> MailedViewDetail:
    """Have a view mailed no more; again, it changes nothing."""
    who, found = caller_in(request).account, queries.mailed_view(mailed_id)
    if found is None or not rules.can_stop_view(who, found):
        raise not_found(_("There is no such mail."))
    return _shown(mailing.stop(mailed=found, by=who))


def _shown(row: Any) -> MailedViewDetail:
    return MailedViewDetail(
        id=row.pk, view=row.view_id, account=row.account_id, asked_by=row.asked_by_id, every=row.every, day=row.day,
        at=row.at, form=row.form, next_at=None if row.stopped_at else row.next_at, stopped_for=row.stopped_for,
    )  # fmt: skip
