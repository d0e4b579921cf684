"""The pages: who opens them, what stands on them, what comes back when something does not work."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from trellis.core.models import AccessNote
from trellis.people.days import today
from trellis.performance.models import CheckIn, SupportPlan
from trellis.performance.services import going_on
from trellis.performance.tests.conftest import SECRET, checked, draft, going, handed_in


def page(plan):
    return reverse("performance:plan", args=[plan.pk])


def deed(plan, name):
    return reverse("performance:do", args=[plan.pk, name])


@pytest.mark.parametrize(("make", "read_by"), [(draft, "mia pia"), (going, "mia pia olga ada")])
def test_a_plan_opens_for_those_whom_it_concerns_alone(cast, make, read_by):
    plan = make(cast)
    for name in ("olga", "mia", "ada", "ben", "pia", "rob", "sam", "dora"):
        got = cast.opened(name, page(plan))
        assert got.status_code == (200 if name in read_by.split() else 404), name
        assert (SECRET in got.content.decode()) == (name in read_by.split())
        assert cast.opened(name, deed(plan, "agree"), {}).status_code in (404, 422)
    assert AccessNote.objects.filter(about="support-plan").count() >= len(read_by.split())


def test_the_list_shows_what_somebody_sees(cast):
    going(cast)
    draft(cast, name="ben")
    address = reverse("performance:mine")
    assert {name for name in ("Ada", "Ben") if name in cast.read("mia", address)} == {"Ada", "Ben"}
    olga = cast.read("olga", address)
    assert "Ada</a>" in olga
    assert "Ben</a>" not in olga
    assert "There is no plan for you to read" in cast.read("dora", address)
    assert "You" in cast.read("ada", address)
    assert "No plan is over" in cast.read("mia", f"{address}?show=over")


def test_somebody_begins_a_plan_on_the_page(cast):
    address = reverse("performance:new")
    assert cast.opened("ada", address).status_code == 404
    assert "Answer questions about laptops" in cast.read("mia", f"{address}?person={cast.ada.person_id}")
    data = {"key": uuid4(), "person": cast.ada.person_id, "stage": "plan", "starts_on": today(), "weeks": 9,
            "reason": SECRET, "picked": ["0"]}  # fmt: skip
    got = cast.opened("mia", address, data)
    assert got.status_code == 422
    assert "between 2 and 4" in got.content.decode()
    assert SECRET in got.content.decode()
    got = cast.opened("mia", address, {**data, "weeks": 3})
    plan = SupportPlan.objects.get()
    assert got.url == page(plan)
    row = plan.expectations.get()
    assert row.origin == "IT Analyst"


def test_a_draft_is_written_handed_in_and_agreed_on_the_page(cast):
    plan = draft(cast)
    data = {"version": plan.version, "text": "Close old tickets", "measure": "None is older than a week"}
    assert cast.opened("mia", deed(plan, "expectation"), data).status_code == 302
    got = cast.opened("mia", deed(plan, "expectation"), {**data, "text": "My newer words"})
    assert got.status_code == 422
    assert "The plan has changed meanwhile." in got.content.decode()
    assert "My newer words" in got.content.decode()
    plan.refresh_from_db()
    assert f'value="{plan.version}"' in got.content.decode()
    got = cast.opened("mia", deed(plan, "hand-in"), {"version": plan.version})
    assert "by when it is met" in got.content.decode()
    key = next(each.pk for each in plan.expectations.all() if each.by is None)
    data = {**data, "key": key, "by": plan.ends_on, "version": plan.version}
    assert cast.opened("mia", deed(plan, "expectation"), data).status_code == 302
    plan.refresh_from_db()
    cast.opened("mia", deed(plan, "hand-in"), {"version": plan.version})
    plan.refresh_from_db()
    assert plan.state == "proposed"
    assert "It waits for Pia to agree." in cast.read("mia", page(plan))
    got = cast.opened("pia", deed(plan, "send-back"), {"version": plan.version, "reason": ""})
    assert got.status_code == 422
    assert cast.opened("pia", deed(plan, "agree"), {"version": plan.version}).status_code == 302
    assert "I have read it" in cast.read("ada", page(plan))
    assert "I have read it" not in cast.read("mia", page(plan))
    assert cast.opened("ada", deed(plan, "acknowledge"), {}).status_code == 302
    assert "I have read it" not in cast.read("ada", page(plan))


def test_a_check_in_needs_a_mark_for_each_expectation(cast):
    plan = going(cast)
    key = plan.expectations.get().pk
    data = {"version": plan.version, "held_on": today(), "note": "We talked long"}
    got = cast.opened("mia", deed(plan, "check-in"), data)
    assert got.status_code == 422
    assert "how it stands" in got.content.decode()
    assert "We talked long" in got.content.decode()
    data[f"mark-{key}"] = "not-yet"
    assert cast.opened("mia", deed(plan, "check-in"), data).status_code == 302
    assert CheckIn.objects.get().marks.get().mark == "not-yet"
    assert "We talked long" in cast.read("ada", page(plan))


def test_the_rest_is_done_on_the_page(cast):
    plan = going(cast)
    assert cast.opened("ada", deed(plan, "comment"), {"text": "I will ask for help"}).status_code == 302
    assert "I will ask for help" in cast.read("mia", page(plan))
    data = {"version": plan.version + 1, "weeks": 1, "reason": "Was ill"}
    assert cast.opened("mia", deed(plan, "extend"), data).status_code == 302
    assert cast.opened("mia", deed(plan, "nothing"), {}).status_code == 404
    plan.refresh_from_db()
    data = {"version": plan.version, "outcome": "not-met", "reason": "It stayed as it was"}
    assert cast.opened("mia", deed(plan, "outcome"), data).status_code == 302
    for name in ("ada", "olga"):
        assert not re.search("It stayed as it was|Not met|to be agreed|t-next", cast.read(name, page(plan)))
    assert "It stayed as it was" in cast.read("pia", page(plan))
    plan.refresh_from_db()
    assert cast.opened("pia", deed(plan, "agree"), {"version": plan.version}).status_code == 302
    assert "It stayed as it was" in cast.read("ada", page(plan))
    assert cast.opened("mia", deed(plan, "withdraw"), {"reason": "x"}).status_code == 422


def test_the_tab_of_a_person_is_for_managers_above_and_the_partner(cast):
    plan = draft(cast)
    address = reverse("performance:person", args=[cast.ada.person_id])
    for name in ("mia", "pia"):
        assert page(plan) in cast.read(name, address)
    assert "No plan that you see" in cast.read("olga", address)
    for name in ("ada", "ben", "rob", "dora"):
        assert cast.opened(name, address).status_code == 404
    tab = reverse("people:person", args=[cast.ada.person_id])
    assert address in cast.read("mia", tab)
    assert address not in cast.read("dora", tab)
    assert cast.opened("mia", reverse("performance:person", args=[uuid4()])).status_code == 404


def test_numbers_are_for_who_oversees_and_tell_nothing_of_few(cast):
    going(cast)
    address = reverse("performance:overview")
    assert "fewer than 5" in cast.read("rob", address)
    for name in ("mia", "olga", "dora"):
        assert cast.opened(name, address).status_code == 404


def test_my_work_leads_to_the_plan_without_saying_whose(cast):
    plan = handed_in(cast)
    read = cast.read("pia", "/my-work/")
    assert page(plan) in read
    assert "a plan of support" in read
    assert "Ada" not in read


def test_neither_search_nor_audit_tells_of_a_plan(cast):
    plan = going(cast)
    going_on.comment(plan=plan.pk, text=SECRET, by=cast.fresh("ada"))
    assert SECRET not in cast.read("mia", "/search/?q=Tickets")
    audit = cast.read("dora", "/people-access/audit/")
    assert "Improvement plan" not in audit
    assert page(plan) not in audit


@pytest.mark.parametrize("name", ["mine", "plan", "person", "new"])
def test_pages_ask_few_questions(cast, name, django_assert_max_num_queries):
    plan = going(cast)
    checked(cast, plan)
    key = {"plan": plan.pk, "person": cast.ada.person_id}.get(name)
    address = reverse(f"performance:{name}", args=[key] if key else [])
    client = Client()
    client.force_login(cast.fresh("mia"))
    client.get(address)
    with django_assert_max_num_queries(15):
        answer = client.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
