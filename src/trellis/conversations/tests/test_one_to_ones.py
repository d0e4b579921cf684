"""Managers meet those who report to them; who is left out is seen; what they say is theirs."""

import uuid
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from trellis.conversations.one_to_one_names import CAREER, ONE_TO_ONE
from trellis.conversations.queries import teams
from trellis.conversations.services import following
from trellis.core.models import Notice
from trellis.core.rules import NotAllowedError
from trellis.meetings.models import Meeting, Series
from trellis.meetings.queries import meetings as queries
from trellis.meetings.queries.standing import standings
from trellis.meetings.services import agenda, holding, reminding
from trellis.meetings.services import series as services
from trellis.people.days import today
from trellis.people.services import employment
from trellis.work.models import WorkItem

SECRET = "Ada wants another manager"


def began(cast, kind=ONE_TO_ONE, guest="ada", **said):
    return services.begin(
        kind=kind, guest=getattr(cast, guest).person, by=cast.fresh("mia"), **{"weeks": 1, "first_on": today(), **said}
    )  # fmt: skip


@pytest.fixture
def series(cast):
    """The one-to-ones of Mia and Ada, who reports to her."""
    return began(cast)


def test_a_manager_begins_them_with_those_who_report_to_them_directly_and_with_nobody_else(cast, series):
    for host, guest in (("olga", "ada"), ("ada", "mia"), ("ada", "ben"), ("pia", "ada"), ("mia", "mia")):
        with pytest.raises(NotAllowedError):
            services.begin(
                kind=ONE_TO_ONE, guest=getattr(cast, guest).person, weeks=1, first_on=today(), by=cast.fresh(host)
            )  # fmt: skip
    page = cast.read("mia", f"{reverse('meetings:new', args=[ONE_TO_ONE])}?guest={cast.ben.person.pk}")
    assert f'value="{cast.ben.person.pk}" selected' in page
    assert 'value="1"' in page
    assert cast.opened("ada", reverse("meetings:new", args=[ONE_TO_ONE])).status_code == 404


def test_the_handbook_offers_what_to_talk_about_and_it_is_put_on_the_agenda_once(cast, series):
    address = reverse("meetings:series", args=[series.pk])
    page = cast.read("ada", address)
    assert "What gave you energy?" in page
    assert "What would you like to learn?" not in page
    key = uuid.uuid4()
    for _twice in range(2):
        cast.opened(
            "ada", reverse("meetings:do", args=[series.pk, "topic"]), {"key": key, "text": "What gave you energy?"}
        )  # fmt: skip
    assert [each.text for each in queries.topics_of(series, None)].count("What gave you energy?") == 1


def test_a_meeting_waits_on_its_manager_in_my_work_until_it_took_place(cast, series):
    assert [each.assignee.name for each in WorkItem.objects.filter(state="open", kind=holding.HOLD)] == [
        "Mia"
    ]
    assert "One-to-one: Ada" in cast.read("mia", "/my-work/")
    services.finish(
        series=series.pk, meeting=queries.next_of(series).pk, held_on=today(), by=cast.fresh("mia")
    )
    assert not WorkItem.objects.filter(state="open", kind=holding.HOLD).exists()
    services.plan(series=series.pk, weeks=1, next_on=today() + timedelta(days=1), by=cast.fresh("ada"))
    assert WorkItem.objects.filter(state="open", kind=holding.HOLD).count() == 1
    services.plan(series=series.pk, weeks=1, next_on=today() + timedelta(days=5), by=cast.fresh("ada"))
    assert not WorkItem.objects.filter(state="open", kind=holding.HOLD).exists()
    Meeting.objects.filter(state="next").update(planned_on=today())
    assert [holding.wait_for_all(), holding.wait_for_all()] == [1, 1]
    assert WorkItem.objects.filter(state="open", kind=holding.HOLD).count() == 1


def test_a_manager_sees_that_a_one_to_one_has_not_taken_place_for_three_weeks(cast, series):
    meeting = queries.next_of(series)
    services.finish(
        series=series.pk, meeting=meeting.pk, held_on=today() - timedelta(weeks=3), by=cast.fresh("mia")
    )
    assert queries.next_of(series).planned_on >= today()
    for _again in range(2):
        services.skip(series=series.pk, meeting=queries.next_of(series).pk, reason="", by=cast.fresh("mia"))
    first, second = teams.team_of(cast.fresh("mia")).members
    assert (second.person.name, second.one_to_one) == ("Ben", None)
    late = first.one_to_one
    assert (late.not_met_for, late.is_late) == (21, True)
    page = cast.read("mia", reverse("conversations:home"))
    assert "not met for 21 days" in page
    assert "1 one-to-one is overdue." in page
    for _twice in range(2):
        reminding.remind()
    assert [(each.account.name, each.subject) for each in Notice.objects.filter(kind="meeting-late")] == [
        ("Mia", "You have not met for a long time")
    ]


