"""The team for programs and from files: the same rules, the same history; rules and their lists say the same."""

import csv
import io
import json
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trellis.config.tests.programs import token_of
from trellis.core.importing import BadValueError, read_row
from trellis.core.models import Account, Fate, Person
from trellis.core.tests.relating import disagreements
from trellis.people import rules
from trellis.people.days import today
from trellis.people.importers.employments import EMPLOYMENTS
from trellis.people.models import DepartmentDuty, Employment, Part, Position
from trellis.people.queries.directory import Place
from trellis.people.services import employment as services
from trellis.people.services.errors import PeopleError
from trellis.people.tests.conftest import BEGAN

pytestmark = pytest.mark.django_db
NAMES = ("olga", "mia", "ada", "ben", "pia", "rob", "sam", "dora")


@pytest.fixture
def call(client):
    """Calls an operation of the team as somebody."""

    secrets = {}

    def call(who, verb, path, body=None, **headers):
        if who.pk not in secrets:
            secrets[who.pk] = token_of(Account.objects.get(pk=who.pk)).secret
        headers["Authorization"] = f"Bearer {secrets[who.pk]}"
        said = json.dumps(body) if body is not None else ""
        answer = client.generic(verb, f"/api/v1/team{path}", said, "application/json", headers=headers)
        return answer.status_code, json.loads(answer.content)

    return call


# -- rules


@given(
    managers=st.lists(st.tuples(st.sampled_from(NAMES[:6]), st.sampled_from(NAMES[:6])), max_size=4),
    partners=st.lists(
        st.tuples(st.sampled_from(NAMES), st.sampled_from(["it", "people", "operations"])), max_size=3
    ),
)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=5,
)
def test_who_sees_a_record_is_in_its_list_and_stands_so(cast, managers, partners):
    from django.db import transaction  # noqa: PLC0415 - each example is undone

    with transaction.atomic():
        for name, manager in managers:
            with suppress(PeopleError):  # a circle, or oneself
                services.change_position(
                    employment=cast.employments[name], effective_on=today(),
                    facts={"manager": getattr(cast, manager).person}, by=cast.rob if name == "pia" else cast.pia,
                )  # fmt: skip
        for name, department in partners:
            DepartmentDuty.objects.create(
                department=department,
                person=getattr(cast, name).person,
                part=Part.PEOPLE_PARTNER,
                starts_on=BEGAN,
            )
        people = [Account.objects.get(pk=getattr(cast, name).pk) for name in NAMES]

        assert disagreements(people, Person, rules.can_see_record, rules.seen_records) == []
        for who in people:
            for person in Person.objects.all():
                found = rules.standing(who, person, Place(person, today()))
                assert (found.record, found.private, found.keep, found.keep_profile) == (
                    rules.can_see_record(who, person), rules.can_see_private(who, person),
                    rules.can_keep(who, person), rules.can_keep_profile(who, person),
                )  # fmt: skip
        transaction.set_rollback(True)


# -- programs


def test_programs_read_the_team_in_parts_and_records_only_as_their_owner_may(cast, call):
    _status, first = call(cast.ada, "GET", "?limit=4")
    _status, rest = call(cast.ada, "GET", f"?limit=4&cursor={first['next']}")
    _status, kept = call(cast.pia, "GET", "?department=it&on=2020-02-01")

    assert [each["name"] for each in first["items"] + rest["items"]] == [
        "Ada",
        "Ben",
        "Mia",
        "Olga",
        "Pia",
        "Rob",
    ]
    assert not any(each["employment"] for each in first["items"])
    assert [each["employment"]["starts_on"] for each in kept["items"]] == [str(BEGAN)] * 3
    assert call(cast.ada, "GET", "?on=2020-02-01")[0] == 403
    assert call(cast.ben, "GET", f"/{cast.ada.person_id}/positions")[0] == 404
    assert call(cast.mia, "GET", f"/{cast.ada.person_id}/positions")[0] == 200


