from datetime import timedelta

import pytest

from trellis.certifications import terms
from trellis.certifications.definitions.evidence import COURSE, HOURS, QUIZ
from trellis.certifications.models import Award, AwardEvidence, SignOff
from trellis.certifications.queries.standing import mine, standing_of
from trellis.certifications.services import awarding, clock, signing
from trellis.certifications.services.errors import CertificationError
from trellis.certifications.tests.conftest import SIGNED
from trellis.core.models import Event, Notice
from trellis.core.rules import NotAllowedError
from trellis.people.days import today
from trellis.work.models import WorkItem


def test_the_last_requirement_awards_the_certificate_with_its_end_and_pins_what_it_rests_on(office):
    ada = office.cast.ada
    office.bench.show(ada, COURSE, "laptops")
    office.bench.show(ada, QUIZ, "courses/laptops/quiz.md", amount=79)
    office.sign(ada)
    assert awarding.evaluate(ada.person_id) == []

    office.bench.show(ada, QUIZ, "courses/laptops/quiz.md", amount=80)
    (made,) = awarding.evaluate(ada.person_id)

    assert made.state == "valid"
    assert made.valid_until == made.awarded_on.replace(year=made.awarded_on.year + 2) - timedelta(days=1)
    assert made.renewable_from == made.valid_until - timedelta(days=90)
    assert made.wording.title == "Supporter"
    assert "requires:" in made.wording.text
    pinned = {(each.kind, each.place, each.revision) for each in made.evidence.all()}
    assert {(kind, place) for kind, place, _revision in pinned} == {
        ("course", "0"),
        ("quiz", "1"),
        ("sign-off", "2"),
    }
    assert all(revision for _kind, _place, revision in pinned)
    assert office.history(made) == ["awarded"]
    assert Notice.objects.filter(account=ada, subject="You are certified: Supporter").count() == 1


def test_awarding_again_is_nothing(office):
    made = office.earn(office.cast.ada)
    awarding.evaluate(office.cast.ada.person_id)
    office.night()
    office.night()

    assert list(Award.objects.filter(certification="supporter")) == [made]
    assert AwardEvidence.objects.count() == 3
    assert Event.objects.filter(name="certifications.awarded").count() == 1


def test_nobody_outside_of_the_audience_is_certified(office):
    rob = office.cast.rob
    office.bench.show(rob, COURSE, "laptops")
    office.bench.show(rob, QUIZ, "courses/laptops/quiz.md", amount=100)
    SignOff.objects.create(
        person=rob.person, certification="supporter", name=SIGNED, words="x", signer="manager", state="granted",
        decided_by=office.cast.olga, decided_on=today(), revision="r",
    )  # fmt: skip

    assert awarding.evaluate(rob.person_id) == []
    office.night()
    assert office.award(rob) is None


def test_a_certificate_that_another_asks_for_brings_the_other_at_once(office):
    ada = office.cast.ada
    office.bench.show(ada, HOURS, "security", amount=5)
    office.bench.show(ada, HOURS, "security", amount=3)
    office.earn(ada)

    assert office.award(ada, "expert") is not None
    assert office.award(ada, "expert").valid_until is None


def test_numbers_and_tokens_cannot_be_guessed(office):
    one, two = office.earn(office.cast.ada), office.earn(office.cast.ben)

    assert one.number != two.number
    assert one.number.split("-")[0] == str(today().year)
    assert len(one.token) >= 32
    assert one.wording == two.wording


def test_the_night_awards_who_has_shown_all_without_an_event(office):
    mia = office.cast.mia
    office.bench.show(mia, COURSE, "laptops")
    office.night()

    assert office.award(mia, "leader") is not None


def test_a_renewal_takes_its_shorter_route_and_adds_to_the_end(office):
    ada = office.cast.ada
    first = office.earn(ada)
    office.age(first, 700)
    assert standing_of(ada.person, terms.certification("supporter"), today()).route.renews

    office.bench.show(ada, COURSE, "laptops-again", on=first.renewable_from - timedelta(days=1))
    assert awarding.evaluate(ada.person_id) == []
    office.bench.show(ada, COURSE, "laptops-again", on=first.renewable_from)
    (second,) = awarding.evaluate(ada.person_id)

    first.refresh_from_db()
    assert (first.state, first.is_current) == ("renewed", False)
    assert second.renews == first
    assert first.valid_until < second.valid_until
    assert (second.valid_until - first.valid_until).days in (730, 731)
    assert office.history(second) == ["renewed"]
    assert awarding.evaluate(ada.person_id) == []


