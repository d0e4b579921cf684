"""Campaigns: whom they are for, mails once each, banners, what came of them, stopping early."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from trellis.core.rules import NotAllowedError
from trellis.core.services import notices
from trellis.learning.models import Campaign, Demand, Enrollment, Reach
from trellis.learning.queries import campaigns as queries
from trellis.learning.services import campaigning, rating
from trellis.learning.tests.conftest import FEEDBACK, SAFETY
from trellis.people.days import today

KEY = "say-it"


def page(first=0, last=20, said="", **changes):
    """A campaign that began so many days ago."""
    lines = {
        "owner": "Chief Operating Officer", "courses": f"[{FEEDBACK}, advanced]", "audience": "{departments: [it]}",
        "from": today() - timedelta(days=first), "until": today() + timedelta(days=last),
        "banner": "Practice feedback this month.", "mail": "{subject: Say what you saw, on: [0, 7, 14]}",
        "channel": "Questions to the channel of learning", **changes,
    }  # fmt: skip
    text = "".join(f"  {key}: {value}\n" for key, value in lines.items() if value is not None)
    return {
        f"campaigns/{KEY}.md": f"---\ntitle: Say it\ndescription: Why.\ncampaign:\n{text}---\n\nSpeak. {said}\n"
    }


def run():
    return campaigning.run_all(timezone.now())


def told():
    kind = notices.Notice.objects.filter(kind="learning-campaign").order_by("created_at", "account__email")
    return [(each.account.person.name.split()[0].casefold(), each.subject) for each in kind]


@pytest.fixture
def as_(school):
    def client(name):
        made = Client()
        made.force_login(getattr(school.cast, name))
        return made

    return client


def text(answer, status=200):
    assert answer.status_code == status, answer.content[-2000:]
    return answer.content.decode()


def names(**condition):
    rows = Reach.objects.filter(**condition).values_list("person__name", flat=True)
    return {each.split()[0].casefold() for each in rows}


def test_whoever_it_is_for_is_written_to_once_for_each_mail(school):
    school.publish(page())

    assert run() == len(told()) == Reach.objects.count() == 3
    assert run() == 0
    assert {subject for _name, subject in told()} == {"Say what you saw"}
    first = notices.Notice.objects.filter(kind="learning-campaign").first()
    assert first.text == "Speak.\n\nQuestions to the channel of learning"
    assert first.address == f"/learning/campaigns/{KEY}/"
    assert notices.Mail.objects.filter(kind="learning-campaign").count() == 3
    assert "unsubscribe" in notices.Mail.objects.filter(kind="learning-campaign").first().text


def test_days_later_the_next_mail_comes_and_one_that_was_missed_is_not_sent_beside_it(school):
    school.publish(page())
    run()
    Campaign.objects.update(begins_on=today() - timedelta(days=15))
    school.publish(page(first=15))

    assert run() == 3
    assert run() == 0
    assert set(Reach.objects.values_list("step", flat=True)) == {14}


def test_who_has_begun_meanwhile_or_has_all_of_it_is_not_written_to(school):
    school.publish(page(courses=f"[{FEEDBACK}]"))
    school.enroll("ada")

    assert run() == 2
    assert "ada" not in {name for name, _subject in told()}
    assert names(told_at=None) == {"ada"}
    school.enroll("ben")
    Campaign.objects.update(begins_on=today() - timedelta(days=7))
    school.publish(page(first=7, courses=f"[{FEEDBACK}]"))
    assert run() == 1


def test_a_round_that_is_cut_off_goes_on_where_it_stopped_and_tells_nobody_twice(school, monkeypatch):
    school.publish(page())
    monkeypatch.setattr(campaigning, "AT_ONCE", 1)
    real, calls = notices.notify, []

    def cut(*args, **values):
        calls.append(values["key"])
        if len(calls) == 2:
            raise RuntimeError("the machine is gone")
        return real(*args, **values)

    monkeypatch.setattr(notices, "notify", cut)
    with pytest.raises(RuntimeError, match="gone"):
        run()
    assert len(told()) == 1

    assert run() == 2
    assert len(told()) == len(set(told())) == 3


def test_who_comes_later_hears_of_it_and_who_left_sees_it_no_more(school, as_):
    school.publish(page(audience="{roles: [Senior IT Analyst]}"))
    run()
    before = names(is_in=True)
    school.publish(page(audience="{departments: [it]}"))
    assert run() == 3 - len(before)
    school.publish(page(audience='{roles: ["Manager, IT"]}'))

    assert run() == 0
    assert names(is_in=True) == {"mia"}
    assert "Practice feedback" in text(as_("mia").get("/learning/"))
    assert "Practice feedback" not in text(as_("ada").get("/learning/"))
    assert as_("ada").get(f"/learning/campaigns/{KEY}/").status_code == 404


def test_the_banner_stands_on_both_pages_for_its_audience_until_it_is_closed(school, as_):
    school.publish(page(mail=None))
    assert run() == 0
    ada = as_("ada")

    for address in ("/learning/", "/courses/"):
        assert "Practice feedback this month." in text(ada.get(address))
        assert "Practice feedback this month." not in text(as_("rob").get(address))
    answer = ada.post(f"/learning/campaigns/{KEY}/dismiss/", {"back": "/courses/"})
    assert answer.url == "/courses/"
    assert ada.post(f"/learning/campaigns/{KEY}/dismiss/", {"back": "//evil.example/"}).url == "/learning/"
    for address in ("/learning/", "/courses/"):
        assert "Practice feedback this month." not in text(ada.get(address))
    assert "Practice feedback this month." in text(as_("ben").get("/learning/"))


def test_what_is_featured_stands_first_in_the_catalogue_in_its_order(school, as_):
    school.publish(page(featured=f"[{SAFETY}, advanced]"))
    run()

    shown = text(as_("ada").get("/courses/"))
    assert "featured" in shown
    assert "Say it" in shown
    assert shown.index('href="/courses/safety/"') < shown.index('href="/courses/advanced/"')
    assert "featured" not in text(as_("rob").get("/courses/"))


def test_pages_without_a_campaign_ask_nothing_of_it_and_with_one_once(
    school, as_, django_assert_max_num_queries
):
    with django_assert_max_num_queries(0):
        assert queries.shown_to(school.cast.ada) == []
    school.publish(page())
    run()
    with django_assert_max_num_queries(1):
        assert len(queries.shown_to(school.cast.ada)) == 1


def test_the_page_is_counted_once_and_the_banner_by_itself(school, as_):
    school.publish(page())
    run()
    ada, ben = as_("ada"), as_("ben")
    said = text(ada.get(f"/learning/campaigns/{KEY}/"))
    assert "Speak." in said
    assert f"/courses/{FEEDBACK}/" in said
    ada.get(f"/learning/campaigns/{KEY}/")
    ben.get(f"/learning/campaigns/{KEY}/?by=banner")

    found = queries.figures(Campaign.objects.get())
    assert (found.audience, found.told, found.opened, found.clicked) == (3, 3, 2, 1)


def test_its_effect_stands_beside_what_was_before(school, as_):
    old = school.finish("mia", FEEDBACK)
    Enrollment.objects.filter(pk=old.pk).update(
        enrolled_at=timezone.now() - timedelta(days=12), completed_at=timezone.now() - timedelta(days=11)
    )
    early = school.enroll("ben")
    Enrollment.objects.filter(pk=early.pk).update(enrolled_at=timezone.now() - timedelta(days=90))
    school.publish(page(first=7, courses=f"[{FEEDBACK}]", within=10))
    run()
    school.finish("ada", FEEDBACK)
    school.enroll("rob")  # who is not in its audience

    found = queries.figures(Campaign.objects.get())
    assert (found.enrolled, found.completed) == (1, 1)
    assert (found.enrolled_before, found.completed_before) == (1, 1)
    assert (found.audience, found.enrolled_after) == (3, 0)
    shown = text(as_("pia").get(f"/learning/campaigns/{KEY}/report/"))
    assert "Reach and effect" in shown
    assert "Before" in shown


def test_a_dry_run_says_how_many_and_what_before_anything_happens(school, as_):
    school.publish(page(first=-3, courses=f"[{FEEDBACK}]"))
    school.finish("ben", FEEDBACK)
    run()

    found = queries.preview(next(iter(queries.terms.campaigns().by_key.values())))
    assert (found.audience, found.told, found.past, found.without_account) == (3, 2, 1, 0)
    shown = text(as_("pia").get(f"/learning/campaigns/{KEY}/report/"))
    assert "It is for 3 people today." in shown
    assert "Say what you saw" in shown
    assert (Campaign.objects.count(), told()) == (0, [])
    assert "planned" in text(as_("pia").get("/learning/campaigns/"))


def test_who_owns_it_or_keeps_learning_stops_it_and_it_is_gone(school, as_):
    school.publish(page(courses=f"[{FEEDBACK}]"))
    run()
    row = Campaign.objects.get()
    with pytest.raises(NotAllowedError):
        campaigning.stop(campaign=row, by=school.cast.mia)
    assert as_("ada").post(f"/learning/campaigns/{KEY}/stop/").status_code == 404

    stopped = as_("olga").post(f"/learning/campaigns/{KEY}/stop/", follow=True)
    assert "Nobody is told any more." in text(stopped)
    row.refresh_from_db()
    assert row.stopped_by == school.cast.olga
    assert campaigning.stop(campaign=row, by=school.cast.pia).stopped_by == school.cast.olga
    assert "Practice feedback" not in text(as_("ada").get("/learning/"))
    assert as_("ada").get(f"/learning/campaigns/{KEY}/").status_code == 404
    Reach.objects.update(step=None)
    assert run() == 0
    assert queries.described_to(school.cast.ada, [row.pk]) == {}


def test_numbers_are_for_who_sees_all_learning_and_who_owns_it(school, as_):
    school.publish(page())
    run()
    key = Campaign.objects.get().pk

    for name, status in (("pia", 200), ("olga", 200), ("mia", 404), ("ada", 404), ("ben", 404)):
        assert as_(name).get(f"/learning/campaigns/{KEY}/report/").status_code == status, name
        assert as_(name).get(f"/api/v1/campaigns/{key}").status_code == status, name
        assert as_(name).get("/learning/campaigns/").status_code == (200 if status == 200 else 403), name
        found = as_(name).get("/api/v1/campaigns").json()["items"]
        assert [each["key"] for each in found] == ([KEY] if status == 200 else []), name
    whole = as_("pia").get(f"/api/v1/campaigns/{key}").json()
    assert (whole["state"], whole["effect"]["audience"], whole["effect"]["told"]) == ("running", 3, 3)
    assert Client().get("/api/v1/campaigns").status_code == 401
    assert as_("pia").get(f"/learning/campaigns/{KEY}/").status_code == 200
    assert as_("pia").get("/learning/campaigns/other/report/").status_code == 404


def test_run_again_on_other_days_it_is_another_one_and_both_are_kept(school, as_):
    school.publish(page(first=40, last=-20))
    Campaign.objects.create(
        key=KEY, title="Say it", revision="old", begins_on=today() - timedelta(days=40),
        ends_on=today() - timedelta(days=20), days=21,
    )  # fmt: skip
    assert run() == 0
    school.publish(page())
    assert run() == 3

    shown = text(as_("pia").get(f"/learning/campaigns/{KEY}/report/"))
    assert "When it ran" in shown
    now = today().isoformat()
    assert "It is for 3 people today." in text(as_("pia").get(f"/learning/campaigns/{KEY}/report/?run={now}"))
    earlier = (today() - timedelta(days=40)).isoformat()
    assert "over" in text(as_("pia").get("/learning/campaigns/"))
    assert text(as_("pia").get(f"/learning/campaigns/{KEY}/report/?run={earlier}"))


def test_its_pages_ask_little(school, as_, django_assert_max_num_queries):
    school.publish(page())
    run()
    pia, ada = as_("pia"), as_("ada")
    for client, address in (
        (pia, "/learning/campaigns/"), (pia, f"/learning/campaigns/{KEY}/report/"),
        (ada, f"/learning/campaigns/{KEY}/"), (pia, "/learning/reports/wanted/"),
    ):  # fmt: skip
        client.get(address)
        with django_assert_max_num_queries(15):
            text(client.get(address))


def test_what_people_wait_for_is_shown_by_how_many_do(school, as_):
    for name in ("ada", "ben"):
        rating.wait_for(course=FEEDBACK, by=getattr(school.cast, name))
    rating.wait_for(course=SAFETY, by=school.cast.ada)
    rating.wait_for(course="advanced", by=school.cast.ada)
    rating.wait_no_more(course="advanced", by=school.cast.ada)

    assert [(each.course, each.waiting) for each in queries.wanted()] == [(FEEDBACK, 2), (SAFETY, 1)]
    shown = text(as_("pia").get("/learning/reports/wanted/"))
    assert shown.index("Giving feedback") < shown.index("Safety")
    assert as_("mia").get("/learning/reports/wanted/").status_code == 403
    rows = text(as_("pia").get("/learning/reports/wanted.csv")).splitlines()
    assert rows[1].startswith("giving-feedback,Giving feedback,,2,")
    assert "Ada" not in "".join(rows)
    assert Demand.objects.count() == 4
