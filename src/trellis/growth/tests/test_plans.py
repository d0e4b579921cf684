"""Development plans: what they begin with, who sees them, assessments, evidence, changes of the handbook, the end."""

from datetime import date

import pytest

from trellis.core.models import Notice
from trellis.core.records import uuid7
from trellis.core.rules import NotAllowedError
from trellis.growth import rules, terms
from trellis.growth.models import DevelopmentPlan, PlanNote
from trellis.growth.queries import plans as queries
from trellis.growth.queries import promotions as of_promotions
from trellis.growth.services import plans, promotions, reminding
from trellis.growth.services.errors import GrowthError, StaleGrowthError
from trellis.growth.tests.conftest import FILES, SENIOR
from trellis.people.tests.conftest import IT
from trellis.work.models import WorkItem

TOOLS = "Choose the tools of the team"


@pytest.fixture
def plan(cast):
    return plans.begin(person=cast.ada.person, target=SENIOR, by=cast.ada)


def item_of(plan, text=TOOLS):
    return plan.items.get(text=text)


def reread(plan):
    return DevelopmentPlan.objects.get(pk=plan.pk)


def test_the_next_levels_are_those_of_the_ladder_with_what_each_adds(cast):
    levels = terms.next_levels(terms.titled("IT Analyst"))

    assert [(each.role.full_title, each.lateral) for each in levels] == [("Senior IT Analyst", False)]
    assert [each.text for each in levels[0].added] == [TOOLS]
    assert {each.full_title for each in terms.alike(terms.titled("Senior IT Analyst"))} == {
        "People Generalist"
    }


def test_a_plan_begins_with_what_the_level_adds_and_there_is_one_of_each(cast, plan):
    assert [(each.text, each.part) for each in plan.items.all()] == [(TOOLS, "responsibilities")]
    assert plans.begin(person=cast.ada.person, target=SENIOR, by=cast.mia).pk == plan.pk
    with pytest.raises(GrowthError, match="has this level already"):
        plans.begin(person=cast.ada.person, target="job-families/it/it-support#it-analyst", by=cast.ada)


def test_the_person_their_line_and_the_coach_see_a_plan_and_nobody_else(cast, plan):
    def seers():
        found = reread(plan)
        names = ("ada", "mia", "olga", "ben", "pia", "rob", "sam", "dora")
        seen = {name for name in names if rules.can_see_plan(getattr(cast, name), found)}
        listed = {
            name
            for name in names
            if DevelopmentPlan.objects.filter(rules.seen_plans(getattr(cast, name))).exists()
        }
        assert seen == listed
        return seen

    assert seers() == {"ada", "mia", "olga"}
    plans.arrange(plan=plan, coach=cast.rob.person, review_on=None, by=cast.mia)
    assert seers() == {"ada", "mia", "olga", "rob"}
    plans.end(plan=plan, state="reached", reason="", by=cast.mia)
    assert seers() == {"ada", "mia", "olga"}


def test_the_person_and_the_manager_assess_apart_and_a_coach_does_not(cast, plan):
    item = item_of(plan)
    plans.arrange(plan=plan, coach=cast.rob.person, review_on=None, by=cast.mia)
    plans.assess(plan=plan, says={item.pk: "shown"}, by=cast.ada)
    plans.assess(plan=plan, says={item.pk: "partly"}, by=cast.mia)

    item.refresh_from_db()
    assert (item.own, item.managers) == ("shown", "partly")
    [(_plan, progress)] = queries.with_progress(queries.plans_of(cast.ada.person))
    assert (progress.own, progress.managers, progress.total, progress.percent) == (1, 0, 1, 0)
    with pytest.raises(NotAllowedError):
        plans.assess(plan=plan, says={item.pk: "shown"}, by=cast.rob)
    with pytest.raises(StaleGrowthError):
        plans.assess(plan=plan, says={item.pk: "not-yet"}, by=cast.mia, seen=1)


def test_evidence_goes_along_into_a_promotion_that_is_prepared_from_the_plan(cast, plan):
    key = uuid7()
    for _twice in range(2):
        plans.add_evidence(
            plan=plan, item=item_of(plan).pk, text="Compared three tools.", link="https://example.org/t", key=key,
            by=cast.ada,
        )  # fmt: skip
    with pytest.raises(GrowthError, match="https"):
        plans.add_evidence(
            plan=plan, item=item_of(plan).pk, text="X", link="javascript:x", key=uuid7(), by=cast.ada
        )

    made = promotions.begin(person=cast.ada.person, target=SENIOR, by=cast.mia, plan=plan)

    [criterion] = of_promotions.document_of(made).criteria
    assert criterion.evidence == "Compared three tools. https://example.org/t"
    assert "tools" not in criterion.sealed_evidence


