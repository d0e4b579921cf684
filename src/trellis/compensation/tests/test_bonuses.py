"""Bonuses: who nominates whom, by the handbook's rules; the manager decides; then everybody hears of it."""

from decimal import Decimal

import pytest

from trellis.compensation import indicators
from trellis.compensation.models import BonusRequest
from trellis.compensation.queries import bonuses as queries
from trellis.compensation.services import bonuses
from trellis.compensation.services.errors import PayError
from trellis.compensation.tests.conftest import approve
from trellis.core.models import Account, Notice
from trellis.people.days import today
from trellis.work import rules as of_approvals
from trellis.work.queries import approvals as requests
from trellis.work.services import approvals

REASON = "Ben wrote the guide. It helped all of IT. It shows how we write things down."


def nominate(cast, nominee="ben", by=None, reason=REASON, value="Write it down"):
    return bonuses.nominate(
        nominee=getattr(cast, nominee).person, reason=reason, value=value, by=by or cast.ada
    )


def test_an_approved_nomination_is_told_and_raises_the_ratio_of_the_month(cast):
    made = nominate(cast)
    assert indicators.bonuses_per_person(today()) == 0
    assert not Notice.objects.filter(kind="bonus").exists()

    approve(made.approval, cast.mia)

    made.refresh_from_db()
    assert (made.state, made.amount.amount) == ("granted", 500)
    assert round(indicators.bonuses_per_person(today()), 4) == Decimal("0.1667")
    told = set(Notice.objects.filter(kind="bonus").values_list("account__name", flat=True))
    assert told == {"Ada", "Ben", "Mia"}


def test_the_manager_of_the_colleague_decides_and_nobody_else(cast):
    made = nominate(cast)
    for who in (cast.ada, cast.ben, cast.olga, cast.dora):
        with pytest.raises(approvals.NotAllowedError):
            approve(made.approval, who)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"nominee": "ada"}, "nominee"), ({"nominee": "mia"}, "nominee"), ({"nominee": "olga"}, "nominee"),
        ({"nominee": "dora"}, "nominee"), ({"reason": "Good work. Really."}, "reason"),
        ({"value": "Be loud"}, "value"),
    ],
)  # fmt: skip
def test_what_the_rules_exclude_is_refused(cast, said, field):
    with pytest.raises(PayError) as refused:
        nominate(cast, **said)

    assert refused.value.field == field
    assert not BonusRequest.objects.exists()


def test_who_came_lately_is_not_nominated_yet(cast):
    cast.hire(cast.dora, "IT Analyst", cast.mia, on=today(), by=cast.pia)
    with pytest.raises(PayError, match="less than 30 days"):
        nominate(cast, "dora")


def test_the_same_nomination_twice_is_one(cast):
    assert nominate(cast).pk == nominate(cast).pk


def test_a_nomination_that_waits_is_hidden_from_the_colleague_and_the_others(cast):
    made = nominate(cast)

    seen = {
        name
        for name in ("ada", "ben", "mia", "olga", "pia", "dora")
        if queries.bonus_for(getattr(cast, name), made.pk)
    }
    assert seen == {"ada", "mia", "pia"}  # who asked, who decides, who sees all pay
    assert not queries.seen_by(cast.ben).exists()
    bonuses.withdraw(bonus=made, by=cast.ada)
    assert queries.bonus_for(cast.mia, made.pk) is None


def test_about_somebody_without_an_account_their_own_manager_is_asked(cast):
    ben = cast.ben.person
    Account.objects.filter(pk=cast.ben.pk).update(person=None)

    made = bonuses.nominate(nominee=ben, reason=REASON, value="Write it down", by=cast.rob)

    request = requests.request_of(made.approval)
    assert [each.name for each in requests.standing_of(request).waiting] == ["Mia"]
    assert request.about_name == "Ben"
    assert of_approvals.can_see_approval(cast.dora, request, frozenset()) is True
    Account.objects.filter(pk=cast.ben.pk).update(person=ben)
    joined = Account.objects.get(pk=cast.ben.pk)
    assert of_approvals.can_see_approval(joined, request, frozenset({joined.pk})) is False
    assert of_approvals.is_barred(joined, request)
    assert request not in requests.listed(joined, "mine")
