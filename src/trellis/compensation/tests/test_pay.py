"""Pay counts from its day, changes are approved in order, and nobody sets or approves their own."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trellis.compensation import rules, terms
from trellis.compensation.models import Pay, PayChange, Why
from trellis.compensation.queries import pay as queries
from trellis.compensation.services import changes, reviews
from trellis.compensation.services import pay as services
from trellis.compensation.services.errors import PayError, StalePayError
from trellis.compensation.services.reviews import Proposal
from trellis.compensation.tests.conftest import PAID, approve, euros
from trellis.core.models import Event, Person
from trellis.core.money import Money
from trellis.core.records import uuid7
from trellis.core.rules import NotAllowedError
from trellis.core.tests.lent import lent
from trellis.people import terms as of_people
from trellis.people.days import today
from trellis.people.services.employment import change_position
from trellis.people.tests import conftest as of_cast
from trellis.people.tests.conftest import BEGAN
from trellis.work.services import approvals

SOON = timedelta(days=30)


def ask(cast, name="ada", amount=48000, by=None, on=None, reason="Has taken over the tools."):
    return changes.ask_for_change(
        employment=cast.employments[name], effective_on=on or today() + SOON, pays=euros(amount), reason=reason,
        by=by or cast.mia,
    )  # fmt: skip


def test_the_range_is_that_of_grade_place_and_currency(cast):
    role = of_people.role_titled("Senior IT Analyst")

    found = terms.calculate(
        role, factor=Decimal("0.87"), location="Newcastle", currency="GBP", day=date(2026, 7, 1)
    )

    assert found.rate.rate == Decimal("0.85")
    assert found.middle == Decimal(58000) * Decimal("0.87") * Decimal("0.85")
    assert (found.range.least, found.range.middle, found.range.most) == (34400, 42900, 51500)


def test_where_pay_lies_follows_from_the_place_of_the_person(cast):
    ada, ben = (
        queries.standing_on(cast.employments[name], getattr(cast, name).person, today())
        for name in ("ada", "ben")
    )

    assert ada.calculation.factor == Decimal("0.96")  # the rest of Germany: no place stands in the position
    assert (ada.place, ben.place) == ("in", "in")
    assert round(ada.ratio, 4) == Decimal("1.0417")


def test_first_pay_is_written_once_by_who_keeps_pay(cast):
    employment = cast.employments["ada"]
    again = services.set_pay(employment=employment, effective_on=BEGAN, pays=euros(46000), by=cast.pia)

    assert again == Pay.objects.get(employment=employment)
    with pytest.raises(PayError, match="already"):
        services.set_pay(employment=employment, effective_on=BEGAN, pays=euros(99000), by=cast.pia)
    for who in (cast.mia, cast.dora, cast.ada):
        with pytest.raises(NotAllowedError):
            services.set_pay(employment=employment, effective_on=BEGAN, pays=euros(1), by=who)


def test_nobody_keeps_their_own_pay(cast):
    row = Pay.objects.get(employment=cast.employments["pia"])

    with pytest.raises(NotAllowedError):
        services.correct(pay=row, effective_on=BEGAN, pays=euros(90000), by=cast.pia)
    with pytest.raises(NotAllowedError):
        services.withdraw(pay=row, by=cast.pia)


@pytest.mark.parametrize("amount", ["0", "-1", "10.005"])
def test_what_is_no_pay_is_refused(cast, amount):
    row = Pay.objects.get(employment=cast.employments["ada"])
    with pytest.raises(PayError) as refused:
        services.correct(pay=row, effective_on=BEGAN, pays=euros(amount), by=cast.pia)
    assert refused.value.field == "amount"
    assert cast.paid("ada", today()) == 46000


def test_pay_before_the_employment_is_refused(cast):
    row = Pay.objects.get(employment=cast.employments["ada"])
    with pytest.raises(PayError, match="begins"):
        services.correct(pay=row, effective_on=BEGAN - SOON, pays=euros(1), by=cast.pia)


def test_a_correction_takes_the_place_and_both_stay(cast):
    wrong = Pay.objects.get(employment=cast.employments["ada"])

    right = services.correct(pay=wrong, effective_on=BEGAN, pays=euros(45000), by=cast.pia)

    wrong.refresh_from_db()
    assert (right.corrects, wrong.withdrawn_by) == (wrong, cast.pia)
    assert cast.paid("ada", today()) == 45000
    with pytest.raises(PayError, match="already"):
        services.correct(pay=wrong, effective_on=BEGAN, pays=euros(1), by=cast.pia)


def test_a_stale_form_is_refused(cast):
    row = Pay.objects.get(employment=cast.employments["ada"])
    seen = queries.stamp_of(row.employment)
    right = services.correct(pay=row, effective_on=BEGAN, pays=euros(45000), by=cast.pia, seen=seen)

    with pytest.raises(StalePayError):
        services.correct(pay=right, effective_on=BEGAN, pays=euros(44000), by=cast.rob, seen=seen)
    assert cast.paid("ada", today()) == 45000


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_sequence_of_rows_and_corrections_gives_one_history(cast, data):
    """On each day counts the living row with the latest day, of several on a day the one that was first said last."""
    employment = cast.employments["ada"]
    Pay.objects.filter(employment=employment).update(corrects=None)
    Pay.objects.filter(employment=employment).delete()
    model: list[list] = []  # [day, amount], in the order of their ranks
    for _turn in range(data.draw(st.integers(1, 6))):
        day, amount = BEGAN + timedelta(days=data.draw(st.integers(0, 9))), data.draw(st.integers(1, 999))
        living = [each for each in model if each[2] is not None]
        act = data.draw(st.sampled_from(["new", "correct", "withdraw"])) if living else "new"
        if act == "new":
            row = services.write(employment, day, euros(amount), why=Why.CHANGE, by=cast.pia)
            model.append([day, amount, row])
        elif act == "correct":
            chosen = data.draw(st.sampled_from(living))
            chosen[2] = services.correct(pay=chosen[2], effective_on=day, pays=euros(amount), by=cast.pia)
            chosen[:2] = [day, amount]
        else:
            chosen = data.draw(st.sampled_from(living))
            services.withdraw(pay=chosen[2], by=cast.pia)
            chosen[2] = None
    periods = queries.periods_in(employment, queries.said_of(employment))
    for at in range(11):
        day = BEGAN + timedelta(days=at)
        rows = [
            (each[0], order, each[1])
            for order, each in enumerate(model)
            if each[2] is not None and each[0] <= day
        ]
        expected = max(rows)[2] if rows else None
        assert cast.paid("ada", day) == expected
        held = [
            each.pay.base_amount
            for each in periods
            if each.starts_on <= day and (not each.ends_on or day <= each.ends_on)
        ]
        assert held == ([expected] if expected else [])


# -- changes that are asked for


def test_a_change_counts_from_its_day_once_all_have_approved(cast):
    made = ask(cast)
    day = made.effective_on

    approve(made.approval, cast.olga)
    assert cast.paid("ada", day) == 46000
    approve(made.approval, cast.pia)

    made.refresh_from_db()
    assert made.state == "granted"
    assert (cast.paid("ada", day - timedelta(days=1)), cast.paid("ada", day)) == (46000, 48000)
    row = Pay.objects.get(approval=made.approval)
    assert (row.why, row.reason) == ("change", "Has taken over the tools.")


def test_a_rise_above_the_threshold_takes_one_more_step(cast):
    made = ask(cast, amount=51000)

    approve(made.approval, cast.olga, cast.pia)
    made.refresh_from_db()
    assert made.state == "asked"
    approve(made.approval, cast.olga)
    made.refresh_from_db()
    assert made.state == "granted"


@pytest.mark.parametrize(
    ("amount", "facts"),
    [
        (50600, (False, False, False)), (50601, (True, False, False)), (53100, (True, True, False)),
        (30000, (False, True, False)),
    ],
)  # fmt: skip
def test_the_rule_is_told_whether_a_change_is_unusual_and_no_amount(cast, amount, facts):
    found = changes.facts_of(cast.employments["ada"], cast.ada.person, today(), euros(amount))

    assert tuple(found.values()) == facts


def test_a_second_change_within_a_year_is_said_to_be_soon(cast):
    first = ask(cast, on=today())
    approve(first.approval, cast.olga, cast.pia)

    found = changes.facts_of(cast.employments["ada"], cast.ada.person, today() + SOON, euros(49000))

    assert found["soon-after"] is True


def test_those_outside_the_line_and_the_person_cannot_ask(cast):
    for who in (cast.ada, cast.ben, cast.dora):
        with pytest.raises(NotAllowedError):
            ask(cast, by=who)
    assert not PayChange.objects.exists()


def test_who_asked_and_whom_it_is_about_cannot_approve(cast):
    made = ask(cast)
    for who in (cast.mia, cast.ada, cast.pia):  # pia's step comes later
        with pytest.raises(NotAllowedError):
            approve(made.approval, who)


def test_asking_again_is_one_request_and_another_amount_begins_anew(cast):
    first = ask(cast)
    approve(first.approval, cast.olga)

    assert ask(cast).pk == first.pk
    other = ask(cast, amount=49000)

    assert other.pk == first.pk
    approve(other.approval, cast.olga, cast.pia)
    assert cast.paid("ada", other.effective_on) == 49000


def test_what_is_rejected_or_withdrawn_changes_nothing(cast):
    made = ask(cast)
    changes.withdraw(change=made, by=cast.mia)
    changes.withdraw(change=made, by=cast.mia)
    made.refresh_from_db()
    assert made.state == "withdrawn"
    other = ask(cast, amount=49000)
    request = approve(other.approval)
    approvals.reject(request, by=cast.olga, digest=request.digest, step=0, text="Not now.")
    other.refresh_from_db()
    assert other.state == "rejected"
    assert cast.paid("ada", other.effective_on) == 46000


def test_a_promotion_writes_its_pay_once(cast):
    key = uuid7()
    for _twice in range(2):
        row = services.change_with_position(
            person=cast.ada.person, level="Senior IT Analyst", effective_on=today() + SOON,
            amount=Money(Decimal(52000), "EUR"), by=cast.pia, approval=key,
        )  # fmt: skip
    assert (row.why, row.reason) == ("promotion", "Senior IT Analyst")
    assert Pay.objects.filter(employment=cast.employments["ada"]).count() == 2


# -- the yearly review


def propose(cast, **proposals):
    return reviews.save_sheet(
        cycle="now", by=cast.mia,
        proposals={cast.employments[name].pk: Proposal(*each) for name, each in proposals.items()},
    )  # fmt: skip


def test_an_approved_sheet_becomes_pay_of_each(cast):
    propose(cast, ada=("fulfilling", Decimal(3)), ben=("fulfilling", Decimal(4)))
    sheet = reviews.submit(cycle="now", by=cast.mia)

    approve(sheet.approval, cast.olga)

    assert cast.paid("ada", date(2091, 4, 1)) == 47400  # 47,380, rounded up
    assert cast.paid("ben", date(2091, 4, 1)) == 42700
    assert cast.paid("ada", date(2091, 3, 31)) == 46000


def test_what_is_beyond_the_usual_has_to_be_explained(cast):
    propose(cast, ada=("fulfilling", Decimal(8)), ben=("fulfilling", Decimal(3)))
    with pytest.raises(PayError, match="Ada"):
        reviews.submit(cycle="now", by=cast.mia)

    propose(cast, ada=("fulfilling", Decimal(8), "Carried the move alone."))

    assert reviews.submit(cycle="now", by=cast.mia).state == "asked"


def test_the_budget_counts_what_is_proposed(cast):
    from trellis.compensation.queries import reviews as of_reviews  # noqa: PLC0415 - only here

    sheet = propose(cast, ada=("fulfilling", Decimal(5)), ben=("fulfilling", Decimal(5)))

    page = of_reviews.sheet_page(sheet, terms.compensation().review.cycles["now"])
    assert page.budget == Money(Decimal("3480.00"), "EUR")  # 4 % of 87,000
    assert page.spent == Money(Decimal(4400), "EUR")  # to 48,300 and 43,100
    assert page.is_over


def test_pay_above_its_range_weighs_for_everybody_who_has_pay_and_a_range(cast):
    from trellis.compensation.queries import listed  # noqa: PLC0415 - only here

    for number in range(4):
        cast.employments[f"n{number}"] = cast.hire(
            of_cast.person(f"N{number}"), "IT Analyst", cast.mia, by=cast.pia
        )
        cast.pay(f"n{number}", 500000 if number == 0 else 46000)

    found = listed.rows(cast.pia, today())

    placed = [each for each in found if each.ratio is not None]
    assert [each.name for each in placed if each.place == "over"] == ["N0"]
    assert queries.over_band_percent(found) == Decimal(100) / len(placed)
    assert queries.over_band_percent(placed[:4]) is None


def test_whoever_works_part_time_counts_with_their_part_in_the_budget(cast):
    from trellis.compensation.queries import reviews as of_reviews  # noqa: PLC0415 - only here

    change_position(
        employment=cast.employments["ben"], effective_on=today(), facts={"fte": Decimal("0.5")}, by=cast.pia
    )
    sheet = propose(cast, ada=("fulfilling", Decimal(5)), ben=("fulfilling", Decimal(5)))

    page = of_reviews.sheet_page(sheet, terms.compensation().review.cycles["now"])
    assert page.budget == Money(Decimal("2660.00"), "EUR")  # 4 % of 46,000 and half of 41,000
    assert page.spent == Money(Decimal(3350), "EUR")  # 2,300 and half of 2,100
    assert queries.payroll_on(today())["EUR"] == sum(PAID.values()) - Decimal(20500)


def test_only_managers_write_sheets_and_only_of_their_reports(cast):
    for who in (cast.ada, cast.dora, cast.pia):
        with pytest.raises(NotAllowedError):
            reviews.save_sheet(cycle="now", proposals={}, by=who)
    with pytest.raises(NotAllowedError):
        reviews.save_sheet(cycle="now", proposals={cast.employments["pia"].pk: Proposal()}, by=cast.mia)


def test_a_stale_sheet_and_a_submitted_one_are_refused(cast):
    sheet = propose(cast, ada=("fulfilling", Decimal(3)), ben=("fulfilling", Decimal(3)))
    with pytest.raises(StalePayError):
        reviews.save_sheet(cycle="now", proposals={}, by=cast.mia, seen=sheet.version - 1)
    reviews.submit(cycle="now", by=cast.mia)
    with pytest.raises(PayError, match="submitted"):
        propose(cast, ada=("fulfilling", Decimal(4)))


def test_events_hold_no_amount_and_no_words(cast):
    made = ask(cast)
    approve(made.approval, cast.olga, cast.pia)

    told = " ".join(
        map(str, Event.objects.filter(name__startswith="compensation.").values_list("data", flat=True))
    )
    assert Event.objects.filter(name="compensation.pay-kept").exists()
    for hidden in ("46000", "48000", "tools", "Ada"):
        assert hidden not in told


@pytest.mark.parametrize("name", ["ada", "mia", "pia"])
def test_nobody_sees_or_sets_pay_as_somebody_else(cast, name):
    who, ada = getattr(cast, name), cast.ada.person
    assert rules.can_see_pay(who, ada)

    with lent(who, cast.dora):
        may = [
            rules.can_see_pay(who, ada),
            rules.can_see_list(who),
            rules.can_keep(who),
            rules.can_review(who),
        ]
        seen = Person.objects.filter(rules.seen_people(who))

        assert may == [False] * 4
        assert not seen.exists()
