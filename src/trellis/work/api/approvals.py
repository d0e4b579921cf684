"""Requests for approval, for programs: the list, one with its trace, asking, deciding, withdrawing."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import invalid, not_found
from trellis.core.api.rooms import Room
from trellis.work import rules
from trellis.work.api.callers import member_in
from trellis.work.definitions.approvals import Approval
from trellis.work.forms import RequestForm, initial_of
from trellis.work.models import ApprovalRequest, ApprovalStep
from trellis.work.queries import approvals as queries
from trellis.work.services import approvals as services
from trellis.work.services import tasks

room = Room("Approvals")
State = Literal["open", "granted", "rejected", "withdrawn"]
StepState = Literal["waiting", "current", "granted", "skipped"]


class ApprovalListed(Schema):
    """A request for approval."""

    id: UUID
    rule: str = Field(description="The name of the rule in `approvals.yml`.")
    title: str
    state: State
    asked_by: UUID
    subject: UUID = Field(description="Whom it is about.")
    created_at: datetime
    ended_at: datetime | None


class StepShown(Schema):
    """A step of a request."""

    title: str
    state: StepState
    due_at: datetime | None


class Deed(Schema):
    """Something that was done with a request."""

    deed: str
    by: UUID | None
    in_place_of: UUID | None
    text: str
    digest: str
    revision: str
    at: datetime


class ApprovalDetail(ApprovalListed):
    """A request for approval with its steps and everything that was done."""

    text: str
    facts: dict[str, Any]
    digest: str = Field(description="What is approved: send it with a decision.")
    step: int | None = Field(description="The step that waits now: send it with a decision.")
    waits_for: list[UUID]
    steps: list[StepShown]
    trace: list[Deed]


class ApprovalFilters(Schema):
    """Which requests are wanted."""

    whose: Literal["mine", "asked", "all"] = Field("mine", description="`all` is for administrators.")
    state: State | None = None
    rule: str = Field("", max_length=60)
    q: str = Field("", max_length=200)


class NewApproval(Schema):
    """Something to be approved, by a rule that people ask by themselves."""

    model_config = ConfigDict(extra="forbid")

    rule: str = Field(min_length=1, max_length=60)
    title: str = Field(min_length=1, max_length=200, pattern=r"\S")
    text: str = Field("", max_length=20_000)
    facts: dict[str, Any] | None = Field(
        None, description='As the rule names them; money as `{"amount": "9.50", "currency": "EUR"}`.'
    )
    subject: str = Field(
        "", max_length=254, description="The address or whole name of whom it is about; else the caller."
    )


class Decision(Schema):
    """A decision about what the caller has seen."""

    model_config = ConfigDict(extra="forbid")

    verdict: Literal["approve", "reject"]
    digest: str = Field(min_length=1, max_length=128)
    step: int = Field(ge=0, le=999)
    text: str = Field("", max_length=20_000, description="The reason; needed to reject.")


class Words(Schema):
    """Something to say."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field("", max_length=20_000)


