"""Interim bonuses: for a higher role that is filled long enough, approved in order, seen by few."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from trellis.compensation.models import InterimBonus
from trellis.compensation.services import interim
from trellis.compensation.services.errors import PayError
from trellis.compensation.tests.conftest import approve
from trellis.core.models import Event
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
    assert "1260" not in str(list(Event.objects.filter(name="compensation.interim-moved").values()))


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
