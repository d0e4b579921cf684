"""What was awarded is looked at again when what it rests on is taken back, through the rooms that take it back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trellis.assessments.services import attempts, regrading
from trellis.certifications.models import Award, Doubt
from trellis.certifications.queries.public import public
from trellis.certifications.rules import NotAllowedError
from trellis.certifications.services import awarding, doubting, keeping, taking_over
from trellis.certifications.services.errors import CertificationError
from trellis.certifications.tests.conftest import CITIZEN, RIGHTS
from trellis.certifications.tests.learned import (
    QUIZ_AT,
    doubts,
    learn,
    pass_quiz,
    settle,
    told,
    void,
    waits_on,
)
from trellis.core.models import Delivery, Event, Notice
from trellis.learning.models import Enrollment, TakenBack
from trellis.learning.services import exempting, progress
from trellis.people.days import today

# -- learning takes back what an attempt had completed


def test_an_attempt_that_is_void_takes_its_part_and_the_completion_back_and_both_stay_written_down(certified):
    void(certified)

    enrollment = certified.enrollment
    enrollment.refresh_from_db()
    assert (enrollment.state, enrollment.done, enrollment.completed_on) == ("active", 3, None)
    rows = TakenBack.objects.filter(person=certified.cast.ada.person_id).order_by("pk")
    assert [(each.part, each.title, each.cause, each.done_on) for each in rows] == [
        ("quiz", "Check yourself", "void", today()), ("", "Laptops", "void", today()),
    ]  # fmt: skip
    assert rows[0].evidence == f"attempt:{certified.attempt.pk}"
    assert "Not completed after all: Laptops" in told(certified.cast.ada)


def test_a_part_stays_done_by_another_attempt_that_was_passed(certified):
    second = pass_quiz(certified.cast.ada, certified.enrollment)
    void(certified)

    certified.enrollment.refresh_from_db()
    part = certified.enrollment.parts.get(part="quiz")
    assert (certified.enrollment.state, part.state, part.evidence) == (
        "completed",
        "done",
        f"attempt:{second.pk}",
    )
    assert not TakenBack.objects.exists()
    assert doubts(certified.award(certified.cast.ada)) == []


def test_a_regrade_that_fails_somebody_takes_the_part_back_and_one_that_passes_them_gives_it_again(certified):
    certified.publish("courses/laptops/quiz.md", "- [x] True\n- [ ] False", "- [ ] True\n- [x] False")
    regrade(certified, "newer")
    award = certified.award(certified.cast.ada)
    assert [each.cause for each in TakenBack.objects.all()] == ["regraded", "regraded"]
    assert (award.state, doubts(award)) == ("valid", ["open"])

    regrade(certified, "none")
    certified.enrollment.refresh_from_db()
    award.refresh_from_db()
    assert certified.enrollment.state == "completed"
    assert (award.state, award.in_doubt, doubts(award), waits_on(award)) == ("valid", False, ["regained"], [])


def regrade(office, kind):
    row = regrading.declare(
        quiz=QUIZ_AT, key="carried", kind=kind, because="It was wrong.", by=office.cast.pia
    )
    regrading.apply(row.pk, transaction.atomic)
    settle()


def test_a_course_that_was_completed_again_later_is_not_under_way_by_what_is_taken_back(certified):
    ada = certified.cast.ada
    first = certified.enrollment
    Enrollment.objects.filter(pk=first.pk).update(enrolled_at=timezone.now() - timedelta(days=400))
    again = learn(ada)
    pass_quiz(ada, again)
    again.refresh_from_db()
    assert again.pk != first.pk

    void(certified)
    first.refresh_from_db()
    assert (first.state, again.state) == ("withdrawn", "completed")
    assert doubts(certified.award(ada)) == []


# -- what a certificate rests on


def test_a_certificate_that_rests_on_what_was_taken_back_waits_on_its_owner_and_counts_until_they_decide(
    certified,
):
    ada, award = certified.cast.ada, certified.award(certified.cast.ada)
    void(certified)

    award.refresh_from_db()
    assert (award.state, award.in_doubt, doubts(award)) == ("valid", True, ["open"])
    assert waits_on(award) == ["Mia"]
    assert certified.history(award) == ["awarded", "doubted"]
    notice = Notice.objects.get(account=ada, subject="Your certificate is looked at again: Supporter")
    assert "Check yourself" in notice.text
    lost = Doubt.objects.get(award=award).lost
    kinds = award.evidence.filter(pk__in=lost).order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == ["course", "quiz"]
    assert public(award.token).is_valid


def test_events_that_come_twice_and_a_night_change_nothing(certified):
    void(certified)
    award = certified.award(certified.cast.ada)
    before = (certified.history(award), doubts(award), waits_on(award), len(told(certified.cast.ada)))

    assert doubting.look_again(certified.cast.ada.person_id) == 0
    assert doubting.look_at_all() == 0
    award.refresh_from_db()
    assert (certified.history(award), doubts(award), waits_on(award), len(told(certified.cast.ada))) == before


def test_a_night_finds_what_no_event_told(certified):
    award = certified.award(certified.cast.ada)
    attempts.void(certified.attempt.pk, because="It was another's.", by=certified.cast.pia)
    Delivery.objects.all().delete()

    assert doubting.look_at_all() == 2  # she is a citizen by the same course
    assert doubts(award) == ["open"]


def test_what_is_shown_again_ends_a_doubt_by_itself(certified):
    void(certified)
    award = certified.award(certified.cast.ada)
    pass_quiz(certified.cast.ada, certified.enrollment)
    settle()

    award.refresh_from_db()
    assert (award.state, award.in_doubt, doubts(award), waits_on(award)) == ("valid", False, ["regained"], [])
    assert certified.history(award) == ["awarded", "doubted", "regained"]
    assert "All that your certificate asks for is shown again: Supporter" in told(certified.cast.ada)
    assert Award.objects.filter(person=certified.cast.ada.person_id, certification="supporter").count() == 1


def test_whoever_keeps_it_confirms_it_with_a_reason_and_is_not_asked_about_the_same_again(certified):
    void(certified)
    award, mia = certified.award(certified.cast.ada), certified.cast.mia
    with pytest.raises(CertificationError, match="Say why"):
        doubting.confirm(award=award, because=" ", by=mia)
    with pytest.raises(NotAllowedError):
        doubting.confirm(award=award, because="Mine.", by=certified.cast.ada)
    with pytest.raises(NotAllowedError):
        doubting.confirm(award=award, because="I know her.", by=certified.cast.ben)

    doubting.confirm(award=award, because="She showed it at the desk.", by=mia)
    doubting.confirm(award=award, because="She showed it at the desk.", by=mia)
    doubting.look_at_all()
    assert doubts(award) == ["confirmed"]
    assert certified.history(award) == ["awarded", "doubted", "confirmed"]
    assert award.changes.get(what="confirmed").because == "She showed it at the desk."
    assert waits_on(award) == []


def test_nothing_is_confirmed_of_a_certificate_that_nobody_doubts(certified):
    with pytest.raises(CertificationError, match="in doubt"):
        doubting.confirm(award=certified.award(certified.cast.ada), because="Yes.", by=certified.cast.mia)


@pytest.mark.parametrize("deed", ["suspend", "revoke"])
def test_suspending_or_revoking_is_a_decision_and_the_public_page_says_so(certified, deed):
    void(certified)
    award = certified.award(certified.cast.ada)
    getattr(keeping, deed)(award=award, because="The exam was another's.", by=certified.cast.mia)
    settle()

    award.refresh_from_db()
    state = {"suspend": "suspended", "revoke": "revoked"}[deed]
    assert (award.state, award.in_doubt, doubts(award), waits_on(award)) == (state, False, [state], [])
    assert not public(award.token).is_valid
    assert state in Client().get(reverse("certifications:verify", args=[award.token])).content.decode()


def test_whoever_suspended_it_is_told_once_what_was_missing_is_shown_again_and_reinstating_asks_nothing(
    certified,
):
    void(certified)
    award, mia = certified.award(certified.cast.ada), certified.cast.mia
    keeping.suspend(award=award, because="The exam was another's.", by=mia)
    settle()
    pass_quiz(certified.cast.ada, certified.enrollment)
    settle()
    doubting.look_at_all()

    again = "It can be reinstated, all is shown again: Supporter"
    assert told(mia).count(again) == 1
    award.refresh_from_db()
    assert award.state == "suspended"
    keeping.reinstate(award=award, because="Passed by herself.", by=mia)
    settle()
    assert (certified.award(certified.cast.ada).state, doubts(award)) == ("valid", ["regained"])


def test_a_certificate_that_was_reinstated_by_somebody_is_not_doubted_for_the_same(certified):
    void(certified)
    award = certified.award(certified.cast.ada)
    keeping.suspend(award=award, because="The exam was another's.", by=certified.cast.mia)
    settle()
    keeping.reinstate(award=award, because="It was hers.", by=certified.cast.mia)
    settle()
    doubting.look_at_all()

    assert (certified.award(certified.cast.ada).state, doubts(award)) == ("valid", ["suspended"])


def test_what_another_way_shows_keeps_a_certificate(certified):
    """Citizen asks for the course or the path: who has the path still needs not the course."""
    ada = certified.cast.ada
    awarding.evaluate(ada.person_id)
    citizen = certified.award(ada, "citizen")
    exemption = exempting.ask(
        person=ada.person, course="laptops", kind="prior", because="Six years at a desk.", by=ada
    )
    exempting.decide(exemption=exemption, grants=True, by=certified.cast.mia)
    void(certified)

    assert doubts(citizen) == []
    assert doubts(certified.award(ada)) == ["open"]


def test_a_renewal_takes_over_the_doubt_about_what_it_renews(certified):
    ada = certified.cast.ada
    former = certified.award(ada)
    former.awarded_on, former.renewable_from = (today() - timedelta(days=each) for each in (700, 60))
    former.valid_until = today() + timedelta(days=30)
    former.save()
    void(certified)
    assert waits_on(former) == ["Mia"]

    enrollment = learn(ada, ("what",), course="laptops-again")
    pass_quiz(ada, enrollment, quiz="courses/laptops-again/quiz.md")
    settle()

    renewed = certified.award(ada)
    assert renewed.renews_id == former.pk
    assert (doubts(former), waits_on(former)) == (["over"], [])
    assert (doubts(renewed), waits_on(renewed)) == (["open"], ["Mia"])

    former.refresh_from_db()
    assert public(former.token).state == "valid"
    keeping.revoke(award=renewed, because="The exam was another's.", by=certified.cast.mia)
    assert (public(former.token).state, public(renewed.token).state) == ("revoked", "revoked")


def test_a_certificate_that_rests_on_another_is_looked_at_once_that_one_is_revoked(certified):
    real = certified
    real.add(**{"certifications/expert.md": EXPERT})
    ada = real.cast.ada
    awarding.evaluate(ada.person_id)
    expert, supporter = real.award(ada, "expert"), real.award(ada)
    keeping.suspend(award=supporter, because="Looked into.", by=real.cast.mia)
    settle()
    assert (expert.state, doubts(expert)) == ("valid", ["open"])

    keeping.reinstate(award=supporter, because="All is well.", by=real.cast.mia)
    settle()
    assert doubts(expert) == ["regained"]


EXPERT = """\
---
title: Expert
certification: {owner: "Manager, IT", requires: {certification: supporter}}
---

