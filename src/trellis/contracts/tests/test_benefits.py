"""Benefits: who may have what from when, windows and life events, costs, what a move or an end ends."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given

from trellis.contracts.definitions.benefits import Option, Program, Window
from trellis.contracts.models import Enrolment
from trellis.contracts.queries import benefits as queries
from trellis.contracts.rules import NotAllowedError
from trellis.contracts.services import benefits
from trellis.contracts.services.benefits import LifeEvent
from trellis.contracts.services.errors import ContractsError
from trellis.people.days import today
from trellis.people.definitions.audiences import Group
from trellis.people.definitions.spans import add_months
from trellis.people.queries.audiences import facts_on
from trellis.people.queries.directory import position_on
from trellis.people.services import employment, organisation
from trellis.people.services.employment import Leaving, Terms

DAYS = st.dates(date(2015, 1, 1), date(2040, 12, 31))


@given(start=DAYS, months=st.integers(0, 60), probation=st.none() | st.integers(1, 400))
def test_nobody_is_eligible_before_they_have_served_long_enough(start, months, probation):
    program = Program(
        title="P", months_of_service=months, after_probation=True, options={"a": Option(title="A")}
    )
    ends = start + timedelta(days=probation) if probation is not None else None

    first = program.from_day(start, ends)

    assert first >= start
    assert first >= add_months(start, months)
    assert ends is None or first > ends
    assert first in (add_months(start, months), (ends or start) + timedelta(days=1))


def test_months_of_service_end_on_the_last_day_of_a_short_month():
    program = Program(title="P", months_of_service=6, options={})

    assert program.from_day(date(2025, 8, 31), None) == date(2026, 2, 28)
    assert program.from_day(date(2027, 8, 31), None) == date(2028, 2, 29)
    assert Program(title="P", months_of_service=12, options={}).from_day(date(2028, 2, 29), None) == date(
        2029, 2, 28
    )


@given(day=DAYS, from_=DAYS, until=DAYS, counts=DAYS)
def test_a_window_counts_from_no_day_before_it_and_opens_when_it_says(day, from_, until, counts):
    window = Window(from_=f"{from_:%m-%d}", until=f"{until:%m-%d}", counts_from=f"{counts:%m-%d}")

    assert window.counting_from(day) >= day
    opens = window.next_day(day)
    assert day <= opens <= day + timedelta(days=366)
    assert window.holds(opens) or f"{from_:%m-%d}" == "02-29"


@pytest.fixture
def october(time_machine):
    """A day in the window of the pension."""
    time_machine.move_to("2026-10-05 10:00+00:00")


@pytest.fixture
def march(time_machine):
    """A day outside of it."""
    time_machine.move_to("2026-03-02 10:00+00:00")


def standing(who, name="pension"):
    return queries.standing_of(who.person, name, today())


def test_somebody_enrols_in_a_benefit_of_their_entity_and_its_cost_is_kept(october, cast):
    row = benefits.enrol(program="pension", option="plus", by=cast.ada)

    assert row.starts_on == date(2027, 1, 1)
    assert (row.employer_amount, row.employee_amount, row.currency) == (
        Decimal(200),
        Decimal("100.50"),
        "EUR",
    )
    assert benefits.enrol(program="pension", option="plus", by=cast.ada).pk == row.pk, "twice is once"


def test_outside_of_a_window_it_says_from_when(march, cast):
    with pytest.raises(ContractsError, match=r"Oct.* 1, 2026|1 October 2026"):
        benefits.enrol(program="pension", option="basic", by=cast.ada)


def test_a_life_event_opens_it_for_some_days(march, cast):
    row = benefits.enrol(
        program="pension", option="basic", by=cast.ada, life_event=LifeEvent("birth", date(2026, 2, 1))
    )
    assert (row.starts_on, row.life_event) == (date(2026, 3, 2), "birth")

    for event, told in (
        (LifeEvent("birth", date(2025, 12, 1)), "until"),
        (LifeEvent("birth", date(2026, 3, 3)), "lies ahead"),
        (LifeEvent("wedding", date(2026, 3, 1)), "no life event"),
    ):
        with pytest.raises(ContractsError, match=told):
            benefits.enrol(program="pension", option="plus", by=cast.ada, life_event=event)


def test_another_option_ends_the_one_before_the_day_before(march, cast):
    first = benefits.enrol(program="ticket", option="city", by=cast.ada)
    Enrolment.objects.filter(pk=first.pk).update(starts_on=date(2026, 1, 1), option="country")

    second = benefits.enrol(program="ticket", option="city", by=cast.ada)

    first.refresh_from_db()
    assert (first.ends_on, first.ending, second.starts_on) == (date(2026, 3, 1), "changed", date(2026, 3, 2))


def test_who_is_new_may_have_it_later_and_reads_when(march, cast):
    cast.hire(cast.sam, "IT Analyst", cast.mia, on=date(2026, 2, 1), by=cast.pia)

    found = standing(cast.sam)

    assert not found.is_eligible
    assert found.from_day == date(2026, 8, 1)
    with pytest.raises(ContractsError):
        benefits.enrol(program="pension", option="basic", by=cast.sam)


def test_benefits_of_another_entity_are_not_shown_nor_had(march, cast):
    cast.hire(cast.sam, "IT Analyst", cast.mia, on=date(2024, 2, 1), entity="Test Ltd", by=cast.pia)

    assert queries.standings_of(cast.sam.person, today()) == []
    with pytest.raises(ContractsError):
        benefits.enrol(program="ticket", option="city", by=cast.sam)


def test_who_is_outside_of_the_audience_reads_why(march, cast):
    mia, ada = (facts_on(today(), [who.person.pk])[who.person.pk] for who in (cast.mia, cast.ada))
    for audience, told in (
        (Group(contract_types=("intern",)), "type of contract"),
        (Group(from_grade=99), "grade 99"),
        (Group(any=(Group(managers=True), Group(departments=("people",)))), "a group of people"),
    ):
        program = Program(title="P", audience=audience, options={"a": Option(title="A")})
        assert told in queries.eligibility(program, position_on(cast.ada.person, today()), ada, today())[0]
    assert queries.eligibility(program, position_on(cast.mia.person, today()), mia, today())[0] == ""


def test_an_option_that_there_is_not_is_told(march, cast):
    with pytest.raises(ContractsError, match="no option"):
        benefits.enrol(program="ticket", option="moon", by=cast.ada)


def test_who_is_not_employed_enrols_in_nothing(march, cast):
    with pytest.raises((ContractsError, NotAllowedError)):
        benefits.enrol(program="ticket", option="city", by=cast.sam)


def test_leaving_the_company_ends_what_somebody_has(march, cast, time_machine):
    row = benefits.enrol(program="ticket", option="city", by=cast.ada)
    employment.end(
        employment=cast.employments["ada"],
        leaves=Leaving(ends_on=date(2026, 3, 31), reason="resignation"),
        by=cast.pia,
    )
    organisation.tell_what_began()
    time_machine.move_to("2026-04-02 10:00+00:00")
    organisation.tell_what_began()

    row.refresh_from_db()
    assert (row.ends_on, row.ending) == (date(2026, 3, 31), "gone")


def test_a_move_to_another_entity_ends_what_the_first_gave(march, cast, time_machine):
    row = benefits.enrol(program="ticket", option="city", by=cast.ada)
    organisation.tell_what_began()
    employment.end(
        employment=cast.employments["ada"],
        leaves=Leaving(ends_on=date(2026, 3, 31), reason="other"),
        by=cast.pia,
    )
    employment.hire(
        person=cast.ada.person, begins=Terms(entity="Test Ltd", starts_on=date(2026, 4, 1)),
        facts={"title": "IT Analyst", "manager": cast.mia.person}, by=cast.pia,
    )  # fmt: skip
    time_machine.move_to("2026-04-02 10:00+00:00")
    organisation.tell_what_began()

    row.refresh_from_db()
    assert (row.ends_on, row.ending) == (date(2026, 3, 31), "moved")


def test_costs_are_added_by_entity(march, cast):
    benefits.enrol(program="ticket", option="city", by=cast.ada)
    benefits.enrol(program="ticket", option="city", by=cast.ben)

    (found,) = queries.costs(cast.pia, "ticket", today())

    assert (found.entity, found.people, found.employer.amount) == ("Test GmbH", 2, Decimal(98))
    assert queries.costs(cast.mia, "ticket", today()) == [], "managers see nothing of it"
