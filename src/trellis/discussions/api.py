"""What is said about objects, for programs: reading it, saying something, reacting, watching."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Schema
from pydantic import ConfigDict

from trellis.core import objects
from trellis.core.api.calls import caller_in
from trellis.core.api.paging import Paging, part_at, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.api.versions import check_version
from trellis.discussions import rules
from trellis.discussions.models import LONGEST, Comment
from trellis.discussions.queries import places, threads, watching
from trellis.discussions.queries.places import Place
from trellis.discussions.services import comments, reactions
from trellis.discussions.services import watching as watching_services

room = Room("Discussions")
Kind = Annotated[
    str,
    Path(
        pattern="^[a-z][a-z_-]{0,39}$",
        description="What kind of object: `page`, `proposal`, `account`, `community_question`, `cohort`.",
    ),
]
Key = Annotated[
    str,
    Path(
        min_length=1, max_length=400, description="The identifier of the object; of a page its path as well."
    ),
]
Word = Literal["agree", "thanks", "seen", "doubt"]


class Speaker(Schema):
    """Somebody who takes part."""

    id: UUID
    name: str


class ReactionCount(Schema):
    """How many people react with a word."""

    word: Word
    count: int
    mine: bool = Field(description="Whether whoever calls is one of them.")


class Remark(Schema):
    """Something that was said."""

    id: UUID
    kind: str
    object: UUID
    author: Speaker | None = Field(description="Null for somebody who left.")
    text: str = Field(description="Markdown; empty where it was taken back, or is hidden from whoever calls.")
    version: int = Field(description="Counts from 1, and grows with each edit.")
    reply_to: UUID | None = Field(
        description="The first comment of its thread; null for one that begins a thread."
    )
    created_at: datetime
    edited_at: datetime | None
    settled_at: datetime | None
    deleted_at: datetime | None
    hidden_for: str | None = Field(description="Why an administrator hid it; null where it is not hidden.")
    reactions: list[ReactionCount]
    address: str = Field(description="Where people read it.")


class NewRemark(Schema):
    """Something to say."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=LONGEST, pattern=r"\S", description="Markdown.")
    reply_to: UUID | None = Field(None, description="The comment that this answers.")


class OtherWords(Schema):
    """A comment in other words."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=LONGEST, pattern=r"\S", description="Markdown.")


class Reacting(Schema):
    """Whether a reaction is there."""

    model_config = ConfigDict(extra="forbid")

    on: bool = True


class Watching(Schema):
    """How somebody stands to an object."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["watching", "muted", "none"]


class WatchedObject(Schema):
    """Something that whoever calls watches or has muted."""

    kind: str
    object: UUID
    label: str
    address: str
    state: Literal["watching", "muted"]
    since: datetime


@room.read("/objects/{str:kind}/{path:object_key}/comments", Remark, scope="discussions:read", listed=True)
def list_remarks(request: HttpRequest, kind: Kind, object_key: Key, paging: Query[Paging]) -> dict[str, Any]:
    """What was said about an object, in order."""
    place = _place(request, kind, object_key)
    part = part_of_query(request, paging, threads.comments_of(place.kind, place.key), "created_at", "pk")
    return {**part, "items": _shown(request, part["items"])}


@room.write(
    "POST", "/objects/{str:kind}/{path:object_key}/comments", Remark, scope="discussions:write", status=201
)
def create_remark(
    request: HttpRequest, response: HttpResponse, kind: Kind, object_key: Key, remark: NewRemark
) -> Remark:
    """Say something about an object, or answer a comment. For whoever may see the object."""
    place, by = _place(request, kind, object_key), caller_in(request).account
    answered = _comment(request, remark.reply_to) if remark.reply_to is not None else None
    made = comments.say(kind=place.kind, key=place.key, text=remark.text, by=by, reply_to=answered)
    response["Location"] = reverse("api:get_remark", args=[made.pk])
    return _shown(request, [made])[0]


