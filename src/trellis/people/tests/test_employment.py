"""Hiring, changing, correcting and ending: each counts from a day, and nothing that was said is lost."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trellis.core.models import Account, Event, Person
from trellis.core.rules import NotAllowedError
from trellis.people.days import today
from trellis.people.models import Employment, Position, PositionChange
from trellis.people.services import employment as services
from trellis.people.services.employment import Leaving, Terms
from trellis.people.services.errors import CircleError, PeopleError, StaleRecordError
from trellis.people.tests.conftest import BEGAN
from trellis.people.timelines import Change, value_on

JULY = date(2021, 7, 1)


def titles(employment):
    return [(each.starts_on, each.title, each.ends_on) for each in employment.positions.order_by("starts_on")]


def change(cast, name, day=JULY, by=None, **facts):
    return services.change_position(
        employment=cast.employments[name], effective_on=day, facts=facts, by=by or cast.pia
    )


def end(cast, name, day, reason="growth", **said):
    return services.end(
        employment=cast.employments[name], leaves=Leaving(ends_on=day, reason=reason, **said), by=cast.pia
    )


def test_who_is_hired_has_a_position_and_what_follows_from_the_handbook(cast):
    made = cast.employments["ada"]
    position = made.positions.get()

    assert (position.title, position.role) == ("IT Analyst", "job-families/it/it-support#it-analyst")
    assert (position.department, position.cost_centre, position.manager) == ("it", "4100", cast.mia.person)
    assert (position.contract_type, position.entity, position.ends_on) == ("permanent", "Test GmbH", None)
    assert made.probation_ends_on == date(2020, 7, 5)
    assert made.revision == position.revision != ""


def test_a_change_counts_from_its_day(cast):
    change(cast, "ada", title="Senior IT Analyst")

    assert titles(cast.employments["ada"]) == [
        (BEGAN, "IT Analyst", date(2021, 6, 30)), (JULY, "Senior IT Analyst", None),
    ]  # fmt: skip


def test_a_change_that_changes_nothing_is_not_written(cast):
    assert change(cast, "ada", title="it  analyst") is None

    assert PositionChange.objects.filter(employment=cast.employments["ada"]).count() == 1


def test_what_is_planned_is_held_by_nobody_before_its_day(cast):
    ahead = today() + timedelta(days=30)

    change(cast, "ada", ahead, title="Senior IT Analyst")

    now = Position.objects.on(today()).get(person=cast.ada.person)
    assert now.title == "IT Analyst"
    assert Position.objects.on(ahead).get(person=cast.ada.person).title == "Senior IT Analyst"


def test_a_correction_takes_the_place_of_what_was_wrong_and_both_stay(cast):
    wrong = change(cast, "ada", title="Senior IT Analyst")

    right = services.correct_change(
        change=wrong, effective_on=date(2021, 9, 1), facts={"title": "Manager, IT"}, by=cast.pia
    )

    wrong.refresh_from_db()
    assert (right.corrects, wrong.withdrawn_by) == (wrong, cast.pia)
    assert [title for _day, title, _end in titles(cast.employments["ada"])] == ["IT Analyst", "Manager, IT"]


def test_what_is_withdrawn_counts_as_never_said(cast):
    before = titles(cast.employments["ada"])
    made = change(cast, "ada", title="Senior IT Analyst")

    services.withdraw_change(change=made, by=cast.pia)
    services.withdraw_change(change=made, by=cast.pia)

    assert titles(cast.employments["ada"]) == before
    assert Event.objects.filter(name="people.position-changed").count() == 2


def test_what_an_employment_began_with_cannot_be_withdrawn(cast):
    first = cast.employments["ada"].changes.get()

    with pytest.raises(PeopleError, match="began"):
        services.withdraw_change(change=first, by=cast.pia)


def test_an_employment_that_began_earlier_has_its_position_from_then_on(cast):
    earlier = date(2019, 12, 2)

    services.correct_employment(
        employment=cast.employments["ada"], begins=Terms(entity="Test GmbH", starts_on=earlier), by=cast.pia
    )

    assert titles(cast.employments["ada"]) == [(earlier, "IT Analyst", None)]


def test_after_the_last_day_nobody_has_the_position(cast):
    end(cast, "ada", date(2022, 3, 31))

    found = Employment.objects.get(pk=cast.employments["ada"].pk)
    assert (found.voluntary, found.growth_related) == (True, True)
    assert not Position.objects.on(date(2022, 4, 1)).filter(person=cast.ada.person).exists()


def test_an_end_that_is_taken_back_brings_back_what_was_planned(cast):
    change(cast, "ada", title="Senior IT Analyst")
    planned = titles(cast.employments["ada"])
    end(cast, "ada", date(2021, 1, 31))
    assert [title for _day, title, _end in titles(cast.employments["ada"])] == ["IT Analyst"]

    services.take_back_end(employment=cast.employments["ada"], by=cast.pia)

    assert titles(cast.employments["ada"]) == planned


def test_nothing_changes_for_somebody_who_has_left(cast):
    end(cast, "ada", date(2021, 1, 31))

    with pytest.raises(PeopleError, match="31 January 2021"):
        change(cast, "ada", title="Senior IT Analyst")


def test_whoever_reported_to_somebody_who_leaves_reports_to_the_successor(cast):
    last = date(2021, 1, 31)

    end(cast, "mia", last, successor=cast.ada.person)

    after = {each.person_id: each.manager_id for each in Position.objects.on(last + timedelta(days=1))}
    assert after[cast.ben.person_id] == cast.ada.person_id
    assert after[cast.ada.person_id] == cast.olga.person_id


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": "Wizard"}, "title"),
        ({"department": "magic"}, "department"),
        ({"contract_type": "oral"}, "contract_type"),
        ({"contract_type": "fixed-term"}, "ends_on"),
        ({"fte": "0"}, "fte"),
        ({"fte": "2"}, "fte"),
        ({"location_factor": "9"}, "location_factor"),
        ({"location": "x" * 121}, "location"),
    ],
)
def test_what_the_handbook_does_not_know_is_refused_and_changes_nothing(cast, facts, field):
    before = titles(cast.employments["ada"])

    with pytest.raises(PeopleError) as refused:
        change(cast, "ada", **facts)

    assert refused.value.field == field
    assert titles(cast.employments["ada"]) == before


def test_nobody_is_employed_twice_on_one_day(cast):
    with pytest.raises(PeopleError, match="employed by Test GmbH"):
        cast.hire(cast.ada, "IT Analyst", on=date(2023, 1, 2), by=cast.pia)


def test_who_has_left_can_be_hired_again(cast):
    end(cast, "ada", date(2021, 1, 31))

    cast.hire(cast.ada, "IT Analyst", cast.mia, on=date(2021, 2, 1), by=cast.pia, entity="Test Ltd")

    assert Position.objects.filter(person=cast.ada.person).count() == 2


def test_a_line_of_managers_never_leads_back(cast):
    change(cast, "mia", title="Manager, IT", manager=None)

    with pytest.raises(CircleError):
        change(cast, "mia", manager=cast.ada.person)


def test_a_circle_that_would_close_later_is_found_too(cast):
    ahead = today() + timedelta(days=60)
    change(cast, "ada", ahead, manager=cast.olga.person)
    change(cast, "mia", ahead + timedelta(days=30), manager=cast.ada.person)

    with pytest.raises(CircleError):
        change(cast, "ada", ahead + timedelta(days=45), manager=cast.mia.person)


def test_nobody_is_their_own_manager(cast):
    with pytest.raises(PeopleError, match="own manager"):
        change(cast, "ada", manager=cast.ada.person)


def test_a_manager_has_to_be_here_by_then(cast):
    with pytest.raises(PeopleError, match="not employed"):
        change(cast, "ada", manager=cast.sam.person)


def test_who_changes_what_somebody_else_has_changed_is_told(cast):
    seen = cast.employments["ada"].version
    change(cast, "ada", title="Senior IT Analyst")

    with pytest.raises(StaleRecordError):
        services.change_position(
            employment=cast.employments["ada"], effective_on=JULY, facts={"location": "Bremen"}, by=cast.rob, seen=seen
        )  # fmt: skip


@pytest.mark.parametrize("name", ["ada", "mia", "olga", "dora"])
def test_only_who_keeps_records_changes_an_employment(cast, name):
    with pytest.raises(NotAllowedError):
        change(cast, "ben", by=getattr(cast, name), title="Senior IT Analyst")


def test_nobody_changes_their_own_employment(cast):
    with pytest.raises(NotAllowedError):
        change(cast, "pia", title="Manager, IT")


def test_an_entity_that_has_closed_employs_nobody_new(cast, serve):
    from trellis.people.tests.conftest import FILES  # noqa: PLC0415 - beside what it changes

    serve({**FILES, "entities/test-ltd.yml": "entity: Test Ltd\nclosed-on: 2025-12-31\n"})
    new = Person.objects.create(name="New")

    with pytest.raises(PeopleError, match="closed"):
        cast.hire(new, "IT Analyst", on=date(2026, 2, 2), by=cast.pia, entity="Test Ltd")


def test_somebody_hired_for_the_past_counts_from_then_on(cast):
    new = Person.objects.create(name="New", kind=Person.Kind.CANDIDATE)

    cast.hire(new, "IT Analyst", cast.mia, on=date(2024, 2, 29), by=cast.pia)

    new.refresh_from_db()
    assert new.kind == Person.Kind.TEAM
    assert Position.objects.on(date(2024, 2, 29)).filter(person=new).exists()


def test_events_hold_no_names(cast):
    change(cast, "ada", title="Senior IT Analyst")
    end(cast, "ada", date(2022, 3, 31))

    for event in Event.objects.filter(name__startswith="people."):
        assert not any(account.name in str(event.data) for account in Account.objects.all())


# -- any sequence of changes and corrections gives one history

DAYS = st.integers(0, 60).map(lambda number: BEGAN + timedelta(days=number * 10))
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["IT Analyst", "Senior IT Analyst", "Manager, IT"]),
        "location": st.sampled_from(["Berlin", "Bremen", ""]),
        "fte": st.sampled_from(["1", "0.5"]),
    },
).filter(bool)
STEPS = st.lists(
    st.tuples(st.sampled_from(["change", "correct", "withdraw", "end", "take back"]), DAYS, FACTS, st.integers(0, 9)),
    min_size=1,
    max_size=8,
)  # fmt: skip


@given(steps=STEPS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
def test_positions_are_what_the_living_changes_say_whatever_was_done(cast, steps):
    from django.db import transaction  # noqa: PLC0415 - each example is undone

    with transaction.atomic():
        employment = cast.employments["ben"]
        for deed, day, facts, which in steps:
            _do(cast, employment, deed, day, facts, which)
        _check(Employment.objects.get(pk=employment.pk))
        transaction.set_rollback(True)


def _do(cast, employment, deed, day, facts, which):
    living = list(employment.changes.filter(withdrawn_at=None).order_by("rank"))
    try:
        if deed == "change":
            services.change_position(employment=employment, effective_on=day, facts=facts, by=cast.pia)
        elif deed == "correct":
            services.correct_change(
                change=living[which % len(living)], effective_on=day, facts=facts, by=cast.pia
            )
        elif deed == "withdraw":
            services.withdraw_change(change=living[which % len(living)], by=cast.pia)
        elif deed == "end":
            services.end(employment=employment, leaves=Leaving(ends_on=day, reason="growth"), by=cast.pia)
        else:
            services.take_back_end(employment=employment, by=cast.pia)
    except PeopleError:
        pass  # what cannot be is refused; what there is must be right all the same


def _check(employment):
    changes = [
        Change(each.effective_on, each.values(), each.rank) for each in employment.changes.filter(withdrawn_at=None)
    ]  # fmt: skip
    rows = list(employment.positions.order_by("starts_on"))
    assert rows[0].starts_on == employment.starts_on
    assert rows[-1].ends_on == employment.ends_on
    for before, after in pairwise(rows):
        assert after.starts_on == before.ends_on + timedelta(days=1)
    for row in rows:
        for field, value in row.facts().items():
            said = value_on(row.starts_on, field, changes)
            assert value == said if said is not None else True
