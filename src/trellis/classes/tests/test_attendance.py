"""Attendance: codes, lists, reports; sums, shares, corrections with a trace; credit once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from trellis.classes.models import AttendanceChange, Joined, Session
from trellis.classes.services import attending, reflecting, running
from trellis.classes.services.attending import Said
from trellis.classes.services.errors import ClassError, NotThereError
from trellis.classes.tests.conftest import PART, begun, credited, of_course, registered, scheduled, soon
from trellis.core.models import Event, Notice
from trellis.work.models import WorkItem


def held(cast, *names, make=of_course, **facts):
    """A session of an hour that goes on, with some people."""
    session = make(cast, **facts)
    registered(cast, session, *names)
    return begun(session)


def said(session, name, minutes, **more):
    row = session.registrations.get(person__name=name)
    return Said(row.pk, {session.meetings.get().pk: minutes}, **more)


def outcome(session, name):
    row = session.registrations.get(person__name=name)
    return row.outcome, row.minutes


def test_the_code_on_the_screen_checks_somebody_in_and_credits_the_part(cast):
    session = held(cast, "ada")
    code = attending.code_of(session, timezone.now())
    with pytest.raises(ClassError, match="not the code"):
        attending.check_in(session=session.pk, code="WRONG1", by=cast.fresh("ada"))
    with pytest.raises(NotThereError):
        attending.check_in(session=session.pk, code=code, by=cast.fresh("ben"))
    answer = cast.opened("ada", reverse("classes:check-in", args=[session.pk]), {"code": f" {code.lower()} "})
    assert answer.status_code == 302
    attending.check_in(session=session.pk, code=code, by=cast.fresh("ada"))
    assert outcome(session, "Ada") == ("attended", 60)
    assert Event.objects.filter(name="classes.attended").count() == 1
    assert credited() == [("Ada", PART.course, PART.part)]


def test_the_code_before_still_counts_and_older_ones_do_not(cast):
    session = held(cast, "ada")
    now = timezone.now()
    for ago, is_good in ((300, True), (900, False)):
        code = attending.code_of(session, now - timedelta(seconds=ago))
        if is_good:
            attending.check_in(session=session.pk, code=code, by=cast.fresh("ada"), now=now)
        else:
            with pytest.raises(ClassError):
                attending.check_in(session=session.pk, code=code, by=cast.fresh("ada"), now=now)


def test_guessing_codes_ends_after_ten_tries(cast):
    session = held(cast, "ada")
    for _try in range(10):
        with pytest.raises(ClassError, match="not the code"):
            attending.check_in(session=session.pk, code="AAAAAA", by=cast.fresh("ada"))
    with pytest.raises(ClassError, match="too often"):
        attending.check_in(
            session=session.pk, code=attending.code_of(session, timezone.now()), by=cast.fresh("ada")
        )


def test_a_code_counts_only_around_a_meeting(cast):
    session = scheduled(cast)
    registered(cast, session, "ada")
    with pytest.raises(ClassError, match="goes on now"):
        attending.check_in(
            session=session.pk, code=attending.code_of(session, timezone.now()), by=cast.fresh("ada")
        )


def test_eighty_per_cent_of_the_minutes_is_attended_and_less_is_part_of_it(cast):
    session = held(cast, "ada", "ben", "rob")
    attending.record(
        session=session.pk, said=[said(session, "Ada", 48), said(session, "Ben", 47)], by=cast.fresh("pia")
    )
    assert (outcome(session, "Ada"), outcome(session, "Ben")) == (("attended", 48), ("", 47))
    Session.objects.update(ends_at=timezone.now())
    attending.settle(session=session.pk, by=cast.fresh("pia"))
    attending.settle(session=session.pk, by=cast.fresh("pia"))
    assert [outcome(session, name) for name in ("Ada", "Ben", "Rob")] == [
        ("attended", 48), ("partial", 47), ("missed", None),
    ]  # fmt: skip
    assert credited() == [("Ada", PART.course, PART.part)]
    assert Notice.objects.filter(account=cast.rob, subject__contains="missed").count() == 1
    assert not WorkItem.objects.filter(kind="class-attendance", state="open").exists()


def test_minutes_of_several_meetings_are_summed(cast):
    session = scheduled(cast, spans=[soon(), soon(days=3)])
    registered(cast, session, "ada")
    first, second = session.meetings.order_by("starts_at")
    Session.objects.update(starts_at=timezone.now())
    row = session.registrations.get()
    attending.record(session=session.pk, said=[Said(row.pk, {first.pk: 60})], by=cast.fresh("pia"))
    assert outcome(session, "Ada") == ("", 60)
    attending.record(session=session.pk, said=[Said(row.pk, {second.pk: 36})], by=cast.fresh("pia"))
    assert outcome(session, "Ada") == ("attended", 96)


def test_a_correction_keeps_what_stood_there_before_and_credits_nothing_twice(cast):
    session = held(cast, "ada")
    for minutes in (60, 10, 10, 60):
        attending.record(
            session=session.pk,
            said=[said(session, "Ada", minutes, reason="Looked again")],
            by=cast.fresh("pia"),
        )
    changes = AttendanceChange.objects.order_by("pk").values_list("before", "after")
    assert list(changes) == [(None, 60), (60, 10), (10, 60)]
    assert "Looked again" in cast.read("pia", reverse("classes:roster", args=[session.pk]))
    assert len(credited()) == 1


def test_who_is_excused_has_not_missed_it(cast):
    session = held(cast, "ada")
    row = session.registrations.get()
    attending.record(session=session.pk, said=[Said(row.pk, {}, is_excused=True)], by=cast.fresh("pia"))
    Session.objects.update(ends_at=timezone.now())
    attending.settle(session=session.pk, by=cast.fresh("pia"))
    assert outcome(session, "Ada") == ("excused", None)


def test_who_does_not_run_a_session_writes_nothing_down(cast):
    session = held(cast, "ada")
    with pytest.raises(NotThereError):
        attending.record(session=session.pk, said=[said(session, "Ada", 60)], by=cast.fresh("ada"))
    for name in ("classes:roster", "classes:run", "classes:results", "classes:code", "classes:report"):
        assert cast.opened("ada", reverse(name, args=[session.pk])).status_code == 404
        assert cast.opened("pia", reverse(name, args=[session.pk])).status_code == 200


def test_nothing_is_written_down_before_a_session(cast):
    session = scheduled(cast)
    registered(cast, session, "ada")
    with pytest.raises(ClassError, match="Nobody has been there"):
        attending.record(session=session.pk, said=[said(session, "Ada", 60)], by=cast.fresh("pia"))


def test_a_report_is_looked_at_before_it_is_written_down(cast):
    session = held(cast, "ada", "ben")
    report = (
        "Name,Email,Duration (Minutes)\nAda,ada@example.org,30\nAda Phone,,25\nBen,,59\nStranger,s@x.org,60\n"
    )
    address, meeting = reverse("classes:report", args=[session.pk]), session.meetings.get()
    sent = SimpleUploadedFile("report.csv", report.encode(), content_type="text/csv")
    page = cast.opened("pia", address, {"meeting": meeting.pk, "report": sent}).content.decode()
    assert "Stranger" in page
    assert "not found" in page
    assert not session.registrations.filter(attendance__isnull=False).exists()

    ada, ben = (session.registrations.get(person__name=name).pk for name in ("Ada", "Ben"))
    cast.opened(
        "pia", address,
        {
            "keep": "", "meeting": meeting.pk, "rows": 4, "who-0": ada, "minutes-0": 30, "who-1": ada, "minutes-1": 25,
            "who-2": ben, "minutes-2": 59, "who-3": "", "minutes-3": 60,
        },
    )  # fmt: skip
    assert (outcome(session, "Ada"), outcome(session, "Ben")) == (("attended", 55), ("attended", 59))
    assert cast.opened("pia", address, {"meeting": meeting.pk}).status_code == 422


def test_the_list_on_the_page_is_written_down(cast):
    session = held(cast, "ada", "ben")
    meeting = session.meetings.get()
    ada = session.registrations.get(person__name="Ada")
    cast.opened(
        "pia",
        reverse("classes:roster-do", args=[session.pk, "attendance"]),
        {f"m-{ada.pk}-{meeting.pk}": "60"},
    )
    assert (outcome(session, "Ada"), outcome(session, "Ben")) == (("attended", 60), ("", None))


def test_the_address_of_the_meeting_stays_and_says_who_went_there(cast):
    session = held(cast, "ada", modality="virtual", link="https://meet.example.org/1")
    address = reverse("classes:join", args=[session.pk])
    assert cast.opened("ada", address).url == "https://meet.example.org/1"
    Session.objects.update(link="https://meet.example.org/2")
    assert cast.opened("ada", address).url == "https://meet.example.org/2"
    assert cast.opened("ben", address).url == reverse("classes:session", args=[session.pk])
    assert Joined.objects.count() == 2


def test_the_run_book_says_what_was_planned_and_what_happened(cast):
    session = held(cast, "ada")
    item = session.preparations.get()
    assert WorkItem.objects.filter(kind="class-prepare", state="open").count() == 1
    running.tick(preparation=item.pk, is_done=True, by=cast.fresh("pia"))
    assert not WorkItem.objects.filter(kind="class-prepare", state="open").exists()
    do = lambda deed, **data: cast.opened("pia", reverse("classes:run-do", args=[session.pk, deed]), data)  # noqa: E731
    assert do("agenda", agenda="20 lecture Why\n30 lab Try it\n10 break").status_code == 302
    assert do("agenda", agenda="soon lecture").status_code == 422
    do("begin")
    do("issue", key=uuid4(), text="The projector was dark")
    do("mend", issue=session.issues.get().pk)
    do("finish")
    session.refresh_from_db()
    assert (session.state, session.blocks.count()) == ("held", 3)
    page = cast.read("pia", reverse("classes:run", args=[session.pk]))
    assert "minutes late" in page
    assert "The projector was dark" in page
    assert "60 of 60 minutes" in page
    assert WorkItem.objects.filter(kind="class-attendance", state="open").count() == 1


def test_questions_are_asked_before_and_what_most_want_to_know_stands_first(cast):
    session = scheduled(cast)
    do = lambda name, deed, **data: cast.opened(name, reverse("classes:do", args=[session.pk, deed]), data)  # noqa: E731
    do("ada", "ask", key=uuid4(), text="Why?")
    do("ben", "ask", key=uuid4(), text="When?")
    second = session.questions.get(text="When?")
    for _again in range(2):
        do("ada", "vote", question=second.pk, wants="1")
    do("pia", "answer", question=second.pk, answer="In May")
    page = cast.read("rob", reverse("classes:session", args=[session.pk]))
    assert page.index("When?") < page.index("Why?")
    assert "In May" in page
    assert do("mia", "drop", question=second.pk).status_code == 404
    assert do("ben", "drop", question=second.pk).status_code == 302
    assert session.questions.count() == 1


def test_what_people_thought_is_shown_from_five_on(cast):
    session = held(cast, "ada", "ben", "rob", "mia", "olga")
    for at, name in enumerate(("ada", "ben", "rob", "mia", "olga")):
        page = cast.read("pia", reverse("classes:results", args=[session.pk]))
        assert "Too few have answered" in page
        assert "Loud" not in page
        Session.objects.update(state="held")
        answer = cast.opened(
            name, reverse("classes:feedback", args=[session.pk]),
            {"content": 4, "facilitation": 5, "value": 1 + at % 2, "words": "Loud" if name == "ada" else ""},
        )  # fmt: skip
        assert answer.status_code == 302
    page = cast.read("pia", reverse("classes:results", args=[session.pk]))
    assert "Loud" in page
    assert "4.0" in page
    assert "Ada" not in page
    assert cast.opened("sam", reverse("classes:feedback", args=[session.pk])).status_code == 404


def test_an_observation_is_read_by_the_two_and_who_keeps_classes(cast):
    session = held(cast, lead="mia")
    Session.objects.update(state="held")
    facilitator = session.facilitators.get()
    data = {"grade_0": 4, "grade_1": 2, "words": "Ask more", "is_ready": "on"}
    assert cast.opened("mia", reverse("classes:observe", args=[facilitator.pk]), data).status_code == 404
    made = cast.opened("rob", reverse("classes:observe", args=[facilitator.pk]), data)
    assert made.status_code == 302
    assert cast.opened("ada", made.url).status_code == 404
    assert "Ask more" in cast.read("mia", made.url)
    cast.opened("mia", made.url, {})
    assert facilitator.observations.get().read_at is not None
    with pytest.raises(ClassError):
        reflecting.observe(
            facilitator=facilitator.pk, grades={"0": 9}, words="", is_ready=False, by=cast.fresh("rob")
        )


def test_an_update_waits_on_facilitators_until_they_confirm_it(cast):
    scheduled(cast, lead="mia")
    update = reflecting.tell(key=uuid4(), title="New rooms", text="On the third floor", by=cast.fresh("pia"))
    assert "New rooms" in cast.read("mia", "/my-work/")
    assert "third floor" not in cast.read("ada", reverse("classes:updates"))
    cast.opened("mia", reverse("classes:updates"), {"update": update.pk})
    assert not WorkItem.objects.filter(kind="class-update", state="open").exists()
    assert (
        cast.opened(
            "mia", reverse("classes:updates"), {"title": "x", "text": "y", "key": uuid4()}
        ).status_code
        == 404
    )


def test_nobody_writes_down_that_they_were_there_themselves(cast):
    session = held(cast, "mia", "ada")
    by = cast.fresh("pia")
    Session.objects.update(scheduled_by=cast.mia.person_id)

    for own in (said(session, "Mia", 60), Said(said(session, "Mia", 0).registration, {}, is_excused=True)):
        with pytest.raises(ClassError, match="themselves"):
            attending.record(session=session.pk, said=[own], by=cast.fresh("mia"))
    attending.record(session=session.pk, said=[said(session, "Mia", 50)], by=by)
    both = [said(session, "Mia", 50), said(session, "Ada", 60)]  # a list is sent whole
    attending.record(session=session.pk, said=both, by=cast.fresh("mia"))

    assert (outcome(session, "Mia")[1], outcome(session, "Ada")[1]) == (50, 60)


def test_what_is_no_number_is_said_and_no_error(cast):
    session = held(cast, "ada")
    row, meeting = session.registrations.get(), session.meetings.get()
    place = reverse("classes:roster-do", args=[session.pk, "attendance"])
    assert cast.opened("pia", place, {f"m-{row.pk}-{meeting.pk}": "²"}).status_code == 302
    place = reverse("classes:report", args=[session.pk])
    for rows in ("many", "²", "-1"):
        sent = {"keep": "1", "meeting": str(meeting.pk), "rows": rows, "who-0": str(row.pk), "minutes-0": "²"}
        assert cast.opened("pia", place, sent).status_code == 302

    assert outcome(session, "Ada") == ("", None)
