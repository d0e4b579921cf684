"""What was taken back, on pages and for programs; and attendance, which is corrected in the room of classes."""

import pytest
from django.test import Client
from django.urls import reverse

from trellis.certifications.models import Award
from trellis.certifications.tests.learned import (
    doubts,
    settle,
    void,
    waits_on,
)
from trellis.classes.services import attending
from trellis.classes.tests import conftest as of_classes
from trellis.core import kept
from trellis.core.tests.remembered import remembered
from trellis.learning.models import TakenBack
from trellis.learning.services import exempting
from trellis.pages.queries.current import whole_edition

# -- pages and programs


def opened(who, address, data=None):
    client = Client()
    client.force_login(who)
    return client.get(address) if data is None else client.post(address, data, follow=True)


def test_the_page_marks_what_was_taken_back_and_whoever_keeps_it_confirms_it_there(certified):
    void(certified)
    award, cast = certified.award(certified.cast.ada), certified.cast
    page = reverse("certifications:award", args=[award.pk])
    act = reverse("certifications:act", args=[award.pk, "confirm"])

    mine = opened(cast.ada, page).content.decode()
    assert mine.count("taken back</span>") == 2
    assert "Show it again" in mine
    assert "It stays as it is" not in mine
    assert "Supporter" in opened(cast.mia, "/my-work/").content.decode()
    assert "It stays as it is" in opened(cast.mia, page).content.decode()
    listed = opened(cast.pia, reverse("certifications:all-holders") + "?state=doubt").content.decode()
    assert reverse("certifications:award", args=[award.pk]) in listed
    assert opened(cast.mia, act, {"confirm-because": ""}).status_code == 409
    done = opened(cast.mia, act, {"confirm-because": "At the desk."}).content.decode()
    assert "At the desk." in done
    assert "Something it rests on was taken back</h2>" not in done


def test_programs_see_a_doubt_and_confirm(certified):
    void(certified)
    award, cast = certified.award(certified.cast.ada), certified.cast
    client = Client()
    client.force_login(cast.mia)
    where = f"/api/v1/certificates/{award.pk}"

    assert client.get(where).json()["in_doubt"] is True
    listed = client.get("/api/v1/certificates?state=doubt").json()["items"]
    assert {each["certification"] for each in listed} == {"supporter", "citizen"}
    sent = {"because": "At the desk."}
    assert client.post(f"{where}/confirm", sent, content_type="application/json").status_code == 200
    assert client.get(where).json()["in_doubt"] is False


def test_the_transcript_says_what_was_taken_back(certified):
    void(certified)
    shown = opened(certified.cast.ada, reverse("learning:transcript")).content.decode()

    assert "the attempt was declared void" in shown
    assert "Check yourself" in shown


def test_whoever_granted_an_exemption_takes_it_back_on_its_page_with_a_reason(certified):
    ben, mia = certified.cast.ben, certified.cast.mia
    asked = exempting.ask(person=ben.person, course="laptops", kind="prior", because="Six years.", by=ben)
    granted = exempting.decide(exemption=asked, grants=True, by=mia)
    page = reverse("learning:exemption", args=[granted.pk])

    assert "Take it back" not in opened(ben, page).content.decode()
    assert "Take it back" in opened(mia, page).content.decode()
    assert opened(mia, page, {"act": "take-back", "because": ""}).status_code == 422
    assert opened(ben, page, {"act": "take-back", "because": "Mine."}).status_code == 422
    done = opened(mia, page, {"act": "take-back", "because": "It was another's."}).content.decode()
    assert "It was another&#x27;s." in done
    granted.refresh_from_db()
    assert (granted.state, granted.ended_by) == ("withdrawn", mia)


# -- attendance


@pytest.fixture
def attending_cast(db, serve):
    files = {
        **of_classes.FILES,
        "certifications/talker.md": "---\ntitle: Talker\ncertification:\n  owner: Manager, IT\n"
        "  requires: {class: giving-feedback/practice}\n---\n\nTalks.\n",
    }
    serve(files)
    kept.forget_everything()
    return remembered((of_classes.Cast, "talker", whole_edition().handbook), of_classes.Cast)


def test_attendance_that_is_corrected_has_the_certificate_looked_at_and_given_again_ends_it(attending_cast):
    cast = attending_cast
    session = of_classes.of_course(cast)
    of_classes.registered(cast, session, "ada")
    write(cast, of_classes.begun(session), 60)
    award = Award.objects.get(person=cast.ada.person_id, certification="talker")

    write(cast, session, 5, reason="Left early")
    award.refresh_from_db()
    assert (award.state, award.in_doubt, waits_on(award)) == ("valid", True, ["Mia"])
    assert [each.cause for each in TakenBack.objects.filter(part="practice")] == ["corrected"]

    write(cast, session, 60)
    assert doubts(award) == ["regained"]


def write(cast, session, minutes, **more):
    row = session.registrations.get(person__name="Ada")
    said = attending.Said(row.pk, {session.meetings.get().pk: minutes}, **more)
    attending.record(session=session.pk, said=[said], by=cast.fresh("pia"))
    settle()
