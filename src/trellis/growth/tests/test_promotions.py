"""Promotions: from the document over comparing and approving to position, pay and rights on the day."""

from datetime import date

import pytest

from trellis.compensation.tests.conftest import Cast
from trellis.core import granted
from trellis.core.models import Account, Event, Notice
from trellis.core.rules import NotAllowedError
from trellis.growth import indicators
from trellis.growth.models import Promotion, PromotionState
from trellis.growth.queries import promotions as queries
from trellis.growth.services import applying, promotions
from trellis.growth.services.errors import GrowthError, StaleGrowthError
from trellis.growth.services.promotions import Draft
from trellis.growth.tests.conftest import ANALYST, SENIOR, approve, written
from trellis.people.queries.directory import position_on
from trellis.people.services import employment
from trellis.people.services.employment import Leaving
from trellis.work.models import WorkItem

MAY = date(2026, 5, 1)


def compared(cast: Cast, made: Promotion, verdict: str = "go", notes: str = "") -> Promotion:
    promotions.submit(promotion=made, by=made.written_by)
    return promotions.calibrate(promotion=made, verdict=verdict, notes=notes, by=cast.olga, round_=1)


def test_an_approved_promotion_changes_level_pay_and_rights_on_its_day_and_is_told_then(cast, time_machine):
    made = compared(cast, written(cast))
    approve(made.approval, cast.olga, cast.pia)
    made.refresh_from_db()

    assert (made.state, made.effective_on) == ("granted", MAY)
    assert position_on(cast.ada.person, date(2026, 4, 30)).title == "IT Analyst"
    assert position_on(cast.ada.person, MAY).title == "Senior IT Analyst"
    assert (cast.paid("ada", date(2026, 4, 30)), cast.paid("ada", MAY)) == (46000, 50000)
    assert not granted.may(Account.objects.get(pk=cast.ada.pk), "people.plan-headcount")
    assert applying.begin_due(date(2026, 4, 30)) == 0
    assert not Notice.objects.filter(kind="promotion-told").exists()

    time_machine.move_to("2026-05-01T10:00:00Z")

    assert (applying.begin_due(MAY), applying.begin_due(MAY)) == (1, 0)
    made.refresh_from_db()
    assert made.state == PromotionState.EFFECTIVE
    assert granted.may(Account.objects.get(pk=cast.ada.pk), "people.plan-headcount")
    told = Notice.objects.filter(kind="promotion-told")
    assert set(told.values_list("account__name", flat=True)) == {"Ada", "Mia", "Ben"}
    assert told.first().text == "Well earned."
    assert round(indicators.promotion_rate(MAY), 2) == round(100 / 6, 2) or indicators.promotion_rate(MAY) > 0


def test_a_promotion_approved_after_the_person_left_is_refused_and_nothing_is_half_done(cast, time_machine):
    made = compared(cast, written(cast))
    approve(made.approval, cast.olga)
    employment.end(
        employment=cast.employments["ada"], leaves=Leaving(date(2026, 4, 15), reason="other"), by=cast.pia
    )

    with pytest.raises(GrowthError, match="does not work here any more"):
        approve(made.approval, cast.pia)

    made.refresh_from_db()
    assert made.state == PromotionState.ASKED
    assert cast.paid("ada", MAY) == 46000
    assert queries.is_asked_of(cast.pia, made.approval)  # it still waits, so that it can be withdrawn
    promotions.withdraw(promotion=made, by=cast.mia)
    made.refresh_from_db()
    assert made.state == PromotionState.WITHDRAWN


def test_a_promotion_to_a_level_that_is_gone_is_refused(cast, serve):
    made = compared(cast, written(cast))
    approve(made.approval, cast.olga)
    Promotion.objects.filter(pk=made.pk).update(target="job-families/it/it-support#chief")

    with pytest.raises(GrowthError, match="does not have the level"):
        approve(made.approval, cast.pia)


