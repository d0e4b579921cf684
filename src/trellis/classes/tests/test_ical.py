"""Calendar files: whole lines, nothing breaks out of a value, and moments in UTC."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from trellis.classes.definitions.ical import CANCEL, PUBLISH, REQUEST, Event, calendar

AT = datetime(2026, 5, 4, 9, tzinfo=timezone(timedelta(hours=2)))


def event(**more):
    return Event(
        "1@x",
        AT,
        AT + timedelta(hours=1),
        more.pop("title", "Feedback"),
        datetime(2026, 1, 1, tzinfo=UTC),
        **more,
    )


def lines(content):
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_a_meeting_is_told_in_utc_with_its_number_of_change():
    found = lines(
        calendar([event(sequence=3, organizer="o@x", attendee="a@x", attendee_name='A "B"')], REQUEST)
    )
    assert {"METHOD:REQUEST", "DTSTART:20260504T070000Z", "DTEND:20260504T080000Z", "SEQUENCE:3", "UID:1@x",
            "STATUS:CONFIRMED", "ORGANIZER:mailto:o@x"} <= set(found)  # fmt: skip
    assert 'CN="A B"' in "".join(found)


def test_a_cancelled_one_says_so():
    assert "STATUS:CANCELLED" in lines(calendar([event()], CANCEL))
    assert "STATUS:CANCELLED" in lines(calendar([event(is_cancelled=True)], PUBLISH))


@given(st.text(max_size=200))
def test_no_title_breaks_out_of_its_line(title):
    content = calendar([event(title=title)], PUBLISH)
    assert all(len(each) <= 75 for each in content.split(b"\r\n"))
    assert sum(each.startswith("BEGIN:") for each in lines(content)) == 2
