"""Regular meetings: the agenda runs on, what is private stays so, and nobody but the two reads any of it."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trellis.cases.partnering import PARTNER
from trellis.cases.tests.conftest import cast, handbook, serve
from trellis.core.models import Notice
from trellis.core.rules import NotAllowedError
from trellis.meetings import rules
from trellis.meetings.models import Meeting, Series, Topic
from trellis.meetings.queries import meetings as queries
from trellis.meetings.services import agenda, reminding
from trellis.meetings.services import series as services
from trellis.meetings.services.errors import MeetingError, NoSeriesError, StaleMeetingError
from trellis.people.days import today
from trellis.work.models import WorkItem

__all__ = ["cast", "handbook", "serve"]
SECRET = "Ben wants to leave"


@pytest.fixture
def series(cast):
    """The meetings of Rob, the people partner of IT, and Mia, its manager."""
    cast.partner("rob", "it")
    return services.begin(
        kind=PARTNER, guest=cast.mia.person, weeks=2, first_on=today(), by=cast.fresh("rob")
    )


def opened_by(who, address, **data):
    client = Client()
    client.force_login(who)
    return client.post(address, data) if data else client.get(address)


def test_a_partner_begins_meetings_with_managers_they_look_after_and_with_nobody_else(cast, series):
    again = services.begin(
        kind=PARTNER, guest=cast.mia.person, weeks=4, first_on=today(), by=cast.fresh("rob")
    )
    assert again.pk == series.pk
    assert len(queries.topics_of(series, None)) == 2
    for host, guest in (("rob", "ada"), ("rob", "olga"), ("rob", "rob"), ("pia", "mia"), ("mia", "ada")):
        with pytest.raises(NotAllowedError):
            services.begin(
                kind=PARTNER,
                guest=getattr(cast, guest).person,
                weeks=2,
                first_on=today(),
                by=cast.fresh(host),
            )
    page = opened_by(cast.fresh("rob"), reverse("meetings:new", args=[PARTNER])).content.decode()
    assert "Mia" in page
    assert ">Ada<" not in page


def test_only_the_two_find_them_and_all_others_are_told_that_there_are_none(cast, series):
    address = reverse("meetings:series", args=[series.pk])
    for name, status in (
        ("rob", 200),
        ("mia", 200),
        ("olga", 404),
        ("ada", 404),
        ("dora", 404),
        ("pia", 404),
    ):
        answer = opened_by(cast.fresh(name), address)
        assert answer.status_code == status, name
        assert (
            opened_by(cast.fresh(name), reverse("meetings:calendar", args=[series.pk])).status_code == status
        )
        posted = opened_by(cast.fresh(name), reverse("meetings:do", args=[series.pk, "start"]), x="1")
        assert posted.status_code == (302 if status == 200 else 404)
    with pytest.raises(NoSeriesError):
        services.start(series=series.pk, by=cast.fresh("olga"))


def test_pages_are_drawn_with_few_queries_and_kept_by_no_browser(cast, series, django_assert_max_num_queries):
    client = Client()
    client.force_login(cast.mia)
    client.get(reverse("meetings:mine"))
    for key in (1, 2):
        made = agenda.add_action(
            series=series.pk, key=uuid.uuid4(), text="x", is_mine=True, due_on=today(), by=cast.fresh("rob")
        )
        agenda.finish_action(series=series.pk, action=made.pk, done=key == 1, by=cast.fresh("rob"))
    services.finish(
        series=series.pk, meeting=queries.next_of(series).pk, held_on=today(), by=cast.fresh("rob")
    )
    assert [each.done_at is None for each in queries.actions_of(series)] == [True, False]
    for address, noted in ((reverse("meetings:mine"), 0), (reverse("meetings:series", args=[series.pk]), 2)):
        with django_assert_max_num_queries(15 + noted):  # the look is written down: its row and its event
            answer = client.get(address)
        assert "no-store" in answer["Cache-Control"]


def test_what_was_not_covered_is_carried_over(cast, series):
    rob, mia = cast.fresh("rob"), cast.fresh("mia")
    first = queries.next_of(series)
    topic = agenda.add_topic(series=series.pk, key=uuid.uuid4(), text=SECRET, by=mia)
    other = queries.topics_of(series, first)[0]
    agenda.cover_topic(series=series.pk, topic=other.pk, by=rob)
    agenda.move_topic(series=series.pk, topic=topic.pk, up=True, by=rob)
    following = services.finish(series=series.pk, meeting=first.pk, held_on=today(), by=rob)
    assert services.finish(series=series.pk, meeting=first.pk, held_on=today(), by=mia).pk == following.pk
    assert following.planned_on == today() + timedelta(weeks=2)
    left = queries.topics_of(series, following)
    assert left[0].text == SECRET
    assert {each.carried for each in left} == {1}
    assert other.pk not in {each.pk for each in left}
    skipped = services.skip(series=series.pk, meeting=following.pk, reason="Ill", by=mia)
    assert skipped.planned_on == today() + timedelta(weeks=4)
    assert [each.state for each in queries.past_of(series)] == ["skipped", "held"]
    with pytest.raises(MeetingError):
        services.finish(series=series.pk, meeting=skipped.pk, held_on=today() + timedelta(days=1), by=rob)


def test_private_notes_are_read_by_their_writer_alone_and_shared_ones_by_both(cast, series):
    meeting = queries.next_of(series)
    agenda.write_private(series=series.pk, meeting=meeting.pk, text=SECRET, by=cast.fresh("rob"))
    agenda.write_notes(
        series=series.pk, meeting=meeting.pk, text="Both said so.", seen=1, by=cast.fresh("rob")
    )
    address = reverse("meetings:series", args=[series.pk])
    of_rob, of_mia = (opened_by(cast.fresh(each), address).content.decode() for each in ("rob", "mia"))
    assert SECRET in of_rob
    assert SECRET not in of_mia
    assert "Both said so." in of_mia
    with pytest.raises(StaleMeetingError):
        agenda.write_notes(series=series.pk, meeting=meeting.pk, text="No.", seen=1, by=cast.fresh("mia"))
    answer = opened_by(
        cast.fresh("mia"), reverse("meetings:do", args=[series.pk, "notes"]), text="Mine", version=1, meeting=meeting.pk
    )  # fmt: skip
    assert "Both said so." in answer.content.decode()
    assert "Mine" in answer.content.decode()
    assert SECRET not in str(list(Topic.objects.values()) + list(Meeting.objects.values()))


def test_an_action_waits_on_whom_it_is_for_and_its_words_are_sealed(cast, series):
    key = uuid.uuid4()
    for _twice in range(2):
        agenda.add_action(
            series=series.pk, key=key, text=SECRET, is_mine=False, due_on=today(), by=cast.fresh("rob")
        )
    item = WorkItem.objects.get(state="open", kind=agenda.ACTION)
    assert (item.assignee.name, item.title) == ("Mia", "Something from a regular meeting")
    assert SECRET in opened_by(cast.fresh("mia"), "/my-work/").content.decode()
    agenda.finish_action(series=series.pk, action=key, by=cast.fresh("rob"))
    assert not WorkItem.objects.filter(state="open", kind=agenda.ACTION).exists()


def test_the_host_hears_of_a_meeting_that_is_overdue_once_a_week(cast, series):
    Meeting.objects.update(planned_on=today() - timedelta(days=10))
    Series.objects.update(begun_at="2020-01-01T00:00Z")
    for _twice in range(2):
        reminding.remind()
    assert [(each.account.name, each.subject) for each in Notice.objects.filter(kind="meeting-late")] == [
        ("Rob", "A regular meeting is overdue")
    ]
    page = opened_by(
        cast.fresh("rob"),
        reverse("meetings:mine"),
    ).content.decode()
    assert "not met for" in page
    services.end(series=series.pk, by=cast.fresh("mia"))
    assert queries.lines_of(cast.fresh("rob")) == []
    assert len(queries.lines_of(cast.fresh("rob"), ended=True)) == 1


def test_the_calendar_file_says_whom_one_meets_and_not_what_about(cast, series):
    text = opened_by(cast.fresh("mia"), reverse("meetings:calendar", args=[series.pk])).content.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert f"DTSTART;VALUE=DATE:{today():%Y%m%d}" in text
    assert "Rob" in text
    assert "support" not in text


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.sampled_from(["finish", "skip", "start", "topic"]), max_size=6))
def test_after_any_deeds_there_is_one_next_meeting_and_no_topic_is_lost(cast, series, deeds):
    by, added = cast.fresh("rob"), Topic.objects.filter(series=series).count()
    for deed in deeds:
        meeting = queries.next_of(series)
        if deed == "finish":
            services.finish(series=series.pk, meeting=meeting.pk, held_on=today(), by=by)
        elif deed == "skip":
            services.skip(series=series.pk, meeting=meeting.pk, reason="", by=by)
        elif deed == "start":
            services.start(series=series.pk, by=by)
        else:
            agenda.add_topic(series=series.pk, key=uuid.uuid4(), text="More", by=by)
            added += 1
    assert Meeting.objects.filter(series=series, state__in=services.TO_COME).count() == 1
    assert queries.next_of(series).planned_on >= today()
    assert len(queries.topics_of(series, queries.next_of(series))) == added
    assert rules.seen(by).count() == 1