@room.read("/comments/{uuid:comment}", Remark, scope="discussions:read")
def get_remark(request: HttpRequest, comment: UUID) -> Remark:
    """A comment."""
    return _shown(request, [_comment(request, comment)])[0]


@room.write("PATCH", "/comments/{uuid:comment}", Remark, scope="discussions:write", versioned=True)
def edit_remark(request: HttpRequest, comment: UUID, words: OtherWords) -> Remark:
    """Say something in other words. For whoever said it."""
    found = _comment(request, comment)
    check_version(request, _shown(request, [found])[0])
    by = caller_in(request).account
    return _shown(request, [comments.edit(comment=found, text=words.text, version=found.version, by=by)])[0]


@room.write("DELETE", "/comments/{uuid:comment}", Remark, scope="discussions:write")
def delete_remark(request: HttpRequest, comment: UUID) -> Remark:
    """Take back what one said: its words go, that something was said stays. For whoever said it."""
    found = _comment(request, comment)
    return _shown(request, [comments.delete(comment=found, by=caller_in(request).account)])[0]


@room.write("PUT", "/comments/{uuid:comment}/reactions/{str:word}", Remark, scope="discussions:write")
def react_to_remark(request: HttpRequest, comment: UUID, word: Word, reaction: Reacting) -> Remark:
    """Put a word to a comment, or take it back; the same again changes nothing."""
    found = _comment(request, comment)
    reactions.react(comment=found, word=word, by=caller_in(request).account, on=reaction.on)
    return _shown(request, [found])[0]


@room.read("/me/watching", WatchedObject, scope="discussions:read", listed=True)
def list_watched(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """What whoever calls watches or has muted, the newest first."""
    rows = watching.watched_by(caller_in(request).account)
    part = part_at(request, paging, lambda start, end: rows[start:end])
    shown = [
        WatchedObject(
            kind=each.kind, object=each.key, label=each.label, address=each.address,
            state="muted" if each.state == "muted" else "watching", since=each.since,
        )
        for each in part["items"]
    ]  # fmt: skip
    return {**part, "items": shown}


@room.write("PUT", "/objects/{str:kind}/{path:object_key}/watching", Watching, scope="discussions:write")
def watch_object(request: HttpRequest, kind: Kind, object_key: Key, watch: Watching) -> Watching:
    """Watch an object, mute it, or neither; the same again changes nothing."""
    place, own = _place(request, kind, object_key), caller_in(request).account
    state = "" if watch.state == "none" else watch.state
    watching_services.watch(account=own, kind=place.kind, key=place.key, state=state)
    return watch


def _place(request: HttpRequest, kind: str, key: str) -> Place:
    found = objects.key_of(kind, key)
    place = places.place_of(caller_in(request).account, kind, found) if found is not None else None
    if place is None:
        raise not_found(_("There is no such object."))
    return place


def _comment(request: HttpRequest, key: UUID) -> Comment:
    found = places.comment_of(caller_in(request).account, key)
    if found is None:
        raise not_found(_("There is no such comment."))
    return found[0]


def _shown(request: HttpRequest, found: list[Comment]) -> list[Remark]:
    own = caller_in(request).account
    counted = threads.reactions_of(found, own)
    return [
        Remark(
            id=each.pk, kind=each.kind, object=each.object,
            author=Speaker(id=each.author.pk, name=each.author.name) if each.author is not None else None,
            text=each.text if rules.can_read_words(own, each) else "", version=each.version,
            reply_to=each.reply_to_id, created_at=each.created_at, edited_at=each.edited_at,
            settled_at=each.settled_at, deleted_at=each.deleted_at,
            hidden_for=each.hidden_for if each.hidden_at is not None else None,
            reactions=[
                ReactionCount(word=cast(Word, reacted.word), count=reacted.count, mine=reacted.mine)
                for reacted in counted[each.pk] if reacted.count
            ],
            address=reverse("discussions:comment", args=[each.pk]),
        )
        for each in found
    ]  # fmt: skip
