"""Transfers: asked by the person or their line, both managers agree, and the position changes on its day."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from trellis.compensation.models import Pay
from trellis.compensation.queries import pay as of_pay
from trellis.compensation.services.errors import PayError
from trellis.core.money import Money
from trellis.core.rules import NotAllowedError
from trellis.growth.models import Transfer
from trellis.growth.services import transfers
from trellis.growth.services.errors import GrowthError
from trellis.growth.tests.conftest import FILES, approve
from trellis.people.queries.directory import position_on
from trellis.people.services import employment
from trellis.people.services.employment import Leaving
from trellis.work.models import ApprovalRequest

JUNE = date(2026, 6, 1)


def asked(cast, by=None, **says):
    values = {
        "person": cast.ada.person, "title": "People Generalist", "department": "people", "manager": cast.olga.person,
        "effective_on": JUNE, "reason": "I want to work with people.", "by": by or cast.ada, **says,
    }  # fmt: skip
    return transfers.ask(**values)


def test_once_both_managers_agree_the_position_changes_on_its_day(cast):
    made = asked(cast)
    for who in (cast.ada, cast.mia, cast.pia):
        with pytest.raises(NotAllowedError):
            transfers.answer(transfer=made, agrees=True, text="", by=who)
    made = transfers.answer(transfer=made, agrees=True, text="", by=cast.olga)
    approve(made.approval, cast.mia)

    before, after = (position_on(cast.ada.person, day) for day in (date(2026, 5, 31), JUNE))
    assert (before.title, before.manager) == ("IT Analyst", cast.mia.person)
    assert (after.title, after.department, after.manager) == ("People Generalist", "people", cast.olga.person)
    made.refresh_from_db()
    assert made.state == "granted"


def test_a_new_manager_who_does_not_agree_says_why(cast):
    made = asked(cast)
    with pytest.raises(GrowthError, match="Say why not"):
        transfers.answer(transfer=made, agrees=False, text="", by=cast.olga)
    made = transfers.answer(transfer=made, agrees=False, text="No seat this year.", by=cast.olga)

    assert (made.state, made.answer) == ("rejected", "No seat this year.")


@pytest.mark.parametrize(
    ("says", "fault"),
    [
        ({"title": "Wizard"}, "no such level"), ({"department": "magic"}, "no such department"),
        ({"effective_on": date(2026, 3, 2)}, "a day ahead"), ({"reason": " "}, "Say why"),
        ({"title": "IT Analyst", "department": "it", "manager": "mia"}, "works already"),
        ({"manager": "ada"}, "manages themselves"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_refused(cast, says, fault):
    if "manager" in says:
        says = {**says, "manager": getattr(cast, says["manager"]).person}
    with pytest.raises(GrowthError, match=fault):
        asked(cast, **says)

    assert not Transfer.objects.exists()


def test_who_is_not_long_enough_in_their_role_waits(cast):
    cast.hire(cast.dora, "IT Analyst", cast.mia, on=date(2026, 2, 2), by=cast.pia)
    with pytest.raises(GrowthError, match="Only 3 months"):
        asked(cast, person=cast.dora.person, by=cast.dora)


def test_colleagues_ask_for_nobody_and_a_transfer_of_who_left_is_refused(cast):
    with pytest.raises(NotAllowedError):
        asked(cast, by=cast.ben)
    made = transfers.answer(transfer=asked(cast), agrees=True, text="", by=cast.olga)
    employment.end(
        employment=cast.employments["ada"], leaves=Leaving(date(2026, 4, 1), reason="other"), by=cast.pia
    )

    with pytest.raises(GrowthError, match="does not work here any more"):
        approve(made.approval, cast.mia)


def euros(amount):
    return Money(Decimal(amount), "EUR")


def paid(cast, day):
    return of_pay.pay_on(cast.employments["ada"], day).base_amount


def agreed(made, cast, by=None):
    return transfers.answer(transfer=made, agrees=True, text="", by=by or cast.olga)


def test_work_and_pay_change_together_on_one_day_by_one_request(cast):
    made = agreed(asked(cast, by=cast.mia, base=euros(50000)), cast)
    approve(made.approval, cast.olga)
    made.refresh_from_db()
    assert (made.state, made.before, made.base) == ("asked", euros(46000), euros(50000))

    approve(made.approval, cast.pia)

    assert (paid(cast, date(2026, 5, 31)), paid(cast, JUNE)) == (46000, 50000)
    assert of_pay.pay_on(cast.employments["ada"], JUNE).why == "transfer"
    assert position_on(cast.ada.person, JUNE).title == "People Generalist"


def test_a_rise_beyond_the_usual_takes_one_more_approval_with_a_transfer_too(cast):
    usual = agreed(asked(cast, by=cast.mia, base=euros(50000)), cast)
    facts = ApprovalRequest.objects.get(pk=usual.approval).facts
    assert (facts["changes-pay"], facts["above-percent"]) == (True, False)
    transfers.withdraw(transfer=Transfer.objects.get(), by=cast.mia)
    steep = agreed(asked(cast, by=cast.mia, base=euros(60000)), cast)

    assert ApprovalRequest.objects.get(pk=steep.approval).facts["above-percent"] is True
    assert "60000" not in str(ApprovalRequest.objects.get(pk=steep.approval).facts)


def test_without_other_pay_nothing_of_pay_is_decided_or_written(cast):
    made = agreed(asked(cast, by=cast.mia, base=euros(46000)), cast)
    approve(made.approval, cast.olga)

    made.refresh_from_db()
    assert (made.state, made.base, paid(cast, JUNE)) == ("granted", None, 46000)


@pytest.mark.parametrize("by", ["ada", "ben"])
def test_nobody_asks_for_their_own_pay_with_a_transfer(cast, by):
    with pytest.raises(NotAllowedError):
        asked(cast, by=getattr(cast, by), base=euros(50000))
    assert not Transfer.objects.exists()


def test_pay_that_cannot_be_is_refused_and_nothing_is_half_done(cast):
    with pytest.raises(PayError):
        asked(cast, by=cast.mia, base=euros(-1))
    assert not Transfer.objects.exists()
    made = agreed(asked(cast, by=cast.mia, base=euros(50000)), cast)
    employment.end(
        employment=cast.employments["ada"], leaves=Leaving(date(2026, 4, 1), reason="other"), by=cast.pia
    )
    approve(made.approval, cast.olga)

    with pytest.raises(GrowthError, match="does not work here any more"):
        approve(made.approval, cast.pia)
    assert not Pay.objects.filter(employment=cast.employments["ada"], why="transfer").exists()


def test_a_rule_that_knows_nothing_of_pay_changes_none(serve, cast):
    serve({**FILES, "approvals.yml": FILES["approvals.yml"].replace("changes-pay:", "other:").replace(
        "fact: changes-pay", "fact: other"
    )})  # fmt: skip

    with pytest.raises(GrowthError, match="says nothing of pay"):
        asked(cast, by=cast.mia, base=euros(50000))


def test_the_pay_of_a_transfer_is_seen_by_those_who_see_pay_and_who_decide(cast, client):
    made = agreed(asked(cast, by=cast.mia, base=euros(50000), manager=cast.rob.person), cast, by=cast.rob)
    seen = {
        name: b"50,000" in client.get(reverse("growth:transfer", args=[made.pk])).content
        for name in ("mia", "olga", "pia", "ada")
        if client.force_login(getattr(cast, name)) is None
    }
    assert seen == {"mia": True, "olga": True, "pia": True, "ada": False}
    client.force_login(cast.dora)
    assert client.get(reverse("growth:transfer", args=[made.pk])).status_code == 404
    form = client.get(reverse("growth:transfer-new", args=[cast.ada.person.pk]))
    assert form.status_code == 404
    for who, asks in ((cast.mia, True), (cast.ada, False)):
        client.force_login(who)
        page = client.get(reverse("growth:transfer-new", args=[cast.ada.person.pk])).content.decode()
        assert ("Base pay of a year" in page) == asks
