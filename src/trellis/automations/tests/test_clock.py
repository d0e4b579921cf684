"""Clocks strike once for each time, in their zone; days of records are counted from, each once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from django.utils import timezone
from hypothesis import given

from trellis.automations import clock
from trellis.automations.definitions.automations import When
from trellis.automations.models import AutomationRun, Standing
from trellis.automations.services import following, running, steering
from trellis.automations.tests.conftest import give_duty, states
from trellis.core.models import Notice
from trellis.work.models import WorkItem

BERLIN = ZoneInfo("Europe/Berlin")
WEEKLY = """\
title: Look at the list
owner: mia@example.org
when: {every: week, on: monday, at: "08:00", zone: Europe/Berlin}
then:
  - {do: create-task, to: owner, title: Look at the list}
"""
ENDING = """\
title: Duties that end soon
owner: dora@example.org
when: {days: 14, before: duty.ends, at: "07:00", zone: UTC}
then:
  - {do: tell, to: {field: account}, subject: "Your duty {{ event.duty }} ends soon"}
"""
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@given(
    moments,
    st.sampled_from(["day", "week"]),
    st.times(),
    st.sampled_from(["Europe/Berlin", "UTC", "America/New_York"]),
)
def test_the_next_stroke_is_the_first_after_a_moment(moment, every, at, zone):
    when = When(every=every, on="friday", at=at)

    found = clock.next_after(when, moment, ZoneInfo(zone))

    assert found > moment
    longest = timedelta(days=1 if every == "day" else 7, hours=1)
    assert found - moment <= longest
    assert clock.next_after(when, found, ZoneInfo(zone)) - found >= longest - timedelta(hours=2)


def test_a_week_has_one_stroke_in_its_zone_summer_and_winter():
    when = When(every="week", on="monday", at=datetime(2026, 1, 1, 8).time())
    start, end = datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 4, 7, tzinfo=UTC)

    assert list(clock.strokes(when, start, end, BERLIN)) == [
        datetime(2026, 3, 23, 7, tzinfo=UTC),
        datetime(2026, 3, 30, 6, tzinfo=UTC),
        datetime(2026, 4, 6, 6, tzinfo=UTC),
    ]


@pytest.mark.parametrize(("when", "day"), [(When(days=3, before="x"), 9), (When(days=3, after="x"), 3)])
def test_the_day_that_is_meant_lies_ahead_or_behind(when, day):
    assert clock.day_meant(when, date(2026, 5, 6)) == date(2026, 5, day)


def test_a_clock_begins_one_run_for_all_strokes_that_were_missed(house, cast):
    house(list=WEEKLY)
    first = Standing.objects.get(name="list").next_at

    assert following.follow(first - timedelta(seconds=1)) == 0
    assert following.follow(first + timedelta(days=15)) == 1
    assert following.follow(first + timedelta(days=15)) == 0
    running.run_due(first + timedelta(days=16))

    run = AutomationRun.objects.get()
    assert (run.state, run.at, run.trigger) == ("done", first, "every week")
    assert WorkItem.objects.get().assignee == cast.mia
    assert Standing.objects.get(name="list").next_at == first + timedelta(days=21)


def test_a_clock_that_was_paused_strikes_from_then_on(house, cast):
    found = house(list=WEEKLY)["list"]
    first = Standing.objects.get(name="list").next_at
    steering.pause(automation=found, because="Away", by=cast.mia)

    following.follow(first + timedelta(hours=1))
    steering.resume(automation=found, by=cast.mia)
    following.follow(timezone.now())

    assert states() == []
    assert Standing.objects.get(name="list").next_at == first


def test_days_before_a_duty_ends_whoever_has_it_is_told_once(house, cast):
    house(ending=ENDING)
    soon, later = give_duty(cast.dora, cast.sam, days=20), give_duty(cast.dora, cast.mia, days=25)

    for ahead in range(1, 9):
        now = timezone.now() + timedelta(days=ahead)
        following.follow(now)
        following.follow(now)
        running.run_due(now)

    assert [each.object for each in AutomationRun.objects.all()] == [soon.pk]
    assert later.pk != soon.pk
    assert Notice.objects.get(kind="automation").account == cast.sam


def test_days_on_which_nothing_ran_are_made_up_for(house, cast):
    house(ending=ENDING)
    given_to = {give_duty(cast.dora, who, days=n).pk for who, n in ((cast.sam, 20), (cast.mia, 25))}
    following.follow(timezone.now() + timedelta(days=1))

    following.follow(timezone.now() + timedelta(days=13))

    assert {each.object for each in AutomationRun.objects.all()} == given_to


def test_a_round_in_which_nothing_happens_asks_little_and_writes_nothing(
    house, cast, django_assert_num_queries
):
    house(list=WEEKLY, ending=ENDING, other=WEEKLY)
    following.follow(timezone.now())

    with django_assert_num_queries(5) as told:
        following.follow(timezone.now())

    assert not [each["sql"] for each in told.captured_queries if not each["sql"].startswith("SELECT")]


def test_a_clock_that_was_switched_off_strikes_from_when_it_is_on_again(house, cast):
    house(list=WEEKLY)
    first = Standing.objects.get(name="list").next_at
    house(list=WEEKLY.replace("owner:", "enabled: false\nowner:"))
    assert Standing.objects.get(name="list").next_at is None

    house(list=WEEKLY)
    following.follow(first - timedelta(hours=1))

    assert states() == []
    assert Standing.objects.get(name="list").next_at == first
