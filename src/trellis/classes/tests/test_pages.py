"""Pages: what is on, the form with its conflicts, the course's page, feeds, rooms; few queries; who is let in."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from trellis.classes import lists, teaching
from trellis.classes.definitions.spans import Span
from trellis.classes.models import Feed, Room, Session
from trellis.classes.services import keeping, scheduling
from trellis.classes.tests.conftest import PART, of_course, plan, registered, scheduled, soon, states
from trellis.classes.views.scheduling import _initial
from trellis.core.models import Account, Notice
from trellis.learning.services.enrolling import enroll


def form_data(**more):
    day = soon().begin
    return {
        "key": uuid4(), "kind": "class", "taught": PART.key, "title": "", "zone": "UTC", "day": f"{day:%Y-%m-%d}",
        "begin": "09:00", "end": "10:00", "modality": "on-site", "leads": "pia@example.org", "hold_hours": "24",
        "share": "80", "keep": "", **more,
    }  # fmt: skip


def test_what_i_am_registered_for_stands_first(cast):
    session = scheduled(cast, title="Mine")
    scheduled(cast, title="Other", spans=[soon(days=1)])
    registered(cast, session, "ada")
    page = cast.read("ada", "/classes/")
    assert page.index("What you have on") < page.index("Mine") < page.index("Other")


@pytest.mark.parametrize("rows", [1, 12])
def test_pages_ask_few_queries_however_much_there_is(cast, rows, django_assert_max_num_queries):
    hall = Room.objects.create(name="Hall", zone="UTC", capacity=90)
    for at in range(rows):
        session = of_course(cast, room=hall, spans=[soon(days=4 + at)])
        registered(cast, session, "ada", "ben", "rob")
        scheduled(cast, title="For some", spans=[soon(days=40 + at)], audience={"roles": ["IT Analyst"]})
    session = Session.objects.order_by("starts_at")[rows - 1]
    addresses = ["/classes/", "/classes/month/", "/classes/mine/", "/classes/rooms/"]
    addresses += [
        reverse(f"classes:{name}", args=[session.pk]) for name in ("session", "roster", "run", "results")
    ]
    for address in addresses:
        for name in ("pia", "ada"):
            client = Client()
            client.force_login(cast.fresh(name))
            client.get(address)
            with django_assert_max_num_queries(15):
                client.get(address)


def test_a_session_is_scheduled_by_the_form_every_week(cast):
    day = soon().begin
    answer = cast.opened(
        "pia", "/classes/new/",
        form_data(
            every="7", until=f"{day + timedelta(days=14):%Y-%m-%d}",
            more=f"{day + timedelta(days=2):%Y-%m-%d} 13:00-14:30",
        ),
    )  # fmt: skip
    assert answer.status_code == 302
    made = Session.objects.get()
    assert [each.minutes for each in made.meetings.order_by("starts_at")] == [60, 90, 60, 60]
    assert (made.course, made.part, made.title) == (PART.course, PART.part, PART.title)
    page = cast.read("pia", reverse("classes:edit", args=[made.pk]))
    assert "13:00-14:30" in page


def test_a_new_session_is_proposed_for_the_next_morning_of_work(cast, monkeypatch):
    friday_night = datetime(2026, 11, 20, 22, 40, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: friday_night)
    cast.pia.time_zone = "Europe/Berlin"

    initial = _initial_for(cast.pia)

    assert (initial["day"].isoformat(), f"{initial['begin']:%H:%M}", f"{initial['end']:%H:%M}") == (
        "2026-11-23", "09:00", "10:00",
    )  # fmt: skip


def _initial_for(account):
    request = RequestFactory().get("/classes/new/")
    return _initial(request, None, None, account)


def test_a_calendar_file_that_is_fetched_again_is_newer_than_the_invitation(cast):
    session = scheduled(cast)
    registered(cast, session, "ada")
    file = reverse("classes:invitation", args=[session.pk])
    assert "SEQUENCE:0" in cast.read("ada", file)
    later = [Span(each.begin + timedelta(hours=1), each.end + timedelta(hours=1)) for each in [soon()]]

    scheduling.change(session=session.pk, plan=plan(cast, spans=later), seen=session.version, by=cast.pia)

    assert "SEQUENCE:1" in cast.read("ada", file)
    assert "SEQUENCE:0" in cast.read("ben", file)


def test_what_one_takes_back_is_called_what_it_is(cast):
    asks = scheduled(cast, needs_approval=True, address="Hall 2")
    registered(cast, asks, "ada")
    page = cast.read("ada", reverse("classes:session", args=[asks.pk]))
    assert "Ask for no place after all" in page
    assert "Give the place back" not in page

    answer = cast.opened("ada", reverse("classes:do", args=[asks.pk, "withdraw"]), {})
    assert "You ask for no place any more." in _told(answer)


def _told(answer):
    return " ".join(str(each) for each in get_messages(answer.wsgi_request))


def test_a_session_without_a_place_says_that_it_is_not_known_yet(cast):
    nowhere, somewhere = scheduled(cast), scheduled(cast, address="Hall 2")
    assert "the place is not known yet" in cast.read("ada", reverse("classes:session", args=[nowhere.pk]))
    page = cast.read("ada", reverse("classes:session", args=[somewhere.pk]))
    assert "on site: Hall 2" in page
    assert "not known yet" not in page


def test_the_form_shows_conflicts_before_anything_is_kept(cast):
    scheduled(cast, title="Before")
    page = cast.opened("pia", "/classes/new/", {**form_data(), "look": ""}).content.decode()
    assert "Pia runs “Before” then" in page
    assert "Free then:" in page
    assert "Rob" in page
    refused = cast.opened("pia", "/classes/new/", form_data())
    assert refused.status_code == 422
    assert "Ask them anyway" in refused.content.decode()
    assert Session.objects.count() == 1
    assert cast.opened("pia", "/classes/new/", form_data(anyway="on")).status_code == 302


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"more": "tomorrow"}, "more"),
        ({"every": "7"}, "until"),
        ({"leads": "Nobody"}, "leads"),
        ({"opens": "x"}, "opens"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(cast, said, field):
    page = cast.opened("pia", "/classes/new/", form_data(**said))
    assert page.status_code == 422
    assert f'-{field}_error"' in page.content.decode()


def test_the_page_of_a_course_shows_its_sessions_and_takes_note_of_who_waits(cast):
    page = cast.read("ada", f"/courses/{PART.course}/")
    assert "No session has a date yet." in page
    assert page.count("Tell me when it runs") == 1
    cast.opened("ada", reverse("learning:demand", args=[PART.course]), {})
    assert "1 person waits" in cast.read("pia", reverse("classes:waiting"))
    assert "Wait no more" in cast.read("ada", "/classes/")
    assert cast.opened("ada", reverse("classes:waiting")).status_code == 404
    session = of_course(cast)
    assert reverse("classes:do", args=[session.pk, "register"]) in cast.read(
        "ada", f"/courses/{PART.course}/"
    )
    assert "Wait no more" not in cast.read("ada", "/classes/")
    assert teaching.waiting() == []


def test_who_wants_no_session_any_more_says_so(cast):
    cast.opened("ada", reverse("classes:want"), {"course": PART.course})
    cast.opened("ada", reverse("learning:demand", args=[PART.course]), {"part": PART.part})
    assert teaching.waiting() == [(PART.course, 1)]
    cast.opened("ada", reverse("classes:want"), {"course": PART.course, "deed": "end"})
    assert teaching.waiting() == []
    assert cast.opened("ada", reverse("classes:want"), {"course": "nothing"}).status_code == 302


def test_a_class_in_the_player_shows_its_next_sessions_with_a_way_in(cast, django_assert_max_num_queries):
    enrollment = enroll(cast.ada.person, PART.course)
    address = reverse("learning:part", args=[enrollment.pk, PART.part])
    assert "Tell me when it runs" in cast.read("ada", address)
    back = cast.opened(
        "ada", reverse("classes:want"), {"course": PART.course, "part": PART.part, "back": address}
    )
    assert back.url == address
    assert "You are told when there is a session." in cast.read("ada", address)
    for at in range(3):
        session = of_course(cast, spans=[soon(days=4 + at)], capacity=1)
    assert Notice.objects.filter(account=cast.ada, subject__contains="waited for").count() == 1
    page = cast.read("ada", address)
    assert page.count(">Register<") == 3
    assert "None of these fits" in page
    cast.opened("ada", reverse("classes:do", args=[session.pk, "register"]), {})
    assert cast.read("ada", address).count(">Register<") == 2
    other = enroll(cast.ben.person, PART.course)
    theirs = reverse("learning:part", args=[other.pk, PART.part])
    assert "Join the wait-list" in cast.read("ben", theirs)
    client = Client()
    client.force_login(cast.fresh("ben"))
    client.get(theirs)
    with django_assert_max_num_queries(20):
        client.get(theirs)
    outside = {"course": PART.course, "back": "https://elsewhere.example.org/"}
    assert cast.opened("ada", reverse("classes:want"), outside).url == "/classes/"


def test_filters_say_how_many_sessions_each_value_gives(cast):
    for at, facts in enumerate(
        ({"kind": "webinar"}, {"kind": "webinar", "language": "de"}, {"language": "de"})
    ):
        scheduled(cast, spans=[soon(days=4 + at)], **facts)
    sessions = Session.objects.all()
    assert lists.counts(sessions, QueryDict(""))[1]["kind"] == {"webinar": 2, "class": 1}
    total, found = lists.counts(sessions, QueryDict("kind=webinar"))
    assert total == 2
    assert (found["kind"], found["language"]) == ({"webinar": 2, "class": 1}, {"de": 1})


def test_a_manager_registers_people_of_their_line_on_the_page_of_a_session(cast):
    session = scheduled(cast, lead="rob", capacity=1)
    address = reverse("classes:session", args=[session.pk])
    do = lambda name, deed, **data: cast.opened(name, reverse("classes:do", args=[session.pk, deed]), data)  # noqa: E731
    assert "Register them" in cast.read("mia", address)
    assert "Register them" not in cast.read("ada", address)
    do("mia", "add", person="Ada")
    do("mia", "add", person="ben@example.org")
    do("mia", "add", person="Rob")
    do("mia", "add", person="Nobody at all")
    do("ada", "add", person="Olga")
    assert states(session) == {"Ada": "registered", "Ben": "waiting"}
    page = cast.read("mia", address)
    assert "Register them" not in page
    ada = session.registrations.get(person__name="Ada")
    assert do("ben", "take-off", registration=ada.pk).status_code == 404
    assert do("mia", "take-off", registration=uuid4()).status_code == 404
    assert do("mia", "take-off", registration="x").status_code == 404
    do("mia", "take-off", registration=ada.pk, reason="On call")
    assert states(session) == {"Ada": "withdrawn", "Ben": "offered"}
    assert Notice.objects.filter(account=cast.ada, subject__contains="taken off").count() == 1


def test_a_feed_is_read_by_its_secret_alone_and_ends_when_it_is_made_anew(cast):
    session = scheduled(cast, title="Talk")
    registered(cast, session, "ada")
    secret = keeping.share_calendar(by=cast.fresh("ada"))
    address = reverse("classes:feed", args=[secret])
    answer = Client().get(address)
    assert answer.status_code == 200
    assert "SUMMARY:Talk" in answer.content.decode()
    keeping.share_calendar(by=cast.fresh("ada"))
    assert Client().get(address).status_code == 404
    assert Client().get(reverse("classes:feed", args=["x"])).status_code == 404
    assert Feed.objects.count() == 1
    secret = keeping.share_calendar(by=cast.fresh("ada"))
    Account.objects.filter(pk=cast.ada.pk).update(is_active=False)
    assert Client().get(reverse("classes:feed", args=[secret])).status_code == 404


def test_the_address_of_a_feed_is_shown_once(cast):
    client = Client()
    client.force_login(cast.fresh("ada"))
    client.post(reverse("classes:share"), {})
    assert ".ics" in client.get("/classes/mine/").content.decode()
    assert "/feeds/" not in client.get("/classes/mine/").content.decode()


def test_rooms_are_kept_by_who_keeps_classes(cast):
    data = {"key": uuid4(), "name": "Hall", "zone": "UTC", "capacity": 9, "is_open": "on"}
    assert cast.opened("ada", reverse("classes:room-new"), data).status_code == 404
    assert cast.opened("pia", reverse("classes:room-new"), data).status_code == 302
    assert cast.opened("pia", reverse("classes:room-new"), {**data, "key": uuid4()}).status_code == 422
    assert "Hall" in cast.read("ada", reverse("classes:rooms"))


def test_lists_and_rosters_are_had_as_files(cast):
    session = scheduled(cast)
    registered(cast, session, "ada")
    assert str(session.pk) in cast.read("ada", reverse("classes:export", args=["csv"]))
    assert "ada@example.org" in cast.read("pia", reverse("classes:roster-export", args=[session.pk, "csv"]))
    assert cast.opened("ada", reverse("classes:roster-export", args=[session.pk, "csv"])).status_code == 404


def test_a_session_is_had_as_a_calendar_file(cast):
    session = scheduled(cast, title="Talk, and more")
    text = cast.read("ada", reverse("classes:invitation", args=[session.pk]))
    assert "SUMMARY:Talk\\, and more" in text
    assert "METHOD:PUBLISH" in text


def test_a_session_is_shown_by_the_clock_of_its_reader(cast):
    session = scheduled(cast)
    Account.objects.filter(pk=cast.ada.pk).update(time_zone="Asia/Tokyo")
    assert "18:00" in cast.read("ada", reverse("classes:session", args=[session.pk]))


def test_who_is_asked_to_run_a_session_sees_it_and_answers(cast):
    scheduled(cast, lead="mia", title="Before")
    made = scheduling.schedule(
        key=uuid4(),
        plan=plan(cast, lead="mia", anyway={cast.mia.person_id}),
        is_open=False,
        by=cast.fresh("pia"),
    )
    address = reverse("classes:session", args=[made.pk])
    assert "You are asked to run this session." in cast.read("mia", address)
    assert cast.opened("mia", reverse("classes:roster", args=[made.pk])).status_code == 404
    cast.opened("mia", reverse("classes:do", args=[made.pk, "decline"]), {"reason": "Away"})
    assert cast.opened("mia", address).status_code == 404
    assert cast.opened("ada", reverse("classes:do", args=[made.pk, "cancel"]), {}).status_code == 404


def test_past_sessions_are_found(cast):
    session = scheduled(cast, title="Long ago")
    Session.objects.filter(pk=session.pk).update(
        starts_at=timezone.now() - timedelta(days=9), ends_at=timezone.now() - timedelta(days=8), state="held"
    )
    assert "Long ago" not in cast.read("ada", "/classes/")
    assert "Long ago" in cast.read("ada", "/classes/?when=past")