def test_who_oversees_sees_counts_and_days_and_no_word(cast, series):
    meeting = queries.next_of(series)
    agenda.write_notes(series=series.pk, meeting=meeting.pk, text=SECRET, seen=1, by=cast.fresh("mia"))
    services.finish(
        series=series.pk, meeting=meeting.pk, held_on=today() - timedelta(days=30), by=cast.fresh("mia")
    )
    Meeting.objects.filter(state="next").update(planned_on=today() - timedelta(days=1))
    address = reverse("conversations:overview")
    page = cast.read("pia", address)
    assert SECRET not in page
    assert "30 days" in page
    line = next(each for each in teams.overview() if each.name == "Mia")
    assert (line.reports, line.going, line.late, line.without, line.longest) == (2, 1, 1, 1, 30)
    text = cast.read("pia", reverse("conversations:overview-export", args=["csv"]))
    assert "Mia" in text
    assert "Mia" not in cast.read("pia", f"{address}?state=fine&q=mia").split("t-one-to-ones")[-1]
    for name in ("mia", "ada", "dora", "olga"):
        assert cast.opened(name, address).status_code == 404
        assert cast.opened(name, reverse("conversations:overview-export", args=["csv"])).status_code == 404
    assert cast.opened("pia", reverse("meetings:series", args=[series.pk])).status_code == 404


def test_when_the_manager_changes_the_series_ends_and_is_offered_to_the_new_one_without_its_past(
    cast, series
):
    services.finish(
        series=series.pk, meeting=queries.next_of(series).pk, held_on=today(), by=cast.fresh("mia")
    )
    assert following.follow() == 0
    employment.change_position(
        employment=cast.employments["ada"], effective_on=today(), facts={"manager": cast.olga.person},
        reason="", by=cast.fresh("pia"),
    )  # fmt: skip
    assert [following.follow(), following.follow()] == [1, 0]
    assert Series.objects.get().ended_at is not None
    told = Notice.objects.filter(kind="one-to-ones").values_list("account__name", "address")
    assert list(told) == [("Olga", f"/meetings/new/one-to-one/?guest={cast.ada.person.pk}")]
    address = reverse("meetings:series", args=[series.pk])
    assert [cast.opened(name, address).status_code for name in ("mia", "ada", "olga")] == [200, 200, 404]
    assert "Ada" in cast.read("olga", reverse("conversations:home"))
    made = services.begin(
        kind=ONE_TO_ONE, guest=cast.ada.person, weeks=2, first_on=today(), by=cast.fresh("olga")
    )
    assert made.pk != series.pk


def test_a_career_conversation_shows_what_may_come_next_and_is_planned_into_the_months_of_the_handbook(cast):
    made = began(cast, CAREER, weeks=26)
    page = cast.read("mia", reverse("meetings:series", args=[made.pk]))
    assert "What may come next" in page
    assert "Senior IT Analyst" in page
    assert "Choose the tools of the team" in page
    following_one = services.finish(
        series=made.pk, meeting=queries.next_of(made).pk, held_on=today(), by=cast.fresh("mia")
    )
    assert following_one.planned_on.month in (4, 10)
    assert following_one.planned_on.day == 15


def test_pages_are_drawn_with_few_queries_and_kept_by_no_browser(cast, series, django_assert_max_num_queries):
    began(cast, guest="ben")
    began(cast, CAREER)
    for name, address in (
        ("mia", reverse("conversations:home")), ("ada", reverse("conversations:home")),
        ("pia", reverse("conversations:overview")), ("mia", reverse("conversations:person", args=[cast.ada.person.pk])),
        ("ada", reverse("conversations:feedback")), ("ada", reverse("conversations:mentoring")),
        ("pia", reverse("conversations:pairs")),
    ):  # fmt: skip
        client = Client()
        client.force_login(cast.fresh(name))
        client.get(address)
        with django_assert_max_num_queries(15):
            answer = client.get(address)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]


def test_a_person_has_a_tab_for_themselves_and_the_managers_above_them(cast, series):
    address = reverse("conversations:person", args=[cast.ada.person.pk])
    for name, status in (
        ("ada", 200), ("mia", 200), ("olga", 200), ("ben", 404), ("pia", 404), ("dora", 404),
    ):  # fmt: skip
        assert cast.opened(name, address).status_code == status, name
    assert reverse("meetings:series", args=[series.pk]) in cast.read("mia", address)
    assert reverse("meetings:series", args=[series.pk]) not in cast.read("olga", address)
    assert address in cast.read("mia", reverse("people:person", args=[cast.ada.person.pk]))


@pytest.mark.parametrize(
    ("since", "next_on", "late"),
    [(7, 7, False), (14, 0, False), (15, 1, True), (15, -1, True), (3, -1, True), (0, 13, False)],
)
def test_a_series_is_late_after_its_day_or_the_usual_time_and_a_week(cast, series, since, next_on, late):
    meeting = queries.next_of(series)
    services.finish(
        series=series.pk, meeting=meeting.pk, held_on=today() - timedelta(days=since), by=cast.fresh("mia")
    )
    Meeting.objects.filter(state="next").update(planned_on=today() + timedelta(days=next_on))
    (found,) = standings([ONE_TO_ONE])
    assert found.is_late == late
    assert isinstance(found.begun_on, date)
