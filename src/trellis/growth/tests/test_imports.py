"""Development plans that come in from files: one row for each thing that is done, and nobody sees more by it."""

from datetime import date

import pytest

from trellis.core import importing
from trellis.core.models import Event
from trellis.core.tests.rowwise import put
from trellis.growth.importers import PLANS
from trellis.growth.models import DevelopmentPlan
from trellis.growth.queries.plans import plan_seen
from trellis.work.models import WorkItem

HEAD = "person,target,begun_on,review_on,coach,action,kind,due_on,done\n"
FIRST = "ada@example.org,Senior IT Analyst,2026-01-12,2026-07-13,ben@example.org,Run the move,stretch,2026-06-30,\n"
SECOND = "ADA@example.org,senior it analyst,,,,Read on backups,learning,,yes\n"


def test_the_rows_of_a_level_are_one_plan_with_all_that_it_asks_for(cast):
    assert put(PLANS, HEAD + FIRST + SECOND, cast.pia) == ["new", "changed"]

    plan = DevelopmentPlan.objects.get()
    assert (plan.person, plan.target_title, plan.source_title) == (
        cast.ada.person,
        "Senior IT Analyst",
        "IT Analyst",
    )
    assert (plan.begun_at.date(), plan.review_on, plan.coach) == (
        date(2026, 1, 12), date(2026, 7, 13), cast.ben.person,
    )  # fmt: skip
    assert plan.items.count() > 0
    done = {each.text: (each.kind, each.due_on, each.done_at is not None) for each in plan.actions.all()}
    assert done == {
        "Run the move": ("stretch", date(2026, 6, 30), False),
        "Read on backups": ("learning", None, True),
    }
    waiting = WorkItem.objects.filter(kind="plan-action", state="open")
    assert [each.about for each in waiting] == [plan.actions.get(done_at=None).pk]


def test_the_same_file_again_changes_nothing_and_a_later_one_adds(cast):
    put(PLANS, HEAD + FIRST + SECOND, cast.pia)
    before = Event.objects.count()

    assert put(PLANS, HEAD + FIRST + SECOND, cast.pia) == ["same", "same"]
    assert Event.objects.count() == before
    later = FIRST.replace("2026-07-13", "2026-08-03").replace("2026-06-30,", "2026-06-30,yes")
    assert put(PLANS, HEAD + later, cast.pia) == ["changed"]

    plan = DevelopmentPlan.objects.get()
    assert (plan.review_on, plan.actions.filter(done_at=None).count()) == (date(2026, 8, 3), 0)


@pytest.mark.parametrize(
    ("row", "fate"),
    [
        ("nobody@example.org,Senior IT Analyst,,,,,,,", "bad person"),
        ("ada@example.org,Wizard,,,,,,,", "bad target"),
        ("ada@example.org,IT Analyst,,,,,,,", "bad target"),
        ("dora@example.org,Senior IT Analyst,,,,,,,", "bad person"),  # is not employed
        ("ada@example.org,Senior IT Analyst,,,ada@example.org,,,,", "bad coach"),
        ("ada@example.org,Senior IT Analyst,,,,,stretch,,", "bad action"),
        ("ada@example.org,Senior IT Analyst,,,,Read,reading,,", "bad kind"),
    ],
)
def test_a_plan_that_cannot_be_says_where_and_is_not_half_there(cast, row, fate):
    assert put(PLANS, HEAD + row, cast.pia) == [fate]
    assert not DevelopmentPlan.objects.exists()


def test_whoever_brings_plans_does_not_read_them(cast):
    assert importing.may_import(cast.pia, "development-plans")
    for who in (cast.ada, cast.mia, cast.ben):
        assert not importing.may_import(who, "development-plans")
        assert put(PLANS, HEAD + FIRST, who) == ["bad"]

    put(PLANS, HEAD + FIRST, cast.pia)

    key = DevelopmentPlan.objects.get().pk
    assert [plan_seen(who, key) is not None for who in (cast.ada, cast.mia, cast.ben, cast.pia)] == [
        True, True, True, False,
    ]  # fmt: skip