def test_programs_hire_change_take_back_and_end(cast, call):
    body = {"name": "Nora", "entity": "Test GmbH", "starts_on": "2025-01-06", "title": "IT Analyst",
            "manager": str(cast.mia.person_id)}  # fmt: skip
    assert call(cast.mia, "POST", "", body)[0] == 403
    assert call(cast.pia, "POST", "", {**body, "title": "Wizard"})[0] == 422
    status, made = call(cast.pia, "POST", "", body, **{"Idempotency-Key": "one"})
    again = call(cast.pia, "POST", "", body, **{"Idempotency-Key": "one"})
    there = f"/{made['id']}"

    _status, changed = call(
        cast.pia, "POST", f"{there}/changes", {"effective_on": "2025-07-01", "location": "Bonn"}
    )
    stale = call(
        cast.pia, "POST", f"{there}/changes", {"effective_on": "2025-08-01", "fte": "0.5", "version": 1}
    )
    _status, said = call(cast.pia, "GET", f"{there}/changes")
    status_back, back = call(cast.pia, "POST", f"{there}/changes/{said['items'][-1]['id']}/withdraw", {})
    _status, ended = call(cast.pia, "POST", f"{there}/end", {"ends_on": "2026-01-31", "reason": "growth"})
    _status, stays = call(cast.pia, "POST", f"{there}/take-back-end", {})

    assert (status, again) == (201, (201, made))
    assert (changed["location"], stale[0], said["items"][-1]["sets"]) == ("Bonn", 409, {"location": "Bonn"})
    assert (status_back, back["counts"]) == (200, False)
    assert (ended["employment"]["ends_on"], stays["employment"]["ends_on"]) == ("2026-01-31", None)
    assert call(cast.mia, "POST", f"{there}/end", {"ends_on": "2026-01-31", "reason": "growth"})[0] == 403


def test_programs_change_only_a_profile_that_they_have_read(cast, call):
    there = f"/{cast.ada.person_id}/profile"

    assert call(cast.ada, "PATCH", there, {"about": "Hello"})[0] == 428
    assert call(cast.ada, "PATCH", there, {"about": "Hello"}, **{"If-Match": '"old"'})[0] == 412
    assert call(cast.ben, "PATCH", there, {"about": "Hello"}, **{"If-Match": "*"})[0] == 403
    assert call(cast.ada, "PATCH", there, {"about": "Hello"}, **{"If-Match": "*"})[1]["about"] == "Hello"
    assert call(cast.ben, "GET", there)[1]["private_phone"] is None


# -- files


def put(text, by):
    """What becomes of the rows of a file."""
    rows = list(csv.reader(io.StringIO(text)))
    mapping = {name: at for at, name in enumerate(rows[0])}
    fates = []
    for cells in rows[1:]:
        values, faults = read_row(EMPLOYMENTS, mapping, cells)
        assert faults == []
        fates.append(EMPLOYMENTS.put(values, by).fate)
    return fates


HEAD = "email,name,entity,starts_on,effective_on,title,manager,fte\n"


def test_a_file_hires_who_is_new_and_changes_who_is_here(cast):
    text = (
        HEAD
        + "nora@example.org,Nora,Test GmbH,2025-01-06,,IT Analyst,mia@example.org,1\n"
        + "nora@example.org,,,2025-01-06,2025-09-01,Senior IT Analyst,mia@example.org,0.5\n"
    )

    assert put(text, cast.pia) == [Fate.NEW, Fate.CHANGED]
    assert put(text, cast.pia)[1] == Fate.SAME
    held = Position.objects.filter(person__email="nora@example.org").order_by("starts_on")
    assert list(held.values_list("title", "starts_on")) == [
        ("IT Analyst", date(2025, 1, 6)), ("Senior IT Analyst", date(2025, 9, 1)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("nora@example.org,Nora,Test GmbH,2025-01-06,,IT Analyst,later@example.org,1", "manager"),
        ("nora@example.org,Nora,Test GmbH,2025-01-06,,Wizard,mia@example.org,1", "title"),
        ("nora@example.org,,Test GmbH,2025-01-06,,IT Analyst,mia@example.org,1", "name"),
        ("ada@example.org,,,,,Senior IT Analyst,,", "effective_on"),
        ("ada@example.org,,Test Ltd,,,,,", "entity"),
        (",Nora,Test GmbH,2025-01-06,,IT Analyst,,", ""),
    ],
)
def test_a_row_that_cannot_be_says_where_and_what_to_do(cast, row, column):
    before = Employment.objects.count()

    with pytest.raises(BadValueError) as caught:
        put(HEAD + row, cast.pia)

    assert caught.value.column == column
    assert caught.value.hint
    assert Employment.objects.count() == before


def test_the_export_imported_again_changes_nothing(cast):
    services.change_position(
        employment=cast.employments["ada"],
        effective_on=today() + timedelta(days=9),
        facts={"fte": "0.5"},
        by=cast.pia,
    )
    names = [column.key for column in EMPLOYMENTS.columns]
    out = io.StringIO()
    rows = [row for row in EMPLOYMENTS.rows() if row["name"] != "Pia"]  # nobody changes their own employment
    csv.writer(out).writerows([names, *([row[name] for name in names] for row in rows)])

    assert set(put(out.getvalue(), cast.pia)) == {Fate.SAME}
