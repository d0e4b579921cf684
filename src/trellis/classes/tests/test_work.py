"""What of classes waits in My work and on whom, when it ends, and what people are told."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from trellis.classes.models import Registration, Session
from trellis.classes.services import attending, placing, reflecting, reminding, running, scheduling
from trellis.classes.tests.conftest import begun, of_course, plan, registered, scheduled
from trellis.core.models import Notice
from trellis.work.models import WorkItem


def waits(kind):
    rows = WorkItem.objects.filter(kind=kind, state="open")
    return sorted(rows.values_list("assignee__name", flat=True))


def told(cast, name, words):
    return Notice.objects.filter(account=getattr(cast, name), subject__icontains=words).count()


def test_a_held_place_waits_on_whom_it_is_held_for_until_it_is_taken(cast):
    session = scheduled(cast, capacity=1)
    ada, _rob = registered(cast, session, "ada", "rob")
    placing.withdraw(registration=ada.pk, by=cast.fresh("ada"))
    assert waits("class-offer") == ["Rob"]
    assert (
        WorkItem.objects.get(kind="class-offer").due_at
        == Registration.objects.get(state="offered").held_until
    )
    assert (told(cast, "rob", "held for you"), told(cast, "ben", "held for you")) == (1, 0)
    page = cast.read("rob", "/my-work/")
    assert "Confirm your place" in page
    assert session.title in page
    assert "Confirm your place" not in cast.read("ben", "/my-work/")
    cast.opened("rob", reverse("classes:do", args=[session.pk, "confirm"]), {})
    assert waits("class-offer") == []


def test_a_held_place_that_lapses_waits_no_more(cast):
    session = scheduled(cast, capacity=1, hold_hours=1)
    ada, _rob = registered(cast, session, "ada", "rob")
    placing.withdraw(registration=ada.pk, by=cast.fresh("ada"))
    Registration.objects.filter(state="offered").update(held_until=timezone.now() - timedelta(minutes=1))
    placing.settle_due(timezone.now())
    assert waits("class-offer") == []
    assert told(cast, "rob", "went to the next") == 1


@pytest.mark.parametrize("deed", ["approve", "refuse"])
def test_who_asks_to_take_part_waits_on_their_manager(cast, deed):
    session = scheduled(cast, needs_approval=True)
    (row,) = registered(cast, session, "ada")
    assert waits("class-approval") == ["Mia"]
    page = cast.read("mia", "/my-work/")
    assert f"Ada: {session.title}" in page
    assert reverse("classes:decide", args=[row.pk]) in page
    cast.opened("mia", reverse("classes:decide", args=[row.pk]), {"deed": deed, "reason": "Later"})
    assert waits("class-approval") == []
    assert told(cast, "ada", "approved") == 1


def test_who_takes_back_what_they_asked_waits_on_nobody(cast):
    session = scheduled(cast, needs_approval=True)
    (row,) = registered(cast, session, "ada")
    placing.withdraw(registration=row.pk, by=cast.fresh("ada"))
    assert waits("class-approval") == []


def test_who_has_no_manager_asks_those_who_keep_classes(cast):
    session = scheduled(cast, needs_approval=True)
    registered(cast, session, "olga")
    assert waits("class-approval") == ["Pia", "Rob"]


@pytest.mark.parametrize("deed", ["accept", "decline"])
def test_who_is_asked_to_run_a_session_answers_and_whoever_scheduled_it_is_told(cast, deed):
    scheduled(cast, lead="mia", title="Before")
    made = scheduling.schedule(
        key=uuid4(), plan=plan(cast, lead="mia", anyway={cast.mia.person_id}), by=cast.fresh("pia")
    )
    assert waits("class-answer") == ["Mia"]
    assert "Say whether you run it" in cast.read("mia", "/my-work/")
    cast.opened("mia", reverse("classes:do", args=[made.pk, deed]), {"reason": "Away"})
    assert waits("class-answer") == []
    assert told(cast, "pia", "A facilitator said") == 1


def test_a_session_is_to_be_prepared_until_all_is_ticked_or_it_is_cancelled(cast):
    session = scheduled(cast, lead="mia")
    assert waits("class-prepare") == ["Mia"]
    assert reverse("classes:run", args=[session.pk]) in cast.read("mia", "/my-work/")
    item = session.preparations.get()
    running.tick(preparation=item.pk, is_done=True, by=cast.fresh("mia"))
    assert waits("class-prepare") == []
    running.tick(preparation=item.pk, is_done=False, by=cast.fresh("mia"))
    assert waits("class-prepare") == ["Mia"]
    scheduling.cancel(session=session.pk, because="Too few", by=cast.fresh("pia"))
    assert waits("class-prepare") == []


def test_a_session_that_is_over_waits_for_its_attendance_until_that_is_complete(cast):
    session = of_course(cast, lead="mia")
    registered(cast, session, "ada", "ben")
    begun(session)
    reminding.follow(timezone.now() + timedelta(hours=2))
    assert waits("class-attendance") == ["Mia"]
    assert reverse("classes:roster", args=[session.pk]) in cast.read("mia", "/my-work/")
    assert (told(cast, "ada", "How was"), told(cast, "ben", "How was")) == (1, 1)
    attending.settle(session=session.pk, by=cast.fresh("mia"))
    assert waits("class-attendance") == []
    assert told(cast, "ada", "You missed a session") == 1


def test_an_update_waits_on_those_who_run_sessions(cast):
    scheduled(cast, lead="mia")
    update = reflecting.tell(key=uuid4(), title="Rooms", text="Third floor", by=cast.fresh("pia"))
    assert "Mia" in waits("class-update")
    assert "Ada" not in waits("class-update")
    reflecting.read_update(update=update.pk, by=cast.fresh("mia"))
    assert "Mia" not in waits("class-update")


def test_everybody_who_wanted_to_come_is_told_that_a_session_is_cancelled(cast):
    session = scheduled(cast, capacity=1)
    registered(cast, session, "ada", "rob")
    scheduling.cancel(session=session.pk, because="The trainer is ill", by=cast.fresh("pia"))
    for name in ("ada", "rob"):
        notice = Notice.objects.get(account=getattr(cast, name), subject__contains="is cancelled")
        assert "The trainer is ill" in notice.text
    assert told(cast, "ben", "is cancelled") == 0


def test_reminders_go_to_those_who_take_part_and_run_it_and_not_to_the_wait_list(cast):
    session = scheduled(cast, capacity=1)
    registered(cast, session, "ada", "rob")
    begins = Session.objects.get().starts_at
    reminding.remind(begins - timedelta(hours=23))
    reminding.remind(begins - timedelta(minutes=50))
    for name, day, hour in (("ada", 1, 1), ("pia", 1, 1), ("rob", 0, 0)):
        assert (told(cast, name, "is coming up"), told(cast, name, "begins soon")) == (day, hour)


def test_a_session_that_was_moved_reminds_anew(cast):
    session = scheduled(cast)
    registered(cast, session, "ada")
    begins = Session.objects.get().starts_at
    reminding.remind(begins - timedelta(hours=23))
    session.meetings.update(starts_at=begins + timedelta(days=7), ends_at=begins + timedelta(days=7, hours=1))
    reminding.remind(begins + timedelta(days=7) - timedelta(hours=23))
    assert told(cast, "ada", "is coming up") == 2
