"""Whatever anybody does in whatever order: no word is read by who may not, and nothing that was said is lost."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trellis.people.days import today
from trellis.people.models import Position
from trellis.performance import rules
from trellis.performance.models import PlanMove, SupportPlan
from trellis.performance.queries import plans as queries
from trellis.performance.services import agreeing, drafting, going_on
from trellis.performance.services.errors import PlanError
from trellis.performance.services.going_on import Marked
from trellis.performance.tests.conftest import draft

NAMES = ("olga", "mia", "ada", "ben", "pia", "rob", "sam", "dora")
ACTS = (
    "hand-in", "agree", "send-back", "acknowledge", "comment", "check-in", "extend", "decide", "withdraw", "manager",
    "day", "leave",
)  # fmt: skip
MOVES = st.tuples(st.sampled_from(ACTS), st.sampled_from(("mia", "pia", "ada", "olga", "rob")))
LIKELY = st.sampled_from((("hand-in", "mia"), ("agree", "pia"), ("send-back", "pia"), ("decide", "mia")))
STEPS = st.lists(LIKELY | MOVES, min_size=4, max_size=14)


def act(cast, key, what, who):
    """Somebody tries something with the plan of Ada; or a position changes, or a day passes."""
    by, plan, word = cast.fresh(who), SupportPlan.objects.get(pk=key), f"{what} by {who}"
    said = {"plan": key, "seen": plan.version, "by": by}
    position = Position.objects.filter(person=cast.ada.person)
    yesterday = today() - timedelta(days=1)
    marks = {each.pk: Marked("not-yet", word) for each in plan.expectations.all()}
    heir = cast.rob if who == "rob" else cast.mia
    {
        "hand-in": lambda: drafting.hand_in(**said),
        "agree": lambda: agreeing.agree(**said),
        "send-back": lambda: agreeing.send_back(reason=word, **said),
        "acknowledge": lambda: going_on.acknowledge(plan=key, by=by),
        "comment": lambda: going_on.comment(plan=key, text=word, by=by),
        "check-in": lambda: going_on.check_in(held_on=today(), marks=marks, note=word, **said),
        "extend": lambda: going_on.extend(weeks=1, reason=word, **said),
        "decide": lambda: going_on.decide(outcome="not-met", reason=word, **said),
        "withdraw": lambda: drafting.withdraw(plan=key, reason=word, by=by),
        "manager": lambda: position.update(manager=heir.person),
        "leave": lambda: position.update(ends_on=yesterday) if who == "rob" else None,
        "day": lambda: SupportPlan.objects.filter(pk=key, begins_on__isnull=False).update(
            begins_on=yesterday
        ),
    }[what]()
    if what in ("day", "leave"):
        going_on.follow()


@pytest.mark.slow
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, ahead=st.booleans())
def test_no_order_of_acts_shows_or_loses_a_word(cast, steps, ahead):
    with transaction.atomic():
        plan = draft(cast, starts_on=today() + timedelta(days=ahead))
        before = set()
        for what, who in steps:
            try:
                with transaction.atomic():
                    act(cast, plan.pk, what, who)
            except PlanError:
                pass
            moves = set(PlanMove.objects.values_list("pk", flat=True))
            assert before <= moves
            before = moves
            _look(cast, SupportPlan.objects.get(pk=plan.pk))
        transaction.set_rollback(True)


def _look(cast, plan):
    position = Position.objects.on(today()).filter(person=cast.ada.person).first()
    manager = position.manager_id if position is not None else plan.manager_id
    inside = {manager, cast.pia.person_id}
    for name in NAMES:
        who = cast.fresh(name)
        sees = rules.seen(who).filter(pk=plan.pk).exists()
        if name in ("ben", "sam", "dora") or (name == "rob" and manager != who.person_id):
            assert not sees
        if name == "ada":
            assert sees == (plan.begins_on is not None and plan.begins_on <= today())
        if name == "olga":
            assert sees == (plan.begins_on is not None and position is not None)
        if not sees or who.person_id in inside:
            continue
        told = queries.told(who, plan)
        assert not any(each.is_inside for each in told.history)
        assert told.shows_outcome == (plan.state == "ended")
        assert told.state != "outcome to be agreed"
