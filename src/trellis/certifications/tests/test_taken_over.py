"""Certificates that were awarded before are written down with the history that they had."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from trellis.certifications.definitions.terms_of_awards import last_day
from trellis.certifications.models import Award
from trellis.certifications.rules import NotAllowedError
from trellis.certifications.services import taking_over
from trellis.certifications.services.taking_over import Held
from trellis.core.zones import organisation_zone
from trellis.people.days import today


def taken_over(office, *days: date) -> list[Award]:
    held = [Held(office.cast.ben.person_id, "supporter", each) for each in days]
    return taking_over.take_over(held=held, by=office.cast.pia)


def history(award: Award) -> list[tuple[str, date]]:
    rows = award.changes.order_by("at", "pk").values_list("what", "at")
    return [(what, timezone.localdate(at, organisation_zone())) for what, at in rows]


def test_its_history_stands_on_the_days_on_which_it_happened(office):
    began = today() - timedelta(days=900)
    (award,) = taken_over(office, began)

    ended = last_day(began, 24)
    assert history(award) == [
        ("awarded", began), ("grace", ended + timedelta(days=1)), ("expired", ended + timedelta(days=31)),
    ]  # fmt: skip
    assert award.changes.get(what="awarded").by == office.cast.pia


def test_one_of_today_was_not_awarded_later_than_now(office):
    (award,) = taken_over(office, today())

    assert history(award) == [("awarded", today())]
    assert award.changes.get().at <= timezone.now()


def test_one_that_followed_in_time_renewed_the_one_before(office):
    first = today() - timedelta(days=900)
    end = last_day(first, 24)
    former, later = taken_over(office, end - timedelta(days=20), first)

    assert (former.state, former.is_current, history(former)) == ("renewed", False, [("awarded", first)])
    assert (later.state, later.is_current, later.renews) == ("valid", True, former)
    assert history(later) == [("renewed", end - timedelta(days=20))]
    assert later.valid_until == last_day(end + timedelta(days=1), 24)


def test_one_that_came_after_the_grace_renewed_nothing(office):
    first = today() - timedelta(days=900)
    over = last_day(first, 24) + timedelta(days=31)
    former, later = taken_over(office, first, over + timedelta(days=10))

    assert (former.state, former.is_current) == ("expired", False)
    assert [what for what, _day in history(former)] == ["awarded", "grace", "expired"]
    assert (later.state, later.renews, history(later)) == (
        "valid",
        None,
        [("awarded", over + timedelta(days=10))],
    )


def test_taken_over_twice_is_once(office):
    taken_over(office, today() - timedelta(days=100))

    assert taken_over(office, today() - timedelta(days=100)) == []
    assert Award.objects.count() == 1


def test_who_keeps_no_certificates_writes_none_down(office):
    held = [Held(office.cast.ben.person_id, "supporter", today())]

    with pytest.raises(NotAllowedError):
        taking_over.take_over(held=held, by=office.cast.ada)
    assert not Award.objects.exists()
