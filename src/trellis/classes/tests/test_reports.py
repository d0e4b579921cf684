"""Attendance reports: joins are summed, tables are found, people are matched; nothing makes it fall over."""

import contextlib
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.classes.definitions.reports import (
    Presence,
    ReportError,
    is_enough,
    length_of,
    matched,
    minutes_of,
    moment_of,
    read,
)

ZOOM = """\
Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
123,Feedback,05/04/2026 09:00:00 AM,05/04/2026 10:00:00 AM,pia@example.org,60,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest
Ada,ada@example.org,05/04/2026 09:00:00 AM,05/04/2026 09:20:00 AM,20,No
Ada,ada@example.org,05/04/2026 09:15:00 AM,05/04/2026 09:40:00 AM,25,No
Ada,ada@example.org,05/04/2026 09:50:00 AM,05/04/2026 10:00:00 AM,10,No
Ben (Benjamin),,05/04/2026 09:30:00 AM,05/04/2026 10:00:00 AM,30,Yes
"""
TEAMS = """\
1. Summary
Meeting title\tFeedback
Attended participants\t2

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Ada\t5/4/26, 9:00:00 AM\t5/4/26, 10:00:00 AM\t45m 10s\tada@example.org\tada@example.org\tPresenter
Ben\t5/4/26, 9:00:00 AM\t5/4/26, 10:00:00 AM\t1h 2s\t\tben@example.org\tAttendee

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Ada\t5/4/26, 9:00:00 AM\t5/4/26, 9:30:00 AM\t30m\tada@example.org\tPresenter
Ada\t5/4/26, 9:45:00 AM\t5/4/26, 10:00:10 AM\t15m 10s\tada@example.org\tPresenter
Ben\t5/4/26, 9:00:00 AM\t5/4/26, 10:00:02 AM\t1h 2s\t\tAttendee
"""


def test_joins_of_one_person_are_summed_and_what_overlaps_counts_once():
    assert read(ZOOM.encode()) == [
        Presence("Ada", "ada@example.org", 50, 3), Presence("Ben (Benjamin)", "", 30, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("coding", ["utf-16", "utf-8-sig", "utf-8"])
def test_a_report_of_teams_is_read_by_its_single_joins(coding):
    found = read(TEAMS.encode(coding))
    assert [(each.name, each.minutes, each.joins) for each in found] == [("Ada", 45, 2), ("Ben", 60, 1)]


def test_a_report_of_participants_alone_is_read_by_lengths():
    short = TEAMS.partition("3. In-Meeting")[0]
    assert [(each.name, each.minutes) for each in read(short.encode())] == [("Ada", 45), ("Ben", 60)]


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "empty"), (b"a,b\n1,2\n", "no-table"), (b"x" * (5 * 2**20 + 1), "large")]
)
def test_what_is_no_report_is_refused(content, said):
    with pytest.raises(ReportError, match=said):
        read(content)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("62", 62), ("1h 2m", 62), ("01:02:00", 62), ("1 hr 2 min", 62), ("1 Std. 2 Min", 62), ("1.5", 1.5)],
)
def test_lengths_are_read_as_they_are_written(text, minutes):
    assert length_of(text) == timedelta(minutes=minutes)


def test_what_is_no_moment_is_none():
    assert moment_of("tomorrow at nine") is None
    assert moment_of("2026-05-04 09:00:00") == datetime(2026, 5, 4, 9)


def test_the_share_counts_to_the_minute():
    assert is_enough(48, 60, 80)
    assert not is_enough(47, 60, 80)
    assert not is_enough(0, 0, 80)


def test_the_address_decides_and_a_name_only_where_one_has_it():
    people = [
        Presence("Ada L.", "ADA@example.org", 1, 1),
        Presence("ben (guest)", "", 1, 1),
        Presence("Kim", "", 1, 1),
    ]
    known = [("1", "Ada", "ada@example.org"), ("2", "Ben", "ben@x.org"), ("3", "Kim", ""), ("4", "Kim", "")]
    assert matched(people, known) == {0: "1", 1: "2"}


stretches = st.lists(
    st.tuples(st.integers(0, 500), st.integers(1, 200)).map(
        lambda pair: (
            datetime(2026, 5, 4) + timedelta(minutes=pair[0]), datetime(2026, 5, 4) + timedelta(minutes=sum(pair)),
        )
    ),
    max_size=12,
)  # fmt: skip


@given(stretches)
def test_the_sum_is_that_of_the_minutes_in_which_somebody_was_there(found):
    base = datetime(2026, 5, 4)
    there = {
        at
        for begin, end in found
        for at in range((begin - base).seconds // 60, int((end - base).total_seconds()) // 60)
    }
    assert minutes_of(found) == len(there)


@given(stretches, st.randoms())
def test_the_order_of_joins_does_not_matter(found, random):
    mixed = list(found)
    random.shuffle(mixed)
    assert minutes_of(mixed) == minutes_of(found)


@given(st.binary(max_size=400))
def test_whatever_comes_is_read_or_refused(content):
    try:
        found = read(content)
    except ReportError:
        return
    assert all(each.minutes >= 0 for each in found)


@given(st.text(max_size=300))
def test_whatever_stands_in_a_table_is_read_or_refused(text):
    with contextlib.suppress(ReportError):
        read(f"Name,Email,Join Time,Leave Time,Duration\n{text}".encode("utf-8", "replace"))
