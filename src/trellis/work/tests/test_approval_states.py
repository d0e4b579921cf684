"""Any way that a request can go, against a simple model of what must hold."""

from __future__ import annotations

from datetime import timedelta

import hypothesis.strategies as st
import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from trellis.core.rules import NotAllowedError
from trellis.work.models import Absence, ApprovalDecision, ApprovalRequest, WorkItem
from trellis.work.queries import approvals as queries
from trellis.work.services import approvals
from trellis.work.services.approvals import ApprovalError, Content

NAMES = ("mia", "max", "greta", "carl", "sam", "dora")
people = st.sampled_from(NAMES)
AMOUNTS = ("100", "9000")
deeds = st.one_of(
    st.tuples(st.just("approve"), people),
    st.tuples(st.just("approve"), people),
    st.tuples(st.just("approve old"), people),
    st.tuples(st.just("reject"), people),
    st.tuples(st.just("change"), st.sampled_from(AMOUNTS)),
    st.tuples(st.just("away"), st.tuples(people, people)),
    st.tuples(st.just("back"), people),
    st.tuples(st.just("late"), st.none()),
    st.tuples(st.just("look"), st.none()),
    st.tuples(st.just("withdraw"), people),
)


def content(amount):
    return Content(title="Chairs", facts={"amount": {"amount": amount, "currency": "EUR"}, "software": False})


@pytest.mark.timeout(240)
@pytest.mark.slow  # some hundred walks through the database
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    asker=st.sampled_from(["mia", "max", "carl", "dora"]),
    subject=people,
    amount=st.sampled_from(AMOUNTS),
    walk=st.lists(deeds, max_size=10),
)
def test_whatever_happens_only_every_step_by_others_grants_the_present_content(
    cast, asker, subject, amount, walk
):
    with transaction.atomic():
        walked(cast, asker, subject, amount, walk)
        transaction.set_rollback(True)


def walked(cast, asker, subject, amount, walk):
    request = approvals.ask(
        "purchase", content(amount), by=getattr(cast, asker), subject=getattr(cast, subject)
    )
    check(request)
    digests = [request.digest]
    for deed, value in walk:
        request.refresh_from_db()
        before = (request.state, request.round, request.trace.count())
        was_asked = may_decide(request)
        try:
            with transaction.atomic():
                act(cast, request, deed, value, digests)
        except (ApprovalError, NotAllowedError):
            request.refresh_from_db()
            assert (request.state, request.round, request.trace.count()) == before
        else:
            if deed == "reject":
                assert getattr(cast, value).pk in was_asked
        request.refresh_from_db()
        check(request)


def may_decide(request):
    standing = queries.standing_of(request)
    return standing.may_decide() if standing else frozenset()


def act(cast, request, deed, value, digests):
    now, standing = timezone.now(), queries.standing_of(request)
    step = standing.step.position if standing else 0
    if deed in ("approve", "approve old"):
        digest = request.digest if deed == "approve" else digests[0]
        approvals.approve(request, by=getattr(cast, value), digest=digest, step=step)
    elif deed == "reject":
        approvals.reject(request, by=getattr(cast, value), digest=request.digest, step=step, text="No")
    elif deed == "change":
        digests.append(approvals.change(request, content(value), by=request.requested_by).digest)
    elif deed == "away" and value[0] != value[1]:
        Absence.objects.create(
            account=getattr(cast, value[0]), stand_in=getattr(cast, value[1]), starts_at=now - timedelta(days=1),
            ends_at=now + timedelta(days=30),
        )  # fmt: skip
    elif deed == "back":
        Absence.objects.filter(account=getattr(cast, value)).delete()
    elif deed == "late":
        approvals.escalate(now + timedelta(days=20))
    elif deed == "look":
        approvals.look_again(now + timedelta(hours=2))
    elif deed == "withdraw":
        approvals.withdraw(request, by=getattr(cast, value))


def check(request):
    """What must hold of a request, whatever has happened to it."""
    own = {request.requested_by_id, request.subject_id}
    given = list(ApprovalDecision.objects.filter(request=request, deed="approved"))
    assert own.isdisjoint(each.by_id for each in given)
    assert own.isdisjoint(may_decide(request))
    steps = queries.steps_of(request)
    items = list(WorkItem.objects.filter(about=request.pk, state="open"))
    if request.state == ApprovalRequest.State.GRANTED:
        assert {step.state for step in steps} <= {"granted", "skipped"}
        for step in steps:
            if step.state == "granted":
                counted = [each for each in given if each.step_id == step.pk]
                slots = {slot for each in counted for slot in each.slots}
                assert counted
                assert all(each.digest == request.digest and each.round == request.round for each in counted)
                assert step.need == "one" or slots == set(range(len(step.by)))
    assert queries.is_granted(request.rule, request.about, request.digest) is (request.state == "granted")
    if request.state == ApprovalRequest.State.OPEN:
        assert [step.state for step in steps].count("current") == 1
        assert own.isdisjoint(item.assignee_id for item in items)
    else:
        assert items == []