def test_an_action_waits_on_whoever_does_it_until_it_is_done(cast, plan):
    made = plans.add_action(
        plan=plan, kind="stretch", text="Lead the next purchase", owner=cast.ada.person, due_on=date(2026, 4, 1),
        key=uuid7(), by=cast.mia,
    )  # fmt: skip
    [item] = WorkItem.objects.filter(kind="plan-action", state="open")
    assert (item.assignee, "purchase" in item.title) == (cast.ada, False)
    with pytest.raises(GrowthError, match="does not see this plan"):
        plans.add_action(
            plan=plan,
            kind="coaching",
            text="Talk",
            owner=cast.ben.person,
            due_on=None,
            key=uuid7(),
            by=cast.mia,
        )

    plans.finish_action(plan=plan, action=made.pk, by=cast.ada)

    assert not WorkItem.objects.filter(kind="plan-action", state="open").exists()
    plans.finish_action(plan=plan, action=made.pk, by=cast.ada, done=False)
    assert WorkItem.objects.filter(kind="plan-action", state="open").count() == 1
    plans.end(plan=plan, state="dropped", reason="Other plans", by=cast.ada)
    assert not WorkItem.objects.filter(kind="plan-action", state="open").exists()


def test_what_the_handbook_says_otherwise_is_told_and_taken_over_with_its_assessment(cast, plan, serve):
    plans.assess(plan=plan, says={item_of(plan).pk: "partly"}, by=cast.mia)
    now = "Choose the tools of the whole team"
    serve(
        {
            **FILES,
            "job-families/it/it-support.md": IT.replace(f"- {TOOLS}", f"- {now}\n- Teach two newcomers"),
        }
    )

    page = queries.plan_page(reread(plan))
    assert [(each.item.text, each.now) for each in page.parts[0].items] == [(TOOLS, now)]
    assert [each.text for each in page.fresh] == ["Teach two newcomers"]
    plans.adopt(plan=plan, by=cast.ada)

    page = queries.plan_page(reread(plan))
    assert not page.is_outdated
    assert [(each.item.text, each.item.managers) for each in page.parts[0].items] == [
        (now, "partly"), ("Teach two newcomers", ""),
    ]  # fmt: skip


def test_what_the_handbook_asks_for_no_more_leaves_the_plan_once_that_is_taken_over(cast, plan, serve):
    serve(
        {**FILES, "job-families/it/it-support.md": IT.replace(f"- {TOOLS}\n", "- Coach people every week\n")}
    )

    page = queries.plan_page(reread(plan))
    assert [(each.item.text, each.gone) for each in page.parts[0].items] == [(TOOLS, True)]
    plans.adopt(plan=plan, by=cast.mia)

    assert [each.item.text for each in queries.plan_page(reread(plan)).parts[0].items] == [
        "Coach people every week"
    ]


def test_a_plan_is_dropped_with_a_reason_and_changed_no_more(cast, plan):
    with pytest.raises(GrowthError, match="Say why"):
        plans.end(plan=plan, state="dropped", reason=" ", by=cast.ada)
    plans.end(plan=plan, state="dropped", reason="Ada heads for another family.", by=cast.ada)

    with pytest.raises(GrowthError, match="closed"):
        plans.comment(plan=plan, text="But", key=uuid7(), by=cast.mia)
    assert plans.begin(person=cast.ada.person, target=SENIOR, by=cast.ada).pk != plan.pk
    assert "family" not in PlanNote.objects.filter(plan=plan, kind="ended").get().sealed_text


def test_people_are_told_once_that_a_plan_is_to_be_looked_at(cast, plan):
    plans.arrange(plan=plan, coach=cast.rob.person, review_on=date(2026, 3, 4), by=cast.ada)
    assert reminding.remind(date(2026, 3, 3)) == 0

    assert (reminding.remind(date(2026, 3, 4)), reminding.remind(date(2026, 3, 5))) == (3, 0)
    assert set(Notice.objects.values_list("account__name", flat=True)) == {"Ada", "Mia", "Rob"}
