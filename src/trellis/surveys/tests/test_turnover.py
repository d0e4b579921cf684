"""Turnover: leavers of twelve months by the mean headcount; and who may leave."""

from __future__ import annotations

import json
from datetime import date
from uuid import uuid4

import pytest

from trellis.core.models import AccessNote
from trellis.people.days import today
from trellis.people.queries.staying import Leaver, Stretch
from trellis.surveys import indicators, turnover
from trellis.surveys.models import RetentionRisk, RiskLevel
from trellis.surveys.queries import actions as queries
from trellis.surveys.rules import NotAllowedError
from trellis.surveys.services import risks
from trellis.surveys.services.errors import StaleError
from trellis.surveys.services.risks import Risk
from trellis.surveys.tests.conftest import fresh
from trellis.surveys.turnover import ends_of_months
from trellis.surveys.views.mine import tabs_of

MARCH = date(2026, 3, 31)


def here(n, department="it", until=None):
    return [Stretch(uuid4(), department, date(2020, 1, 1), until) for _ in range(n)]


def left(day, reason="growth", department="it", *, voluntary=True, growth=True):
    return Leaver(uuid4(), department, day, reason, voluntary, growth)


def test_the_rate_is_leavers_by_the_mean_of_the_headcounts_at_the_ends_of_twelve_months():
    # Ten all year, and two more until the end of September 2025: 12 on six of the twelve days, 10 on the others.
    stretches = [*here(10), *here(2, until=date(2025, 9, 30))]
    leavers = [left(date(2025, 9, 30)), left(date(2025, 9, 30), "dismissal", voluntary=False, growth=False)]

    found = turnover.rolling(stretches, leavers, MARCH)

    assert (found.headcount, found.leavers, found.voluntary, found.growth_related) == (11, 2, 1, 1)
    assert found.rate(found.leavers) == pytest.approx(18.18, abs=0.01)


def test_twelve_months_begin_on_the_day_after_the_month_before_them():
    leavers = [left(date(2025, 3, 31)), left(date(2025, 4, 1)), left(MARCH), left(date(2026, 4, 1))]

    assert turnover.rolling(here(10), leavers, MARCH).leavers == 2


def test_a_month_that_is_not_over_does_not_count():
    assert turnover.ends_of_months(date(2026, 3, 30), 2) == (date(2026, 1, 31), date(2026, 2, 28))
    assert turnover.ends_of_months(date(2024, 2, 29), 1) == (date(2024, 2, 29),)


def test_nobody_has_no_rate():
    assert turnover.rolling([], [], MARCH).rate(0) is None


def test_departments_of_fewer_than_five_are_shown_together():
    stretches = [*here(6), *here(3, "legal"), *here(2, "finance")]
    rows = turnover.by_department(stretches, [left(MARCH, department="legal")], MARCH, str)

    assert [(name, each.headcount, each.leavers) for name, each in rows] == [("it", 6, 0), ("", 5, 1)]


def test_reasons_of_fewer_than_five_are_shown_together():
    leavers = [*(left(MARCH) for _ in range(5)), left(MARCH, "dismissal"), left(MARCH, "other")]

    assert turnover.by_reason(leavers, MARCH) == (("growth", 5), ("", 2))


def test_turnover_related_to_growth_is_counted_from_employments(cast):
    for n in range(2):
        who = cast.works(f"Gone{n}", "IT Analyst", "it", cast.mia, until=date(2026, 2, 10)).person
        who.employments.update(reason="growth", voluntary=True, growth_related=n == 0)

    found = indicators.turnover_until(MARCH, "it")

    assert (found.leavers, found.voluntary, found.growth_related) == (2, 2, 1)
    assert found.headcount == pytest.approx(13 + 2 * 10 / 12)
    assert indicators.voluntary_growth_turnover(MARCH, "it") == pytest.approx(100 / found.headcount)