def test_a_promotion_to_the_level_that_somebody_has_by_then_is_refused(cast):
    made = compared(cast, written(cast))
    approve(made.approval, cast.olga)
    employment.change_position(
        employment=cast.employments["ada"], effective_on=date(2026, 4, 1), facts={"title": "Senior IT Analyst"},
        by=cast.pia,
    )  # fmt: skip

    with pytest.raises(GrowthError, match="has this level already"):
        approve(made.approval, cast.pia)


def test_who_left_after_the_approval_is_not_told_of_as_promoted(cast, time_machine):
    made = compared(cast, written(cast))
    approve(made.approval, cast.olga, cast.pia)
    employment.end(
        employment=cast.employments["ada"], leaves=Leaving(date(2026, 4, 15), reason="other"), by=cast.pia
    )
    time_machine.move_to("2026-05-02T10:00:00Z")

    applying.begin_due(date(2026, 5, 2))

    made.refresh_from_db()
    assert made.state == PromotionState.LAPSED
    assert not Notice.objects.filter(kind="promotion-told").exists()


def test_nobody_is_promoted_by_themselves_by_colleagues_or_by_people_operations(cast):
    for who in (cast.ada, cast.ben, cast.pia, cast.dora):
        with pytest.raises(NotAllowedError):
            promotions.begin(person=cast.ada.person, target=SENIOR, by=who)
    with pytest.raises(GrowthError, match="already"):
        promotions.begin(person=cast.ada.person, target=ANALYST, by=cast.mia)
    with pytest.raises(GrowthError, match="no such level"):
        promotions.begin(person=cast.ada.person, target="x#y", by=cast.mia)


def test_there_is_one_promotion_of_somebody_at_a_time(cast):
    made = promotions.begin(person=cast.ada.person, target=SENIOR, by=cast.mia)

    assert promotions.begin(person=cast.ada.person, target=SENIOR, by=cast.mia).pk == made.pk
    with pytest.raises(GrowthError, match="under way"):
        promotions.begin(person=cast.ada.person, target=SENIOR, by=cast.olga)


def test_the_document_has_the_sections_of_the_handbook_and_a_criterion_for_each_item_of_the_level(cast):
    made = promotions.begin(person=cast.ada.person, target=SENIOR, by=cast.mia)
    document = queries.document_of(made)

    assert [each.title for each in document.sections] == ["In short", "Why we need it"]
    assert [each.text for each in document.criteria] == ["Choose the tools of the team"]
    assert made.effective_on == MAY  # documents for February are no longer taken
    faults = [each.text for each in queries.faults_of(document) if each.stops]
    assert faults == ["“In short” is empty.", "Nothing shows yet: Choose the tools of the team"]


@pytest.mark.parametrize(
    ("says", "fault"),
    [
        ({"sections": {"summary": "word " * 21}}, "has 21 words"), ({"evidence": {}}, "Nothing shows yet"),
        ({"amount": 60000}, "explain it"), ({"amount": 40000}, "does not lower pay"),
        ({"effective_on": date(2026, 3, 10)}, "has ended"),
    ],
)  # fmt: skip
def test_a_document_with_a_fault_is_not_handed_in(cast, says, fault):
    made = written(cast, **says)

    with pytest.raises(GrowthError, match=fault):
        promotions.submit(promotion=made, by=cast.mia)

    made.refresh_from_db()
    assert made.state == PromotionState.DRAFT


def test_unusual_pay_that_is_explained_is_told_to_the_rule(cast):
    made = compared(cast, written(cast, amount=60000, pay_reason="Does it for a year already."))

    request = queries.request_of(made.approval)
    assert request.facts == {"grade": "6", "above-usual": True, "outside-range": False, "soon": False}
    assert "60000" not in f"{request.title}{request.text}{request.facts}"


def test_beside_the_cycle_another_rule_decides_and_nobody_compares(cast):
    made = written(cast, effective_on=date(2026, 3, 20), off_cycle=True)
    made = promotions.submit(promotion=made, by=cast.mia)

    assert (made.state, queries.request_of(made.approval).rule) == ("asked", "promotion-off-cycle")
    approve(made.approval, cast.olga)
    assert position_on(cast.ada.person, date(2026, 3, 20)).title == "Senior IT Analyst"


