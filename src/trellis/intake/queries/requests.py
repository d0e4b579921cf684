"""Reads of requests: one with all that belongs to it, many, those that say the same, and what others show of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.core.objects import Described
from trellis.core.rules import Account
from trellis.intake import rules
from trellis.intake.addresses import request_address
from trellis.intake.definitions import similar, stages
from trellis.intake.models import CourseRequest, Move, MoveKind, Reviewer, Stage, Vote
from trellis.web.happenings import Moment

MOST_COMPARED = 300
"""So many requests are laid beside what somebody types."""
TONES = {
    Stage.QUESTION: "attention", Stage.PUBLISHED: "good", Stage.DECLINED: "", Stage.MERGED: "", Stage.REVIEW: "info",
    Stage.PILOT: "info", Stage.DEVELOPMENT: "info", Stage.DESIGN: "info", Stage.ANALYSIS: "info",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as its page shows it."""

    row: CourseRequest
    votes: list[Vote]
    reviewers: list[Reviewer]
    moves: list[Move]
    mine: Vote | None
    needed_by: int
    """For how many people, votes included."""

    @property
    def question(self) -> str:
        """What was asked back last."""
        return next((each.text for each in reversed(self.moves) if each.kind == MoveKind.QUESTION), "")

    @property
    def reason(self) -> str:
        """What was said when it was declined or merged."""
        ends = (each.text for each in reversed(self.moves) if each.after in stages.REFUSED)
        return next(ends, "")

    @property
    def rework(self) -> int:
        """How often it went back."""
        return sum(stages.is_back(each.before, each.after) for each in self.moves)


def requests() -> QuerySet[Any]:
    """All requests with the number of votes (`n_votes`) and of people (`n_people`): everybody of the team sees all."""
    return CourseRequest.objects.select_related("asked_by", "owner").annotate(
        n_votes=Count("votes"), n_people=Coalesce(F("people"), 0) + Coalesce(Sum("votes__people"), 0)
    )


def seen(who: Account, key: UUID) -> CourseRequest | None:
    """A request, for everybody of the team."""
    if not rules.can_enter(who):
        return None
    rows = CourseRequest.objects.select_related("asked_by", "owner", "merged_into")
    return rows.filter(pk=key).first()


def whole(who: Account, row: CourseRequest) -> Seen:
    """A request with votes, reviewers and history. Three queries."""
    votes = list(row.votes.select_related("account").order_by("at"))
    return Seen(
        row=row, votes=votes, reviewers=list(row.reviewers.select_related("account").order_by("account__name")),
        moves=list(row.moves.select_related("by")), mine=next((v for v in votes if v.account_id == who.pk), None),
        needed_by=(row.people or 0) + sum(each.people for each in votes),
    )  # fmt: skip


def alike(text: str, but: UUID | None = None) -> list[CourseRequest]:
    """Requests that say nearly the same as a text, the likest first. One query."""
    words = sorted(similar.words_of(text))[:12]
    if not words:
        return []
    asked = Q()
    for word in words:
        asked |= Q(title__icontains=word) | Q(need__icontains=word)
    rows = CourseRequest.objects.filter(asked).exclude(stage__in=(Stage.MERGED, Stage.WITHDRAWN))
    rows = rows.exclude(pk=but) if but is not None else rows
    found = {row.pk: row for row in rows.order_by("-asked_at")[:MOST_COMPARED]}
    keys = similar.alike(text, ((key, f"{row.title} {row.need}") for key, row in found.items()))
    return [found[key] for key in keys]


def to_merge_into(row: CourseRequest) -> list[CourseRequest]:
    """Requests that another may be merged into: what says the same first, then the newest of those that go on."""
    near = [each for each in alike(f"{row.title} {row.need}", row.pk) if each.stage not in stages.REFUSED]
    rows = CourseRequest.objects.exclude(stage__in=stages.REFUSED).exclude(
        pk__in=[row.pk, *(e.pk for e in near)]
    )
    return [*near, *rows.order_by("-asked_at")[:50]]


def moments(moves: Iterable[Move]) -> list[Moment]:
    """The history as a timeline, the newest first."""
    return [_moment(each) for each in reversed(list(moves))]


def _moment(move: Move) -> Moment:
    title, tone = str(move.get_kind_display()), ""
    if move.kind == MoveKind.STAGE:
        title = str(move.get_after_display()) if move.before else _("asked for")
        tone = str(TONES.get(Stage(move.after), ""))
        tone = "attention" if stages.is_back(move.before, move.after) else "good" if tone == "good" else ""
    words = [move.text] if move.text else []
    if move.kind == MoveKind.MARKS:
        words = [_("impact / effort: %(marks)s") % {"marks": move.text}]
    if move.kind == MoveKind.REPLANNED or (move.kind == MoveKind.STAGE and move.due_after):
        words.insert(0, _days(move))
    return Moment(
        when=move.at, title=title, who=move.by.name if move.by is not None else "", text=" · ".join(words),
        icon_name=_ICONS.get(MoveKind(move.kind), "clock"), tone=tone,
    )  # fmt: skip


_ICONS = {
    MoveKind.STAGE: "arrow", MoveKind.QUESTION: "talk", MoveKind.ANSWER: "talk", MoveKind.REPLANNED: "calendar",
    MoveKind.OWNER: "person", MoveKind.SCOPE: "pencil", MoveKind.LINKED: "link", MoveKind.REVIEWED: "check",
    MoveKind.MERGED_IN: "branch", MoveKind.MARKS: "flag",
}  # fmt: skip


def _days(move: Move) -> str:
    if move.kind == MoveKind.REPLANNED and move.due_before is not None:
        later = date_format(move.due_after) if move.due_after is not None else _("no day")
        return _("%(before)s → %(after)s") % {"before": date_format(move.due_before), "after": later}
    return (
        _("until %(day)s") % {"day": date_format(move.due_after)}
        if move.due_after is not None
        else _("no day")
    )


# -- for the rooms below


def described(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Requests by their titles, for lists of other rooms."""
    found = CourseRequest.objects.filter(pk__in=keys).values_list("pk", "title")
    return {key: Described(title, request_address(key)) for key, title in found}


def described_to(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """Those of some requests that somebody sees: everybody of the team, all of them."""
    return described(keys) if rules.can_enter(who) else {}


def participants(key: UUID) -> list[Account]:
    """Whom a request concerns by itself: who asked, who has it, who needs it, too."""
    row = CourseRequest.objects.select_related("asked_by", "owner").filter(pk=key).first()
    if row is None:
        return []
    voted = [each.account for each in row.votes.select_related("account")]
    return [each for each in (row.asked_by, row.owner, *voted) if each is not None]