def test_numbers_lead_to_those_who_left_for_who_sees_records(client, cast, django_assert_max_num_queries):
    gone = ends_of_months(today(), 1)[0]
    for n, reason in enumerate(("growth", "growth", "dismissal")):
        who = cast.works(f"Gone{n}", "IT Analyst", "it", cast.mia, until=gone).person
        kind = {"voluntary": reason == "growth", "growth_related": reason == "growth"}
        who.employments.update(reason=reason, **kind)
    client.force_login(cast.pia)

    with django_assert_max_num_queries(15):
        page = client.get("/surveys/turnover/").content.decode()
    assert "/surveys/turnover/left/?kind=growth" in page
    assert "/surveys/turnover/left/?department=it" in page
    with django_assert_max_num_queries(15):
        rows = client.get("/surveys/turnover/left/?kind=growth&department=it").content.decode()
    assert ("Gone0" in rows, "Gone1" in rows, "Gone2" in rows) == (True, True, False)
    listed = json.loads(client.get("/surveys/turnover/left.json?kind=other").content)
    assert [(each["name"], each["reason"], each["voluntary"]) for each in listed] == [
        ("Gone2", "dismissal", False)
    ]
    figures = json.loads(client.get("/surveys/turnover.json").content)
    assert [each["left"] for each in figures if each["part"] == "department" and each["name"] == "it"] == [3]
    assert len([each for each in figures if each["part"] == "months"]) == 12


@pytest.mark.parametrize("name", ["mia", "olga", "ada"])
def test_nobody_else_sees_who_left(client, cast, name):
    cast.works("Gone", "IT Analyst", "it", cast.mia, until=ends_of_months(today(), 1)[0])
    client.force_login(getattr(cast, name))

    for address in ("turnover/", "turnover.csv", "turnover/left/", "turnover/left.csv"):
        assert client.get(f"/surveys/{address}").status_code == 403


@pytest.mark.parametrize(
    ("name", "has"),
    [
        ("ada", "For me, About myself"),
        ("mia", "For me, About myself, Actions, Who may leave"),
        ("pia", "For me, About myself, Actions, Turnover, Run surveys"),
    ],
)
def test_everybody_has_the_tabs_that_they_may_use(cast, name, has):
    tabs = tabs_of(fresh(getattr(cast, name)), "home")

    assert ", ".join(str(each.title) for each in tabs) == has


HIGH = Risk(RiskLevel.HIGH, "Has asked for another field twice", "Find them a project")


def test_who_may_leave_is_for_the_line_above_and_the_people_partner(cast):
    risks.keep_risk(person=cast.ada.person, says=HIGH, by=fresh(cast.mia))

    seen = [who for who in ("mia", "olga", "cleo", "ada", "ben", "pia", "rob", "dora")
            if queries.risks(fresh(getattr(cast, who)))]  # fmt: skip

    assert seen == ["mia", "olga", "cleo"]


@pytest.mark.parametrize("name", ["ada", "ben", "pia", "dora"])
def test_nobody_else_writes_of_it(cast, name):
    with pytest.raises(NotAllowedError):
        risks.keep_risk(person=cast.ada.person, says=HIGH, by=fresh(getattr(cast, name)))
    with pytest.raises(NotAllowedError):
        risks.end_risk(person=cast.ada.person, by=fresh(getattr(cast, name)))


def test_the_second_who_writes_of_somebody_is_told(cast):
    made = risks.keep_risk(person=cast.ada.person, says=HIGH, by=fresh(cast.mia))
    assert (
        risks.keep_risk(person=cast.ada.person, says=HIGH, by=fresh(cast.mia), seen=1).version == made.version
    )
    with pytest.raises(StaleError):
        risks.keep_risk(person=cast.ada.person, says=HIGH, by=fresh(cast.cleo))

    risks.end_risk(person=cast.ada.person, by=fresh(cast.cleo))

    assert not RetentionRisk.objects.exists()


def test_that_somebody_looks_is_noted(cast, client):
    client.force_login(cast.mia)

    assert client.get("/surveys/risks/").status_code == 200

    assert AccessNote.objects.get().about == "retention-risk"
