"""Materials for those who take part, an agenda by days, and what is kept of coaching."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trellis.classes import attached
from trellis.classes.models import Registration, Session
from trellis.classes.services import placing, running
from trellis.classes.services.errors import ClassError, NotThereError
from trellis.classes.services.running import Planned
from trellis.classes.tests.conftest import registered, scheduled, soon
from trellis.core import attachments
from trellis.core.rules import NotAllowedError
from trellis.core.services import files

pytestmark = pytest.mark.django_db


def file_of(cast, session, about, by="mia"):
    return files.attach(
        about=about, key=session.pk, name=f"{about}.txt", pieces=[b"What we do.\n"], by=cast.fresh(by)
    )


def readers(cast, made):
    """Who of the cast reads a file."""
    return [each for each in ("mia", "ada", "ben") if attachments.attachment_for(cast.fresh(each), made.pk)]


def over(session):
    Session.objects.filter(pk=session.pk).update(
        state="held",
        starts_at=timezone.now() - timedelta(hours=3),
        ends_at=timezone.now() - timedelta(hours=2),
    )


def test_files_for_a_session_are_for_who_has_a_place_and_those_for_afterwards_after_it(cast):
    session = scheduled(cast, lead="mia", materials="Slides https://slides.example.org/")
    registered(cast, session, "ada")
    before, after = file_of(cast, session, attached.BEFORE), file_of(cast, session, attached.AFTER)
    address = reverse("classes:materials", args=[session.pk])

    assert (readers(cast, before), readers(cast, after)) == (["mia", "ada"], ["mia"])
    page = cast.read("ada", address)
    assert "class_session.txt" in page
    assert "class_afterwards.txt" not in page
    assert cast.opened("ben", address).status_code == 404
    assert "slides.example.org" not in cast.read("ben", reverse("classes:session", args=[session.pk]))
    over(session)
    assert (readers(cast, before), readers(cast, after)) == (["mia", "ada"], ["mia", "ada"])
    assert "class_afterwards.txt" in cast.read("ada", address)


def test_only_who_runs_a_session_adds_files_to_it(cast):
    session = scheduled(cast, lead="mia")
    registered(cast, session, "ada")

    for about in (attached.BEFORE, attached.AFTER):
        with pytest.raises(NotAllowedError):
            file_of(cast, session, about, by="ada")


def test_slides_and_recording_of_a_group_conversation_are_for_everybody(cast):
    for kind, sees in (("conversation", True), ("class", False)):
        session = scheduled(cast, kind=kind, spans=[soon(days=3 if sees else 4)], title=f"Talk {kind}")
        Session.objects.filter(pk=session.pk).update(recording_link="https://video.example.org/1")
        over(session)
        page = cast.read("ada", reverse("classes:session", args=[session.pk]))
        assert ("video.example.org" in page) is sees
        assert (
            cast.opened("ada", reverse("classes:materials", args=[session.pk])).status_code == 200
        ) is sees


def test_an_agenda_is_written_and_shown_by_days(cast):
    session = scheduled(
        cast, lead="mia", spans=[soon(days=3, minutes=240), soon(days=4, minutes=120)], travel_days=2
    )
    text = "60 lecture Why\nday 2\n30 lab Trying\n30 discussion What next"
    do = reverse("classes:run-do", args=[session.pk, "agenda"])

    assert cast.opened("mia", do, {"agenda": text}).status_code == 302

    page = cast.read("ada", reverse("classes:session", args=[session.pk]))
    assert page.index("Day 1") < page.index("Why") < page.index("Day 2") < page.index("Trying")
    assert "Days of travel" in page
    assert "day 2\n30 lab Trying" in cast.read("mia", reverse("classes:run", args=[session.pk]))
    assert cast.opened("mia", do, {"agenda": "day 3\n30 lab Trying"}).status_code == 302
    assert session.blocks.count() == 3
    with pytest.raises(ClassError):
        running.write_agenda(
            session=session.pk, blocks=[Planned("lab", 30, "Trying", 3)], by=cast.fresh("mia")
        )


def test_coaching_is_seen_by_the_two_and_begun_by_who_runs_it(cast):
    session = scheduled(cast, by="pia", lead="rob", kind="coaching", title="About the hard talk")
    address = reverse("classes:session", args=[session.pk])
    with pytest.raises(NotThereError):
        placing.register(session=session.pk, by=cast.fresh("mia"))

    placing.register(session=session.pk, person=cast.mia.person, by=cast.fresh("rob"))

    seen = {name: cast.opened(name, address).status_code for name in ("mia", "rob", "ada")}
    assert seen == {"mia": 200, "rob": 200, "ada": 404}
    assert "hard talk" not in cast.read("ada", "/classes/")
    assert "hard talk" in cast.read("mia", "/classes/")


def test_the_record_says_that_somebody_was_coached_and_not_about_what(cast):
    session = scheduled(cast, by="pia", lead="rob", kind="coaching", title="About the hard talk")
    placing.register(session=session.pk, person=cast.mia.person, by=cast.fresh("rob"))
    Registration.objects.update(outcome="attended", minutes=55)
    over(session)
    address = reverse("classes:record-of", args=[cast.mia.person_id])

    own, kept = cast.read("mia", reverse("classes:record")), cast.read("pia", address)

    assert "About the hard talk" in own
    assert "Coaching" in kept
    assert "55 minutes" in kept
    assert "hard talk" not in kept
    assert cast.opened("ada", address).status_code == 404
    assert cast.opened("mia", reverse("classes:record-of", args=[uuid4()])).status_code == 404


def test_a_manager_sees_what_those_of_their_line_attended(cast):
    session = scheduled(cast, title="Open talk")
    registered(cast, session, "ada")
    address = reverse("classes:record-of", args=[cast.ada.person_id])
    assert address in cast.read("mia", reverse("classes:session", args=[session.pk]))
    over(session)

    assert "Open talk" in cast.read("mia", address)


def test_the_page_of_materials_asks_few_queries(cast, django_assert_max_num_queries):
    session = scheduled(cast, lead="mia")
    registered(cast, session, "ada")
    for at in range(3):
        files.attach(
            about=attached.BEFORE,
            key=session.pk,
            name=f"{at}.txt",
            pieces=[f"{at}".encode()],
            by=cast.fresh("mia"),
        )
    for name in ("ada", "mia"):
        client = Client()
        client.force_login(cast.fresh(name))
        address = reverse("classes:materials", args=[session.pk])
        client.get(address)
        with django_assert_max_num_queries(15):
            client.get(address)