def test_the_time_between_end_and_end_of_grace_renews_and_after_it_all_is_shown_anew(office):
    ada = office.cast.ada
    made = office.earn(ada)
    office.age(made, 735)
    office.night()
    made.refresh_from_db()
    assert made.state == "grace"
    assert made.counts

    office.age(made, 40)
    office.night()
    made.refresh_from_db()
    assert made.state == "expired"
    assert office.history(made) == ["awarded", "grace", "expired"]
    office.bench.show(ada, COURSE, "laptops-again")
    assert awarding.evaluate(ada.person_id) == []
    again = office.earn(ada)
    assert (again.state, again.renews) == ("valid", None)
    assert Award.objects.filter(person=ada.person_id, certification="supporter").count() == 2


def test_who_was_reminded_is_not_reminded_of_the_same_again_and_the_manager_only_hears_of_the_last_two(
    office,
):
    ada, mia = office.cast.ada, office.cast.mia
    made = office.earn(ada)
    told = []
    for left in (91, 90, 89, 60, 30, 7, 6, 0):
        award = office.award(ada)
        office.age(award, (award.valid_until - today()).days - left)
        before = (Notice.objects.filter(account=ada).count(), Notice.objects.filter(account=mia).count())
        clock.remind_due(today())
        clock.remind_due(today())
        after = (Notice.objects.filter(account=ada).count(), Notice.objects.filter(account=mia).count())
        told.append((left, after[0] - before[0], after[1] - before[1]))

    assert made.ladder == [90, 60, 30, 7]
    # The end is another each time that a test turns it, so that a step is told for each end.
    assert [each for each in told if each[0] in (91, 90, 60, 30, 7)] == [
        (91, 0, 0), (90, 1, 0), (60, 1, 0), (30, 1, 1), (7, 1, 1),
    ]  # fmt: skip


def test_who_has_to_hold_it_is_asked_until_they_do_and_again_when_it_lapses(office):
    mia = office.cast.mia
    office.night()
    assert office.lacks(mia) == {"leader"}
    assert office.lacks(office.cast.olga) == {"leader"}
    assert office.lacks(office.cast.ada) == set()
    assert WorkItem.objects.filter(assignee=mia, kind=clock.LACK, state="open").count() == 1

    office.bench.show(mia, COURSE, "laptops")
    office.night()
    assert office.lacks(mia) == set()
    assert not WorkItem.objects.filter(assignee=mia, kind=clock.LACK, state="open").exists()

    office.age(office.award(mia, "leader"), 400)
    office.night()
    assert office.lacks(mia) == {"leader"}


def test_open_renewals_wait_in_the_work_of_the_holder(office):
    ada = office.cast.ada
    made = office.age(office.earn(ada), 700)
    office.night()
    assert WorkItem.objects.filter(assignee=ada, kind=clock.RENEW, state="open").count() == 1

    office.bench.show(ada, COURSE, "laptops-again", on=made.renewable_from)
    office.night()
    clock.settle_renewals([made.pk])
    assert not WorkItem.objects.filter(assignee=ada, kind=clock.RENEW, state="open").exists()


def test_a_sign_off_is_asked_signed_and_counts(office):
    ada, mia = office.cast.ada, office.cast.mia
    row = signing.ask(certification=terms.certification("supporter"), name=SIGNED, note="Ten.", by=ada)
    assert signing.ask(certification=terms.certification("supporter"), name=SIGNED, note="x", by=ada) == row
    assert list(WorkItem.objects.filter(kind=signing.WORK).values_list("assignee__name", flat=True)) == [
        "Mia"
    ]
    for stranger in (ada, office.cast.ben, office.cast.rob, office.cast.dora):
        with pytest.raises(NotAllowedError):
            signing.sign(row=row, answer="", by=stranger)
    with pytest.raises(CertificationError):
        signing.refuse(row=row, answer="  ", by=mia)

    signing.refuse(row=row, answer="Only nine.", by=mia)
    again = signing.ask(certification=terms.certification("supporter"), name=SIGNED, note="Ten now.", by=ada)
    signing.sign(row=again, answer="", by=mia)
    signing.sign(row=again, answer="", by=mia)

    standing = standing_of(ada.person, terms.certification("supporter"), today())
    assert [each.is_met for each in standing.result.parts] == [False, False, True]
    assert [each.requirement.kind for each in standing.missing] == ["course", "quiz"]


def test_what_is_mine_says_how_i_stand(office):
    found = {each.certification.key: each for each in mine(office.cast.mia.person_id, today())}

    assert set(found) == {"leader", "supporter", "expert"}
    assert found["leader"].is_required
    assert found["leader"].result is not None


def test_the_night_asks_few_queries_however_many_people_there_are(office, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        awarding.evaluate_all()
