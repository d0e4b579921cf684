"""Interim bonuses: for a higher role that is filled long enough, approved in order, seen by few."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from trellis.compensation.models import InterimBonus
from trellis.compensation.services import interim
from trellis.compensation.services.errors import PayError
from trellis.compensation.tests.conftest import approve
from trellis.core.models import AccessNote, Event
from trellis.core.money import Money
from trellis.core.rules import NotAllowedError
from trellis.people.services import employment
from trellis.people.services.employment import Leaving

FIRST, LAST = date(2026, 3, 1), date(2026, 6, 8)
"""A hundred days."""


def asked(cast, by=None, **says):
    values = {
        "title": "Senior IT Analyst",
        "starts_on": FIRST,
        "ends_on": LAST,
        "reason": "Nobody else can.",
        **says,
    }
    return interim.ask(employment=cast.employments["ada"], by=by or cast.mia, **values)


def test_it_is_a_tenth_of_base_pay_for_the_days_and_counts_once_all_have_approved(cast):
    made = asked(cast)
    assert made.amount == Money(Decimal("1260.27"), "EUR")  # 46,000 / 365 × 10 % × 100 days
    assert asked(cast) == made

    approve(made.approval, cast.olga)
    made.refresh_from_db()
    assert made.state == "asked"
    approve(made.approval, cast.pia)

    made.refresh_from_db()
    assert made.state == "granted"
    assert "1260." not in str(list(Event.objects.filter(name="compensation.interim-moved").values()))


def test_whoever_works_part_time_has_it_of_what_they_earn(cast):
    employment.change_position(
        employment=cast.employments["ada"], effective_on=FIRST, facts={"fte": Decimal("0.8")}, by=cast.pia
    )

    assert asked(cast).amount == Money(Decimal("1008.22"), "EUR")  # 46,000 × 0.8 / 365 × 10 % × 100 days


def test_it_is_never_less_than_the_least_of_the_handbook(cast):
    assert asked(cast, ends_on=date(2026, 3, 31)).amount == Money(1000, "EUR")


@pytest.mark.parametrize(
    ("says", "fault"),
    [
        ({"ends_on": date(2026, 3, 30)}, "more than 30 days"),
        ({"ends_on": date(2026, 2, 1)}, "before the first"),
        ({"title": "IT Analyst"}, "not above"),
        ({"title": "Wizard"}, "cannot be reckoned"),
        ({"starts_on": date(2019, 1, 1)}, "not employed"),
        ({"reason": " "}, "Say why"),
    ],
)
def test_what_earns_none_is_refused(cast, says, fault):
    with pytest.raises(PayError, match=fault):
        asked(cast, **says)
    assert not InterimBonus.objects.exists()


def test_a_day_earns_one_bonus_only(cast):
    first = asked(cast)
    with pytest.raises(PayError, match="already"):
        asked(cast, starts_on=LAST, ends_on=date(2026, 8, 1))
    interim.withdraw(bonus=first, by=cast.mia)

    assert asked(cast, starts_on=LAST, ends_on=date(2026, 8, 1)).state == "asked"


@pytest.mark.parametrize("by", ["ada", "ben", "dora"])
def test_nobody_asks_for_themselves_or_outside_of_their_line(cast, by):
    with pytest.raises(NotAllowedError):
        asked(cast, by=getattr(cast, by))


def test_who_left_before_it_was_over_gets_none_and_nothing_is_half_done(cast):
    made = asked(cast)
    approve(made.approval, cast.olga)
    leaves = Leaving(date(2026, 4, 30), reason="other")
    employment.end(employment=cast.employments["ada"], leaves=leaves, by=cast.pia)

    with pytest.raises(PayError, match="not employed"):
        approve(made.approval, cast.pia)

    made.refresh_from_db()
    assert made.state == "asked"


def test_it_is_asked_for_on_a_page_and_read_by_those_who_see_the_pay(cast, client):
    client.force_login(cast.mia)
    address = reverse("compensation:interim-new", args=[cast.ada.person.pk])
    bad = client.post(
        address, {"title": "IT Analyst", "starts_on": "2026-03-01", "ends_on": "2026-06-08", "reason": "R"}
    )
    assert (bad.status_code, "is not above their own role" in bad.content.decode()) == (409, True)
    answer = client.post(
        address,
        {"title": "Senior IT Analyst", "starts_on": "2026-03-01", "ends_on": "2026-06-08", "reason": "R"},
    )
    made = InterimBonus.objects.get()
    page = reverse("compensation:interim", args=[made.pk])
    assert answer.url == page

    def seen():
        found = {}
        for name in ("mia", "olga", "pia", "ada", "ben", "dora"):
            client.force_login(getattr(cast, name))
            found[name] = client.get(page).status_code
        return found

    assert seen() == {"mia": 200, "olga": 200, "pia": 200, "ada": 404, "ben": 404, "dora": 404}
    approve(made.approval, cast.olga, cast.pia)
    assert seen()["ada"] == 200
    client.force_login(cast.ada)
    assert (
        "1,260.27" in client.get(reverse("compensation:person", args=[cast.ada.person.pk])).content.decode()
    )
    assert client.get(address).status_code == 403


class TestTheList:
    """Which interim bonuses stand in the list, in its file and in the interface, for whom."""

    SEEN = {
        "ada": (False, True), "ben": (False, False), "dora": (False, False), "mia": (True, True), "olga": (True, True),
        "pia": (True, True),
    }  # fmt: skip
    """Whether they see one of Ada while it waits, and once it was approved."""

    def test_it_shows_those_of_people_whose_pay_one_sees_and_ones_own_once_approved(self, cast, client, call):
        made = asked(cast)
        waiting = {name: _read(client, call, getattr(cast, name)) for name in self.SEEN}
        approve(made.approval, cast.olga, cast.pia)
        approved = {name: _read(client, call, getattr(cast, name)) for name in self.SEEN}

        assert {name: (waiting[name], approved[name]) for name in self.SEEN} == {
            name: ({before}, {after}) for name, (before, after) in self.SEEN.items()
        }

    def test_a_look_at_those_of_others_is_noted_and_at_ones_own_is_not(self, cast, client, call):
        made = asked(cast)
        approve(made.approval, cast.olga, cast.pia)
        _read(client, call, cast.ada)
        assert not AccessNote.objects.exists()

        _read(client, call, cast.pia)

        assert set(AccessNote.objects.values_list("account", "about", "why")) == {
            (cast.pia.pk, "pay", why) for why in ("list", "export", "api")
        }

    def test_it_is_narrowed_by_state_and_words(self, cast, client):
        asked(cast)
        client.force_login(cast.pia)
        address = reverse("compensation:interims")

        def found(**params):
            return len(client.get(address, params).context["table"].lines)

        assert (found(), found(state="asked"), found(q="ada senior")) == (1, 1, 1)
        assert (found(state="granted"), found(q="ben")) == (0, 0)

    def test_it_asks_as_many_questions_for_three_as_for_one(
        self, cast, client, django_assert_max_num_queries
    ):
        client.force_login(cast.pia)
        asked(cast)
        for name in ("ben", "mia"):
            interim.ask(
                employment=cast.employments[name], title="Chief Operating Officer", starts_on=FIRST, ends_on=LAST,
                reason="R", by=cast.olga,
            )  # fmt: skip
        client.get(reverse("compensation:interims"))

        with django_assert_max_num_queries(15):
            answer = client.get(reverse("compensation:interims"))
        assert len(answer.context["table"].lines) == 3


def _read(client, call, who):
    """What the list, the file and the interface agree on: whether the one of Ada stands in them."""
    client.force_login(who)
    page = client.get(reverse("compensation:interims")).content.decode()
    file = client.get(reverse("compensation:interims-export", args=["csv"])).content.decode()
    listed = call(who, "GET", "/interim-bonuses").json()["items"]
    return {
        "1,260.27" in page,
        "1260.27" in file,
        any(Decimal(each["amount"]) == Decimal("1260.27") for each in listed),
    }


ASKING = {
    "title": "Senior IT Analyst", "starts_on": "2026-03-01", "ends_on": "2026-06-08", "reason": "Nobody else can.",
}  # fmt: skip


def test_programs_ask_for_one_read_it_and_withdraw_it(cast, call):
    answer = call(cast.mia, "POST", f"/pay/{cast.ada.person.pk}/interim-bonuses", ASKING)
    made = answer.json()
    assert (answer.status_code, Decimal(made["amount"]), made["state"]) == (200, Decimal("1260.27"), "asked")
    again = call(cast.mia, "POST", f"/pay/{cast.ada.person.pk}/interim-bonuses", ASKING).json()
    assert again["id"] == made["id"]
    one = f"/interim-bonuses/{made['id']}"
    assert call(cast.olga, "GET", one).json() == made
    assert call(cast.pia, "POST", f"{one}/withdraw").status_code == 403

    withdrawn = call(cast.mia, "POST", f"{one}/withdraw").json()
    assert withdrawn["state"] == "withdrawn"
    assert call(cast.mia, "POST", f"{one}/withdraw").json() == withdrawn


@pytest.mark.parametrize(("name", "status"), [("ada", 403), ("ben", 404), ("dora", 404)])
def test_programs_of_whoever_may_not_ask_are_refused(cast, call, name, status):
    answer = call(getattr(cast, name), "POST", f"/pay/{cast.ada.person.pk}/interim-bonuses", ASKING)

    assert answer.status_code == status
    assert not InterimBonus.objects.exists()


def test_programs_are_told_what_earns_none(cast, call):
    answer = call(
        cast.mia, "POST", f"/pay/{cast.ada.person.pk}/interim-bonuses", {**ASKING, "ends_on": "2026-03-05"}
    )

    assert (answer.status_code, "more than 30 days" in answer.json()["detail"]) == (409, True)


def test_programs_of_others_do_not_learn_that_there_is_one(cast, call):
    made = asked(cast)

    found = {
        name: call(getattr(cast, name), "GET", f"/interim-bonuses/{made.pk}")
        for name in ("ada", "ben", "dora")
    }
    assert {name: answer.status_code for name, answer in found.items()} == dict.fromkeys(found, 404)
    assert call(cast.ben, "POST", f"/interim-bonuses/{made.pk}/withdraw").status_code == 404
