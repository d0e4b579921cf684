"""Who has to hold what: beside the role, on the page of a person, in the list of a team, and before it lapses."""

import json
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from trellis.certifications import terms
from trellis.certifications.definitions.certifications import USUAL_LADDER
from trellis.certifications.models import Award, Must
from trellis.certifications.queries import required
from trellis.certifications.queries.required import Wanted
from trellis.certifications.services import awarding, clock, keeping
from trellis.core.models import Notice
from trellis.people.days import today

ANALYST = """\
---
title: Analyst
certification:
  owner: Manager, IT
  valid-for: 12 months
  required-for: {roles: [IT Analyst]}
  requires: {course: laptops}
---

Knows laptops.
"""


def asked(office):
    office.add(**{"certifications/analyst.md": ANALYST})
    clock.look_for_lacks(today())
    return office


def hold(office, who, days_left):
    office.bench.show(who, "course", "laptops")
    awarding.evaluate(who.person_id)
    award = office.award(who, "analyst")
    Award.objects.filter(pk=award.pk).update(
        valid_until=today() + timedelta(days=days_left), grace_until=None
    )
    Award.objects.filter(pk=award.pk).update(grace_until=today() + timedelta(days=days_left))
    award.refresh_from_db()
    return award


def opened(who, address):
    client = Client()
    client.force_login(who)
    return client.get(address).content.decode()


def told(who):
    return list(Notice.objects.filter(account=who).values_list("subject", flat=True))


def standings(who, **wanted):
    rows = required.required(who, Wanted(**wanted)).order_by("person__name")
    return [
        (each.person.name, required.standing_of(each, today()))
        for each in rows
        if each.certification == "analyst"
    ]


def test_what_has_to_be_held_is_warned_of_by_the_usual_days_where_the_page_names_none(office):
    asked(office)

    assert terms.certification("analyst").ladder == USUAL_LADDER == (90, 60, 30, 7)
    assert terms.certification("expert").ladder == ()


def test_the_holder_is_warned_at_each_step_and_the_manager_before_it_lapses(office):
    asked(office)
    ada, mia = office.cast.ada, office.cast.mia
    award = hold(office, ada, 90)
    for left in (90, 60, 30, 7):
        Award.objects.filter(pk=award.pk).update(valid_until=today() + timedelta(days=left))
        Award.objects.filter(pk=award.pk).update(grace_until=today() + timedelta(days=left))
        clock.remind_due(today())
        clock.remind_due(today())

    assert sum("Your certificate ends" in each for each in told(ada)) == 4
    assert sum("The certificate of Ada ends" in each for each in told(mia)) == 2


def test_a_manager_sees_who_has_to_hold_what_and_how_they_stand_and_nobody_sees_those_of_others(office):
    asked(office)
    hold(office, office.cast.ada, 20)

    assert standings(office.cast.mia) == [("Ada", "ends"), ("Ben", "missing")]
    assert standings(office.cast.mia, standing="missing") == [("Ben", "missing")]
    assert standings(office.cast.ben) == [("Ben", "missing")]
    assert standings(office.cast.ada) == [("Ada", "ends")]
    page = opened(office.cast.mia, reverse("certifications:required"))
    assert "ends in 20 days" in page
    assert "missing" in page
    rows = json.loads(opened(office.cast.mia, reverse("certifications:required-export", args=["json"])))
    assert {each["person"]: each["standing"] for each in rows if each["certification"] == "analyst"} == {
        "Ada": "ends", "Ben": "missing",
    }  # fmt: skip


def test_a_suspended_certificate_is_missing_and_one_in_doubt_says_so(office):
    asked(office)
    award = hold(office, office.cast.ada, 300)
    assert standings(office.cast.mia)[0] == ("Ada", "holds")
    Award.objects.filter(pk=award.pk).update(in_doubt=True)
    assert standings(office.cast.mia, standing="doubt") == [("Ada", "doubt")]
    keeping.suspend(award=award, because="Looked into.", by=office.cast.mia)
    assert standings(office.cast.mia, standing="missing") == [("Ada", "missing"), ("Ben", "missing")]


def test_who_need_not_hold_it_any_more_is_in_no_list(office):
    asked(office)
    assert Must.objects.filter(certification="analyst").count() == 2
    office.publish("certifications/analyst.md", "roles: [IT Analyst]", "roles: [People Generalist]")
    clock.look_for_lacks(today(), people=[office.cast.ada.person_id])
    assert {name for name, _standing in standings(office.cast.pia)} == {"Ben"}
    clock.look_for_lacks(today())
    assert "Ben" not in {name for name, _standing in standings(office.cast.pia)}
    office.add(**{"certifications/analyst.md": "# Analyst\n"})
    clock.look_for_lacks(today())
    assert not Must.objects.filter(certification="analyst").exists()


def test_the_list_takes_as_many_queries_for_one_as_for_many(office, django_assert_max_num_queries):
    asked(office)
    client = Client()
    client.force_login(office.cast.mia)
    client.get(reverse("certifications:required"))
    with django_assert_max_num_queries(15):
        client.get(reverse("certifications:required"))


def test_the_page_of_a_person_says_what_the_role_asks_for_and_that_it_is_missing(office):
    asked(office)
    page = reverse("certifications:person", args=[office.cast.ben.person_id])

    seen = opened(office.cast.mia, page)
    assert "The role asks for it." in seen
    assert "missing" in seen
    assert "Your role asks for it." in opened(office.cast.olga, reverse("certifications:home"))


def test_a_role_says_which_certifications_it_asks_for(office):
    asked(office)
    of_analyst = opened(office.cast.ben, "/roles/job-families/it/it-support/-/it-analyst/")

    assert "Has to be held" in of_analyst
    assert reverse("certifications:certification", args=["analyst"]) in of_analyst