@room.read("/approvals", ApprovalListed, scope="approvals:read", listed=True)
def list_approvals(
    request: HttpRequest, filters: Query[ApprovalFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """The requests that wait for the caller or did, that they asked for, or all of them; the oldest first."""
    found = queries.listed(
        member_in(request),
        filters.whose,
        state=filters.state or "",
        rule=filters.rule,
        text=filters.q,
    )
    part = part_of_query(request, paging, found, "created_at", "pk")
    return {**part, "items": [ApprovalListed(**_listed(each)) for each in part["items"]]}


@room.read("/approvals/{uuid:approval_id}", ApprovalDetail, scope="approvals:read")
def get_approval(request: HttpRequest, approval_id: UUID) -> ApprovalDetail:
    """A request, for who asked, those who are or were asked, and administrators."""
    return _shown(_opened(request, approval_id))


@room.write("POST", "/approvals", ApprovalDetail, scope="approvals:write", status=201)
def ask_for_approval(request: HttpRequest, response: HttpResponse, wanted: NewApproval) -> ApprovalDetail:
    """Ask for an approval by a rule of the handbook that people ask by."""
    who, rule = member_in(request), queries.rules_to_ask().get(wanted.rule)
    if rule is None:
        raise invalid([("body.rule", _("There is no rule of this name that people ask by."))])
    content = services.Content(title=wanted.title, text=wanted.text, facts=_facts(rule, wanted))
    about = tasks.somebody_named(wanted.subject, by=who)
    made = services.ask(wanted.rule, content, by=who, subject=about)
    response["Location"] = reverse("api:get_approval", args=[made.pk])
    return _shown(made)


@room.write("POST", "/approvals/{uuid:approval_id}/decide", ApprovalDetail, scope="approvals:write")
def decide_approval(request: HttpRequest, approval_id: UUID, decision: Decision) -> ApprovalDetail:
    """Approve or reject what the caller has seen, for themselves or for who is away. Nobody decides about their own."""
    found, who = _opened(request, approval_id), member_in(request)
    decide = services.approve if decision.verdict == "approve" else services.reject
    made = decide(found, by=who, digest=decision.digest, step=decision.step, text=decision.text)
    return _shown(made)


@room.write("POST", "/approvals/{uuid:approval_id}/withdraw", ApprovalDetail, scope="approvals:write")
def withdraw_approval(request: HttpRequest, approval_id: UUID, words: Words) -> ApprovalDetail:
    """Ask no more."""
    found = _opened(request, approval_id)
    return _shown(services.withdraw(found, by=member_in(request), text=words.text))


def _opened(request: HttpRequest, approval_id: UUID) -> ApprovalRequest:
    who, found = member_in(request), queries.request_of(approval_id)
    if found is None:
        raise not_found(_("There is no such request."))
    asked = queries.asked_ever(found, queries.standing_of(found))
    if not rules.can_see_approval(who, found, asked):
        raise not_found(_("There is no such request."))
    return found


def _facts(rule: Approval, wanted: NewApproval) -> dict[str, Any]:
    """The facts, checked as the form of the site checks them."""
    sent = wanted.facts or {}
    unknown = sorted(set(sent) - set(rule.facts))
    if unknown:
        raise invalid([(f"body.facts.{name}", _("The rule has no such fact.")) for name in unknown[:20]])
    form = RequestForm(rule, queries.currencies(), {"title": wanted.title, **initial_of(sent)})
    if not form.is_valid():
        faults = [(name.replace("fact-", "body.facts."), str(each[0])) for name, each in form.errors.items()]
        raise invalid(faults)
    return form.facts()


def _listed(each: ApprovalRequest) -> dict[str, Any]:
    return {
        "id": each.pk, "rule": each.rule, "title": each.title, "state": each.state, "asked_by": each.requested_by_id,
        "subject": each.subject_id, "created_at": each.created_at, "ended_at": each.ended_at,
    }  # fmt: skip


def _step(each: ApprovalStep) -> StepShown:
    return StepShown(title=each.title, state=cast(StepState, each.state), due_at=each.due_at)


def _shown(found: ApprovalRequest) -> ApprovalDetail:
    standing = queries.standing_of(found)
    return ApprovalDetail(
        **_listed(found), text=found.text, facts=found.facts, digest=found.digest,
        step=standing.step.position if standing is not None else None,
        waits_for=[each.pk for each in standing.waiting] if standing is not None else [],
        steps=[_step(each) for each in queries.steps_of(found)],
        trace=[
            Deed(
                deed=each.deed, by=each.by_id, in_place_of=each.in_place_of_id, text=each.text, digest=each.digest,
                revision=each.revision, at=each.at,
            )
            for each in reversed(queries.trace_of(found))
        ],
    )  # fmt: skip
