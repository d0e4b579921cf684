"""Proposals, for programs: making them, talking and deciding about them, merging."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Schema
from pydantic import ConfigDict

from trellis.core.api.calls import caller_in
from trellis.core.api.paging import Paging, part_at, part_of_query
from trellis.core.api.problems import invalid, not_found
from trellis.core.api.rooms import Room
from trellis.core.api.versions import check_version
from trellis.discussions import rules as talking
from trellis.discussions.queries import threads
from trellis.discussions.rules import Comment
from trellis.handbook.errors import TrellisError
from trellis.pages.models import LineNote, Proposal, Review
from trellis.pages.queries import changing, standings, talk
from trellis.pages.queries import proposals as queries
from trellis.pages.queries.current import current_edition
from trellis.pages.services import deciding, ending, several
from trellis.pages.services import proposals as services

room = Room("Proposals")
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="The number of the proposal.")]
Verdict = Literal["approve", "changes"]
MOST_FILES = 100
LONGEST_TEXT = 2 * 2**20
Tip = Annotated[
    str,
    Field(
        pattern="^[0-9a-f]{40,64}$",
        description="`tip` as it was read: what came after it is not decided about unseen.",
    ),
]


class Person(Schema):
    """Somebody who takes part."""

    id: UUID
    name: str


class ProposalSummary(Schema):
    """A proposal in a list."""

    number: int
    title: str
    state: Literal["open", "merged", "closed"]
    author: Person
    address: str = Field(description="Where people read it.")
    created_at: datetime
    updated_at: datetime
    tip: str = Field(description="The last commit of it.")


class ApprovalSummary(Schema):
    """An approval that it needs."""

    owner: str = Field(description="Whose it is, as owners.yml names them; empty where any approver will do.")
    paths: list[str]
    given_by: Person | None


class ReviewSummary(Schema):
    """What somebody decided about it."""

    id: UUID
    reviewer: Person
    verdict: Verdict
    text: str
    tip: str = Field(description="The commit that they saw.")
    created_at: datetime


class ProposalDetail(ProposalSummary):
    """A proposal: what it changes, and what keeps it from being merged."""

    reason: str
    base: str = Field(description="The commit that it began with.")
    paths: list[str] = Field(description="The files that it changes.")
    merged_as: str | None = Field(description="The commit that merged it.")
    ended_at: datetime | None
    approvals: list[ApprovalSummary]
    blockers: list[str] = Field(description="What keeps it from being merged, each as a sentence.")
    new_errors: int = Field(description="How many errors it would bring.")
    reviews: list[ReviewSummary]


class FileChangeDetail(Schema):
    """What a proposal does to one file."""

    path: str
    title: str
    before: str | None = Field(description="The text before; null for a new file.")
    after: str | None = Field(description="The text after; null for a file that goes.")


class CommentDetail(Schema):
    """Something that was said about a proposal: a comment as on any object, and the lines that it is about.

    Under its identifier it can be edited, taken back, reacted to and settled like any other.
    """

    id: UUID
    author: Person | None = Field(description="Null for somebody who left.")
    text: str = Field(description="Empty where it was taken back, or is hidden from whoever calls.")
    path: str = Field(description="The file that it is about; empty where it is about the whole.")
    line: int | None
    last_line: int | None
    suggestion: str | None = Field(description="What the lines should be instead.")
    reply_to: UUID | None
    tip: str = Field(description="The commit whose lines it is about; empty where it is about the whole.")
    applied_as: str | None = Field(description="The commit that made the lines what was suggested.")
    resolved_at: datetime | None
    created_at: datetime


class FileText(Schema):
    """A file in other words."""

    model_config = ConfigDict(extra="forbid")

    path: str = Field(min_length=1, max_length=400)
    text: str | None = Field(max_length=LONGEST_TEXT, description="The whole text; null takes the file away.")


class NewProposal(Schema):
    """A change of the handbook to propose."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=200, pattern=r"\S")
    reason: str = Field("", max_length=20_000)
    files: list[FileText] = Field(min_length=1, max_length=MOST_FILES)
    started_from: str | None = Field(
        None, pattern="^[0-9a-f]{40,64}$",
        description="`commit` of the page that was read: what others changed since then stays. Nothing: as it is now.",
    )  # fmt: skip


class Description(Schema):
    """What a proposal is about; what is not named stays."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(None, min_length=1, max_length=200, pattern=r"\S")
    reason: str | None = Field(None, max_length=20_000)


class NewComment(Schema):
    """Something to say about a proposal."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=20_000, pattern=r"\S")
    reply_to: UUID | None = Field(None, description="The comment that this answers.")
    path: str = Field("", max_length=400, description="The file whose lines it is about; nothing: the whole.")
    line: int | None = Field(
        None, ge=1, lt=1_000_000, description="The first of the lines, as they are at `tip`."
    )
    last_line: int | None = Field(
        None, ge=1, lt=1_000_000, description="The last of them; nothing: there is one."
    )
    suggestion: str | None = Field(None, max_length=100_000, description="What the lines should be instead.")


