"""A plan from its draft to its end: who does what, on whom it waits, what the handbook says."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from trellis.core.models import Event, Notice
from trellis.people.days import today
from trellis.people.models import Position
from trellis.performance import rules
from trellis.performance.indicators import plans_met
from trellis.performance.models import CheckIn, PlanExpectation, PlanMove, SupportPlan
from trellis.performance.queries import numbers
from trellis.performance.queries import plans as queries
from trellis.performance.services import agreeing, drafting, going_on
from trellis.performance.services.drafting import Draft, Expected
from trellis.performance.services.errors import NoPlanError, PlanError, StalePlanError
from trellis.performance.tests.conftest import SECRET, checked, days, draft, going, handed_in
from trellis.work.models import WorkItem

NAMES = ("olga", "mia", "ada", "ben", "pia", "rob", "sam", "dora")


def readers(cast, plan):
    return {name for name in NAMES if rules.seen(cast.fresh(name)).filter(pk=plan.pk).exists()}


def waiting():
    found = WorkItem.objects.filter(state="open").values_list("kind", "assignee__name")
    return sorted(each for each in found if each[0].startswith("support-"))


def ended(cast, name="ada"):
    plan = going(cast, name=name)
    plan = going_on.decide(
        plan=plan.pk, outcome="met", reason=SECRET, seen=plan.version, by=cast.fresh("mia")
    )
    return agreeing.agree(plan=plan.pk, seen=plan.version, by=cast.fresh("pia"))


def test_a_draft_is_read_by_manager_and_partner_a_plan_by_all_whom_it_concerns(cast, time_machine):
    plan = draft(cast, starts_on=today() + days(3))
    assert readers(cast, plan) == {"mia", "pia"}
    plan = drafting.hand_in(plan=plan.pk, seen=plan.version, by=cast.fresh("mia"))
    assert readers(cast, plan) == {"mia", "pia"}
    assert waiting() == [("support-agree", "Pia")]
    plan = agreeing.agree(plan=plan.pk, seen=plan.version, by=cast.fresh("pia"))
    assert readers(cast, plan) == {"olga", "mia", "pia"}
    assert ("support-acknowledge", "Ada") not in waiting()
    time_machine.move_to("2026-03-05T10:00:00Z")
    assert readers(cast, plan) == {"olga", "mia", "ada", "pia"}
    going_on.follow()
    assert waiting() == [("support-acknowledge", "Ada"), ("support-check-in", "Mia")]


def test_a_plan_shows_its_weekly_check_ins_and_ends_with_an_outcome(cast, time_machine):
    plan = going(cast)
    assert plan.next_check_in == today() + days(7)
    going_on.acknowledge(plan=plan.pk, by=cast.fresh("ada"))
    time_machine.move_to("2026-03-09T10:00:00Z")
    checked(cast, plan)
    plan.refresh_from_db()
    assert plan.next_check_in == today() + days(7)
    assert waiting() == [("support-check-in", "Mia")]
    time_machine.move_to("2026-03-30T10:00:00Z")
    assert queries.is_late(plan)
    checked(cast, plan, "met")
    plan.refresh_from_db()
    assert plan.next_check_in is None
    assert waiting() == [("support-outcome", "Mia")]
    plan = going_on.decide(
        plan=plan.pk, outcome="met", reason="Well done", seen=plan.version, by=cast.fresh("mia")
    )
    assert not queries.told(cast.fresh("ada"), plan).shows_outcome
    assert not queries.told(cast.fresh("olga"), plan).shows_outcome
    assert queries.told(cast.fresh("ada"), plan).state == "under way"
    plan = agreeing.agree(plan=plan.pk, seen=plan.version, by=cast.fresh("pia"))
    assert (plan.state, plan.counts) == ("ended", "met")
    assert queries.told(cast.fresh("ada"), plan).shows_outcome
    assert waiting() == []


def test_a_check_in_falls_on_a_working_day_of_the_person(cast):
    plan = going(cast, starts_on=today() + days(5))  # a Saturday, and a week later another
    assert plan.next_check_in == today() + days(14)


def test_nobody_writes_for_themselves_or_for_who_is_not_below_them(cast):
    says = Draft("plan", today(), 2, SECRET)
    for by, name in (
        ("mia", "mia"),
        ("ada", "ben"),
        ("pia", "ada"),
        ("olga", "ada"),
        ("dora", "ada"),
        ("mia", "olga"),
    ):
        with pytest.raises(NoPlanError):
            drafting.begin(key=uuid4(), person=getattr(cast, name).person_id, says=says, by=cast.fresh(by))
    assert not SupportPlan.objects.exists()


def test_there_is_one_open_plan_for_a_person(cast):
    plan = draft(cast)
    with pytest.raises(PlanError):
        draft(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportPlan.objects.create(
            person=plan.person, stage="plan", starts_on=today(), ends_on=today() + days(7)
        )
    says = Draft("plan", today(), 2, SECRET)
    same = drafting.begin(key=plan.pk, person=plan.person_id, says=says, by=cast.fresh("mia"))
    assert same.pk == plan.pk


def test_a_draft_is_handed_in_when_it_says_what_the_handbook_asks(cast):
    mia, says = cast.fresh("mia"), Draft("plan", today(), 3, SECRET)
    plan = drafting.begin(key=uuid4(), person=cast.ada.person_id, says=says, picked=["0"], by=mia)
    assert [each.text for each in plan.expectations.all()] == ["Answer questions about laptops"]
    with pytest.raises(PlanError, match="measured"):
        drafting.hand_in(plan=plan.pk, seen=plan.version, by=mia)
    row = plan.expectations.get()
    late = Expected(row.text, "Nine of ten", plan.ends_on + days(1), row.pk)
    plan = drafting.expect(plan=plan.pk, says=[late], seen=plan.version, by=mia)
    with pytest.raises(PlanError, match="within the time"):
        drafting.hand_in(plan=plan.pk, seen=plan.version, by=mia)
    plan = drafting.expect(plan=plan.pk, says=[Expected("", key=row.pk)], seen=plan.version, by=mia)
    with pytest.raises(PlanError, match="at least 1"):
        drafting.hand_in(plan=plan.pk, seen=plan.version, by=mia)
    with pytest.raises(PlanError, match="between 2 and 4"):
        drafting.rewrite(plan=plan.pk, says=Draft("plan", today(), 5, SECRET), seen=plan.version, by=mia)
    with pytest.raises(StalePlanError):
        drafting.rewrite(plan=plan.pk, says=says, seen=plan.version - 1, by=mia)


def test_coaching_begins_and_ends_without_anybody_else(cast):
    plan = handed_in(cast, stage="coaching")
    assert plan.state == "running"
    plan = going_on.decide(
        plan=plan.pk, outcome="met", reason=SECRET, seen=plan.version, by=cast.fresh("mia")
    )
    assert plan.state == "ended"


def test_the_partner_sends_back_and_the_person_never_reads_why(cast):
    plan = handed_in(cast)
    for name in ("mia", "olga", "dora", "ada", "rob"):
        with pytest.raises(PlanError):
            agreeing.agree(plan=plan.pk, seen=plan.version, by=cast.fresh(name))
    plan = agreeing.send_back(plan=plan.pk, reason="Too vague", seen=plan.version, by=cast.fresh("pia"))
    assert waiting() == [("support-rework", "Mia")]
    plan = drafting.hand_in(plan=plan.pk, seen=plan.version, by=cast.fresh("mia"))
    plan = agreeing.agree(plan=plan.pk, seen=plan.version, by=cast.fresh("pia"))
    assert "sent-back" in {each.deed for each in queries.told(cast.fresh("mia"), plan).history}
    for name in ("ada", "olga"):
        assert {each.deed for each in queries.told(cast.fresh(name), plan).history} == {"begun"}


def test_nobody_agrees_to_what_they_handed_in(cast):
    plan = handed_in(cast)
    SupportPlan.objects.filter(pk=plan.pk).update(handed_by=cast.pia.person)
    with pytest.raises(PlanError, match="themselves"):
        agreeing.agree(plan=plan.pk, seen=plan.version, by=cast.fresh("pia"))


def test_a_plan_is_extended_once_and_says_why(cast, time_machine):
    plan = going(cast)
    before = plan.ends_on
    with pytest.raises(PlanError):
        going_on.extend(plan=plan.pk, weeks=2, reason=" ", seen=plan.version, by=cast.fresh("mia"))
    plan = going_on.extend(plan=plan.pk, weeks=2, reason=SECRET, seen=plan.version, by=cast.fresh("mia"))
    assert plan.ends_on == before + days(14)
    with pytest.raises(PlanError, match="any more"):
        going_on.extend(plan=plan.pk, weeks=1, reason=SECRET, seen=plan.version, by=cast.fresh("mia"))


def test_what_begins_late_is_as_long_as_it_was_meant_to_be(cast, time_machine):
    plan = handed_in(cast)
    time_machine.move_to("2026-03-05T10:00:00Z")
    plan = agreeing.agree(plan=plan.pk, seen=plan.version, by=cast.fresh("pia"))
    assert (plan.begins_on, plan.ends_on) == (today(), today() + days(28))
    assert plan.expectations.get().by == plan.ends_on


def test_only_the_manager_writes_and_only_the_person_acknowledges(cast):
    plan = going(cast)
    for name in ("ada", "olga", "pia"):
        with pytest.raises(PlanError):
            going_on.decide(plan=plan.pk, outcome="met", reason="x", seen=plan.version, by=cast.fresh(name))
    with pytest.raises(PlanError):
        going_on.acknowledge(plan=plan.pk, by=cast.fresh("mia"))
    with pytest.raises(PlanError):
        going_on.comment(plan=plan.pk, text="x", by=cast.fresh("olga"))
    for name in ("ben", "dora", "rob", "sam"):
        with pytest.raises(NoPlanError):
            going_on.comment(plan=plan.pk, text="x", by=cast.fresh(name))


def test_another_manager_takes_over_and_the_former_reads_nothing(cast):
    plan = going(cast)
    Position.objects.filter(person=cast.ada.person).update(manager=cast.rob.person)
    assert readers(cast, plan) == {"olga", "ada", "pia", "rob"}
    assert going_on.follow([cast.ada.person_id]) == 1
    plan.refresh_from_db()
    assert plan.manager_id == cast.rob.person_id
    assert ("support-check-in", "Rob") in waiting()
    assert ("support-check-in", "Mia") not in waiting()


def test_the_plan_of_who_leaves_is_closed_and_stays_with_who_wrote_it(cast, time_machine):
    plan = going(cast)
    Position.objects.filter(person=cast.ada.person).update(ends_on=today() - days(1))
    assert going_on.follow() == 1
    plan.refresh_from_db()
    assert plan.state == "closed"
    assert waiting() == []
    assert readers(cast, plan) == {"mia", "pia", "ada"}


def test_a_plan_that_is_taken_back_before_its_day_is_never_read(cast, time_machine):
    plan = going(cast, starts_on=today() + days(3))
    drafting.withdraw(plan=plan.pk, reason="A mistake", by=cast.fresh("mia"))
    time_machine.move_to("2026-03-09T10:00:00Z")
    assert readers(cast, plan) == {"mia", "pia"}


def test_a_partner_below_the_person_reads_nothing(cast):
    plan = draft(cast, name="pia", by="olga")
    assert readers(cast, plan) == {"olga"}
    plan = draft(cast, name="mia", by="olga")
    assert readers(cast, plan) == {"olga", "pia"}
    Position.objects.filter(person=cast.pia.person).update(manager=cast.mia.person)
    assert readers(cast, plan) == {"olga"}


def test_words_are_sealed_and_stand_in_no_event_notice_or_item(cast):
    plan = going(cast)
    going_on.comment(plan=plan.pk, text=SECRET, by=cast.fresh("ada"))
    checked(cast, plan)
    for model in (SupportPlan, PlanExpectation, CheckIn, PlanMove, Event, Notice, WorkItem):
        assert SECRET not in str(list(model.objects.values()))
    told = str([each.data for each in Event.objects.filter(name__startswith="performance.")])
    assert told
    assert str(cast.ada.person_id) not in told
    assert "Ada" not in str(list(Notice.objects.filter(kind="support-plan").values("subject", "text")))


def test_numbers_are_told_of_five_plans_and_more(cast):
    for name in ("ada", "ben"):
        ended(cast, name)
    found = numbers.numbers()
    assert (found.under_way, found.ended, found.met) == (None, None, None)
    first = SupportPlan.objects.first()
    for at in range(4):
        first.pk, first.counts = uuid4(), "not-met" if at else "met"
        first.save(force_insert=True)
    assert (numbers.numbers().ended, numbers.numbers().met) == (6, 50)
    assert plans_met() == 50
