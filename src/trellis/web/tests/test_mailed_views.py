"""Views of lists by mail: when, to whom, with whose rights, and how they end."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as sent
from django.test import Client
from django.urls import reverse

from trellis.core.models import Access, Account, Mail, Notice
from trellis.core.rules import NotAllowedError
from trellis.core.services import outbox
from trellis.web import mailable, queries, saving
from trellis.web.mailable import Sheet
from trellis.web.models import MailedView, Mailing
from trellis.web.rhythms import Every, Rhythm
from trellis.web.services import mailing
from trellis.web.services.saving import delete_view, save_view

pytestmark = pytest.mark.django_db
PLACE = "sample-list"
MONDAYS = Rhythm(Every.WEEK, 1, time(8))
SUNDAY = "2026-03-01 12:00:00+00:00"
MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


def account(name, access=Access.READER, **more):
    return Account.objects.create(email=f"{name}@example.org", name=name.title(), access=access, **more)


@pytest.fixture
def listed(serve, settings, time_machine):
    """A list of which everybody but those in the set sees the rows with their own name."""
    serve({"index.md": "# Home"})
    settings.MAIL_IS_CONFIGURED, settings.TRELLIS_ADDRESS = True, "https://handbook.example.org"
    time_machine.move_to(SUNDAY, tick=False)
    blind = set()

    def sheet(who, params):
        rows = [{"name": who.name, "grade": params.get("grade", "")}, {"name": "=1+1", "grade": ""}]
        return Sheet("sample", ("name", "grade"), rows)

    saving.register(PLACE, "web:mailed")
    mailable.register(PLACE, "Samples", reads=lambda who: who.pk not in blind, sheet=sheet)
    yield blind
    mailable._lists.pop(PLACE)
    saving._places.pop(PLACE)


@pytest.fixture
def cast(listed):
    return {name: account(name) for name in ("ada", "ben")}


def view_of(who, **more):
    return save_view(by=who, place=PLACE, name="Mine", query="grade=7", **more)


def mailed(view, to, by=None, rhythm=MONDAYS, form="csv"):
    return mailing.mail_view(view=view, to=to, rhythm=rhythm, form=form, by=by or to)


# -- when


@pytest.mark.parametrize(
    ("rhythm", "after", "zone", "then"),
    [
        (MONDAYS, "2026-03-01T12:00+00:00", "UTC", "2026-03-02T08:00+00:00"),
        (MONDAYS, "2026-03-02T08:00+00:00", "UTC", "2026-03-09T08:00+00:00"),
        (MONDAYS, "2026-03-01T23:30+00:00", "Asia/Tokyo", "2026-03-08T23:00+00:00"),
        (Rhythm(Every.MONTH, 31, time(8)), "2026-02-01T00:00+00:00", "UTC", "2026-02-28T08:00+00:00"),
        (Rhythm(Every.MONTH, 15, time(8)), "2026-02-15T08:00+00:00", "UTC", "2026-03-15T08:00+00:00"),
        # The clocks of Berlin leave out 02:30 on 29 March 2026, and have it twice on 25 October.
        (Rhythm(Every.WEEK, 7, time(2, 30)), "2026-03-28T12:00+00:00", "Europe/Berlin", "2026-03-29T01:30+00:00"),
        (Rhythm(Every.WEEK, 7, time(2, 30)), "2026-10-25T00:45+00:00", "Europe/Berlin", "2026-11-01T01:30+00:00"),
    ],
)  # fmt: skip
def test_the_next_time_is_on_the_clock_of_the_reader(rhythm, after, zone, then):
    found = rhythm.next_after(datetime.fromisoformat(after), ZoneInfo(zone))

    assert found == datetime.fromisoformat(then)


def test_a_view_is_mailed_at_its_time_in_the_zone_of_whoever_gets_it(cast):
    cast["ben"].time_zone = "America/New_York"
    cast["ben"].save()

    assert mailed(view_of(cast["ada"]), cast["ada"]).next_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert mailed(view_of(cast["ben"]), cast["ben"]).next_at == datetime(2026, 3, 2, 13, tzinfo=UTC)


# -- what


def test_the_mail_has_a_link_and_the_file_as_its_reader_sees_it(cast, mailoutbox):
    mailed(view_of(cast["ada"]), cast["ada"])

    assert mailing.mail_due(MONDAY) == 1
    assert Mail.objects.get().enclosed == Mailing.objects.get().pk
    assert outbox.deliver(MONDAY) == 1

    letter = mailoutbox[0]
    assert letter.subject == "Samples: Mine"
    assert "https://handbook.example.org/views/mailed/?grade=7" in letter.body
    name, content, media_type = letter.attachments[0]
    assert (name, media_type) == ("sample.csv", "text/csv")
    assert list(csv.reader(io.StringIO(content))) == [["name", "grade"], ["Ada", "7"], ["'=1+1", ""]]
    assert letter.extra_headers["List-Unsubscribe"].startswith(
        "<https://handbook.example.org/views/mailed/stop/"
    )
    row = Mailing.objects.get()
    assert (row.lines, row.is_enclosed, queries.state_of(row)) == (2, True, ("sent", "good"))


def test_a_workbook_can_be_enclosed(cast, mailoutbox):
    mailed(view_of(cast["ada"]), cast["ada"], form="xlsx")
    mailing.mail_due(MONDAY)
    outbox.deliver(MONDAY)

    name, content, _media_type = mailoutbox[0].attachments[0]
    assert (name, content[:2]) == ("sample.xlsx", b"PK")


def test_a_file_that_is_too_large_stays_where_it_is(cast, mailoutbox, monkeypatch):
    monkeypatch.setattr(mailing, "MOST_BYTES", 10)
    mailed(view_of(cast["ada"]), cast["ada"])
    mailing.mail_due(MONDAY)

    assert outbox.deliver(MONDAY) == 1
    assert mailoutbox[0].attachments == []
    assert not Mailing.objects.get().is_enclosed


def test_twice_at_the_same_time_is_once_and_what_was_missed_comes_once(cast):
    row = mailed(view_of(cast["ada"]), cast["ada"])
    late = MONDAY + timedelta(days=21)

    assert (mailing.mail_due(late), mailing.mail_due(late)) == (1, 0)
    row.refresh_from_db()
    assert row.next_at == datetime(2026, 3, 30, 8, tzinfo=UTC)
    assert Mailing.objects.count() == 1


# -- whose rights


def test_others_get_what_they_themselves_may_see(cast, mailoutbox):
    mailed(view_of(cast["ada"]), cast["ben"], by=cast["ada"])
    mailing.mail_due(MONDAY)
    outbox.deliver(MONDAY)

    letter = next(each for each in mailoutbox if each.attachments)
    assert letter.to == ["ben@example.org"]
    assert "Ben,7" in letter.attachments[0][1]
    assert "Ada has it mailed to you." in letter.body


def test_a_view_of_somebody_else_is_not_mailed_on(cast, listed):
    with pytest.raises(NotAllowedError):
        mailed(view_of(cast["ada"]), cast["ben"])
    ours = save_view(
        by=account("ina", Access.ADMINISTRATOR), place=PLACE, name="Ours", query="q=1", shared=True
    )
    assert mailed(ours, cast["ben"]).account == cast["ben"]
    with pytest.raises(NotAllowedError):
        mailed(ours, cast["ada"], by=cast["ben"])


def test_who_may_not_see_the_list_gets_no_mail(cast, listed):
    view = view_of(cast["ada"])
    listed.add(cast["ben"].pk)

    with pytest.raises(mailing.MailedViewError, match="Ben may not see this list"):
        mailed(view, cast["ben"], by=cast["ada"])


def test_it_ends_with_the_right_and_both_are_told(cast, listed):
    row = mailed(view_of(cast["ada"]), cast["ben"], by=cast["ada"])
    listed.add(cast["ben"].pk)

    assert mailing.mail_due(MONDAY) == 0

    row.refresh_from_db()
    assert (row.stopped_for, Mail.objects.filter(kind=mailing.KIND).count()) == ("lost", 0)
    assert queries.state_of(Mailing.objects.get())[1] == "problem"
    told = set(Notice.objects.filter(key="").values_list("account__name", "subject"))
    assert ("Ada", "“Mine” is no longer mailed to Ben") in told
    assert [name for name, subject in told if subject.endswith("you may no longer see the list")] == ["Ben"]


def test_a_mail_that_waited_is_not_sent_to_who_lost_the_right_meanwhile(cast, listed, mailoutbox):
    mailed(view_of(cast["ada"]), cast["ada"])
    mailing.mail_due(MONDAY)
    listed.add(cast["ada"].pk)

    assert outbox.deliver(MONDAY) == 0

    assert [each.attachments for each in mailoutbox if each.attachments] == []
    assert Mail.objects.get(kind=mailing.KIND).trouble == "They may no longer see the list."
    assert MailedView.objects.get().stopped_for == "lost"


def test_an_account_that_is_closed_gets_nothing(cast):
    mailed(view_of(cast["ada"]), cast["ada"])
    Account.objects.filter(pk=cast["ada"].pk).update(is_active=False)

    assert mailing.mail_due(MONDAY) == 0


def test_a_view_that_is_no_longer_shared_is_mailed_no_more(cast):
    ina = account("ina", Access.ADMINISTRATOR)
    ours = save_view(by=ina, place=PLACE, name="Ours", query="q=1", shared=True)
    mailed(ours, cast["ben"])
    save_view(by=ina, place=PLACE, name="Ours", query="q=1", shared=False)

    assert mailing.mail_due(MONDAY) == 0
    assert MailedView.objects.get().stopped_for == "lost"


def test_a_list_that_cannot_be_made_holds_up_no_other_mail(cast, listed, mailoutbox):
    mailed(view_of(cast["ada"]), cast["ada"])
    mailed(view_of(cast["ben"]), cast["ben"])
    good = mailable.list_of(PLACE).sheet

    def breaks(who, params):
        if who.name == "Ada":
            raise ZeroDivisionError
        return good(who, params)

    mailable.register(PLACE, "Samples", reads=lambda who: True, sheet=breaks)
    mailing.mail_due(MONDAY)

    assert outbox.deliver(MONDAY) == 1
    assert [each.to for each in mailoutbox] == [["ben@example.org"]]
    waits = Mailing.objects.get(mailed__account=cast["ada"])
    assert queries.state_of(waits) == ("The file that goes with it could not be made.", "problem")
    mailable.register(PLACE, "Samples", reads=lambda who: True, sheet=good)
    assert outbox.deliver(MONDAY + timedelta(hours=1)) == 1


# -- ending it


def test_the_link_in_a_mail_stops_that_list_alone(cast, mailoutbox):
    one = mailed(view_of(cast["ada"]), cast["ada"])
    other = mailed(save_view(by=cast["ada"], place=PLACE, name="Other", query="q=2"), cast["ada"])
    mailing.mail_due(MONDAY)
    outbox.deliver(MONDAY)
    letter = next(each for each in mailoutbox if each.subject.endswith("Mine"))
    path = letter.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("https://handbook.example.org")

    assert "will no longer be mailed" in Client().get(path).content.decode()
    assert MailedView.objects.filter(stopped_at=None).count() == 2
    assert Client(enforce_csrf_checks=True).post(path).status_code == 200

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.stopped_for, other.stopped_for) == ("self", "")
    assert Client().get("/views/mailed/stop/nonsense/").status_code == 404


def test_who_stopped_it_is_not_given_it_again_by_others(cast):
    view = view_of(cast["ada"])
    row = mailed(view, cast["ben"], by=cast["ada"])
    mailing.stop(mailed=row, by=cast["ben"])

    with pytest.raises(mailing.MailedViewError, match="Ben has stopped these mails"):
        mailed(view, cast["ben"], by=cast["ada"])
    with pytest.raises(NotAllowedError):
        mailing.stop(mailed=row, by=account("cleo"))


def test_what_is_on_its_way_is_not_sent_once_it_was_stopped(cast):
    row = mailed(view_of(cast["ada"]), cast["ada"])
    mailing.mail_due(MONDAY)
    mailing.stop(mailed=row, by=cast["ada"])

    assert outbox.deliver(MONDAY) == 0
    assert [each.subject for each in sent.outbox] == []


def test_deleting_a_view_tells_those_to_whom_it_was_mailed(cast):
    view = view_of(cast["ada"])
    mailed(view, cast["ben"], by=cast["ada"])
    delete_view(by=cast["ada"], view=view)

    assert not MailedView.objects.exists()
    assert Notice.objects.filter(account=cast["ben"], subject="“Mine” is no longer mailed to you").exists()


@pytest.mark.parametrize(("every", "day"), [(Every.WEEK, 8), (Every.WEEK, 0), (Every.MONTH, 32)])
def test_a_day_that_there_is_not_is_refused(cast, every, day):
    with pytest.raises(mailing.MailedViewError, match="Choose a day"):
        mailed(view_of(cast["ada"]), cast["ada"], rhythm=Rhythm(every, day, time(8)))


def test_the_same_again_changes_nothing(cast, time_machine):
    view = view_of(cast["ada"])
    first = mailed(view, cast["ada"])
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)

    assert mailed(view, cast["ada"]).next_at == first.next_at
    assert mailed(view, cast["ada"], form="xlsx").next_at == datetime(2026, 3, 9, 8, tzinfo=UTC)


# -- the pages


def client_of(who):
    made = Client()
    made.force_login(who)
    return made


def test_somebody_has_a_view_mailed_from_its_page_and_stops_it_there(cast):
    view, ada = view_of(cast["ada"]), client_of(cast["ada"])
    page = reverse("web:view-mail", args=[view.pk])

    shown = ada.post(page, {"when": "month-31", "at": "07:30", "form": "xlsx"}, follow=True).content.decode()

    row = MailedView.objects.get()
    assert (row.every, row.day, row.at, row.form) == ("month", 31, time(7, 30), "xlsx")
    assert "on the last day of each month at 07:30" in shown
    assert "Samples: Mine" in ada.get("/views/mailed/").content.decode()
    ada.post("/views/mailed/", {"stop": str(row.pk)})
    row.refresh_from_db()
    assert row.stopped_for == "self"


def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(cast):
    view, ada = view_of(cast["ada"]), client_of(cast["ada"])
    page = reverse("web:view-mail", args=[view.pk])

    answer = ada.post(page, {"when": "week-2", "at": "07:30", "form": "csv", "to": "Nobody Known"})

    assert "Nobody here is called “Nobody Known”." in answer.content.decode()
    assert not MailedView.objects.exists()


def test_a_view_of_somebody_else_is_not_there(cast):
    view, ben = view_of(cast["ada"]), client_of(cast["ben"])
    row = mailed(view, cast["ada"])

    assert ben.get(reverse("web:view-mail", args=[view.pk])).status_code == 404
    assert ben.post("/views/mailed/", {"stop": str(row.pk)}).status_code == 404
    assert "Mine" not in ben.get("/views/mailed/").content.decode()


def test_many_mails_cost_no_more_queries_than_one(cast, django_assert_max_num_queries):
    ada = client_of(cast["ada"])
    for n in range(12):
        view = save_view(by=cast["ada"], place=PLACE, name=f"View {n}", query=f"q={n}")
        mailed(view, cast["ada"])

    with django_assert_max_num_queries(15):
        ada.get("/views/mailed/")


# -- for programs


def test_programs_have_views_mailed_and_end_it(cast):
    view = view_of(cast["ada"])
    ada, ben = client_of(cast["ada"]), client_of(cast["ben"])

    made = ada.post(
        "/api/v1/mailed-views",
        {"view": str(view.pk), "every": "month", "day": 31},
        content_type="application/json",
    )
    assert (made.status_code, made.json()["day"], made.json()["next_at"]) == (200, 31, "2026-03-31T08:00:00Z")
    key = made.json()["id"]
    assert [each["id"] for each in ada.get("/api/v1/mailed-views").json()["items"]] == [key]
    assert ada.get("/api/v1/saved-views").json()["items"][0]["mailable"]
    assert ben.get("/api/v1/mailed-views").json()["items"] == []
    assert ben.delete(f"/api/v1/mailed-views/{key}").status_code == 404
    assert (
        ben.post("/api/v1/mailed-views", {"view": str(view.pk)}, content_type="application/json").status_code
        == 404
    )
    ended = ada.delete(f"/api/v1/mailed-views/{key}").json()
    assert (ended["stopped_for"], ended["next_at"]) == ("self", None)