def test_who_leads_the_round_compares_and_a_not_yet_says_why(cast):
    made = promotions.submit(promotion=written(cast), by=cast.mia)
    assert [each.assignee for each in WorkItem.objects.filter(kind="promotion-to-compare")] == [cast.olga]
    for who in (cast.mia, cast.ada, cast.pia):
        with pytest.raises(NotAllowedError):
            promotions.calibrate(promotion=made, verdict="go", notes="", by=who, round_=1)
    with pytest.raises(GrowthError, match="Say why"):
        promotions.calibrate(promotion=made, verdict="not-yet", notes=" ", by=cast.olga, round_=1)

    promotions.calibrate(promotion=made, verdict="again", notes="Ask the teams.", by=cast.olga, round_=1)
    with pytest.raises(StaleGrowthError):
        promotions.calibrate(promotion=made, verdict="go", notes="", by=cast.olga, round_=1)
    made = promotions.calibrate(promotion=made, verdict="not-yet", notes="Too early.", by=cast.olga, round_=2)

    assert (made.state, made.outcome) == (PromotionState.REJECTED, "Too early.")
    assert not WorkItem.objects.filter(kind="promotion-to-compare", state="open").exists()


def test_what_was_handed_in_is_changed_no_more_and_two_forms_do_not_overwrite_each_other(cast):
    made = written(cast)
    with pytest.raises(StaleGrowthError):
        promotions.write(promotion=made, says=Draft(MAY), by=cast.mia, seen=1)
    promotions.submit(promotion=made, by=cast.mia)
    with pytest.raises(GrowthError, match="handed in already"):
        promotions.write(promotion=made, says=Draft(MAY), by=cast.mia)
    with pytest.raises(NotAllowedError):
        promotions.withdraw(promotion=made, by=cast.olga)


def test_events_and_search_hold_no_word_of_a_promotion(cast):
    compared(cast, written(cast))

    told = " ".join(str(each.data) for each in Event.objects.filter(name__startswith="growth."))
    assert told
    for word in ("tool", "50000", "earned", "Senior"):
        assert word not in told


def test_the_promotions_of_a_day_are_laid_beside_what_is_planned(cast):
    compared(cast, written(cast))

    [budget] = queries.budgets_on(MAY)

    payroll = 200000 + 88000 + 46000 + 41000 + 58000 + 60000
    assert (budget.count, budget.spent.amount) == (1, 4000)
    assert budget.planned.amount == payroll * 12 * 10 / 10_000 / 4
    assert budget.is_over == (budget.planned.amount < 4000)


def test_an_approved_promotion_is_taken_back_before_its_day_with_position_and_pay(cast, time_machine):
    made = compared(cast, written(cast))
    approve(made.approval, cast.olga, cast.pia)
    made.refresh_from_db()
    for wrong in (cast.mia, cast.olga, cast.ada):
        with pytest.raises(NotAllowedError):
            applying.take_back(promotion=made, why="Budget", by=wrong)
    with pytest.raises(GrowthError, match="Say why"):
        applying.take_back(promotion=made, why=" ", by=cast.pia)
    assert position_on(cast.ada.person, MAY).title == "Senior IT Analyst"

    for _twice in range(2):
        applying.take_back(promotion=made, why="The seat went away", by=cast.pia)

    made.refresh_from_db()
    assert (made.state, made.outcome) == ("withdrawn", "The seat went away")
    assert position_on(cast.ada.person, MAY).title == "IT Analyst"
    assert cast.paid("ada", MAY) == 46000
    told = Notice.objects.filter(kind="promotion-taken-back")
    assert set(told.values_list("account__name", flat=True)) == {"Ada", "Mia"}
    time_machine.move_to("2026-05-01T10:00:00Z")
    assert applying.begin_due(MAY) == 0


def test_what_is_in_effect_is_not_taken_back(cast, time_machine):
    made = compared(cast, written(cast))
    approve(made.approval, cast.olga, cast.pia)
    time_machine.move_to("2026-05-01T10:00:00Z")

    with pytest.raises(GrowthError, match="not in effect yet"):
        applying.take_back(promotion=made, why="Too late", by=cast.pia)