class NewReview(Schema):
    """A decision about a proposal."""

    model_config = ConfigDict(extra="forbid")

    verdict: Verdict
    tip: Tip
    text: str = Field("", max_length=20_000, description="Needed where changes are asked for.")


class Merge(Schema):
    """What is to be merged."""

    model_config = ConfigDict(extra="forbid")

    tip: Tip


class ProposalFilters(Schema):
    """Which proposals are wanted."""

    state: Literal["open", "merged", "closed"] | None = None
    mine: bool = Field(False, description="Only those of whoever calls.")
    q: str = Field("", max_length=200, description="Words in title, reason and author, or a number.")


@room.read("/proposals", ProposalSummary, scope="proposals:read", listed=True)
def list_proposals(
    request: HttpRequest, filters: Query[ProposalFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """The proposals, the one that changed last first."""
    own = str(caller_in(request).account.pk) if filters.mine else ""
    found = queries.proposals(state=filters.state or "", author=own, text=filters.q)
    part = part_of_query(request, paging, found, "-updated_at", "-number")
    return {**part, "items": [ProposalSummary(**_summary(each)) for each in part["items"]]}


@room.write("POST", "/proposals", ProposalDetail, scope="proposals:write", status=201)
def create_proposal(request: HttpRequest, response: HttpResponse, proposal: NewProposal) -> ProposalDetail:
    """Propose a change: files in other words, new ones, or without some. For contributors."""
    texts = {file.path: file.text for file in proposal.files}
    if len(texts) != len(proposal.files):
        raise invalid([("body.files", _("A file stands there twice."))])
    made = several.propose_texts(
        current_edition(), author=caller_in(request).account, texts=texts,
        started_from=proposal.started_from or "", title=proposal.title, reason=proposal.reason,
    )  # fmt: skip
    response["Location"] = reverse("api:get_proposal", args=[made.number])
    return _detail(_found(made.number))


@room.read("/proposals/{int:number}", ProposalDetail, scope="proposals:read")
def get_proposal(request: HttpRequest, number: Number) -> ProposalDetail:
    """A proposal: what it changes, and what keeps it from being merged."""
    return _detail(_found(number))


@room.write("PATCH", "/proposals/{int:number}", ProposalDetail, scope="proposals:write", versioned=True)
def describe_proposal(request: HttpRequest, number: Number, description: Description) -> ProposalDetail:
    """Give a proposal another title or reason. For its author and approvers."""
    found = _found(number)
    check_version(request, _detail(found))
    services.describe(
        found, by=caller_in(request).account,
        title=found.title if description.title is None else description.title,
        reason=found.reason if description.reason is None else description.reason,
    )  # fmt: skip
    return _detail(_found(number))


@room.read("/proposals/{int:number}/changes", FileChangeDetail, scope="proposals:read", listed=True)
def list_changes(request: HttpRequest, number: Number, paging: Query[Paging]) -> dict[str, Any]:
    """The files that a proposal changes, with their texts before and after."""
    found = _found(number)
    files = changing.changes_of(current_edition(), ending.settle(current_edition(), found)).files
    part = part_at(request, paging, lambda start, end: files[start:end])
    shown = [
        FileChangeDetail(path=each.path, title=each.title, before=each.before, after=each.after)
        for each in part["items"]
    ]
    return {**part, "items": shown}


@room.read("/proposals/{int:number}/comments", CommentDetail, scope="proposals:read", listed=True)
def list_comments(request: HttpRequest, number: Number, paging: Query[Paging]) -> dict[str, Any]:
    """What was said about a proposal, in order."""
    said = threads.comments_of(deciding.PROPOSAL, _found(number).pk)
    part = part_of_query(request, paging, said, "created_at", "pk")
    return {**part, "items": _comments(request, part["items"])}


@room.write("POST", "/proposals/{int:number}/comments", CommentDetail, scope="proposals:write", status=201)
def create_comment(request: HttpRequest, number: Number, comment: NewComment) -> CommentDetail:
    """Say something about a proposal, for whoever may see it; about lines of it, or other words, for contributors."""
    found = _found(number)
    last = comment.last_line or comment.line
    if comment.line is not None and (not comment.path or last is None or last < comment.line):
        raise invalid(
            [("body.line", _("Lines need the file that they are in, and the last comes after the first."))]
        )
    answered = talk.comment_of(found, comment.reply_to) if comment.reply_to is not None else None
    if comment.reply_to is not None and answered is None:
        raise not_found(_("There is no such comment on this proposal."))
    made = deciding.comment(
        found, by=caller_in(request).account, text=comment.text, path=comment.path,
        lines=(comment.line, last) if comment.line is not None and last is not None else None,
        suggestion=comment.suggestion, reply_to=answered,
    )  # fmt: skip
    return _comments(request, [made])[0]


@room.write("POST", "/proposals/{int:number}/reviews", ReviewSummary, scope="proposals:write", status=201)
def create_review(request: HttpRequest, number: Number, review: NewReview) -> ReviewSummary:
    """Approve a proposal, or ask for changes. For approvers, about those of others."""
    made = deciding.review(
        current_edition(), _found(number), by=caller_in(request).account, verdict=review.verdict, tip=review.tip,
        text=review.text,
    )  # fmt: skip
    return _review(made)


@room.write("POST", "/proposals/{int:number}/merge", ProposalDetail, scope="proposals:write")
def merge_proposal(request: HttpRequest, number: Number, merge: Merge) -> ProposalDetail:
    """Make a proposal part of the handbook. For its author and approvers, once nothing stands in its way."""
    ending.merge(current_edition(), _found(number), by=caller_in(request).account, tip=merge.tip)
    return _detail(_found(number))


@room.write("POST", "/proposals/{int:number}/close", ProposalDetail, scope="proposals:write")
def close_proposal(request: HttpRequest, number: Number) -> ProposalDetail:
    """Close a proposal without merging it. For its author and approvers."""
    ending.close(_found(number), by=caller_in(request).account)
    return _detail(_found(number))


@room.write("POST", "/proposals/{int:number}/open", ProposalDetail, scope="proposals:write")
def reopen_proposal(request: HttpRequest, number: Number) -> ProposalDetail:
    """Open a closed proposal again. For its author and approvers."""
    ending.reopen(_found(number), by=caller_in(request).account)
    return _detail(_found(number))


def _found(number: int) -> Proposal:
    found = queries.proposal_by_number(number)
    if found is None:
        raise not_found(_("There is no such proposal."))
    return found


def _summary(found: Proposal) -> dict[str, Any]:
    return {
        "number": found.number,
        "title": found.title,
        "state": found.state,
        "author": _person(found.author),
        "address": reverse("pages:proposal", args=[found.number]),
        "created_at": found.created_at,
        "updated_at": found.updated_at,
        "tip": found.tip,
    }


def _detail(found: Proposal) -> ProposalDetail:
    """A proposal, brought up to its branch. What Git no longer has is told as what keeps it from being merged."""
    edition = current_edition()
    approvals: list[ApprovalSummary] = []
    blockers: list[str] = []
    new_errors = 0
    try:
        found = ending.settle(edition, found)
        if found.is_open:
            standing = standings.standing_of(edition, found)
            approvals = [
                ApprovalSummary(
                    owner=each.owner, paths=list(each.paths),
                    given_by=_person(each.given_by.reviewer) if each.given_by is not None else None,
                )
                for each in standing.approvals
            ]  # fmt: skip
            blockers, new_errors = list(standing.blockers), standing.new_errors
    except TrellisError as error:
        blockers = [error.message]
    reviews = found.reviews.select_related("reviewer").order_by("created_at", "pk")
    return ProposalDetail(
        **_summary(found), reason=found.reason, base=found.base, paths=list(found.paths),
        merged_as=found.merged_as or None, ended_at=found.ended_at, approvals=approvals, blockers=blockers,
        new_errors=new_errors, reviews=[_review(each) for each in reviews],
    )  # fmt: skip


def _person(account: Any) -> Person:
    return Person(id=account.pk, name=account.name)


def _review(found: Review) -> ReviewSummary:
    return ReviewSummary(
        id=found.pk, reviewer=_person(found.reviewer), verdict=cast(Verdict, found.verdict), text=found.text,
        tip=found.tip, created_at=found.created_at,
    )  # fmt: skip


def _comments(request: HttpRequest, found: Sequence[Comment]) -> list[CommentDetail]:
    own, notes = caller_in(request).account, talk.notes_of([each.pk for each in found])
    return [_comment(each, notes.get(each.pk), is_read=talking.can_read_words(own, each)) for each in found]


def _comment(said: Comment, note: LineNote | None, *, is_read: bool) -> CommentDetail:
    suggests = note is not None and note.suggests and is_read
    return CommentDetail(
        id=said.pk, author=_person(said.author) if said.author is not None else None, text=said.text if is_read else "",
        path=note.path if note is not None else "", line=note.line if note is not None else None,
        last_line=note.last_line if note is not None else None,
        suggestion=note.suggestion if note is not None and suggests else None, reply_to=said.reply_to_id,
        tip=note.tip if note is not None else "", applied_as=(note.applied_as or None) if note is not None else None,
        resolved_at=said.settled_at, created_at=said.created_at,
    )  # fmt: skip
