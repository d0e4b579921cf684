"""Taking over promotions, plans and key roles of before: once, by who sees all, with the pay that is on record."""

from datetime import date

import pytest

from trellis.core.rules import NotAllowedError
from trellis.growth.models import DevelopmentPlan, Promotion
from trellis.growth.queries import succession
from trellis.growth.services import taking_over
from trellis.growth.services.taking_over import Headed, Key, Promoted


def test_what_was_before_is_taken_over_once_and_by_who_sees_all(cast):
    ada, mia = cast.ada.person.pk, cast.mia.person.pk
    promoted = Promoted(
        ada, cast.employments["ada"].pk, mia, "IT Analyst", "Senior IT Analyst", date(2026, 2, 1), "effective",
        {"summary": "Does it already."}, ["Chose the tool."], "Well earned.",
    )  # fmt: skip
    headed = Headed(
        cast.ben.person.pk, "IT Analyst", "Senior IT Analyst", date(2026, 1, 5), None,
        [("shown", "partly", "Chose the tool.")], [("learning", "Read on", None)],
    )  # fmt: skip
    key = Key(mia, cast.olga.person.pk, "Manager, IT", "it", "high", "Alone", [(ada, "now")])
    gone = Promoted(
        ada, cast.employments["ada"].pk, mia, "IT Analyst", "No such", date(2025, 2, 1), "effective", {}, []
    )

    with pytest.raises(NotAllowedError):
        taking_over.take_over_promotions(promoted=[promoted], by=cast.mia)
    done = [
        (
            taking_over.take_over_promotions(promoted=[promoted, gone], by=cast.pia),
            taking_over.take_over_plans(headed=[headed], by=cast.pia),
            taking_over.take_over_key_roles(keys=[key], by=cast.pia),
        )
        for _twice in range(2)
    ]

    assert done == [(1, 1, 1), (0, 0, 0)]
    made = Promotion.objects.get()
    assert (made.state, made.written_by, made.before.amount, made.base) == (
        "effective",
        cast.mia,
        46000,
        None,
    )
    assert [each.evidence for each in made.criteria.all()] == ["Chose the tool."]
    [item] = DevelopmentPlan.objects.get().items.all()
    assert (item.own, item.managers, item.evidence.get().text) == ("shown", "partly", "Chose the tool.")
    assert not succession.key_roles_seen(cast.mia).exists()
