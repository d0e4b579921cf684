"""An exam turns out to be another's: the holder reads it, the owner decides, and a stranger reads what is true."""

from datetime import timedelta

import pytest

from trellis.certifications.models import Award
from trellis.certifications.services import clock, keeping
from trellis.certifications.tests.learned import void
from trellis.core.tests.opening import accessible, opened_as
from trellis.learning.services import exempting
from trellis.people.days import today

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]


def test_a_doubt_is_read_decided_and_seen_by_strangers(browser, live_server, certified):
    cast, award = certified.cast, certified.award(certified.cast.ada)
    keeping.share(award=award, shared=True, name="", by=cast.ada)
    void(certified)
    with opened_as(browser, live_server) as open_as:
        for width in (1280, 390):
            mine = open_as(cast.ada, f"/certifications/awards/{award.pk}/", width=width)
            mine.get_by_role("heading", name="Something it rests on was taken back").wait_for()
            accessible(mine)
            accessible(open_as(cast.ada, "/learning/transcript/", width=width))
            stranger = open_as(cast.ada, f"/verify/{award.token}/", width=width)
            stranger.get_by_text("This certificate is valid.").wait_for()
            accessible(stranger)

        owner = open_as(cast.mia, "/my-work/")
        owner.get_by_role("link", name="Supporter").first.click()
        owner.get_by_label("Why").first.fill("She showed it at the desk.")
        owner.get_by_role("button", name="It stays as it is").click()
        owner.get_by_text("It stays as it is. The holder is told.").wait_for()
        owner.get_by_text("She showed it at the desk.").wait_for()
        accessible(owner)


def test_who_has_to_hold_what_is_a_list_for_a_manager(browser, live_server, certified):
    certified.publish(
        "certifications/supporter.md", "  valid-for", "  required-for: {departments: [it]}\n  valid-for"
    )
    award = certified.award(certified.cast.ada)
    Award.objects.filter(pk=award.pk).update(valid_until=today() + timedelta(days=20))
    clock.look_for_lacks(today())
    with opened_as(browser, live_server) as open_as:
        for width in (1280, 390):
            page = open_as(certified.cast.mia, "/certifications/required/", width=width)
            rows = page.get_by_role("table")
            rows.get_by_text("ends in 20 days").wait_for()
            rows.get_by_text("missing").first.wait_for()
            accessible(page)
            accessible(
                open_as(
                    certified.cast.mia, f"/certifications/people/{certified.cast.ben.person_id}/", width=width
                )
            )


def test_an_exemption_is_taken_back_on_its_page(browser, live_server, certified):
    ben, mia = certified.cast.ben, certified.cast.mia
    asked = exempting.ask(person=ben.person, course="laptops", kind="prior", because="Six years.", by=ben)
    granted = exempting.decide(exemption=asked, grants=True, by=mia)
    with opened_as(browser, live_server) as open_as:
        page = open_as(mia, f"/learning/exemptions/{granted.pk}/", width=390)
        page.get_by_text("Take it back…").click()
        accessible(page)
        page.get_by_label("Why it counts no more").fill("The letter was another's.")
        page.get_by_role("button", name="It counts no more").click()
        page.get_by_text("Decided. They are told.").wait_for()
        accessible(page)
