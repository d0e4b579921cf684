"""What a development plan asks for becomes a goal of learning that is linked and holds none of its words."""

from datetime import timedelta

import pytest

from trellis.growth.services import plans
from trellis.growth.tests.conftest import SENIOR
from trellis.growth.tests.test_plans import TOOLS
from trellis.learning.models import Goal
from trellis.learning.queries import goals as queries
from trellis.learning.services import goals
from trellis.people.days import today


@pytest.fixture
def plan(cast):
    return plans.begin(person=cast.ada.person, target=SENIOR, by=cast.ada)


def test_items_of_ones_own_plan_are_suggested_until_the_manager_holds_them_for_shown(cast, plan):
    (found,) = [each for each in queries.suggested(cast.ada, []) if each.source == "plan-item"]
    assert (found.title, found.because, found.object) == (
        TOOLS, "of your plan for Senior IT Analyst", plan.items.get().pk,
    )  # fmt: skip
    assert [each for each in queries.suggested(cast.mia, []) if each.source == "plan-item"] == []

    plan.items.update(managers="shown")
    assert [each for each in queries.suggested(cast.ada, []) if each.source == "plan-item"] == []


def test_the_goal_shows_the_words_of_the_plan_to_those_who_see_it_and_keeps_none(cast, plan):
    item = plan.items.get()
    goal = goals.want(
        by=cast.ada, kind="about", source="plan-item", about=item.pk, by_when=today() + timedelta(days=30),
        is_shared=True,
    )  # fmt: skip

    assert TOOLS not in str(list(Goal.objects.values()))
    assert queries.shown(cast.ada, [goal])[0].title == TOOLS
    assert queries.shown(cast.mia, [goal])[0].url == f"/growth/plans/{plan.pk}/"
    assert queries.shown(cast.ben, [goal])[0].title == "Something that you may no longer see"
    plan.items.update(text="Other words")
    assert queries.shown(cast.ada, [goal])[0].title == "Other words"
