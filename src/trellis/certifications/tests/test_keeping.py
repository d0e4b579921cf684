from datetime import timedelta

import pytest

from trellis.certifications.definitions.evidence import COURSE, QUIZ
from trellis.certifications.models import AwardRequest, SignOff
from trellis.certifications.services import awarding, keeping
from trellis.certifications.services.errors import CertificationError
from trellis.core.rules import NotAllowedError
from trellis.people.days import today
from trellis.work.models import ApprovalRequest, WorkItem
from trellis.work.services import approvals

RULES = """\
approvals:
  certificate-revocation:
    title: Revocation of a certificate
    description: Looked at by another.
    steps: [{title: Second look, by: {role: "Chief Operating Officer"}}]
  certificate-extension:
    title: More time for a certificate
    description: Bounded by the certification.
    facts: {days: {title: Days, kind: number}}
    steps: [{title: Manager, by: {relation: manager, of: subject}}]
"""


def test_who_keeps_certificates_suspends_reinstates_and_revokes_with_a_reason(office):
    made = office.earn(office.cast.ada)
    for act in (keeping.suspend, keeping.revoke):
        with pytest.raises(CertificationError):
            act(award=made, because="  ", by=office.cast.pia)
        for stranger in (office.cast.ada, office.cast.ben, office.cast.dora, office.cast.olga):
            with pytest.raises(NotAllowedError):
                act(award=made, because="x", by=stranger)

    keeping.suspend(award=made, because="Asked for.", by=office.cast.mia)
    keeping.suspend(award=made, because="Asked for.", by=office.cast.mia)
    assert not office.award(office.cast.ada).counts
    keeping.reinstate(award=made, because="It was right.", by=office.cast.pia)
    office.revoke(made)
    office.revoke(made)

    made.refresh_from_db()
    assert made.state == "revoked"
    assert office.history(made) == ["awarded", "suspended", "reinstated", "revoked"]


def test_what_was_shown_before_does_not_bring_a_revoked_one_back(office):
    ada = office.cast.ada
    made = office.earn(ada)
    office.revoke(made)
    awarding.evaluate(ada.person_id)
    office.night()

    made.refresh_from_db()
    assert made.state == "revoked"
    assert office.award(ada) == made


def test_a_suspended_one_is_neither_renewed_nor_ended_by_time(office):
    ada = office.cast.ada
    made = office.age(office.earn(ada), 700)
    keeping.suspend(award=made, because="x", by=office.cast.pia)
    office.bench.show(ada, COURSE, "laptops-again")
    office.night()
    made.refresh_from_db()
    assert made.state == "suspended"

    office.age(made, 100)
    keeping.reinstate(award=made, because="y", by=office.cast.pia)
    made.refresh_from_db()
    assert made.state == "expired"


def test_more_time_is_asked_for_and_granted_within_bounds(office):
    ada = office.cast.ada
    made = office.earn(ada)
    end = made.valid_until
    with pytest.raises(NotAllowedError):
        keeping.ask_extension(award=made, until=end + timedelta(days=5), because="x", by=office.cast.ben)
    for until in (end, end + timedelta(days=61)):
        with pytest.raises(CertificationError):
            keeping.ask_extension(award=made, until=until, because="On leave", by=ada)

    row = keeping.ask_extension(award=made, until=end + timedelta(days=40), because="On leave", by=ada)
    assert list(WorkItem.objects.filter(kind=keeping.WORK).values_list("assignee__name", flat=True)) == [
        "Mia"
    ]
    with pytest.raises(NotAllowedError):
        keeping.decide(request=row, grant=True, answer="", by=ada)
    keeping.decide(request=row, grant=True, answer="", by=office.cast.mia)
    keeping.decide(request=row, grant=True, answer="", by=office.cast.mia)

    made.refresh_from_db()
    assert (made.valid_until, made.extended_days) == (end + timedelta(days=40), 40)
    assert made.grace_until == made.valid_until + timedelta(days=30)
    assert office.history(made) == ["awarded", "extended"]
    with pytest.raises(CertificationError):
        keeping.ask_extension(award=made, until=made.valid_until + timedelta(days=21), because="More", by=ada)


def test_more_time_that_is_refused_says_why_and_changes_nothing(office):
    made = office.earn(office.cast.ada)
    until = made.valid_until + timedelta(days=5)
    row = keeping.ask_extension(award=made, until=until, because="x", by=office.cast.ada)
    with pytest.raises(CertificationError):
        keeping.decide(request=row, grant=False, answer="", by=office.cast.mia)
    keeping.decide(request=row, grant=False, answer="There was time.", by=office.cast.mia)

    made.refresh_from_db()
    assert made.extended_days == 0
    assert not WorkItem.objects.filter(kind=keeping.WORK, state="open").exists()


def test_where_the_handbook_says_so_a_second_pair_of_eyes_revokes(office):
    office.add(**{"approvals.yml": RULES})
    made = office.earn(office.cast.ada)
    office.revoke(made, "It was somebody else.")
    office.revoke(made, "It was somebody else.")
    made.refresh_from_db()
    assert made.state == "valid"
    request = ApprovalRequest.objects.get()

    approvals.approve(
        request, by=office.cast.olga, digest=request.digest, step=request.steps.get(state="current").position
    )

    made.refresh_from_db()
    assert made.state == "revoked"
    assert AwardRequest.objects.get().state == "granted"
    change = made.changes.get(what="revoked")
    assert (change.by, change.because) == (office.cast.pia, "It was somebody else.")


def test_a_rejected_extension_changes_nothing(office):
    office.add(**{"approvals.yml": RULES})
    made = office.earn(office.cast.ada)
    keeping.ask_extension(
        award=made, until=made.valid_until + timedelta(days=5), because="x", by=office.cast.ada
    )
    request = ApprovalRequest.objects.get()
    approvals.reject(
        request,
        by=office.cast.mia,
        digest=request.digest,
        step=request.steps.get(state="current").position,
        text="No.",
    )

    made.refresh_from_db()
    assert made.extended_days == 0
    assert AwardRequest.objects.get().state == "refused"


def test_only_the_holder_says_what_strangers_see(office):
    made = office.earn(office.cast.ada)
    for other in (office.cast.mia, office.cast.pia, office.cast.dora):
        with pytest.raises(NotAllowedError):
            keeping.share(award=made, shared=True, name="", by=other)

    keeping.share(award=made, shared=True, name=" Ada  L. ", by=office.cast.ada)

    made.refresh_from_db()
    assert (made.is_shared, made.shown_name) == (True, "Ada L.")


def test_what_an_expired_one_rested_on_does_not_earn_the_next(office):
    ada = office.cast.ada
    made = office.age(office.earn(ada), 900)
    office.night()
    made.refresh_from_db()
    assert made.state == "expired"
    office.bench.show(ada, QUIZ, "courses/laptops/quiz.md", amount=100, on=today())

    assert awarding.evaluate(ada.person_id) == []
    assert SignOff.objects.count() == 1
