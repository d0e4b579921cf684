"""Automations begin by events, do what they say in the name of their owner, once, and no more than the owner may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from trellis.automations.models import AutomationRun, Follower, RunState, Standing
from trellis.automations.services import following, running, steering
from trellis.automations.tests.conftest import DUTIES, account, give_duty, go_on, states
from trellis.core import rounds, sealed
from trellis.core.models import Access, Account, Event, Notice
from trellis.core.rules import NotAllowedError
from trellis.core.services import tree_heads
from trellis.work.models import WorkItem
from trellis.work.services import tasks

CHAIN = """\
title: Chain {n}
owner: dora@example.org
when: {{event: {event}}}
then:
  - {{do: {do}}}
"""


def tasks_of(who):
    return list(WorkItem.objects.filter(assignee=who).values_list("title", flat=True))


def test_what_happens_is_told_and_done_in_the_name_of_the_owner(house, cast):
    house(new_duties=DUTIES)

    give_duty(cast.dora, cast.sam)
    go_on()

    run = AutomationRun.objects.get()
    notice = Notice.objects.get(account=cast.sam, kind="automation")
    task = WorkItem.objects.get(assignee=cast.sam)
    assert (run.state, run.owner, run.depth, run.tries, run.verdicts) == ("done", cast.dora, 1, 1, [True])
    assert notice.subject == "You have the duty approver, Sam"
    assert (task.title, task.asked_by) == ("Read about approver", cast.dora)
    assert task.due_at > timezone.now() + timedelta(days=2)
    assert [each["do"] for each in run.results] == ["tell", "create-task"]
    ran = Event.objects.get(name="automations.ran")
    assert (ran.object, ran.by) == (run.pk, cast.dora.pk)


def test_where_conditions_are_not_met_nothing_is_done_and_the_log_says_so(house, cast):
    house(new_duties=DUTIES)

    give_duty(cast.dora, cast.sam, "auditor")
    go_on()

    run = AutomationRun.objects.get()
    assert (run.state, run.verdicts, run.results) == ("unmet", [False], [])
    assert not WorkItem.objects.exists()


def test_an_event_that_is_delivered_again_is_done_once(house, cast):
    house(new_duties=DUTIES)
    give_duty(cast.dora, cast.sam)
    go_on()

    Follower.objects.update(position=0)
    go_on()
    AutomationRun.objects.update(next_try_at=timezone.now() - timedelta(days=1))
    go_on()

    assert states() == ["done"]
    assert tasks_of(cast.sam) == ["Read about approver"]
    assert Notice.objects.filter(account=cast.sam, kind="automation").count() == 1


def test_what_happened_before_an_automation_was_written_is_not_acted_on(house, cast, serve):
    house()
    give_duty(cast.dora, cast.sam)

    house(new_duties=DUTIES)
    go_on()

    assert states() == []


def test_a_run_whose_second_action_fails_leaves_nothing_of_the_first_and_is_tried_again(
    house, cast, monkeypatch
):
    house(new_duties=DUTIES)
    give_duty(cast.dora, cast.sam)
    with monkeypatch.context() as patch:
        patch.setattr(tasks, "give", lambda **_kwargs: 1 / 0)
        go_on()

    run = AutomationRun.objects.get()
    assert (run.state, run.tries, run.trouble) == ("waiting", 1, "ZeroDivisionError: division by zero")
    assert run.next_try_at > timezone.now()
    assert not Notice.objects.filter(kind="automation").exists()

    running.run_due(run.next_try_at)
    run.refresh_from_db()
    assert (run.state, run.tries, run.trouble) == ("done", 2, "")


def test_a_run_that_fails_for_good_is_told_to_the_owner_and_can_be_repeated(house, cast, monkeypatch):
    house(new_duties=DUTIES)
    give_duty(cast.dora, cast.sam)
    with monkeypatch.context() as patch:
        patch.setattr(tasks, "give", lambda **_kwargs: 1 / 0)
        go_on()
        for _more in running.PAUSES:
            running.run_due(timezone.now() + timedelta(days=2))

    run = AutomationRun.objects.get()
    assert run.state == "failed"
    assert Notice.objects.get(account=cast.dora, kind="automation-trouble").subject.endswith("did not run")
    with pytest.raises(NotAllowedError):
        steering.repeat(run=run, by=cast.mia)

    steering.repeat(run=run, by=cast.dora)
    running.run_due(timezone.now())
    run.refresh_from_db()
    assert run.state == "done"
    with pytest.raises(steering.AutomationError):
        steering.repeat(run=run, by=cast.dora)


def test_it_is_refused_once_the_owner_has_lost_the_right(house, cast):
    house(new_duties=DUTIES)
    give_duty(cast.dora, cast.sam)
    Account.objects.filter(pk=cast.dora.pk).update(access=Access.READER)

    go_on()

    run = AutomationRun.objects.get()
    assert (run.state, run.trouble) == ("refused", "Dora may have no automation act in their name.")
    assert tasks_of(cast.sam) == []


def test_it_is_refused_where_the_owner_may_not_see_what_it_happened_to(house, cast):
    house(new_duties=DUTIES.replace("dora@", "mia@"))
    give_duty(cast.dora, cast.sam)

    go_on()

    run = AutomationRun.objects.get()
    assert (run.state, run.trouble) == ("refused", "Mia may not see what this happened to.")
    assert tasks_of(cast.sam) == []


@pytest.mark.parametrize("gone", [{"is_active": False}, {"access": Access.EXTERNAL}])
def test_it_is_refused_for_an_owner_who_is_gone_or_external(house, cast, gone):
    house(new_duties=DUTIES)
    give_duty(cast.dora, cast.sam)
    Account.objects.filter(pk=cast.dora.pk).update(**gone)

    go_on()

    assert states() == ["refused"]


def test_nobody_external_is_told_anything(house, cast):
    house(new_duties=DUTIES)
    give_duty(cast.dora, cast.xenia)

    go_on()

    assert states() == ["waiting"]
    assert AutomationRun.objects.get().trouble == "There is nobody for whom this is."
    assert not Notice.objects.filter(account=cast.xenia, kind="automation").exists()


def test_a_chain_stops_after_three_and_says_why(house, cast):
    task = "create-task, to: owner, title: Look"
    house(
        a=CHAIN.format(n=1, event="core.duty-given", do=task),
        b=CHAIN.format(n=2, event="work.task-given", do="tell, to: owner, subject: Look"),
    )
    give_duty(cast.dora, cast.sam)
    go_on()
    go_on()

    assert [(each.automation, each.depth) for each in AutomationRun.objects.order_by("depth")] == [
        ("a", 1),
        ("b", 2),
    ]
    second = AutomationRun.objects.get(automation="b")
    assert second.cause == AutomationRun.objects.get(automation="a")
    # As if two more automations stood before the first.
    AutomationRun.objects.filter(automation="a").update(depth=following.DEEPEST)
    second.delete()
    Follower.objects.update(position=0)
    go_on()

    stopped = AutomationRun.objects.get(automation="b")
    assert (stopped.state, stopped.depth) == ("stopped", 4)
    assert stopped.trouble == "More than 3 automations began one by the other: a → b."
    assert Notice.objects.get(kind="automation-trouble").account == cast.dora


def test_one_that_runs_too_often_is_paused_and_its_owner_told(house, cast, monkeypatch):
    monkeypatch.setattr(following, "MOST_AN_HOUR", 2)
    house(new_duties=DUTIES)
    for who in (cast.sam, cast.mia, account("Otto")):
        give_duty(cast.dora, who)

    go_on()

    standing = Standing.objects.get(name="new-duties")
    assert len(AutomationRun.objects.all()) == 2
    assert (standing.paused_by, standing.paused_because) == (
        None,
        "It began more than 2 times within an hour.",
    )
    assert "is paused" in Notice.objects.get(kind="automation-trouble").subject
    assert Event.objects.filter(name="automations.paused", by=None).count() == 1


def test_while_paused_nothing_begins_and_nothing_is_made_up_for(house, cast):
    found = house(new_duties=DUTIES)["new-duties"]
    with pytest.raises(NotAllowedError):
        steering.pause(automation=found, because="No", by=cast.mia)
    with pytest.raises(steering.AutomationError):
        steering.pause(automation=found, because=" ", by=cast.dora)

    steering.pause(automation=found, because="Too loud", by=cast.dora)
    steering.pause(automation=found, because="Again", by=cast.dora)
    give_duty(cast.dora, cast.sam)
    tree_heads.seal(timezone.now())  # not followed yet when it goes on
    steering.resume(automation=found, by=cast.dora)
    steering.resume(automation=found, by=cast.dora)
    go_on()
    assert states() == []
    give_duty(cast.dora, cast.mia)
    go_on()

    assert states() == ["done"]
    names = (
        Event.objects.filter(name__startswith="automations.").order_by("pk").values_list("name", flat=True)
    )
    assert list(names) == ["automations.paused", "automations.resumed", "automations.ran"]


def test_a_long_log_is_followed_over_several_rounds_and_each_event_counts_once(house, cast, monkeypatch):
    monkeypatch.setattr(following, "AT_ONCE", 1)
    monkeypatch.setattr(rounds, "SLICE", 0.0)
    house(new_duties=DUTIES)
    following.follow(timezone.now())
    give_duty(cast.dora, cast.sam)
    give_duty(cast.dora, cast.mia)
    tree_heads.seal(timezone.now())
    length = sealed.next_position()

    begun = [following.follow(timezone.now()) for _each in range(length + 2)]

    assert sum(begun) == len(states()) == 2
    assert max(begun) == 1


def test_what_waits_when_its_automation_leaves_the_handbook_is_stopped(house, cast):
    house(new_duties=DUTIES)
    give_duty(cast.dora, cast.sam)
    tree_heads.seal(timezone.now())
    following.follow(timezone.now())

    house()
    running.run_due(timezone.now())

    assert states() == [RunState.STOPPED]


def test_runs_that_passed_by_are_forgotten_after_a_month(house, cast):
    house(new_duties=DUTIES)
    give_duty(cast.dora, cast.sam, "auditor")
    give_duty(cast.dora, cast.sam)
    go_on()

    assert running.forget(timezone.now() + timedelta(days=29)) == 0
    running.forget(timezone.now() + timedelta(days=31))

    assert states() == ["done"]
