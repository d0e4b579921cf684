"""Entities: what is shown to whom, whether the law is kept, and how one is opened step by step."""

from __future__ import annotations

import json
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from trellis.core.models import Person
from trellis.handbook.diagnostics import Severity
from trellis.people.models import EntityOpening, OpeningStep
from trellis.people.queries import entities as queries
from trellis.people.rules import NotAllowedError
from trellis.people.services import opening
from trellis.people.services.errors import PeopleError
from trellis.people.terms import rules_of
from trellis.people.tests.conftest import FILES
from trellis.work.models import WorkItem

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NOW = date(2026, 6, 15)
STEPS = """\
steps:
  adviser: {title: Choose an adviser, role: "Manager, IT", days: 5}
  register: {title: Register the entity, role: "Manager, IT", after: [adviser], filing: true}
  bank: {title: Open an account, after: [adviser]}
  template: {title: Check the contract, after: [register, bank]}
"""
LAW = """\
entity: Test GmbH
registered: {number: HRB 1, register: Berlin}
probation: 6 months
notice:
  - {notice: 1 week}
  - {notice: 3 days, in-probation: true}
law:
  notice: {least: 4 weeks, source: Civil Code, as-of: 2026-01-15}
  probation: {most: 5 months, source: Civil Code, as-of: 2026-01-15}
filings:
  - {title: Annual accounts, first: 2025-12-31, every: 12 months}
required-documents: [Tax number]
"""


@pytest.fixture(autouse=True)
def _day(time_machine):
    time_machine.move_to("2026-06-15T10:00:00Z")


@pytest.fixture
def book(cast, serve):
    """A handbook that says how an entity is opened, and what the law asks."""
    serve({**FILES, "entities/opening.yml": STEPS, "entities/test-gmbh.yml": LAW})
    return cast


def client_of(who):
    made = Client()
    made.force_login(who)
    return made


def states(made):
    return {each.slug: each.state for each in made.steps.all()}


def step_of(made, slug):
    return made.steps.get(slug=slug)


def test_the_steps_are_no_entity_and_compile(db, serve):
    edition = serve({**FILES, "entities/opening.yml": STEPS})
    found = edition.handbook.diagnostics_of("entities/opening.yml")
    assert not [each for each in found if each.severity == Severity.ERROR]


def test_an_opening_begins_with_what_nothing_holds_up(book):
    made = opening.start_opening(entity="Test SARL", country="France", by=book.pia)
    assert states(made) == {
        "adviser": "open",
        "register": "waiting",
        "bank": "waiting",
        "template": "waiting",
    }
    item = WorkItem.objects.get(kind="opening-step", state=WorkItem.State.OPEN)
    assert item.assignee == book.mia
    assert step_of(made, "adviser").due_on == date(2026, 6, 22)


def test_begun_twice_it_is_one(book):
    first = opening.start_opening(entity="Test SARL", country="France", by=book.pia)
    assert opening.start_opening(entity="Test SARL", country="France", by=book.pia) == first
    assert OpeningStep.objects.count() == 4


def test_a_step_that_is_done_opens_what_came_after_it(book):
    made = opening.start_opening(entity="Test SARL", country="France", by=book.pia)
    opening.finish_step(step=step_of(made, "adviser"), by=book.mia)
    assert states(made) == {"adviser": "done", "register": "open", "bank": "open", "template": "waiting"}
    assert WorkItem.objects.get(title__startswith="Open an account").assignee == book.pia
    progress = queries.progress_of(made, list(made.steps.all()))
    assert (progress.settled, progress.steps, progress.next_filing) == (
        1,
        4,
        step_of(made, "register").due_on,
    )


def test_a_step_is_skipped_for_a_reason_only(book):
    made = opening.start_opening(entity="Test SARL", country="France", by=book.pia)
    with pytest.raises(PeopleError):
        opening.skip_step(step=step_of(made, "adviser"), because=" ", by=book.pia)
    opening.skip_step(step=step_of(made, "adviser"), because="We know one", by=book.pia)
    assert states(made)["bank"] == "open"
    assert not WorkItem.objects.filter(
        assignee=book.mia, title__startswith="Choose", state=WorkItem.State.OPEN
    )


def test_a_step_that_waits_cannot_be_done(book):
    made = opening.start_opening(entity="Test SARL", country="France", by=book.pia)
    with pytest.raises(PeopleError, match="waits for other steps"):
        opening.finish_step(step=step_of(made, "template"), by=book.pia)


def test_a_step_of_another_is_refused(book):
    made = opening.start_opening(entity="Test SARL", country="France", by=book.pia)
    with pytest.raises(NotAllowedError):
        opening.finish_step(step=step_of(made, "adviser"), by=book.ada)
    with pytest.raises(NotAllowedError):
        opening.start_opening(entity="Other", country="Spain", by=book.mia)
    assert states(made)["adviser"] == "open"


