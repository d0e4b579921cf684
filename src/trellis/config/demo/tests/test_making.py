"""The example company as records: made through the services, once, and never among real people."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import transaction

from trellis.compensation.queries import pay
from trellis.config import preparing
from trellis.config.demo import chapters, jobs, making, rewarding, talking
from trellis.config.demo.chapters import Chapter
from trellis.config.demo.growing import Wish
from trellis.config.demo.making import MAKER, DemoError, guests, make
from trellis.core import working
from trellis.core.models import Account, Event, Job, Person
from trellis.core.services import people as core_people
from trellis.people import terms
from trellis.people.days import today
from trellis.people.models import DepartmentDuty, Employment, Leave, Position, PositionChange, Profile, Seat
from trellis.people.queries import directory, examples
from trellis.people.queries.directory import Wanted
from trellis.people.rules import can_keep
from trellis.people.services import employment

pytestmark = pytest.mark.django_db

WISH = Wish(12, 2, 7, date(2026, 11, 1))


class Here:
    """Commits each step; cut off after so many."""

    def __init__(self, most=10_000):
        self.most = most

    @contextmanager
    def step(self, *, done=None):
        if self.most <= 0:
            raise KeyboardInterrupt
        self.most -= 1
        with transaction.atomic():
            yield

    def report(self, **said):
        pass


@pytest.fixture
def owner(handbook):
    return preparing.owner()


def made(owner, wish=WISH, **options):
    return make(wish, owner=owner, doing=options.pop("doing", Here()), **options)


TOLD = (
    (Person, "external_reference", "name", "email"),
    (Profile, "person__email", "legal_name", "pronouns", "custom", "time_zone"),
    (
        Employment,
        "number",
        "person__email",
        "entity",
        "starts_on",
        "ends_on",
        "reason",
        "voluntary",
        "growth_related",
    ),
    (
        PositionChange,
        "employment__number",
        "effective_on",
        "title",
        "department",
        "manager__email",
        "fte",
        "location",
    ),
    (Position, "employment__number", "starts_on", "title", "manager__email", "ends_on"),
    (Leave, "employment__number", "starts_on", "kind", "ends_on"),
    (DepartmentDuty, "department", "part", "starts_on", "person__email", "ends_on"),
    (Seat, "note", "title", "state", "manager__email", "starts_on", "filled_by__number"),
)


def everything():
    """All that was written down, without identifiers and moments."""
    return {model.__name__: sorted(map(str, model.objects.values_list(*names))) for model, *names in TOLD}


def test_two_runs_make_the_same_company(owner):
    with transaction.atomic():
        made(owner)
        first = everything()
        transaction.set_rollback(True)
    assert not Employment.objects.exists()

    made(owner)

    assert everything() == first
    assert len(first["Employment"]) >= 12


def test_who_was_made_up_is_marked_and_the_rest_fits(owner):
    found = made(owner)

    assert Person.objects.filter(employments__isnull=False).distinct().count() == found.people
    assert not Person.objects.filter(employments__isnull=False).exclude(profile__is_example=True).exists()
    assert Employment.objects.filter(starts_on__lte=WISH.until).exclude(ends_on__lt=WISH.until).count() == 12
    held = Position.objects.on(WISH.until).select_related("person")
    roles = {each.person_id: terms.role_titled(each.title) for each in held}
    assert None not in roles.values()
    assert sum(each.manager_id is None for each in held) == 1  # the chief
    assert all(each.manager_id in roles for each in held if each.manager_id)
    assert Event.objects.filter(name="people.person-hired").count() == Employment.objects.count()
    assert Seat.objects.filter(state="filled", filled_by__isnull=False).exists()


def test_everybody_who_works_there_is_paid_and_most_within_the_range_of_their_role(owner):
    made(owner)

    rows = pay.standings_of(list(directory.found(Wanted(WISH.until))), WISH.until)
    assert len(rows) == 12
    assert {each.place for each in rows} <= {"under", "in", "over"}
    assert sum(each.place == "in" for each in rows) >= 9
    assert (
        sum(len(pay.said_of(each.position.employment)) for each in rows) > 12
    )  # some have been there for a spring


def test_whoever_writes_courses_is_among_those_who_sign_in(owner, monkeypatch):
    made(owner)
    there = {each.pk for each in guests()}
    others = Position.objects.on(today()).filter(person__profile__is_example=True).exclude(person__in=there)
    title = others.values_list("title", flat=True).order_by("title")[0]
    monkeypatch.setattr(making, "TEACHING", (title,))

    assert examples.holder_of([title]) in guests()


def test_its_people_can_sign_in_and_whoever_wrote_it_down_cannot(owner):
    made(owner)

    accounts = {each.person: each for each in examples.examples_with_account()}
    assert set(guests()) <= set(accounts)
    speakers, named = talking.SPEAKERS + 1, rewarding.MATES + 3
    assert len(accounts) <= len(guests()) + speakers + named  # and whom papers and bonuses name
    assert can_keep(accounts[guests()[0]], guests()[1])  # the generalist keeps records
    assert not Account.objects.get(email=MAKER).is_active


def test_made_again_it_is_left_alone(owner):
    made(owner)
    before = everything()

    assert made(owner).done == 0
    assert everything() == before


def test_cut_off_it_goes_on_where_it_was(owner):
    with pytest.raises(KeyboardInterrupt):
        made(owner, doing=Here(most=1))
    assert 0 < Employment.objects.count() < 12

    made(owner)

    assert Employment.objects.filter(starts_on__lte=WISH.until).exclude(ends_on__lt=WISH.until).count() == 12
    assert len(set(Employment.objects.values_list("number", flat=True))) == Employment.objects.count()


def test_another_company_is_made_only_when_asked_for_and_replaces_nothing(owner):
    made(owner)
    other, before = Wish(6, 1, 3, WISH.until), Employment.objects.count()
    with pytest.raises(DemoError, match="already"):
        made(owner, other)

    made(owner, other, again=True)

    assert Employment.objects.count() >= before + 6


def test_none_is_made_where_somebody_real_is_employed(owner):
    made(owner)
    one = core_people.make(core_people.Facts("Somebody"), by=None)
    Employment.objects.create(person=one, entity="Overspan GmbH", starts_on=WISH.until, revision="x")

    with pytest.raises(DemoError, match="not made up"):
        made(owner, Wish(5, 1, 1, WISH.until), again=True)


def test_a_chapter_is_written_once(owner):
    told = []
    chapters.register(Chapter("test", lambda story: iter([lambda: told.append(story.living.person(1).name)])))
    try:
        made(owner)
        made(owner)
    finally:
        del chapters._chapters["test"]

    assert told == [Person.objects.get(employments__number="OS-00001").name]


def test_a_first_start_has_it_made_by_a_job_once(owner, monkeypatch):
    monkeypatch.setattr(jobs, "PEOPLE", 5)
    monkeypatch.setattr(jobs, "YEARS", 1)

    assert jobs.begin()
    assert not jobs.begin()

    job = Job.objects.get(name="config.example-company")
    Job.objects.update(run_at=None)
    working.work_off()
    job.refresh_from_db()
    assert job.state == "done", job.fault
    assert Position.objects.on(today()).count() == 5


def test_a_first_start_leaves_a_company_with_people_alone(owner):
    one = core_people.make(core_people.Facts("Somebody"), by=None)
    Employment.objects.create(person=one, entity="Overspan GmbH", starts_on=WISH.until, revision="x")

    assert not jobs.begin()


def test_a_service_that_refuses_undoes_the_whole_step(owner, monkeypatch):
    def refuse(**_said):
        raise employment.PeopleError("No.")

    monkeypatch.setattr(employment, "change_position", refuse)
    with pytest.raises(employment.PeopleError):
        made(owner, Wish(40, 3, 7, WISH.until))

    assert not Person.objects.filter(employments=None, profile__is_example=True).exists()
