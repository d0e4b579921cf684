"""Duties that are given for a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.core import assigning, granted
from trellis.core.models import AccessChange, Assignment, Event, Mail, Notice
from trellis.core.rules import NotAllowedError
from trellis.core.services import accounts, assignments, groups
from trellis.core.services.assignments import AssignmentError

RIGHTS = """\
duties:
  auditor: {title: Auditor, description: Looks., workspaces: [audit]}
  reviewer: {title: Reviewer, description: Decides., permissions: [pages.approve]}
grants:
  - to: {roles: [Controller]}
    permissions: [pages.approve]
"""


@pytest.fixture(autouse=True)
def served(rights):
    return rights(RIGHTS)


def give(account, by, duty="auditor", start=0, end=30, reason="Leave of Eva"):
    now = timezone.now()
    return assignments.give(
        account=account, duty=duty, starts_at=now + timedelta(days=start), ends_at=now + timedelta(days=end),
        reason=reason, by=by,
    )  # fmt: skip


def events():
    return list(Event.objects.filter(name__startswith="core.duty").order_by("pk").values_list("name", "by"))


def test_a_duty_is_given_and_told_of(administrator, member):
    made = give(member, administrator)

    assert granted.may(member, "core.audit")
    assert made.revision == "0" * 40
    assert events() == [("core.duty-given", administrator.pk)]
    assert Notice.objects.get().account == member
    assert Notice.objects.get().subject == "You have a new duty: Auditor"
    assert Mail.objects.count() == 1
    assert AccessChange.objects.get().deed == "duty"


@pytest.mark.parametrize("who", ["member", "former"])
def test_only_administrators_give_duties(who, request, colleague):
    with pytest.raises(NotAllowedError) as refused:
        give(colleague, request.getfixturevalue(who))

    assert refused.value.permission == "core.administer"
    assert not Assignment.objects.exists()


def test_nobody_gives_a_duty_to_themselves(owner):
    with pytest.raises(NotAllowedError, match="themselves"):
        give(owner, owner)


def test_a_closed_account_is_given_nothing(administrator, former):
    with pytest.raises(NotAllowedError, match="closed"):
        give(former, administrator)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"duty": "astronaut"}, "duty"),
        ({"end": 0}, "until"),
        ({"start": 5, "end": 4}, "until"),
        ({"start": -9, "end": -8}, "until"),
        ({"end": 731}, "until"),
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 501}, "reason"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(administrator, member, facts, field):
    with pytest.raises(AssignmentError) as refused:
        give(member, administrator, **facts)

    assert refused.value.field == field
    assert not Assignment.objects.exists()
    assert not Notice.objects.exists()


def test_nobody_has_a_duty_twice_at_a_time(administrator, member):
    give(member, administrator, end=10)

    with pytest.raises(AssignmentError, match="already"):
        give(member, administrator, start=5, end=20)
    give(member, administrator, start=10, end=20)
    give(member, administrator, "reviewer")

    assert Assignment.objects.count() == 3


def test_the_end_can_be_another(administrator, member):
    made = give(member, administrator)
    later = timezone.now() + timedelta(days=90)

    assignments.extend(assignment=made, ends_at=later, by=administrator)
    assignments.extend(assignment=made, ends_at=later, by=administrator)

    made.refresh_from_db()
    assert made.ends_at == later
    assert [name for name, _by in events()] == ["core.duty-given", "core.duty-extended"]


def test_only_administrators_say_another_end_and_not_of_their_own(administrator, owner, member):
    made, own = give(member, administrator), give(administrator, owner)
    later = timezone.now() + timedelta(days=90)

    for assignment, by in ((made, member), (own, administrator)):
        with pytest.raises(NotAllowedError):
            assignments.extend(assignment=assignment, ends_at=later, by=by)


def test_a_duty_is_ended_at_once(administrator, member):
    made = give(member, administrator)

    assignments.end(assignment=made, by=administrator)
    assignments.end(assignment=made, by=administrator)

    assert not granted.may(member, "core.audit")
    made.refresh_from_db()
    assert (made.ended_by, made.state(timezone.now())) == (administrator, "ended")
    assert [name for name, _by in events()] == ["core.duty-given", "core.duty-ended"]


def test_one_that_has_not_begun_is_called_off(administrator, member):
    made = give(member, administrator, start=5)

    ended = assignments.end(assignment=made, by=administrator)

    assert ended.state(timezone.now()) == "ended"
    assert ended.state(timezone.now() + timedelta(days=6)) == "ended"
    give(member, administrator, start=5)


def test_whoever_has_a_duty_may_lay_it_down_and_nobody_elses(administrator, member, colleague):
    made = give(member, administrator)

    with pytest.raises(NotAllowedError):
        assignments.end(assignment=made, by=colleague)
    assignments.end(assignment=made, by=member)

    assert made.account == member
    assert not Assignment.objects.active().exists()


def test_what_has_ended_is_not_extended(administrator, member):
    made = assignments.end(assignment=give(member, administrator), by=administrator)

    with pytest.raises(AssignmentError, match="has ended"):
        assignments.extend(assignment=made, ends_at=timezone.now() + timedelta(days=9), by=administrator)


def test_both_are_told_once_a_week_before_the_end(administrator, member, time_machine):
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    give(member, administrator, end=10)
    Notice.objects.all().delete()
    told = []
    for _day in range(12):
        told.append(assignments.tell_of_ends(timezone.now()))
        assert assignments.tell_of_ends(timezone.now()) == 0
        time_machine.shift(86400)

    assert told == [0, 0, 0, 2, *[0] * 8]
    assert {notice.account for notice in Notice.objects.all()} == {administrator, member}
    assert {notice.subject for notice in Notice.objects.all()} == {"A duty of Ben ends soon: Auditor"}


def test_the_last_day_is_the_one_before_midnight(time_machine):
    midnight = timezone.datetime(2026, 3, 29, tzinfo=timezone.get_current_timezone())

    assert str(assignments.last_day(midnight)) == "2026-03-28"


def test_the_database_refuses_an_end_before_the_beginning(administrator, member):
    made = give(member, administrator)

    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.filter(pk=made.pk).update(ends_at=made.starts_at - timedelta(days=1))


def test_lists_and_counts_say_the_same(administrator, member, colleague):
    give(member, administrator)
    give(colleague, administrator, start=3)
    assignments.end(assignment=give(member, administrator, "reviewer"), by=administrator)

    by_duty, by_state = assigning.counted()

    assert by_duty == {"auditor": 2, "reviewer": 1}
    assert by_state == {"active": 1, "future": 1, "ended": 1}
    for state, count in by_state.items():
        found = list(assigning.assignments(state=state))
        assert len(found) == count
        assert {each.state(timezone.now()) for each in found} == {state}


def test_an_administrator_gives_themselves_no_role_that_gives_them_more(administrator, monkeypatch, rights):
    rights("grants:\n  - {to: {roles: [Controller]}, permissions: [pages.approve]}\n")
    accounts.hold_titles(account=administrator, titles=["Controller", "Editor"], by=administrator)
    rights(
        "duties:\n  case: {title: C, description: D}\ngrants:\n  - {to: {roles: [Judge]}, duties: [case]}\n"
    )

    with pytest.raises(NotAllowedError, match="yourself more"):
        accounts.hold_titles(account=administrator, titles=["Controller", "Judge"], by=administrator)

    assert {each.title for each in administrator.role_holdings.all()} == {"Controller", "Editor"}


def test_nor_by_a_group_that_they_are_in(administrator, member, rights):
    rights(
        "duties:\n  case: {title: C, description: D}\ngrants:\n  - {to: {roles: [Judge]}, duties: [case]}\n"
    )
    group = groups.add(
        name="Court", external_id="", members={administrator.pk: "", member.pk: ""}, by=administrator
    )

    with pytest.raises(NotAllowedError, match="yourself more"):
        groups.give(group=group, access=None, titles=["Judge"], by=administrator)

    assert not member.role_holdings.exists()
