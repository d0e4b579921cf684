"""Transfers: asked by the person or their line, both managers agree, and the position changes on its day."""

from datetime import date

import pytest

from trellis.core.rules import NotAllowedError
from trellis.growth.models import Transfer
from trellis.growth.services import transfers
from trellis.growth.services.errors import GrowthError
from trellis.growth.tests.conftest import approve
from trellis.people.queries.directory import position_on
from trellis.people.services import employment
from trellis.people.services.employment import Leaving

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
