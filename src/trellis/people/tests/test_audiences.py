from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trellis.core.models import Person
from trellis.handbook.compiler import Compiler
from trellis.handbook.declared import read
from trellis.handbook.diagnostics import Reporter
from trellis.handbook.source import MemorySource
from trellis.handbook.text import SourceText
from trellis.handbook.yaml import Node
from trellis.people.days import today
from trellis.people.definitions import audiences as language
from trellis.people.definitions.audiences import Facts, Group, fits
from trellis.people.queries import audiences
from trellis.people.services import employment
from trellis.people.services.employment import Leaving
from trellis.people.tests.conftest import FILES

DAYS = (date(2019, 1, 1), date(2020, 1, 1), date(2020, 1, 2), date(2021, 6, 1), date(2100, 1, 1))
GROUPS = st.builds(
    Group,
    departments=st.lists(st.sampled_from(["operations", "it", "people", "nowhere"]), max_size=2).map(tuple),
    entities=st.lists(st.sampled_from(["Test GmbH", "Test Ltd"]), max_size=1).map(tuple),
    countries=st.lists(st.sampled_from(["Germany", "United Kingdom"]), max_size=1).map(tuple),
    roles=st.lists(st.sampled_from(["IT Analyst", "manager, it", "Nobody"]), max_size=2).map(tuple),
    families=st.lists(st.sampled_from(["IT Support", "executive"]), max_size=1).map(tuple),
    from_grade=st.none() | st.integers(1, 14),
    to_grade=st.none() | st.integers(1, 14),
    contract_types=st.lists(st.sampled_from(["permanent", "fixed-term"]), max_size=1).map(tuple),
    hired_from=st.none() | st.sampled_from(DAYS),
    hired_until=st.none() | st.sampled_from(DAYS),
    managers=st.none() | st.booleans(),
)
TREES = st.recursive(
    GROUPS,
    lambda inner: st.builds(
        Group,
        managers=st.none() | st.booleans(),
        any=st.lists(inner, max_size=2).map(tuple),
        all=st.lists(inner, max_size=2).map(tuple),
        not_=st.none() | inner,
    ),
    max_leaves=4,
)


@pytest.fixture
def mixed(cast):
    cast.hire(
        Person.objects.create(name="Lea"), "Senior IT Analyst", cast.mia, entity="Test Ltd", contract_type="fixed-term",
        ends_on=today() + timedelta(days=30), by=cast.pia,
    )  # fmt: skip
    gone = Leaving(ends_on=date(2021, 1, 5), reason="resignation")
    employment.end(employment=cast.employments["ben"], leaves=gone, by=cast.pia)
    return cast


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(audience=TREES | st.just("everybody"), day=st.sampled_from([date(2020, 6, 1), None, date(2019, 1, 1)]))
def test_the_condition_and_the_question_agree_on_everybody_and_every_day(mixed, audience, day):
    day = day or today()
    found = set(audiences.people_of(audience, day).values_list("pk", flat=True))

    asked = {key for key, facts in audiences.facts_on(day).items() if fits(audience, facts)}

    assert found == asked
    assert audiences.count(audience, day) == len(found)


def test_one_person_is_asked_as_all_are(mixed):
    managers = Group(managers=True)

    assert audiences.belongs(managers, mixed.mia.person_id, today())
    assert not audiences.belongs(managers, mixed.ada.person_id, today())
    assert not audiences.belongs("everybody", mixed.ben.person_id, today())


def test_a_department_is_meant_with_all_below_it(mixed):
    found = audiences.people_of(Group(departments=("operations",)), today())

    assert set(found.values_list("name", flat=True)) == {"Olga", "Mia", "Ada", "Pia", "Rob", "Lea"}


@pytest.mark.parametrize(
    "written", ["{}", "{departments: []}", "{rolls: [IT Analyst]}", "{managers: true, not: {}}"]
)
def test_nobody_belongs_to_half_a_condition(written):
    assert not fits(_read(written), Facts(is_manager=True))


def test_what_is_not_of_an_audience_is_all_others():
    group = _read("{any: [{managers: true}, {entities: [Test Ltd]}], not: {contract-types: [fixed-term]}}")

    assert fits(group, Facts(is_manager=True))
    assert fits(group, Facts(entity="Test Ltd", contract_type="permanent"))
    assert not fits(group, Facts(is_manager=True, contract_type="fixed-term"))
    assert not fits(group, Facts())


def test_the_names_of_an_audience_are_those_of_the_handbook():
    handbook = (
        Compiler(()).compile(MemorySource({path: text.encode() for path, text in FILES.items()})).handbook
    )
    reporter = Reporter("x.yml", SourceText(""))

    language.check(
        _read("{departments: [itt], countries: [Germany, France]}"), language.known_in(handbook), reporter
    )

    assert [each.message for each in reporter.found] == [
        "The handbook has no department “itt”.", "The handbook has no entity in the country “France”."
    ]  # fmt: skip


@pytest.mark.parametrize(
    "written", ["{from-grade: 9, to-grade: 7}", "{hired-from: 2026-02-01, hired-until: 2026-01-31}"]
)
def test_an_audience_that_nobody_can_belong_to_is_reported(written):
    reporter = Reporter("x.yml", SourceText(""))

    language.check(_read(written), language.Known(), reporter)

    assert ["nobody belongs to this audience" in each.message for each in reporter.found] == [True]


def _read(written: str) -> Group:
    source = f"a: {written}\n"
    data = Compiler(()).compile(MemorySource({"x.yml": source.encode()})).handbook.data["x.yml"].node
    made = read(data.get("a") or Node(None, data.span), Group, Reporter("x.yml", SourceText(source)), "x")
    assert made is not None
    return made
