"""Goals and paths made for people, on a large screen and a phone."""

import os
from datetime import timedelta

import pytest

from trellis.core.tests.opening import accessible, opened_as
from trellis.learning.models import Goal, MadePath
from trellis.learning.tests.conftest import FEEDBACK, SAFETY
from trellis.learning.tests.test_goals import SENIOR
from trellis.learning.tests.test_made_paths import TEMPLATE
from trellis.people.days import today

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fits(shown):
    accessible(shown)
    assert shown.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if os.environ.get("SHOTS"):
        n = len(os.listdir(os.environ["SHOTS"]))
        shown.screenshot(path=f"{os.environ['SHOTS']}/{n:02}.png", full_page=True)


def test_goals_are_wanted_shown_and_ended(browser, live_server, school):
    school.publish(SENIOR)
    school.enroll("ada")
    with opened_as(browser, live_server) as open_as:
        shown = open_as(school.cast.ada, "/learning/goals/", width=1280)
        fits(shown)
        shown.locator("#id_what").select_option(f"course:{FEEDBACK}")
        shown.get_by_label("Until").fill(str(today() + timedelta(days=60)))
        shown.get_by_label("My manager may see it").check()
        shown.get_by_role("button", name="Want it", exact=True).click()
        shown.get_by_text("It is one of your goals now.").wait_for()
        shown.get_by_role("button", name="Want it : Choosing tools").or_(
            shown.get_by_role("button", name="Want it: Choosing tools")
        ).first.click()
        shown.get_by_text("Nobody else sees it.").first.wait_for()
        fits(shown)
        phone = open_as(school.cast.ada, "/learning/goals/", width=390)
        fits(phone)
        phone.goto(f"/learning/goals/{Goal.objects.get(key=FEEDBACK).pk}/")
        fits(phone)
        phone.goto("/learning/")
        phone.get_by_text("My goals").wait_for()
        manager = open_as(school.cast.mia, f"/learning/people/{school.cast.ada.person_id}/", width=1280)
        manager.get_by_text("Goals that they show").wait_for()
        fits(manager)

    assert Goal.objects.filter(is_shared=True).count() == 1


def test_a_manager_makes_a_path_for_two_and_one_goes_through_it(browser, live_server, school):
    school.publish(TEMPLATE)
    school.finish("ada", SAFETY)
    with opened_as(browser, live_server) as open_as:
        for width in (390, 1280):
            shown = open_as(school.cast.mia, "/learning/made/new/", width=width)
            shown.get_by_label("What the path is called").fill("Growing")
            shown.get_by_label("Template").select_option("grow")
            shown.get_by_label("For whom", exact=True).select_option(
                [str(school.cast.ada.person_id), str(school.cast.ben.person_id)]
            )
            shown.get_by_role("button", name="See what each gets").click()
            shown.get_by_role("heading", name="Ben").wait_for()
            fits(shown)
        shown.get_by_role("button", name="Make it").click()
        shown.get_by_text("Made for 2 people, each by what they have.").wait_for()
        fits(shown)
        made = MadePath.objects.get(person=school.cast.ada.person_id)
        for width in (1280, 390):
            own = open_as(school.cast.ada, f"/learning/made/{made.pk}/", width=width)
            fits(own)
        own.get_by_role("button", name="Done").click()
        own.get_by_text("Not done").wait_for()

    assert made.items.filter(done_at__isnull=False).count() == 1
