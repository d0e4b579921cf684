"""Cohorts: a program of the handbook run by people together, from the first day to what it brought."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from trellis.classes import terms
from trellis.classes.definitions import plans
from trellis.classes.models import Cohort, CohortSeat, Registration, Session
from trellis.classes.queries import cohorts as queries
from trellis.classes.services import attending, cohorting, gathering, scheduling
from trellis.classes.services.attending import Said
from trellis.classes.services.errors import ClassError, NotThereError, StaleSessionError
from trellis.classes.tests.cohorts import PROGRAM, WITH_PROGRAM, cohort_of, done, joining, kick_off
from trellis.classes.tests.conftest import FILES, begun, plan
from trellis.core.models import Event, Notice
from trellis.core.rules import NotAllowedError
from trellis.learning.models import Enrollment, PathEnrollment
from trellis.learning.queries.breakdowns import report
from trellis.learning.queries.reports import Wanted
from trellis.people.days import today

pytestmark = pytest.mark.django_db


@pytest.fixture
def handbook(serve):
    """The handbook of the cast, with a program."""
    return serve(WITH_PROGRAM)


def test_the_plan_of_a_program_is_read_from_the_handbook(cast):
    found = terms.programs()["first-lead"]

    assert [(each.title, [(one.key, one.kind) for one in each.parts]) for each in found.weeks] == [
        ("Arriving", [("kick-off", "class"), ("giving-feedback", "course"), ("goals", "page")]),
        ("Alone", [("why", "lesson"), ("first-talk", "milestone"), ("first-weeks", "path")]),
        ("Together", [("together", "class")]),
    ]
    lesson, practice = found.weeks[1].parts[0], found.weeks[2].parts[0]
    assert (lesson.course, lesson.part, lesson.is_optional) == ("giving-feedback", "why", True)
    assert (practice.course, practice.part) == ("giving-feedback", "practice")
    assert found.outcomes[0] == ("talks", "Talks with everybody on the team every two weeks.")
    assert (found.goal_page, found.owner) == ("goals.md", "People Generalist")


def test_a_plan_is_kept_as_it_was_read(cast):
    weeks = terms.programs()["first-lead"].weeks

    assert plans.planned(plans.plain(weeks)) == weeks


@pytest.mark.parametrize(
    ("day", "week"),
    [(date(2026, 4, 30), None), (date(2026, 5, 1), 0), (date(2026, 5, 8), 1), (date(2026, 5, 22), None)],
)
def test_a_day_is_in_one_week_of_the_plan_or_in_none(cast, day, week):
    weeks = terms.programs()["first-lead"].weeks

    assert plans.week_on(date(2026, 5, 1), weeks, day) == week
    assert plans.last_day(date(2026, 5, 1), weeks) == date(2026, 5, 21)


def test_a_cohort_takes_plan_goal_and_outcomes_from_the_handbook(cast):
    made = cohort_of(cast)

    assert (made.title, made.goal) == ("First lead", "Everybody has a manager whom they can tell the truth.")
    assert made.ends_on == made.starts_on + timedelta(days=20)
    assert [each.key for each in made.outcomes.order_by("order")] == ["talks", "no-surprise"]
    assert cohorting.begin(
        key=made.pk, program="first-lead", title="Other", starts_on=today(), facilitators=[], by=cast.fresh("pia")
    ) == made  # fmt: skip
    assert Event.objects.filter(name="classes.cohort-moved").count() == 1


@pytest.mark.parametrize(
    ("said", "error"),
    [({"by": "ada"}, NotAllowedError), ({"by": "mia"}, NotAllowedError), ({"program": "nothing"}, ClassError),
     ({"facilitators": []}, ClassError)],
)  # fmt: skip
def test_a_cohort_is_not_begun_by_who_may_not_and_not_of_nothing(cast, said, error):
    by = cast.fresh(said.pop("by", "pia"))
    usual = {"program": "first-lead", "title": "", "starts_on": today(), "facilitators": [cast.mia.person]}

    with pytest.raises(error):
        cohorting.begin(key=uuid4(), **{**usual, **said}, by=by)
    assert Cohort.objects.count() == 0


def test_who_joins_is_enrolled_in_courses_and_paths_and_told_once(cast):
    made = cohort_of(cast)

    joined = joining(cast, made, "ada", "ben", by="mia")
    again = joining(cast, made, "ada", by="mia")

    assert [len(joined.seats), len(again.seats)] == [2, 0]
    rows = Enrollment.objects.values_list("person__name", "course", "reason")
    assert sorted(rows) == [("Ada", "giving-feedback", "assigned"), ("Ben", "giving-feedback", "assigned")]
    assert sorted(PathEnrollment.objects.values_list("person__name", flat=True)) == ["Ada", "Ben"]
    assert Notice.objects.filter(account=cast.ada, subject__contains="in a cohort").count() == 1


def test_a_session_of_the_plan_has_places_for_all_members_also_for_who_joins_later(cast):
    made = cohort_of(cast, "ada")

    session = kick_off(cast, made, capacity=2)
    joining(cast, made, "ben", "rob")

    states = dict(session.registrations.values_list("person__name", "state"))
    assert states == {"Ada": "registered", "Ben": "registered", "Rob": "waiting"}


def test_a_session_is_of_a_class_of_the_plan_or_of_no_cohort(cast):
    made = cohort_of(cast)
    wrong = replace(plan(cast, lead="mia"), cohort=made.pk, cohort_part="first-talk")
    other = replace(plan(cast, lead="mia"), cohort=made.pk, cohort_part="together")
    for each in (wrong, other):
        with pytest.raises(ClassError):
            scheduling.schedule(key=uuid4(), plan=each, by=cast.fresh("mia"))
    assert Session.objects.count() == 0


def test_progress_is_what_was_done_attended_and_ticked(cast):
    made = cohort_of(cast, "ada", "ben")
    session = begun(kick_off(cast, made))
    row = Registration.objects.get(session=session, person=cast.ada.person)
    meeting = session.meetings.get()
    attending.record(
        session=session.pk, said=[Said(row.pk, {meeting.pk: meeting.minutes})], by=cast.fresh("mia")
    )
    gathering.tick(cohort=made.pk, part="first-talk", is_done=True, by=cast.fresh("ada"))
    gathering.tick(cohort=made.pk, part="first-talk", is_done=True, by=cast.fresh("ada"))

    assert done(cast, made, "ada") == {"kick-off", "first-talk"}
    assert done(cast, made, "ben") == set()
    gathering.tick(cohort=made.pk, part="first-talk", is_done=False, by=cast.fresh("ada"))
    assert done(cast, made, "ada") == {"kick-off"}
    whole = queries.whole(made, cast.fresh("mia"), today())
    assert (whole.share, whole.complete, whole.own) == (8, 0, None)


@pytest.mark.parametrize(
    ("part", "name"), [("kick-off", "ada"), ("giving-feedback", "ada"), ("nothing", "ada")]
)
def test_what_the_site_sees_done_is_not_ticked(cast, part, name):
    made = cohort_of(cast, "ada")

    with pytest.raises(ClassError):
        gathering.tick(cohort=made.pk, part=part, is_done=True, by=cast.fresh(name))
    assert done(cast, made, "ada") == set()


@pytest.mark.parametrize("name", ["mia", "ben", "pia"])
def test_who_is_no_member_ticks_nothing(cast, name):
    made = cohort_of(cast, "ada")

    with pytest.raises(NotThereError):
        gathering.tick(cohort=made.pk, part="first-talk", is_done=True, by=cast.fresh(name))


def test_who_leaves_gives_places_back_and_sees_the_cohort_no_more(cast):
    made = cohort_of(cast, "ada", "ben")
    session = kick_off(cast, made)

    cast.opened("ada", reverse("classes:cohort-do", args=[made.pk, "leave"]), {})
    gathering.remove(cohort=made.pk, person=cast.ada.person_id, by=cast.fresh("ada"))

    states = dict(session.registrations.values_list("person__name", "state"))
    assert states == {"Ada": "withdrawn", "Ben": "registered"}
    assert Enrollment.objects.get(person=cast.ada.person).is_open
    assert cast.opened("ada", reverse("classes:cohort", args=[made.pk])).status_code == 404
    joining(cast, made, "ada")
    assert made.seats.filter(left_at=None, part=CohortSeat.Part.MEMBER).count() == 2


def test_a_cohort_is_never_without_somebody_who_facilitates_it(cast):
    made = cohort_of(cast)

    with pytest.raises(ClassError):
        gathering.remove(cohort=made.pk, person=cast.mia.person_id, by=cast.fresh("pia"))
    assert made.seats.get().left_at is None


def test_everybody_of_a_cohort_is_told_news_once(cast):
    made, key = cohort_of(cast, "ada", "ben"), uuid4()
    for _ in range(2):
        cohorting.announce(cohort=made.pk, key=key, title="Room 4", text="Not 3.", by=cast.fresh("mia"))

    told = Notice.objects.filter(subject="News of your cohort").values_list("account__name", flat=True)
    assert sorted(told) == ["Ada", "Ben"]
    assert "Not 3." in cast.read("ada", reverse("classes:cohort", args=[made.pk]))


def test_an_outcome_is_judged_with_what_shows_it(cast):
    made = cohort_of(cast, "ada")
    row = made.outcomes.get(key="talks")
    with pytest.raises(ClassError):
        cohorting.judge(cohort=made.pk, outcome=row.pk, state="reached", evidence=" ", by=cast.fresh("mia"))

    cohorting.judge(
        cohort=made.pk, outcome=row.pk, state="partly", evidence="Two of three do.", by=cast.fresh("mia")
    )

    row.refresh_from_db()
    assert (row.state, row.judged_by) == ("partly", cast.mia.person)
    assert "Two of three do." in cast.read("ada", reverse("classes:cohort", args=[made.pk]))


def test_a_cohort_ends_once_its_sessions_are_over_and_everybody_is_told(cast):
    made = cohort_of(cast, "ada")
    session = kick_off(cast, made)
    with pytest.raises(ClassError):
        cohorting.end(cohort=made.pk, words="", by=cast.fresh("mia"))
    scheduling.cancel(session=session.pk, because="Nobody could", by=cast.fresh("mia"))

    cohorting.end(cohort=made.pk, words="Three lead now.", by=cast.fresh("mia"))
    cohorting.end(cohort=made.pk, words="Again.", by=cast.fresh("mia"))

    made.refresh_from_db()
    assert (made.state, made.said_at_end) == ("ended", "Three lead now.")
    assert Notice.objects.filter(account=cast.ada, subject__contains="has ended").count() == 1
    with pytest.raises(ClassError):
        joining(cast, made, "ben")


def test_a_cohort_that_is_called_off_says_why(cast):
    made = cohort_of(cast, "ada")

    with pytest.raises(ClassError):
        cohorting.end(cohort=made.pk, words=" ", is_cancelled=True, by=cast.fresh("mia"))
    page = cast.opened(
        "mia", reverse("classes:cohort-do", args=[made.pk, "end"]), {"cancel": "1", "words": ""}
    )
    assert page.status_code == 422
    assert "everybody of the cohort reads it" in page.content.decode()


def test_a_cohort_goes_on_by_its_plan_until_somebody_takes_the_newest(cast, serve):
    made = cohort_of(cast, "ada")
    newer = PROGRAM.replace("#no-surprise", "#all") + "2. A letter to oneself (milestone) {#letter}\n"
    serve({**WITH_PROGRAM, "programs/first-lead.md": newer})
    assert "A letter" not in cast.read("ada", reverse("classes:cohort", args=[made.pk]))
    assert "Take the newest plan" in cast.read("mia", reverse("classes:cohort-people", args=[made.pk]))

    cohorting.take_newest(cohort=made.pk, by=cast.fresh("mia"))
    version = cohorting.take_newest(cohort=made.pk, by=cast.fresh("mia")).version

    assert "A letter" in cast.read("ada", reverse("classes:cohort", args=[made.pk]))
    assert [each.key for each in made.outcomes.order_by("order")] == ["talks", "all"]
    assert version == 2


def test_two_who_change_a_cohort_at_once_do_not_lose_anything(cast):
    made = cohort_of(cast)
    said = {
        "cohort": made.pk, "title": "Spring", "starts_on": today(), "facilitators": [cast.mia.person], "goal": "",
        "words": "", "seen": 1, "by": cast.fresh("mia"),
    }  # fmt: skip
    cohorting.change(**said)

    with pytest.raises(StaleSessionError):
        cohorting.change(**{**said, "title": "Autumn"})
    assert Cohort.objects.get().title == "Spring"


def test_what_could_not_be_begun_at_first_is_begun_once_it_can_be(cast, serve):
    second = FILES["courses/giving-feedback/course.md"].replace("Giving feedback", "Hard talks").replace(
        "  owner:", "  prerequisites: [giving-feedback]\n  owner:"
    )  # fmt: skip
    serve({
        **WITH_PROGRAM,
        "courses/hard-talks/course.md": second.replace("{#practice}", "{#try}"),
        "courses/hard-talks/01-why.md": "---\ntitle: Why talks are hard\n---\n\nWe fear them.\n",
        "programs/first-lead.md": PROGRAM + "2. [Hard talks](/courses/hard-talks/course.md)\n",
    })  # fmt: skip
    made = cohort_of(cast)

    joined = joining(cast, made, "ada")

    assert [(name, title) for name, title, _why in joined.held_up] == [("Ada", "Hard talks")]
    row = Enrollment.objects.get(person=cast.ada.person)
    Enrollment.objects.filter(pk=row.pk).update(
        state="completed", completed_at=timezone.now(), completed_on=today()
    )
    gathering.catch_up(timezone.now())
    assert Enrollment.objects.filter(person=cast.ada.person, course="hard-talks", state="active").exists()
    assert Enrollment.objects.filter(person=cast.ada.person, course="giving-feedback").count() == 1


def test_reports_of_learning_are_broken_down_by_cohort_and_count_its_members_alone(
    cast, django_assert_num_queries
):
    first, second = cohort_of(cast, "ada", "ben"), cohort_of(cast, "rob")
    row = Enrollment.objects.get(person=cast.ada.person)
    now = timezone.now()
    Enrollment.objects.filter(pk=row.pk).update(
        state="completed", completed_at=now, completed_on=today(), seconds=3600
    )
    long_ago = today() - timedelta(days=400)
    Enrollment.objects.create(
        person=cast.ben.person, course="giving-feedback", version=row.version, revision=row.revision,
        state="completed", enrolled_at=now - timedelta(days=400), completed_at=now, completed_on=long_ago,
    )  # fmt: skip

    with django_assert_num_queries(4):
        found = report(Wanted(by="cohort"))
    lines = {each.key: (each.title, each.enrolled, each.completed, each.active, each.hours) for each in found}

    assert lines == {
        str(first.pk): ("First lead", 2, 1, 1, 1.0), str(second.pk): ("First lead", 1, 0, 1, 0.0),
    }  # fmt: skip
    assert found[0].address == reverse("classes:cohort", args=[first.pk])
    assert report(Wanted(by="cohort", course="nothing")) == []
    cohorting.end(cohort=second.pk, words="Too few", is_cancelled=True, by=cast.fresh("pia"))
    assert [each.key for each in report(Wanted(by="cohort"))] == [str(first.pk)]
