"""Coaching is between those who take part in it and whoever scheduled it: keeping classes opens none of it."""

import json

import pytest
from django.urls import reverse

from trellis.classes import rules
from trellis.classes.models import Room, Session
from trellis.classes.queries import conflicts, describing, rosters
from trellis.classes.services import placing, running
from trellis.classes.services.errors import NotThereError
from trellis.classes.tests.conftest import scheduled, soon
from trellis.core.services import tokens

TITLE = "About the hard talk"
OF_SESSION = (
    "session",
    "roster",
    "run",
    "results",
    "materials",
    "edit",
    "roster-export",
    "report",
    "code",
    "invitation",
)


@pytest.fixture
def coaching(cast):
    """Mia coaches Ada; Pia, who keeps all classes, has no part in it."""
    Room.objects.create(name="Small room", zone="Europe/Berlin", capacity=4)
    made = scheduled(cast, by="mia", lead="mia", kind="coaching", title=TITLE, room=Room.objects.get())
    placing.register(session=made.pk, person=cast.ada.person, by=cast.fresh("mia"))
    return Session.objects.get(pk=made.pk)


def test_who_may_what_with_coaching(cast, coaching):
    asked = (rules.can_see, rules.can_run, rules.can_change, rules.can_read_materials)
    said = {
        name: tuple(rule(cast.fresh(name), coaching) for rule in asked)
        for name in ("mia", "ada", "pia", "ben", "rob")
    }

    nothing = (False, False, False, False)
    assert said == {
        "mia": (True, True, True, True), "ada": (True, False, False, True),
        "pia": nothing, "ben": nothing, "rob": nothing,
    }  # fmt: skip
    for name in said:
        seen = rules.seen_by(cast.fresh(name)).filter(pk=coaching.pk).exists()
        assert seen is said[name][0], name


def test_no_page_of_coaching_opens_for_who_keeps_classes(cast, coaching):
    pages = [reverse(f"classes:{each}", args=[coaching.pk]) for each in OF_SESSION if each != "roster-export"]
    pages.append(reverse("classes:roster-export", args=[coaching.pk, "csv"]))

    assert [cast.opened("pia", each).status_code for each in pages] == [404] * len(pages)
    assert cast.opened("mia", pages[0]).status_code == cast.opened("ada", pages[0]).status_code == 200


def test_no_list_calendar_or_file_tells_who_keeps_classes_of_coaching(cast, coaching):
    month = f"{reverse('classes:month')}?month={coaching.starts_at:%Y-%m}"
    for page in ("/classes/", month, "/classes/sessions.csv", "/classes/mine/"):
        assert TITLE not in cast.read("pia", page), page
    assert TITLE in cast.read("mia", "/classes/sessions.csv")
    assert TITLE in cast.read("ada", month)


def test_the_interface_tells_who_keeps_classes_nothing_of_coaching(cast, client, coaching):
    def calls(name, path):
        issued = tokens.issue(account=cast.fresh(name), name="Test", scopes=("classes:read",), days=7)
        answer = client.get(f"/api/v1/classes{path}", headers={"Authorization": f"Bearer {issued.secret}"})
        return answer.status_code, json.loads(answer.content)

    assert calls("pia", f"/sessions/{coaching.pk}")[0] == 404
    assert calls("pia", "/sessions")[1]["items"] == []
    assert calls("pia", "/registrations")[1]["items"] == []
    assert calls("mia", f"/sessions/{coaching.pk}")[1]["title"] == TITLE
    assert len(calls("ada", "/registrations")[1]["items"]) == 1


def test_who_keeps_classes_changes_nothing_of_coaching(cast, coaching):
    pia = cast.fresh("pia")
    row = coaching.registrations.get()

    with pytest.raises(NotThereError):
        placing.register(session=coaching.pk, person=cast.ben.person, by=pia)
    with pytest.raises(NotThereError):
        running.write_agenda(session=coaching.pk, blocks=[], by=pia)
    assert rosters.registration_for(pia, row.pk) is None
    assert not rules.can_approve(pia, row)


def test_that_somebody_or_a_room_is_taken_is_said_and_not_by_what(cast, coaching):
    room, pia = Room.objects.get(), cast.fresh("pia")
    hours = [soon()]
    said = [
        each.says
        for each in (
            *conflicts.of_room(room, hours),
            *conflicts.of_people([cast.mia.person, cast.ada.person], hours),
        )
        if each.kind in ("room", "session", "place")
    ]

    assert len(said) == 3
    assert all("“Coaching”" in each and TITLE not in each for each in said)
    page = cast.read("pia", reverse("classes:room", args=[room.pk]))
    assert "Coaching" in page
    assert TITLE not in page
    assert str(coaching.pk) not in page
    assert describing.sessions_from_outside({coaching.pk})[coaching.pk].label == "Coaching"
    assert describing.seen_sessions(pia, {coaching.pk}) == {}