Is asked by supporters.
"""


def test_requirements_that_grew_since_make_nobody_doubt_what_was_earned_by_the_text_of_then(certified):
    certified.publish("certifications/supporter.md", "score: 80", "score: 100")
    certified.publish("certifications/supporter.md", "{course: laptops}", "{course: laptops-again}")

    assert doubting.look_at_all() == 0
    void(certified)
    award = certified.award(certified.cast.ada)
    pass_quiz(certified.cast.ada, certified.enrollment)
    settle()
    assert doubts(award) == ["regained"]


def test_an_exemption_that_is_taken_back_is_asked_again_and_the_certificate_looked_at(real):
    real.add(**{"rights.yml": RIGHTS, "certifications/citizen.md": CITIZEN})
    ben, mia = real.cast.ben, real.cast.mia
    asked = exempting.ask(
        person=ben.person, course="laptops", kind="prior", because="Six years at a desk.", by=ben
    )
    granted = exempting.decide(exemption=asked, grants=True, by=mia)
    settle()
    award = real.award(ben, "citizen")
    assert award.evidence.get().source == f"exemption:{granted.pk}"

    exempting.take_back(exemption=granted, because="The letter was another's.", by=mia)
    settle()
    award.refresh_from_db()
    assert (award.state, doubts(award)) == ("valid", ["open"])
    assert "It counts no more: Laptops" in told(ben)


def test_a_certificate_from_elsewhere_is_held_to_what_is_known_of_it_here(real):
    """It never met its requirement by what this site knows: what is taken back of that is what can be shown again."""
    real.add(**{"rights.yml": RIGHTS})
    ben = real.cast.ben
    real.enrollment = learn(ben, ("what",))
    real.attempt = pass_quiz(ben, real.enrollment)
    held = [taking_over.Held(ben.person_id, "supporter", today())]
    award = taking_over.take_over(held=held, by=real.cast.pia)[0]
    assert (award.issuer, award.entity) == ("Test", "Test GmbH")
    assert doubting.look_at_all() == 0

    void(real)
    assert doubts(award) == ["open"]
    pass_quiz(ben, real.enrollment)
    settle()
    assert doubts(award) == ["regained"]


# -- the records


def test_a_certificate_is_doubted_once_at_a_time(certified):
    award = certified.award(certified.cast.ada)
    Doubt.objects.create(award=award)
    with pytest.raises(IntegrityError), transaction.atomic():
        Doubt.objects.create(award=award)


def test_what_happened_to_it_is_told_without_saying_what_was_shown(certified):
    void(certified)

    said = Event.objects.filter(name="certifications.moved").latest("pk")
    assert "Check yourself" not in str(said.data)
    assert "quiz" not in str(said.data)


def test_a_completion_that_only_ended_takes_nothing_back(certified):
    Enrollment.objects.filter(pk=certified.enrollment.pk).update(
        valid_until=today() - timedelta(days=1), expired_on=today()
    )
    assert doubting.look_at_all() == 0
    progress.recount(certified.enrollment.pk)
