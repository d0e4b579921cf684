"""The log as an auditor reads it: page by page, from either end, narrowed, and never counted."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from trellis.core import auditing
from trellis.core.auditing import Wanted
from trellis.core.models import Event, Person

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 1, tzinfo=UTC)
MOST = 4


def key(number):
    return UUID(int=number)


@pytest.fixture
def log(request, monkeypatch, member, administrator):
    """Sixty events, two in each hour at the same moment; Ben does every third, and every tenth is a rare one."""
    monkeypatch.setattr(auditing, "NEAR", 10)  # so that sixty are as many as a million
    monkeypatch.setattr(auditing, "FEW", 5 if getattr(request, "param", "") == "many" else 60)
    monkeypatch.setattr(auditing, "FAR", 15)
    return Event.objects.bulk_create(
        Event(
            pk=key(1000 + at), name="core.lock-lifted" if at % 10 == 0 else "core.access-changed", about="account",
            object=administrator.pk if at % 7 == 0 else key(at % 5), by=member.pk if at % 3 == 0 else None,
            at=START + timedelta(hours=at // 2), data="{}",
        )
        for at in range(60)
    )  # fmt: skip


def pages(wanted, *, back):
    """All rows in the order of the list, read page by page from its beginning or its end, and on where it says."""
    read, place = [], ""
    while (found := auditing.look(wanted, MOST, place=place, back=back)).rows or found.further:
        rows = found.rows
        read = rows + read if back else read + rows
        place = found.further or auditing.place_of(rows[0] if back else rows[-1])
    return [row.pk for row in read]


def wanted_and_fitting(member, administrator):
    """What may be looked for, with what says of an event whether it fits."""
    ben, dora = member.pk, administrator.pk
    return [
        (Wanted(), lambda row: True),
        (Wanted(name="core.lock-lifted"), lambda row: row.name == "core.lock-lifted"),
        (Wanted(name="core.locked-out"), lambda row: False),
        (Wanted(about="account"), lambda row: True),
        (Wanted(about="file"), lambda row: False),
        (Wanted(since=date(2026, 3, 2)), lambda row: row.at >= START + timedelta(days=1)),
        (Wanted(until=date(2026, 3, 1)), lambda row: row.at < START + timedelta(days=1)),
        (Wanted(since=date.min, until=date.max), lambda row: True),
        (Wanted(since=date.max), lambda row: False),
        (Wanted(text="ben@example"), lambda row: row.by == ben),
        (Wanted(text="example.org"), lambda row: row.by == ben or row.object == dora),
        (Wanted(text="nobody at all"), lambda row: False),
        (
            Wanted(text="example.org", name="core.lock-lifted"),
            lambda row: "lock" in row.name and (row.by == ben or row.object == dora),
        ),
        (Wanted(text="example.org", name="core.locked-out"), lambda row: False),
        (Wanted(text=str(dora)), lambda row: row.object == dora),
        (Wanted(text=str(key(1007))), lambda row: row.pk == key(1007)),
        (Wanted(text=str(ben), name="core.lock-lifted"), lambda row: row.by == ben and "lock" in row.name),
        (
            Wanted(text=str(ben), since=date(2026, 3, 2)),
            lambda row: row.by == ben and row.at >= START + timedelta(days=1),
        ),
    ]


@pytest.mark.parametrize("log", ["few", "many"], indirect=True)
@pytest.mark.parametrize("back", [False, True])
def test_page_by_page_each_event_that_fits_is_read_once_in_its_order(
    log, member, administrator, back, settings
):
    settings.TIME_ZONE = "UTC"
    for wanted, fits in wanted_and_fitting(member, administrator):
        fitting = [row for row in log if fits(row)]
        expected = [row.pk for row in sorted(fitting, key=lambda row: (row.at, row.pk), reverse=True)]

        assert pages(wanted, back=back) == expected, wanted


def test_a_place_that_is_none_begins_the_list(log):
    first = auditing.newest(Wanted(), MOST)

    for place in ("nonsense", "1-2", "9" * 40 + "-" + "0" * 32):
        assert auditing.newest(Wanted(), MOST, place=place) == first


@pytest.mark.parametrize("log", ["few", "many"], indirect=True)
def test_whatever_is_looked_for_takes_at_most_seven_statements(
    log, member, administrator, django_assert_max_num_queries
):
    for wanted, _fits in wanted_and_fitting(member, administrator):
        with django_assert_max_num_queries(7):
            auditing.look(wanted, MOST)


def test_where_many_might_fit_it_looks_so_far_and_says_from_where_to_go_on(log, monkeypatch):
    monkeypatch.setattr(auditing, "FEW", -1)
    wanted = Wanted(text="example.org", name="core.locked-out")
    newest_first = sorted(log, key=lambda row: (row.at, row.pk), reverse=True)

    found = auditing.look(wanted, MOST)
    back = auditing.look(wanted, MOST, back=True)

    assert (found.rows, back.rows) == ([], [])
    assert (found.further, found.until) == (auditing.place_of(newest_first[14]), newest_first[14].at)
    assert back.further == auditing.place_of(newest_first[-15])
    assert auditing.look(wanted, MOST, place=auditing.place_of(newest_first[50])).further == ""


def test_details_name_people_and_moments_and_leave_words_as_they_are(member):
    known = Person.objects.create(name="Example Pat")
    said = {
        "account": str(member.pk),
        "person": str(known.pk),
        "fields": ["name", "email"],
        "until": "2026-05-04T07:00:00+00:00",
        "title": "2026-13-40T10:00",
        "none": None,
    }
    event = Event.objects.create(
        pk=key(1), name="core.access-changed", about="account", object=member.pk, by=None, at=START,
        data=json.dumps(said),
    )  # fmt: skip

    (entry,) = auditing.entries([event])

    told = dict(entry.told)
    assert (told["account"], told["person"], told["title"]) == ("Ben", "Example Pat", "2026-13-40T10:00")
    assert told["until"].startswith("4 May 2026")
    assert "none" not in told
    assert told["fields"] == "name, email"
    assert dict(entry.values) == {**said, "none": "null", "fields": '["name", "email"]'}
