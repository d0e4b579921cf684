"""My work: what waits, what is done with it, and that others neither see nor touch it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trellis.core.models import Event, Notice
from trellis.core.rules import NotAllowedError
from trellis.work.models import Absence, Undo, WorkItem
from trellis.work.queries import items as queries
from trellis.work.queries.items import Tab
from trellis.work.services import absences, escalating, items, tasks
from trellis.work.services.items import WorkError

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)


def titles(who, tab=Tab.OPEN, **narrowed):
    return sorted(item.title for item in queries.listed(who, tab, **narrowed))


def test_a_task_waits_on_whom_it_was_given_to_and_they_are_told(cast):
    made = tasks.give(title="  Call  the bank ", by=cast.mia, to=cast.sam, due=date(2026, 3, 4))

    assert (made.title, made.due_at) == ("Call the bank", datetime(2026, 3, 4, 23, 59, 59, tzinfo=UTC))
    assert titles(cast.sam) == ["Call the bank"]
    assert titles(cast.mia) == []
    assert titles(cast.mia, Tab.ASKED) == ["Call the bank"]
    assert [each.subject for each in Notice.objects.filter(account=cast.sam)] == [
        "Mia asks you: Call the bank"
    ]
    assert list(Event.objects.values_list("name", "by")) == [("work.task-given", cast.mia.pk)]


def test_an_event_of_a_task_holds_no_words(cast):
    tasks.give(title="Very secret", text="More secrets", by=cast.mia, to=cast.sam)

    assert "secret" not in Event.objects.get().data.casefold()


def test_a_task_needs_a_title_and_an_open_account(cast):
    cast.sam.is_active = False

    with pytest.raises(WorkError):
        tasks.give(title="  ", by=cast.mia)
    with pytest.raises(WorkError):
        tasks.give(title="Something", by=cast.mia, to=cast.sam)
    assert WorkItem.objects.count() == 0


def test_what_is_done_can_be_taken_back_for_a_while(cast, time_machine):
    made = tasks.give(title="Call", by=cast.mia)

    undo = items.finish([made.pk], by=cast.mia)

    assert (titles(cast.mia), titles(cast.mia, Tab.DONE)) == ([], ["Call"])
    assert items.undo(undo.pk, by=cast.mia) == 1
    assert titles(cast.mia) == ["Call"]
    with pytest.raises(WorkError):
        items.undo(undo.pk, by=cast.mia)
    again = items.finish([made.pk], by=cast.mia)
    time_machine.shift(16 * 60)
    with pytest.raises(WorkError):
        items.undo(again.pk, by=cast.mia)
    items.forget_undos(datetime.now(UTC) + timedelta(hours=1))
    assert not Undo.objects.exists()


def test_nobody_takes_back_what_another_did_nor_what_has_changed_since(cast):
    made = tasks.give(title="Call", by=cast.mia)
    undo = items.delegate([made.pk], to=cast.sam, because="Holiday", by=cast.mia)

    with pytest.raises(WorkError):
        items.undo(undo.pk, by=cast.max)
    items.finish([made.pk], by=cast.sam)
    with pytest.raises(WorkError):
        items.undo(undo.pk, by=cast.mia)
    assert WorkItem.objects.get().state == "done"


def test_what_is_put_off_comes_back_by_itself(cast, time_machine):
    made = tasks.give(title="Call", by=cast.mia)

    items.snooze([made.pk], until=MONDAY + timedelta(days=1), by=cast.mia)

    assert (titles(cast.mia), titles(cast.mia, Tab.SNOOZED)) == ([], ["Call"])
    assert queries.counts(cast.mia, MONDAY) == queries.Counts(
        open=0, late=0, this_week=0, snoozed=1, by_kind={}
    )
    time_machine.shift(timedelta(days=1, seconds=1))
    assert (titles(cast.mia), titles(cast.mia, Tab.SNOOZED)) == (["Call"], [])


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_nothing_is_put_off_to_the_past_or_for_ever(cast, days):
    made = tasks.give(title="Call", by=cast.mia)

    with pytest.raises(WorkError):
        items.snooze([made.pk], until=MONDAY + timedelta(days=days), by=cast.mia)


def test_what_is_handed_on_waits_on_the_other_who_is_told_why(cast):
    made = tasks.give(title="Call", by=cast.mia)

    items.delegate([made.pk], to=cast.sam, because="You know them", by=cast.mia)

    assert (titles(cast.mia), titles(cast.sam)) == ([], ["Call"])
    assert titles(cast.mia, Tab.ASKED) == ["Call"]
    assert Notice.objects.get(account=cast.sam).text == "Call\nYou know them"


@pytest.mark.parametrize(("to", "because"), [("mia", "Because"), ("sam", " ")])
def test_nothing_is_handed_on_to_oneself_or_without_a_word(cast, to, because):
    made = tasks.give(title="Call", by=cast.mia)

    with pytest.raises(WorkError):
        items.delegate([made.pk], to=getattr(cast, to), because=because, by=cast.mia)


def test_what_was_written_stays_where_nobody_is_called_so(cast, by):
    made = tasks.give(title="Call <them>", by=cast.mia)
    others = tasks.give(title="Not hers", by=cast.greta)
    sent = {"row": [made.pk, others.pk], "deed": "delegate", "who": "Samuel", "because": "You know them"}

    refused = by(cast.mia).post("/my-work/do/?kind=task", sent)

    page = refused.content.decode()
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Nobody here is called “Samuel”." in page
    assert 'value="You know them"' in page
    assert f'name="row" value="{made.pk}"' in page
    assert "Call &lt;them&gt;" in page
    assert "Not hers" not in page
    assert titles(cast.mia) == ["Call <them>"]

    again = {"row": [made.pk], "deed": "delegate", "who": "Sam", "because": "You know them"}
    done = by(cast.mia).post("/my-work/do/?kind=task", again)
    assert done.headers["Location"].startswith("/my-work/?kind=task&did=")
    assert titles(cast.sam) == ["Call <them>"]


@pytest.mark.parametrize(("who", "because"), [("Mia", "Because"), ("Sam", ""), ("", "Because")])
def test_what_cannot_be_handed_on_as_written_is_asked_again(cast, by, who, because):
    made = tasks.give(title="Call", by=cast.mia)

    sent = {"row": [made.pk], "deed": "delegate", "who": who, "because": because}
    refused = by(cast.mia).post("/my-work/do/", sent)

    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert titles(cast.mia) == ["Call"]


def test_all_that_was_chosen_is_done_or_nothing(cast):
    mine, other = tasks.give(title="Mine", by=cast.mia), tasks.give(title="Other", by=cast.sam)

    with pytest.raises(WorkError):
        items.finish([mine.pk, other.pk], by=cast.mia)
    assert titles(cast.mia) == ["Mine"]
    assert titles(cast.sam) == ["Other"]


def test_a_room_has_a_thing_wait_on_exactly_some_people(cast):
    about = uuid4()

    first = items.wait_on("approval", "approval", about, [cast.mia, cast.max], title="Chair")
    again = items.wait_on("approval", "approval", about, [cast.mia, cast.max], title="Chair")
    after = items.wait_on("approval", "approval", about, [cast.max, cast.sam], title="Chair")

    assert ([each.name for each in first], again, [each.name for each in after]) == (
        ["Mia", "Max"],
        [],
        ["Sam"],
    )
    assert [titles(who) for who in (cast.mia, cast.max, cast.sam)] == [[], ["Chair"], ["Chair"]]
    assert items.settle("approval", about, done_by=cast.max) == 2
    assert [titles(who, Tab.DONE) for who in (cast.max, cast.sam)] == [["Chair"], []]


def test_who_stands_in_sees_and_finishes_what_waits_on_who_is_away(cast, time_machine):
    made = tasks.give(title="Call", by=cast.mia)
    absences.plan(first=date(2026, 3, 3), last=date(2026, 3, 4), stand_in=cast.sam, by=cast.mia)

    assert titles(cast.sam) == []
    time_machine.shift(timedelta(days=1))
    assert titles(cast.sam) == ["Call"]
    with pytest.raises(NotAllowedError):
        items.snooze([made.pk], until=MONDAY + timedelta(days=9), by=cast.sam)
    items.finish([made.pk], by=cast.sam)
    assert WorkItem.objects.get().ended_by == cast.sam
    time_machine.shift(timedelta(days=2))
    assert queries.away_for(cast.sam) == frozenset()


def test_an_absence_is_of_days_to_come_that_are_not_taken(cast):
    plan = {"stand_in": cast.sam, "by": cast.mia}
    absences.plan(first=date(2026, 3, 3), last=date(2026, 3, 4), **plan)

    for first, last in (
        ("2026-03-04", "2026-03-09"),
        ("2026-02-01", "2026-02-02"),
        ("2026-03-09", "2026-03-08"),
    ):
        with pytest.raises(WorkError):
            absences.plan(first=date.fromisoformat(first), last=date.fromisoformat(last), **plan)
    with pytest.raises(WorkError):
        absences.plan(first=date(2026, 4, 1), last=date(2026, 4, 2), stand_in=cast.mia, by=cast.mia)
    assert not absences.take_back(Absence.objects.get().pk, by=cast.sam)
    assert absences.take_back(Absence.objects.get().pk, by=cast.mia)


def test_what_is_overdue_is_told_to_the_manager_and_later_to_administrators(cast):
    tasks.give(title="Call", by=cast.mia, due=date(2026, 3, 4))  # a Wednesday

    def told_at(day):
        n = escalating.escalate(datetime(2026, 3, day, 12, tzinfo=UTC))
        return n, sorted(
            Notice.objects.filter(kind=escalating.OVERDUE).values_list("account__name", flat=True)
        )

    assert told_at(6) == (0, [])
    assert told_at(7) == (1, ["Max"])  # two working days are over
    assert told_at(8) == (0, ["Max"])
    assert told_at(18) == (1, ["Dora", "Max"])
    assert told_at(19) == (0, ["Dora", "Max"])


# -- the page


def test_the_list_is_grouped_by_when_things_are_due(cast, by):
    days = {
        "A": None,
        "B": date(2026, 2, 27),
        "C": date(2026, 3, 2),
        "D": date(2026, 3, 8),
        "E": date(2026, 3, 9),
        "F": date(2026, 3, 16),
    }
    for title, due in days.items():
        tasks.give(title=title, by=cast.mia, due=due)

    answer = by(cast.mia).get("/my-work/")

    groups = [(group.key, [each.label for each in group.items]) for group in answer.context["groups"]]
    due = [("late", ["B"]), ("today", ["C"]), ("week", ["D"]), ("next", ["E"]), ("later", ["F"])]
    assert groups == [*due, ("never", ["A"])]
    assert answer.context["counts"] == queries.Counts(
        open=6, late=1, this_week=2, snoozed=0, by_kind={"task": 6}
    )


def test_the_list_is_searched_and_narrowed(cast, by):
    tasks.give(title="Call the bank", by=cast.mia)
    tasks.give(title="Write", text="to the bank", by=cast.mia)
    tasks.give(title="Walk", by=cast.mia)

    assert titles(cast.mia, text="bank") == ["Call the bank", "Write"]
    assert titles(cast.mia, kind="approval") == []
    assert "Nothing fits these filters" in by(cast.mia).get("/my-work/?q=nothing").content.decode()


@pytest.mark.parametrize("tab", ["", "?tab=snoozed", "?tab=asked", "?tab=done", "?tab=nonsense"])
def test_a_list_without_anything_says_what_it_is_for(cast, by, tab):
    page = by(cast.sam).get(f"/my-work/{tab}").content.decode()

    assert 'class="empty' in page


def test_the_page_asks_the_same_few_questions_however_many_things_wait(cast, by):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get("/my-work/").status_code == HTTPStatus.OK
        return len(found)

    client = by(cast.mia)
    client.get("/my-work/")
    tasks.give(title="One", by=cast.sam, to=cast.mia)
    items.wait_on("approval", "approval", uuid4(), [cast.mia], title="Chair")
    one = asked()
    for n in range(9):
        tasks.give(title=f"More {n}", by=(cast.max, cast.greta, cast.mia)[n % 3], to=cast.mia)
        items.wait_on("approval", "approval", uuid4(), [cast.mia], title="Chair")

    assert asked() == one
    assert one <= 15


def test_several_things_are_done_by_the_form_and_taken_back(cast, by):
    made = [tasks.give(title=title, by=cast.mia) for title in "ABC"]

    answer = by(cast.mia).post(
        "/my-work/do/", {"row": [each.pk for each in made[:2]], "deed": "done"}, follow=True
    )

    assert "2 things are done." in answer.content.decode()
    assert titles(cast.mia) == ["C"]
    by(cast.mia).post(f"/my-work/undo/{answer.context['did']['key']}/")
    assert titles(cast.mia) == ["A", "B", "C"]


def test_enter_in_a_field_does_what_the_field_is_for(cast, by):
    made = tasks.give(title="Call", by=cast.mia)

    by(cast.mia).post("/my-work/do/", {"row": [made.pk], "deed": "", "who": "sam", "because": "Away"})

    assert titles(cast.sam) == ["Call"]
    by(cast.sam).post("/my-work/do/", {"row": [made.pk], "deed": "", "day": "2026-03-05"})
    assert titles(cast.sam, Tab.SNOOZED) == ["Call"]


@pytest.mark.parametrize(
    "sent",
    [
        {"deed": "done"},
        {"deed": "snooze", "day": "soon"},
        {"deed": "x"},
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(cast, by, sent):
    made = tasks.give(title="Call", by=cast.mia)
    rows = {} if sent["deed"] == "done" else {"row": [made.pk]}

    answer = by(cast.mia).post("/my-work/do/", {**rows, **sent}, follow=True)

    assert 'class="banner problem"' in answer.content.decode()
    assert titles(cast.mia) == ["Call"]


def test_others_neither_see_nor_touch_a_task(cast, by):
    made = tasks.give(title="Private matter", by=cast.mia, to=cast.max)
    client = by(cast.sam)

    assert client.get(made.address).status_code == HTTPStatus.NOT_FOUND
    assert client.post(made.address, {"title": "X", "turn": 1}).status_code == HTTPStatus.NOT_FOUND
    client.post("/my-work/do/", {"row": [made.pk], "deed": "done"})
    assert "Private matter" not in client.get("/my-work/").content.decode()
    assert WorkItem.objects.get().state == "open"
    assert by(cast.dora).get(made.address).status_code == HTTPStatus.NOT_FOUND
    assert by(cast.mia).get(made.address).status_code == HTTPStatus.OK


def test_a_stranger_signs_in_first(client, cast):
    assert client.get("/my-work/").headers["Location"].startswith("/sign-in/")


def test_a_task_is_written_down_and_changed_by_forms(cast, by):
    client = by(cast.mia)

    client.post(
        "/my-work/tasks/new/",
        {"title": "Call", "who": "SAM@example.org", "due": "2026-03-05", "text": "Soon"},
    )
    made = WorkItem.objects.get()
    client.post(made.address, {"title": "Call twice", "due": "", "text": "Soon", "turn": made.turn})
    stale = client.post(made.address, {"title": "Call never", "turn": made.turn})

    made.refresh_from_db()
    assert (made.title, made.due_at, made.assignee) == ("Call twice", None, cast.sam)
    page = stale.content.decode()
    assert "Somebody else has changed this task meanwhile." in page
    assert "Meanwhile it says: Call twice" in page
    assert "Meanwhile it says: Soon" in page
    assert 'value="Call never"' in page

    client.post(
        made.address,
        {"title": "Call never", "text": "Soon", "turn": re.search(r'name="turn" value="(\d+)"', page)[1]},
    )
    made.refresh_from_db()
    assert made.title == "Call never"


def test_a_task_is_about_what_its_writer_may_see(cast, by):
    client = by(cast.mia)

    client.post("/my-work/tasks/new/", {"title": "Greet", "about": f"account:{cast.sam.pk}"})
    refused = client.post("/my-work/tasks/new/", {"title": "Greet", "about": f"approval:{uuid4()}"})

    assert WorkItem.objects.get().about == cast.sam.pk
    assert "not yours to see" in refused.content.decode()


def test_an_absence_is_planned_and_taken_back_by_the_page(cast, by):
    client = by(cast.mia)

    client.post("/my-work/away/", {"first": "2026-03-03", "last": "2026-03-04", "who": "Sam"})
    made = Absence.objects.get()

    assert "Sam stands in" in client.get("/my-work/away/").content.decode()
    assert "Mia" in by(cast.sam).get("/my-work/away/").content.decode()
    assert by(cast.sam).post(f"/my-work/away/{made.pk}/take-back/").status_code == HTTPStatus.NOT_FOUND
    by(cast.mia).post(f"/my-work/away/{made.pk}/take-back/")
    assert not Absence.objects.exists()


def test_the_side_bar_counts_what_waits(cast, by):
    tasks.give(title="Call", by=cast.mia)

    first = by(cast.mia).get("/my-work/away/").content.decode()

    assert first.index("My work") < first.index("Notices")
