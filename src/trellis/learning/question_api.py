"""Questions of communities for programs: asking, accepting an answer, reporting; and what moderators decide.

Answers are remarks about a question: `/objects/community_question/{id}/comments`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.api.versions import check_version
from trellis.core.rules import Account
from trellis.learning.community_api import community_or_404, member_of, moderated_or_refused
from trellis.learning.models import Community, Flag, Question
from trellis.learning.queries import communities
from trellis.learning.services import asking

room = Room("Questions of communities")
READ, WRITE = "learning:read", "learning:write"


class QuestionDetail(Schema):
    """A question of a community. Its answers are read and given as remarks about it."""

    id: UUID
    community: UUID
    author: UUID | None
    title: str
    text: str
    asked_at: datetime
    edited_at: datetime | None
    answers: int
    accepted: UUID | None = Field(description="The remark that answers it.")
    hidden_for: str | None = Field(
        description="Why moderators hid it; null where it is not hidden. Author and moderators read it alone."
    )


class QuestionFilters(Schema):
    """Which questions are wanted."""

    state: Literal["open", "answered"] | None = None
    q: str = Field("", max_length=200, description="Words in the question.")


class NewQuestion(Schema):
    """What is asked."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=200)
    text: str = Field("", max_length=10_000)


class OtherQuestion(Schema):
    """A question in other words; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(None, min_length=1, max_length=200)
    text: str | None = Field(None, max_length=10_000)


class AcceptedAnswer(Schema):
    """Which remark answers a question; null for none."""

    model_config = ConfigDict(extra="forbid")

    answer: UUID | None


class NewReport(Schema):
    """What is wrong with a question, or with an answer to it."""

    model_config = ConfigDict(extra="forbid")

    why: str = Field(min_length=1, max_length=asking.LONGEST_REASON)
    answer: UUID | None = None


class ReportDetail(Schema):
    """That a question, or an answer to it, was reported."""

    id: UUID
    question: UUID
    answer: UUID | None
    by: UUID | None
    why: str
    reported_at: datetime
    decided_at: datetime | None
    is_upheld: bool = Field(description="Whether it was hidden, once it is decided.")


class Decided(Schema):
    """Whether what was reported is hidden; `why` in place of what was reported."""

    model_config = ConfigDict(extra="forbid")

    upheld: bool
    why: str = Field("", max_length=asking.LONGEST_REASON)


class Hidden(Schema):
    """Whether a question is hidden, and why."""

    model_config = ConfigDict(extra="forbid")

    hidden: bool
    why: str = Field("", max_length=asking.LONGEST_REASON, description="Needed for hiding.")


@room.read("/communities/{uuid:community_id}/questions", QuestionDetail, scope=READ, listed=True)
def list_community_questions(
    request: HttpRequest, community_id: UUID, filters: Query[QuestionFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """List what was asked in a community, the newest first."""
    who = member_of(request)
    wanted = communities.Wanted(filters.state or "", filters.q)
    rows = communities.questions_of(who, community_or_404(who, community_id), wanted)
    part = part_of_query(request, paging, rows, "-id")
    return {**part, "items": _shown(list(part["items"]))}


@room.write("POST", "/communities/{uuid:community_id}/questions", QuestionDetail, scope=WRITE, status=201)
def ask_community(request: HttpRequest, community_id: UUID, body: NewQuestion) -> QuestionDetail:
    """Ask something in a community that the caller belongs to."""
    who = member_of(request)
    found = community_or_404(who, community_id)
    return _shown([asking.ask(community=found, title=body.title, text=body.text, by=who)])[0]


@room.read("/community-questions/{uuid:question_id}", QuestionDetail, scope=READ)
def get_community_question(request: HttpRequest, question_id: UUID) -> QuestionDetail:
    """A question of a community that the caller reads."""
    return _shown([_question(member_of(request), question_id)])[0]


@room.write("PATCH", "/community-questions/{uuid:question_id}", QuestionDetail, scope=WRITE, versioned=True)
def edit_community_question(request: HttpRequest, question_id: UUID, body: OtherQuestion) -> QuestionDetail:
    """Ask in other words. For who asked."""
    who = member_of(request)
    found = _question(who, question_id)
    check_version(request, _shown([found])[0])
    title = found.title if body.title is None else body.title
    text = found.text if body.text is None else body.text
    return _shown([asking.edit(question=found, title=title, text=text, by=who)])[0]


@room.write("PUT", "/community-questions/{uuid:question_id}/accepted", QuestionDetail, scope=WRITE)
def accept_community_answer(request: HttpRequest, question_id: UUID, body: AcceptedAnswer) -> QuestionDetail:
    """Say which answer answers a question, or that none does. For who asked, and moderators."""
    who = member_of(request)
    return _shown([asking.accept(question=_question(who, question_id), comment=body.answer, by=who)])[0]


@room.write("PUT", "/community-questions/{uuid:question_id}/hidden", QuestionDetail, scope=WRITE)
def hide_community_question(request: HttpRequest, question_id: UUID, body: Hidden) -> QuestionDetail:
    """Have a question read by its author and moderators alone, or by all again. For moderators."""
    who = member_of(request)
    found = _question(who, question_id)
    if body.hidden:
        return _shown([asking.hide(question=found, why=body.why, by=who)])[0]
    return _shown([asking.show(question=found, by=who)])[0]


@room.write("POST", "/community-questions/{uuid:question_id}/reports", ReportDetail, scope=WRITE, status=201)
def report_to_community(request: HttpRequest, question_id: UUID, body: NewReport) -> ReportDetail:
    """Report a question, or an answer to it; it waits on the moderators, who are told who reported it."""
    who = member_of(request)
    found = _question(who, question_id)
    return _report(asking.report(question=found, why=body.why, comment=body.answer, by=who))


@room.read("/communities/{uuid:community_id}/reports", ReportDetail, scope=READ, listed=True)
def list_community_reports(request: HttpRequest, community_id: UUID, paging: Query[Paging]) -> dict[str, Any]:
    """List what was reported in a community and is not decided, the oldest first. For its moderators."""
    rows = communities.flags_of(moderated_or_refused(member_of(request), community_id))
    part = part_of_query(request, paging, rows, "at", "id")
    return {**part, "items": [_report(each) for each in part["items"]]}


@room.write(
    "POST", "/communities/{uuid:community_id}/reports/{uuid:report_id}/decide", ReportDetail, scope=WRITE
)
def decide_community_report(
    request: HttpRequest, community_id: UUID, report_id: UUID, body: Decided
) -> ReportDetail:
    """Hide what was reported, or let it stand; decided already, it is as it was. For moderators."""
    who = member_of(request)
    found = _flag(moderated_or_refused(who, community_id), report_id)
    return _report(asking.decide(flag=found, upheld=body.upheld, why=body.why, by=who))


def _question(who: Account, key: UUID) -> Question:
    found = communities.question_for(who, key)
    if found is None:
        raise not_found(_("There is no such question."))
    return found


def _flag(community: Community, key: UUID) -> Flag:
    found = communities.flag_of(community, key)
    if found is None:
        raise not_found(_("There is no such report."))
    return found


def _shown(rows: list[Question]) -> list[QuestionDetail]:
    answers = communities.counts_of_answers(rows)
    return [
        QuestionDetail(
            id=each.pk, community=each.community_id, author=each.author_id, title=each.title, text=each.text,
            asked_at=each.asked_at, edited_at=each.edited_at, answers=answers.get(each.pk, 0),
            accepted=each.accepted_id, hidden_for=each.hidden_for or None,
        )
        for each in rows
    ]  # fmt: skip


def _report(row: Flag) -> ReportDetail:
    return ReportDetail(
        id=row.pk, question=row.question_id, answer=row.comment_id, by=row.by_id, why=row.why, reported_at=row.at,
        decided_at=row.decided_at, is_upheld=row.is_upheld,
    )  # fmt: skip
