"""The pages and the interface of surveys: what they show, to whom, in how many queries."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from trellis.core.models import AccessNote
from trellis.people.days import today
from trellis.surveys.models import Action, Asked, RetentionRisk, RiskLevel, Round, SelfAnswer, Urn
from trellis.surveys.queries import selfid as own
from trellis.surveys.services import actions, risks
from trellis.surveys.services.actions import Plan
from trellis.surveys.services.risks import Risk
from trellis.surveys.tests.conftest import answered, fresh, values

MOST = 15


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2]).split())


def test_somebody_answers_on_one_page_and_is_thanked(client, cast, opened, django_assert_max_num_queries):
    client.force_login(cast.ada)
    address = reverse("surveys:answer", args=[opened.pk])
    with django_assert_max_num_queries(MOST):
        page = client.get(address)
    assert "My team helps me when I ask." in words(page)
    assert "Names are nowhere in it." in words(page)

    answer = client.post(address, values(**{"change-first": "Light"}), follow=True)

    assert "Counted. Thank you." in words(answer)
    assert Urn.objects.get().content["texts"] == {"change-first": ["Light"]}
    assert "cannot be changed or found again" in words(client.get(address))
    assert "answered already" in words(client.post(address, values(), follow=True))


def test_what_is_wrong_is_told_beside_what_was_given(client, cast, opened):
    client.force_login(cast.ada)

    answer = client.post(
        reverse("surveys:answer", args=[opened.pk]), {"team-helps": "9", "change-first": "Light"}
    )

    assert answer.status_code == 422
    assert "cannot be answered by “9”" in words(answer)
    assert ">Light</textarea>" in answer.content.decode()


def test_who_is_not_asked_has_no_such_page(client, cast, opened):
    client.force_login(cast.dora)

    assert client.get(reverse("surveys:answer", args=[opened.pk])).status_code == 404


@pytest.mark.parametrize("name", ["ada", "mia", "ben", "dora"])
def test_nobody_else_runs_surveys(client, cast, closed, name):
    client.force_login(getattr(cast, name))

    assert client.get(reverse("surveys:rounds")).status_code == 403
    assert client.get(reverse("surveys:round", args=[closed.pk])).status_code == 403
    assert client.post(reverse("surveys:round-act", args=[closed.pk]), {"do": "close"}).status_code == 403
    assert client.post(reverse("surveys:self-report")).status_code == 403
    assert client.get(reverse("surveys:turnover")).status_code == 403


def test_a_survey_is_run_from_its_page(client, cast, django_assert_max_num_queries):
    client.force_login(cast.pia)
    assert "Engagement" in words(client.get(reverse("surveys:rounds")))
    client.post(reverse("surveys:rounds"), {"survey": "engagement"})
    made = Round.objects.get()
    answered(made, cast.analysts[:7])
    page, act = reverse("surveys:round", args=[made.pk]), reverse("surveys:round-act", args=[made.pk])

    with django_assert_max_num_queries(MOST):
        told = words(client.get(page))
    assert "IT Department 13 50 % or more" in told
    assert "Ana0" not in told

    last = today() + timedelta(days=40)
    client.post(act, {"do": "extend", "closes_on": str(last), "version": "1"})
    assert Round.objects.get().closes_on == last
    told = words(client.post(act, {"do": "extend", "closes_on": "soon", "version": "2"}, follow=True))
    assert "“soon” is no day" in told
    assert "19 people are reminded" in words(client.post(act, {"do": "remind"}, follow=True))
    assert "changed this meanwhile" in words(client.post(act, {"do": "close", "version": "1"}, follow=True))
    assert Asked.objects.exists()
    client.post(act, {"do": "close", "version": "2"})
    assert client.get(reverse("surveys:results", args=[made.pk])).status_code == 200
    client.post(act, {"do": "share"})
    assert Round.objects.get().shared


def test_results_show_groups_to_those_who_may(client, cast, closed, django_assert_max_num_queries):
    address = reverse("surveys:results", args=[closed.pk])
    client.force_login(cast.pia)
    with django_assert_max_num_queries(MOST):
        assert "19 of 19 answered (100 %)" in words(client.get(address))
    client.force_login(cast.mia)
    page = client.get(address)
    group = re.search(r'<option value="([^"]+)">IT<', page.content.decode())[1]
    assert "13 of 13 answered" in words(client.get(f"{address}?group={group}"))

    client.force_login(cast.ada)

    assert "13 of 13" not in words(client.get(f"{address}?group={group}"))
    assert "IT" not in words(client.get(address)).split()


def test_combining_filters_reaches_no_group(client, cast, closed):
    client.force_login(cast.pia)
    address = reverse("surveys:results", args=[closed.pk])
    plain = words(client.get(address))

    for query in ("department=people&entity=Test+Ltd", "group=people", "manager=yes&department=it"):
        assert words(client.get(f"{address}?{query}")) == plain


def test_results_that_are_not_shared_are_not_there(client, cast, closed):
    Round.objects.update(shared=False)
    client.force_login(cast.mia)

    assert client.get(reverse("surveys:results", args=[closed.pk])).status_code == 404
    assert "Engagement" not in words(client.get(reverse("surveys:home")))


def test_an_action_is_written_changed_and_ended(client, cast, closed, django_assert_max_num_queries):
    client.force_login(cast.mia)
    facts = {"title": "Pair weekly", "department": "it", "owner": str(cast.ada.pk), "due_on": "2030-01-01"}
    client.post(f"{reverse('surveys:new-action')}?round={closed.pk}", facts)
    made = Action.objects.get()
    assert made.round == closed
    address = reverse("surveys:action", args=[made.pk])
    client.post(address, {**facts, "title": "Pair daily", "version": "1"})

    stale = client.post(address, {**facts, "title": "Pair never", "version": "1"})

    assert stale.status_code == 422
    assert "As it is now: “Pair daily”" in words(stale)
    assert 'value="Pair never"' in stale.content.decode()
    with django_assert_max_num_queries(MOST):
        assert "Pair daily" in words(client.get(reverse("surveys:actions")))
    assert b"Pair daily" in client.get(reverse("surveys:actions-export", args=["csv"])).content
    client.force_login(cast.ben)
    assert "Pair daily" not in words(client.get(reverse("surveys:actions")))
    assert client.get(address).status_code == 404
    assert client.get(reverse("surveys:new-action")).status_code == 403
    client.force_login(cast.ada)
    client.post(address, {"do": "done"})
    assert Action.objects.get().state == "done"


def test_somebody_says_of_themselves_and_takes_it_back(client, cast):
    client.force_login(cast.lily)
    address = reverse("surveys:self-identification")
    assert "Do you care for somebody?" in words(client.get(address))

    client.post(address, {"gender": "woman", "carer": "yes"})
    assert own.own_answers(fresh(cast.lily)) == {"gender": "woman", "carer": "yes"}
    client.post(address, {"do": "withdraw"})
    assert not SelfAnswer.objects.exists()
    client.force_login(cast.pia)
    assert "Too small to report" in words(client.get(reverse("surveys:self-report")))


def test_turnover_is_for_those_who_see_records(client, cast, django_assert_max_num_queries):
    client.force_login(cast.pia)

    with django_assert_max_num_queries(MOST):
        assert "Average headcount" in words(client.get(reverse("surveys:turnover")))


def test_who_may_leave_is_on_a_page_of_managers(client, cast, django_assert_max_num_queries):
    client.force_login(cast.mia)
    address = reverse("surveys:risks")
    client.post(address, {"person": str(cast.ada.person_id), "level": "high", "reason": "Wants more"})
    assert RetentionRisk.objects.get().level == "high"

    risks.keep_risk(
        person=cast.ada.person, says=Risk(RiskLevel.LOW, "Is content"), by=fresh(cast.cleo), seen=1
    )
    stale = client.post(
        address, {"person": str(cast.ada.person_id), "level": "high", "reason": "Mine", "version": "1"}
    )
    assert "As it is now: Is content" in words(stale)
    with django_assert_max_num_queries(MOST):
        assert "Is content" in words(client.get(address))
    client.post(address, {"do": "end", "person": str(cast.ada.person_id)})
    assert not RetentionRisk.objects.exists()
    for name in ("ada", "pia", "dora"):
        client.force_login(getattr(cast, name))
        assert client.get(address).status_code == 403
    assert set(AccessNote.objects.values_list("account", flat=True)) == {cast.mia.pk}


def test_programs_get_what_pages_show_and_no_more(client, cast, closed):
    client.force_login(cast.ada)

    results = client.get(f"/api/v1/surveys/rounds/{closed.pk}/results").json()

    assert [(each["title"], each["answered"]) for each in results["groups"]] == [("Everybody", 19)]
    assert set(results["groups"][0]["drivers"]) == {"growth", "team"}
    assert [each["survey"] for each in client.get("/api/v1/surveys/rounds").json()["items"]] == ["engagement"]
    assert client.get("/api/v1/surveys/mine").json() == {"items": []}
    Round.objects.update(shared=False)
    assert client.get(f"/api/v1/surveys/rounds/{closed.pk}/results").status_code == 404
    assert client.get("/api/v1/surveys/rounds").json()["items"] == []


def test_programs_learn_which_surveys_ask_their_account(client, cast, opened):
    client.force_login(cast.ada)
    answered(opened, [cast.ada])

    assert [each["has_answered"] for each in client.get("/api/v1/surveys/mine").json()["items"]] == [True]


def test_a_plan_of_a_department_that_there_is_not_changes_nothing(cast):
    plan = Plan("Pair", "sales", cast.ada, today())

    with pytest.raises(Exception, match="no department “sales”"):
        actions.keep_action(plan=plan, by=fresh(cast.pia))
