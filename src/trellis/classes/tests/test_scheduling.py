"""Scheduling: hours, rooms that are never booked twice, conflicts by real hours, revisions, invitations."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from trellis.classes.definitions.spans import Span
from trellis.classes.models import Facilitator, Invitation, Meeting, Room, RoomSlot, Session
from trellis.classes.queries import conflicts, proposing
from trellis.classes.services import inviting, keeping, placing, reminding, scheduling
from trellis.classes.services.errors import ClassError, NotThereError, RoomTakenError, StaleSessionError
from trellis.classes.services.scheduling import ConflictsError
from trellis.classes.tests.conftest import PART, begun, of_course, plan, registered, scheduled, soon
from trellis.core.models import Account, Notice
from trellis.core.rules import NotAllowedError
from trellis.work.models import WorkItem
from trellis.work.services import absences


@pytest.fixture
def hall(cast):
    return keeping.keep_room(
        key=uuid4(),
        name="Hall",
        address="Main street 1",
        zone="Europe/Berlin",
        capacity=20,
        by=cast.fresh("pia"),
    )


def changed(cast, session, by="pia", **facts):
    made = plan(cast, **facts)
    return scheduling.change(session=session.pk, plan=made, seen=session.version, by=cast.fresh(by))


def test_who_may_not_schedule_is_refused(cast):
    with pytest.raises(NotAllowedError):
        scheduling.schedule(key=uuid4(), plan=plan(cast, lead="ada"), by=cast.fresh("ada"))
    assert cast.opened("ada", reverse("classes:new")).status_code == 404


def test_the_same_key_is_the_same_session(cast):
    key, made = uuid4(), plan(cast)
    first = scheduling.schedule(key=key, plan=made, by=cast.fresh("pia"))
    assert scheduling.schedule(key=key, plan=made, by=cast.fresh("pia")) == first
    with pytest.raises(NotThereError):
        scheduling.schedule(key=key, plan=made, by=cast.fresh("mia"))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": " "}, "title"), ({"zone": "Nowhere"}, "zone"), ({"minimum": 5, "capacity": 3}, "minimum"),
        ({"modality": "virtual"}, "link"), ({"link": "javascript:alert(1)"}, "link"),
        ({"spans": [Span(soon().end, soon().begin)]}, "meetings"),
        ({"spans": [soon(), Span(soon().begin + timedelta(minutes=5), soon().end)]}, "meetings"),
        ({"spans": [Span(soon().begin + timedelta(minutes=1), soon().end)]}, "meetings"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(cast, facts, field):
    with pytest.raises(ClassError) as refused:
        scheduling.schedule(key=uuid4(), plan=plan(cast, **facts), by=cast.fresh("pia"))
    assert refused.value.field == field
    assert not Session.objects.exists()


def test_a_room_is_never_booked_twice_and_free_again_after_cancelling(cast, hall):
    first = scheduled(cast, room=hall)
    with pytest.raises(RoomTakenError):
        scheduled(cast, lead="rob", room=hall, spans=[Span(soon().end - timedelta(minutes=5), soon().end)])
    after = scheduled(cast, lead="rob", room=hall, spans=[Span(soon().end, soon().end + timedelta(hours=1))])
    assert RoomSlot.objects.count() == 24
    scheduling.cancel(session=first.pk, because="Ill", by=cast.fresh("pia"))
    assert RoomSlot.objects.filter(meeting__session=after).count() == RoomSlot.objects.count() == 12
    scheduled(cast, lead="rob", room=hall)


def test_a_room_holds_no_more_than_it_does(cast, hall):
    with pytest.raises(ClassError, match="holds 20"):
        scheduled(cast, room=hall, capacity=21)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_book_a_room_at_once_one_gets_it(cast):
    hall = Room.objects.create(name="Hall", zone="UTC", capacity=9)

    def book(name):
        try:
            scheduled(cast, lead=name, room=hall)
            return "booked"
        except RoomTakenError:
            return "taken"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(book, ("pia", "rob"))) == ["booked", "taken"]
    assert Session.objects.count() == 1


def test_facilitators_who_are_not_free_are_named_and_can_be_asked_anyway(cast):
    scheduled(cast, lead="rob", title="Before")
    with pytest.raises(ConflictsError, match="Rob runs “Before” then"):
        scheduling.schedule(key=uuid4(), plan=plan(cast, lead="rob"), by=cast.fresh("pia"))
    made = scheduled(cast, lead="rob")
    assert Facilitator.objects.get(session=made).state == "asked"
    assert WorkItem.objects.filter(kind="class-answer", state="open", assignee=cast.rob).count() == 1
    scheduling.answer(session=made.pk, accepts=True, by=cast.fresh("rob"))
    assert Facilitator.objects.get(session=made).state == "set"
    assert Notice.objects.filter(account=cast.pia, subject="A facilitator said yes").exists()


def test_conflicts_are_found_by_hours_absence_and_working_hours(cast):
    rob = Account.objects.select_related("person__account").get(pk=cast.rob.pk).person
    evening = Span(soon().begin.replace(hour=21), soon().begin.replace(hour=22))
    assert [each.kind for each in conflicts.of_people([rob], [evening])] == ["hours"]
    assert conflicts.of_people([rob], [soon()]) == []
    absences.plan(
        first=soon().begin.date(), last=soon().begin.date(), stand_in=cast.pia, by=cast.fresh("rob")
    )
    assert [each.kind for each in conflicts.of_people([rob], [soon()])] == ["away"]


def test_whoever_is_free_and_has_run_it_before_is_proposed_first(cast):
    of_course(cast, lead="rob", spans=[soon(days=3)])
    found = proposing.proposals([soon()], course=PART.course)
    assert [(each.person.name, each.knows_it) for each in found] == [("Rob", True), ("Mia", False)]
    found = proposing.proposals([soon(days=3)], course=PART.course)
    assert [each.person.name for each in found] == ["Mia", "Pia"]


def test_a_course_is_frozen_at_its_revision_and_moves_to_the_newest(cast):
    made = of_course(cast)
    assert made.revision
    assert made.title == PART.title
    Session.objects.filter(pk=made.pk).update(revision="0" * 40)
    changed(cast, made, title="", course=PART.course, part=PART.part)
    made.refresh_from_db()
    assert made.revision == "0" * 40
    scheduling.move_to_newest(session=made.pk, by=cast.fresh("pia"))
    made.refresh_from_db()
    assert made.revision != "0" * 40


def test_who_changes_what_another_changed_meanwhile_is_told(cast):
    made = scheduled(cast)
    changed(cast, made, title="Other")
    with pytest.raises(StaleSessionError):
        changed(cast, made, title="Mine")


def test_a_manager_changes_their_own_session_and_no_other(cast):
    own, other = scheduled(cast, by="mia", lead="mia"), scheduled(cast)
    changed(cast, own, by="mia", lead="mia", title="New")
    with pytest.raises(NotThereError):
        changed(cast, other, by="mia")


def test_a_draft_is_seen_by_those_who_run_it_until_it_is_opened(cast):
    made = scheduling.schedule(key=uuid4(), plan=plan(cast), is_open=False, by=cast.fresh("pia"))
    address = reverse("classes:session", args=[made.pk])
    assert cast.opened("ada", address).status_code == 404
    assert not Invitation.objects.exists()
    cast.opened("pia", reverse("classes:do", args=[made.pk, "open"]), {})
    assert cast.opened("ada", address).status_code == 200
    assert Invitation.objects.count() == 1


@pytest.fixture
def mailing(settings):
    settings.MAIL_IS_CONFIGURED = True
    settings.DEFAULT_FROM_EMAIL = "Trellis <trellis@example.org>"
    return settings


def sent():
    inviting.deliver(timezone.now() + timedelta(seconds=1))
    found = []
    for each in mail.outbox:
        text = each.alternatives[0][0].replace("\r\n ", "")
        number = next(line for line in text.split("\r\n") if line.startswith("SEQUENCE:"))
        method = next(line for line in text.split("\r\n") if line.startswith("METHOD:"))
        found.append((each.to[0].partition("@")[0], method[7:], int(number[9:])))
    mail.outbox.clear()
    return sorted(found)


def test_invitations_follow_what_happens_with_a_number_that_rises(cast, mailing):
    made = scheduled(cast)
    registered(cast, made, "ada")
    assert sent() == [("ada", "REQUEST", 0), ("pia", "REQUEST", 0)]
    assert sent() == []

    later = Span(soon().begin + timedelta(hours=1), soon().end + timedelta(hours=1))
    made = changed(cast, made, spans=[later])
    assert Meeting.objects.count() == 1
    assert sent() == [("ada", "REQUEST", 1), ("pia", "REQUEST", 1)]

    placing.withdraw(registration=made.registrations.get().pk, by=cast.fresh("ada"))
    assert sent() == [("ada", "CANCEL", 2)]
    registered(cast, made, "ada")
    assert sent() == [("ada", "REQUEST", 3)]
    scheduling.cancel(session=made.pk, because="Ill", by=cast.fresh("pia"))
    assert sent() == [("ada", "CANCEL", 4), ("pia", "CANCEL", 2)]


def test_a_meeting_that_is_taken_away_leaves_the_calendars(cast, mailing):
    spans = [soon(), soon(days=3)]
    made = scheduled(cast, spans=spans)
    assert sent() == [("pia", "REQUEST", 0)] * 2
    changed(cast, made, spans=spans[:1])
    assert sent() == [("pia", "CANCEL", 1)]


def test_times_in_an_invitation_are_those_of_its_reader(cast, mailing):
    Account.objects.filter(pk=cast.ada.pk).update(time_zone="Asia/Tokyo")
    made = scheduled(cast)
    registered(cast, made, "ada")
    inviting.deliver(timezone.now() + timedelta(seconds=1))
    words = next(each.body for each in mail.outbox if each.to == ["ada@example.org"])
    assert "18:00" in words
    assert "JST" in words


def test_people_are_reminded_once_a_day_and_once_an_hour_before(cast):
    made = scheduled(cast)
    registered(cast, made, "ada")
    begins = Session.objects.get().starts_at
    for ahead, told in ((25, 0), (23, 2), (22, 0), (0.9, 2), (0.5, 0)):
        assert reminding.remind(begins - timedelta(hours=ahead)) == told


def test_too_few_are_told_of_three_days_before(cast):
    made = scheduled(cast, minimum=3)
    registered(cast, made, "ada")
    before = made.starts_at - timedelta(days=2)
    assert reminding.tell_of_few(before) == 1
    assert reminding.tell_of_few(before) == 0


def test_a_session_that_is_over_waits_for_its_attendance(cast):
    made = begun(scheduled(cast))
    assert reminding.follow(timezone.now() + timedelta(hours=3)) == 1
    made.refresh_from_db()
    assert made.state == "held"
    assert list(
        WorkItem.objects.filter(kind="class-attendance", state="open").values_list(
            "assignee__name", flat=True
        )
    ) == ["Pia"]
