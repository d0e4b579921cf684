"""Everybody reads times in their own zone, and finds out who works when."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from trellis.core import calendars, defined, kinds, mailing
from trellis.core.services import accounts
from trellis.core.services.accounts import AccountError
from trellis.core.speaking import speaking_to
from trellis.handbook.compiler import Compiler
from trellis.handbook.source import MemorySource
from trellis.web.templatetags.shell import stamp

SETTINGS = """\
time_zones: [Europe/Nowhere, Europe/London]
entities:
  - name: Overspan GmbH
  - name: Overspan Inc.
"""
BERLIN = """\
title: Berlin
entity: Overspan GmbH
time-zone: Europe/Berlin
hours: {monday: 09:00-17:00, tuesday: 09:00-17:00}
holidays:
  - {date: 2026-03-03, name: Carnival}
"""
KATHMANDU = (
    "title: Kathmandu\ntime-zone: Asia/Kathmandu\nhours: {monday: 10:00-18:00, tuesday: 10:00-18:00}\n"
)
NEW_YORK = (
    "title: New York\nentity: Overspan Inc.\ntime-zone: America/New_York\nhours: {monday: 09:00-17:00}\n"
)


class Served:
    """An edition as far as this room looks at it."""

    def __init__(self, files):
        source = MemorySource({f"{name}.yml": text.encode() for name, text in files.items()})
        self.handbook = Compiler(kinds.registered()).compile(source).handbook
        self.derived = {}

    def derive(self, build):
        return self.derived.setdefault(build, build(self))


@pytest.fixture
def serve(monkeypatch):
    """Serve a handbook of these files."""

    def serve(files):
        edition = Served(files)
        monkeypatch.setattr(defined, "_current", lambda: edition)

    return serve


@pytest.fixture
def three(serve):
    serve({
        "handbook": SETTINGS, "calendars/berlin": BERLIN, "calendars/kathmandu": KATHMANDU,
        "calendars/new-york": NEW_YORK,
    })  # fmt: skip


def test_the_calendar_of_somebody_is_theirs_or_that_of_the_first_entity(three, member):
    assert calendars.calendar_of(member).name == "berlin"

    accounts.keep_time(account=member, time_zone="", calendar="kathmandu")

    assert calendars.calendar_of(member).name == "kathmandu"
    assert calendars.zone_of(member) == ZoneInfo("Asia/Kathmandu")


def test_a_calendar_that_is_gone_is_the_usual_one(three, member):
    member.calendar = "gone"

    assert calendars.calendar_of(member).name == "berlin"
    assert calendars.calendar_of_entity("Overspan Inc.").name == "new-york"
    assert calendars.calendar_of_entity("Overspan AG").name == "berlin"


def test_a_calendar_that_there_is_not_is_told_with_those_that_there_are(three):
    with pytest.raises(calendars.NoCalendarError) as refused:
        calendars.calendar_named("gone")

    assert refused.value.hint == "There are: berlin, kathmandu, new-york."


def test_without_calendars_the_usual_week_counts_in_the_handbooks_zone(serve, member):
    serve({"handbook": SETTINGS})

    found = calendars.calendar_of(member)

    assert (found.name, found.zone.key) == ("", "Europe/London")
    monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert calendars.next_working_moment(datetime(2026, 2, 28, tzinfo=UTC), found) == monday
    with pytest.raises(calendars.NoCalendarError):
        calendars.calendar_named("berlin")


def test_a_page_shows_times_in_the_readers_zone_and_names_it(three, client, colleague, member):
    accounts.keep_time(account=colleague, time_zone="Asia/Kathmandu", calendar="")
    colleague.is_owner = True
    colleague.save()
    client.force_login(colleague)

    page = client.get(reverse("core:account")).content.decode()

    assert "Times are shown in the zone Asia/Kathmandu." in page


def test_times_have_their_zone_in_the_title(three, member, time_machine):
    with speaking_to(member):
        said = stamp(datetime(2026, 3, 2, 23, 30, tzinfo=UTC))

    assert said == (
        '<time datetime="2026-03-03T00:30:00+01:00" title="3 March 2026, 00:30, Europe/Berlin">'
        "3 March 2026, 00:30</time>"
    )
    assert timezone.get_current_timezone_name() == "UTC"


def test_somebody_chooses_their_zone_and_calendar(three, client, member):
    client.force_login(member)

    answer = client.post(
        reverse("core:time"), {"time_zone": "Asia/Kolkata", "calendar": "berlin"}, follow=True
    )

    member.refresh_from_db()
    assert (member.time_zone, member.calendar) == ("Asia/Kolkata", "berlin")
    assert "Times are shown in Asia/Kolkata now." in answer.content.decode()


@pytest.mark.parametrize(
    "choice", [{"time_zone": "Europe/Munich"}, {"calendar": "gone"}, {"time_zone": "../etc"}]
)
def test_what_there_is_not_cannot_be_chosen(three, client, member, choice):
    client.force_login(member)

    answer = client.post(reverse("core:time"), choice)

    member.refresh_from_db()
    assert answer.status_code == HTTPStatus.OK
    assert (member.time_zone, member.calendar) == ("", "")
    with pytest.raises((AccountError, calendars.NoCalendarError)):
        accounts.keep_time(account=member, **{"time_zone": "", "calendar": "", **choice})


def test_the_overlap_of_three_zones_is_shown(three, client, member, time_machine):
    time_machine.move_to("2026-03-02 14:15:00+00:00", tick=False)
    client.force_login(member)

    two = client.get(
        reverse("core:working-hours"), {"calendar": ["berlin", "kathmandu"], "day": "2026-03-02"}
    )
    three = client.get(reverse("core:working-hours"))

    assert [
        (
            f"{each.reader.begin:%H:%M}",
            f"{each.reader.end:%H:%M}",
            [f"{at.end:%H:%M}" for _, at in each.places],
        )
        for each in two.context["common"]
    ] == [("09:00", "13:15", ["13:15", "18:00"])]
    assert [place.title for place in three.context["places"]] == ["Berlin", "Kathmandu", "New York"]
    assert [place.again is None for place in three.context["places"]] == [True, False, True]
    assert three.context["common"] == []
    assert "There is no half hour of this day" in three.content.decode()


def test_a_holiday_is_named(three, client, member):
    client.force_login(member)

    page = client.get(
        reverse("core:working-hours"), {"calendar": "berlin", "day": "2026-03-03"}
    ).content.decode()

    assert "Carnival" in page


@pytest.mark.parametrize("query", [{"day": "no"}, {"day": "9999-12-31"}, {"calendar": "gone"}])
def test_a_wrong_question_is_answered_for_today(three, client, member, query):
    client.force_login(member)

    assert client.get(reverse("core:working-hours"), query).status_code == HTTPStatus.OK


def test_without_calendars_the_page_says_what_to_do(serve, client, member):
    serve({"handbook": SETTINGS})
    client.force_login(member)

    assert "No working calendars yet" in client.get(reverse("core:working-hours")).content.decode()


@pytest.mark.parametrize("name", ["time", "working-hours"])
def test_a_guest_signs_in_first(client, name, db):
    assert client.get(reverse(f"core:{name}")).headers["Location"].startswith("/sign-in/")


def test_a_request_that_shows_no_time_asks_nobody(three, client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(reverse("web:icon"))


def test_mails_of_links_say_utc_and_mean_it(three, administrator, settings, mailoutbox, time_machine):
    time_machine.move_to("2026-03-02 23:30:00+00:00", tick=False)
    settings.MAIL_IS_CONFIGURED = True
    accounts.keep_time(account=administrator, time_zone="Asia/Kathmandu", calendar="")
    issued = accounts.invite(
        email="new@example.org", name="Nora", access="reader", titles=[], by=administrator
    )

    with speaking_to(administrator):
        mailing.send_link(issued.link, "https://handbook.example.org/join/x/")

    assert "until 9 March 2026, 23:30 UTC" in mailoutbox[0].body
