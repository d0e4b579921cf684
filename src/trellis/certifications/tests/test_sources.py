"""What rooms below really say was shown, against what the bench of the other tests says in their place."""

from datetime import timedelta
from decimal import Decimal

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trellis.assessments.services import attempts
from trellis.certifications import facts, terms
from trellis.certifications.definitions.certifications import NAME
from trellis.certifications.definitions.evidence import CLASS, COURSE, HOURS, PATH, PRACTICAL, QUIZ
from trellis.certifications.definitions.outlines import outline_of
from trellis.certifications.models import Award
from trellis.certifications.queries import own
from trellis.certifications.services import signing
from trellis.certifications.tests.conftest import PARTS, SIGNED
from trellis.certifications.tests.learned import learn, pass_quiz, settle
from trellis.classes import authorising
from trellis.classes import terms as of_classes
from trellis.classes.models import Session
from trellis.classes.services import reflecting
from trellis.courses import terms as of_courses
from trellis.pages.queries.current import whole_edition
from trellis.people.days import today


def test_what_is_learned_certifies_by_itself_and_the_texts_of_then_are_shown(real):
    ada, mia = real.cast.ada, real.cast.mia
    enrollment = learn(ada)
    made = pass_quiz(ada, enrollment)
    settle()
    row = signing.ask(certification=terms.certification("supporter"), name=SIGNED, note="", by=ada)
    signing.sign(row=row, answer="", by=mia)
    settle()

    award = real.award(ada)
    assert award is not None
    rests = {each.kind: each for each in award.evidence.all()}
    assert rests["course"].source == f"enrollment:{enrollment.pk}"
    assert rests["quiz"].source == f"attempt:{made.pk}"
    assert all(each.revision for each in rests.values())

    real.publish("courses/laptops/01-what.md", "A computer that is carried.", "Something else entirely.")
    client = Client()
    client.force_login(ada)
    shown = client.get(reverse("certifications:evidence", args=[award.pk])).content.decode()
    assert "A computer that is carried." in shown
    assert "Something else entirely." not in shown
    assert reverse("assessments:attempt", args=[made.pk]) in shown
    course = client.get(reverse("courses:course", args=["laptops"])).content.decode()
    assert "Counts for" in course
    assert "Supporter" in course
    assert award.title in client.get(reverse("learning:beside")).content.decode()


def test_each_kind_of_evidence_is_found_with_its_day(real):
    ada = real.cast.ada
    enrollment = learn(ada)
    pass_quiz(ada, enrollment)
    asked = [
        (COURSE, "laptops"), (QUIZ, "courses/laptops/quiz.md"), (CLASS, "laptops/group"), (PRACTICAL, "laptops/desk"),
        (CLASS, "laptops/desk"), (HOURS, "security"), (HOURS, ""), (HOURS, "gardening"), (PATH, "first-weeks"),
    ]  # fmt: skip

    found = facts.shown_by([ada.person_id, real.cast.ben.person_id], asked, today())
    has = {(each.kind, each.key): each for each in found[ada.person_id].evidence}
    assert set(has) >= set(asked[:4]) | {(HOURS, "security"), (HOURS, "")}
    assert (CLASS, "laptops/desk") not in has
    assert (HOURS, "gardening") not in has
    assert has[HOURS, "security"].amount == Decimal(1)
    assert has[QUIZ, "courses/laptops/quiz.md"].amount == 100
    assert all(each.on == today() for each in has.values())
    assert found[real.cast.ben.person_id].evidence == ()
    before = facts.shown_by([ada.person_id], asked, today() - timedelta(days=1))[ada.person_id]
    assert all(each.on == today() for each in before.evidence)


def test_an_attempt_that_was_not_passed_shows_nothing(real):
    ada = real.cast.ada
    enrollment = learn(ada, ("what",))
    made = attempts.begin(
        ada.person, "courses/laptops/quiz.md", subject=f"enrollment:{enrollment.pk}", by=ada
    )
    attempts.save_answer(made.pk, "carried", value=False, by=ada)
    attempts.submit(made.pk, by=ada)

    asked = [(QUIZ, "courses/laptops/quiz.md")]
    assert facts.shown_by([ada.person_id], asked, today())[ada.person_id].evidence == ()


def test_the_parts_of_a_course_are_those_that_courses_know(real):
    known = of_courses.all_courses().by_key["laptops"]
    page = whole_edition().handbook.pages["courses/laptops/course.md"]

    mine = outline_of(page)
    assert [key for key, _kind in mine.parts] == [each.key for each in known.parts]
    assert [mine.kind_of(each.key) for each in known.parts if each.kind in ("class", "practical")] == [
        "class", "practical",
    ]  # fmt: skip
    assert whole_edition().handbook.assembled[NAME].by_key["supporter"].can_be_earned


def test_a_session_that_was_observed_certifies_who_was_found_ready(real):
    ada, mia = real.cast.ada, real.cast.mia
    real.add(**{"certifications/alone.md": (
        "---\ntitle: Alone\ncertification:\n  owner: Manager, IT\n"
        "  requires: {all: [{observed: any}, {observed: laptops}]}\n"
        "---\n\nRuns sessions alone.\n"
    ), "courses/laptops/course.md": PARTS})  # fmt: skip
    at = timezone.now() - timedelta(days=1)
    session = Session.objects.create(
        course="laptops", part="group", revision="r1", title="In a group", state="held", zone="UTC", starts_at=at,
        ends_at=at + timedelta(hours=1), scheduled_by=mia.person,
    )  # fmt: skip
    runs = session.facilitators.create(person=ada.person, is_lead=False)
    session.facilitators.create(person=mia.person)
    grades = {str(each): 4 for each in range(len(of_classes.classes().observation))}

    for is_ready in (False, True):
        reflecting.observe(facilitator=runs.pk, grades=grades, words="", is_ready=is_ready, by=mia)
        settle()
        assert Award.objects.filter(person=ada.person, certification="alone").exists() is is_ready
    award = Award.objects.get(person=ada.person, certification="alone")
    assert {(each.kind, each.key, each.revision) for each in award.evidence.all()} == {
        ("observed", "any", "r1"), ("observed", "laptops", "r1"),
    }  # fmt: skip
    held = own.titles_held([ada.person_id, mia.person_id], ["alone"])
    assert held == {(ada.person_id, "alone"): "Alone"}
    assert authorising._holders == [own.titles_held]


def test_a_session_of_a_course_that_there_is_not_is_reported(real):
    text = "---\ntitle: Alone\ncertification:\n  owner: Manager, IT\n  requires: {observed: nothing}\n---\n\nAlone.\n"
    real.add(**{"certifications/alone.md": text})

    found = [each for each in whole_edition().handbook.diagnostics if each.path == "certifications/alone.md"]

    assert [each.message for each in found] == ["The handbook has no course “nothing”."]