def test_it_keeps_the_steps_that_it_began_with(book, serve):
    made = opening.start_opening(entity="Test SARL", country="France", by=book.pia)
    serve({**FILES, "entities/opening.yml": "steps:\n  other: {title: Something else}\n"})
    opening.finish_step(step=step_of(made, "adviser"), by=book.mia)
    assert states(made)["register"] == "open"


def test_it_ends_when_all_is_settled_and_is_given_up_for_a_reason_only(book):
    made = opening.start_opening(entity="Test SARL", country="France", by=book.pia)
    with pytest.raises(PeopleError, match="4 steps"):
        opening.end_opening(opening=made, by=book.pia)
    for slug in ("adviser", "register", "bank", "template"):
        opening.finish_step(step=step_of(made, slug), by=book.pia)
    assert opening.end_opening(opening=made, by=book.pia).state == "done"
    other = opening.start_opening(entity="Test SL", country="Spain", by=book.pia)
    assert opening.end_opening(opening=other, by=book.pia, because="Not now").state == "given-up"
    assert not WorkItem.objects.filter(kind="opening-step", state=WorkItem.State.OPEN).exists()


def test_an_opening_is_seen_by_those_who_have_to_do_with_it(book):
    made = opening.start_opening(entity="Test SARL", country="France", by=book.pia)
    address = reverse("people:opening", args=[made.pk])
    for who, status in ((book.pia, 200), (book.mia, 200), (book.ada, 404)):
        assert client_of(who).get(address).status_code == status
    assert "0 of 4 set-up tasks done" in client_of(book.mia).get(address).content.decode()
    assert client_of(book.mia).get(reverse("people:opening-new")).status_code == 403
    deed = reverse("people:opening-step", args=[made.pk, "adviser"])
    assert client_of(book.ada).post(deed).status_code == 404
    client_of(book.mia).post(deed, {"note": "Found one"})
    assert step_of(made, "adviser").note == "Found one"


def test_a_finished_opening_asks_to_add_the_entity_to_the_handbook(book):
    client = client_of(book.pia)
    made_at = client.post(reverse("people:opening-new"), {"entity": "Test SARL", "country": "France"}).url
    made = EntityOpening.objects.get()
    for slug in ("adviser", "register", "bank", "template"):
        client.post(reverse("people:opening-step", args=[made.pk, slug]), {"deed": "done"})
    shown = client.get(made_at).content.decode()
    assert "Propose the change" in shown
    assert reverse("pages:edit", args=["handbook.yml"]) in shown


def test_without_steps_in_the_handbook_nothing_begins(cast):
    with pytest.raises(PeopleError, match="does not say how"):
        opening.start_opening(entity="Test SARL", country="France", by=cast.pia)
    assert not EntityOpening.objects.exists()


# -- entities


def test_what_does_not_keep_the_law_is_shown_with_its_source(book):
    book.hire(Person.objects.create(name="Zoe"), "IT Analyst", book.mia, NOW, by=book.pia)
    found = queries.breaches_of("Test GmbH", rules_of("Test GmbH"), NOW)
    assert [(each.law, each.name) for each in found if each.name in ("", "Zoe")] == [
        ("notice", ""), ("probation", ""), ("probation", "Zoe"),
    ]  # fmt: skip
    shown = client_of(book.pia).get(reverse("people:entity", args=["Test GmbH"])).content.decode()
    assert "Civil Code" in shown
    assert "Zoe" in shown


def test_the_law_and_what_breaks_it_are_for_those_who_see_records(book):
    shown = client_of(book.ada).get(reverse("people:entity", args=["Test GmbH"])).content.decode()
    assert "HRB 1" in shown
    assert "Civil Code" not in shown


def test_a_filing_is_due_again_and_again(book):
    assert queries.next_filing(rules_of("Test GmbH"), NOW) == date(2026, 12, 31)
    assert queries.next_filing(rules_of("Test GmbH"), date(2026, 12, 31)) == date(2026, 12, 31)
    assert queries.next_filing(rules_of("Test GmbH"), date(2027, 1, 1)) == date(2027, 12, 31)


def test_entities_as_a_list_and_a_file(book):
    assert "Test Ltd" in client_of(book.ada).get(reverse("people:entities")).content.decode()
    listed = json.loads(client_of(book.ada).get(reverse("people:entities-export", args=["json"])).content)
    assert {each["name"]: each["people"] for each in listed} == {"Test GmbH": 6, "Test Ltd": 0}
    assert client_of(book.ada).get(reverse("people:entity", args=["Nowhere"])).status_code == 404
    assert client_of(book.pia).get(reverse("people:opening", args=[uuid4()])).status_code == 404
