"""The arithmetic of pay: the worked examples of the handbook, and what holds for any numbers."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.compensation.definitions import reckoning as r
from trellis.core.definitions.formulas import FormulaError, parsed, round_up
from trellis.core.definitions.rates import Rate, RateTable

D = Decimal
amounts = st.decimals(min_value=1, max_value=10**7, places=2)
ratios = st.decimals(min_value=D("0.5"), max_value=D("1.5"), places=4)
few = settings(max_examples=40, deadline=None)


def test_an_accountant_in_newcastle_comes_out_as_the_handbook_says():
    formula = parsed("midpoint * location-factor * compa-ratio")

    values = {"midpoint": D(58000), "location-factor": D("0.87"), "compa-ratio": D("0.95")}

    assert formula.result(values) == D(47937)
    assert r.rounded_pay(formula.result(values)) == D(48000)


def test_benchmark_pay_is_benchmark_times_level_times_location_times_rate():
    formula = parsed("benchmark * level-factor * location-factor * exchange-rate")

    values = {
        "benchmark": D(150000),
        "level-factor": D("1.2"),
        "location-factor": D("0.7"),
        "exchange-rate": D("0.9"),
    }

    assert formula.result(values) == D(113400)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("2 + 3 * 4", "14"), ("(2 + 3) * 4", "20"), ("10 - 4 - 3", "3"), ("20 / 4 / 5", "1"),
        ("min(3, 2, 5) + max(1, 2)", "4"), ("round-up(47937, 100)", "48000"), ("a-b - c", "7"),
    ],
)  # fmt: skip
def test_formulas_bind_as_at_school(text, result):
    assert parsed(text).result({"a-b": D(10), "c": D(3)}) == D(result)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2 +",
        "a x b",
        "(2",
        "2)",
        "pow(2, 3)",
        "round-up(2)",
        "__import__",
        "a.b",
        "2 ** 3",
        "(" * 40 + "1",
    ],
)
def test_what_is_no_formula_is_refused(text):
    with pytest.raises(FormulaError):
        parsed(text)


def test_what_lacks_a_number_or_divides_by_nothing_says_so():
    with pytest.raises(FormulaError, match="needs"):
        parsed("a * b").result({"a": D(1)})
    with pytest.raises(FormulaError, match="divides"):
        parsed("a / (a - a)").result({"a": D(1)})


@few
@given(amounts, st.sampled_from([D(1), D(100), D(1000)]))
def test_rounding_up_never_lowers_and_adds_less_than_a_step(amount, step):
    rounded = round_up(amount, step)

    assert amount <= rounded < amount + step
    assert rounded % step == 0
    assert round_up(rounded, step) == rounded


@few
@given(amounts, amounts, ratios)
def test_more_never_gives_less(one, other, ratio):
    low, high = sorted((one, other))

    assert r.rounded_pay(r.pay_at(ratio, low)) <= r.rounded_pay(r.pay_at(ratio, high))


@few
@given(amounts, ratios)
def test_the_compa_ratio_is_the_inverse_of_pay_in_the_range(middle, ratio):
    assert abs(r.compa_ratio(r.pay_at(ratio, middle), middle) - ratio) < D("1e-20")


@few
@given(amounts)
def test_a_range_reaches_twenty_per_cent_to_both_sides(middle):
    found = r.range_of(middle)

    assert (found.least / middle, found.most / middle) == (D("0.8"), D("1.2"))
    assert found.holds(found.least)
    assert found.holds(found.most)
    assert not found.holds(found.most + 1)


@pytest.mark.parametrize(
    ("pay", "weight"), [(100, "0"), ("100.01", "0.25"), ("104.9", "0.25"), (105, "0.5"), ("109.9", "0.5"),
                        (110, "0.75"), ("114.9", "0.75"), (115, "1"), (200, "1")],
)  # fmt: skip
def test_pay_over_its_range_weighs_by_steps(pay, weight):
    assert r.over_band_weight(D(pay), D(100)) == D(weight)


@few
@given(amounts, st.decimals(min_value=0, max_value=60, places=1), st.booleans())
def test_base_and_variable_are_the_whole(total, percent, from_base):
    parts = r.parts_of(total, percent, from_base=from_base)

    assert abs(parts.total - total) < D("1e-20")
    whole = parts.base if from_base else total
    assert abs(parts.variable - whole * percent / 100) < D("1e-15")


def test_a_benchmark_and_a_location_factor_are_never_lowered():
    assert r.raised_benchmark(D(90), D(100)) == 100
    assert r.raised_benchmark(D(110), D(100)) == 110
    assert r.kept_factor(D("0.9"), D("0.87")) == D("0.9")
    assert r.kept_factor(None, D("0.87")) == D("0.87")
    assert r.metro_factor([D("0.701"), D("0.712")], D("0.65")) == D("0.71")
    assert r.metro_factor([D("0.6")], D("0.65")) == D("0.65")
    assert r.floored_factor(D("0.6"), D("0.7")) == D("0.7")


def test_a_vacancy_is_planned_between_45_and_80_per_cent_of_the_benchmark():
    assert r.requisition_range(D(100000), D("1.2")) == (D(54000), D(96000))


def test_an_interim_bonus_is_a_tenth_of_pay_for_its_days_and_a_thousand_at_least():
    assert r.interim_bonus(D(73000), 100) == D(2000)
    assert r.interim_bonus(D(36500), 40) == D(1000)
    assert r.earns_interim_bonus(31, higher_level=True)
    assert not r.earns_interim_bonus(30, higher_level=True)
    assert not r.earns_interim_bonus(90, higher_level=False)


def test_budgets_are_those_of_practice():
    found = r.budgets(D(1_000_000))

    assert (found.promotions, found.promotions_of_quarter, found.review) == (D(12000), D(3000), D(52800))


def test_the_review_is_explained_outside_the_usual_and_above_ten_per_cent():
    assert not r.needs_justification(D(5), D(3), D(7))
    assert r.needs_justification(D(8), D(3), D(7))
    assert r.needs_justification(D(11), D(3), D(12))


def test_who_moves_keeps_what_they_have_in_range_and_never_rises_above_the_middle():
    cheaper, dearer = r.range_of(D(80)), r.range_of(D(120))

    assert r.relocated(D(90), D(100), cheaper, same_country=True) == 90
    assert r.relocated(D(110), D(100), cheaper, same_country=True) == 88
    assert r.relocated(D(90), D(100), cheaper, same_country=False) == 72
    assert r.relocated(D(90), D(100), dearer, same_country=True) == 108
    assert r.relocated(D(110), D(100), dearer, same_country=True) == 120


@pytest.mark.parametrize(
    ("day", "fixed"),
    [
        (date(2026, 1, 1), date(2025, 12, 1)), (date(2026, 6, 1), date(2026, 6, 1)),
        (date(2026, 11, 30), date(2026, 6, 1)),
    ],
)  # fmt: skip
def test_rates_are_fixed_in_june_and_december(day, fixed):
    assert r.fixed_on(day) == fixed


def test_a_rate_is_the_mean_of_the_first_of_each_of_twelve_months():
    rates = tuple(
        Rate(date(2025 + (month > 12), (month - 1) % 12 + 1, 2), D(month)) for month in range(1, 19)
    )
    table = RateTable("EUR", "", {"GBP": rates})

    found = r.mean_rate(table, "EUR", "GBP", date(2026, 7, 1))

    assert (found.rate, found.months) == (D("12.5"), 12)  # of July 2025 (7) to June 2026 (18)
    assert r.mean_rate(table, "GBP", "GBP", date(2026, 7, 1)).rate == 1
    assert r.mean_rate(table, "EUR", "USD", date(2026, 7, 1)) is None


def test_only_the_first_rate_of_a_month_counts():
    rates = (Rate(date(2026, 5, 4), D(2)), Rate(date(2026, 5, 20), D(8)), Rate(date(2026, 7, 1), D(9)))

    assert r.mean_rate(RateTable("EUR", "", {"GBP": rates}), "EUR", "GBP", date(2026, 8, 1)).rate == 2


def test_pay_in_a_foreign_currency_follows_only_beyond_five_per_cent():
    usual = {"months_here": 7, "opted_out": False, "in_band": True}

    assert r.acts_on_currency(D(100), D(106), **usual)
    assert r.acts_on_currency(D(100), D(94), **usual)
    assert not r.acts_on_currency(D(100), D(105), **usual)
    for but in ({"months_here": 6}, {"opted_out": True}, {"in_band": False}):
        assert not r.acts_on_currency(D(100), D(106), **{**usual, **but})


def test_zones_of_roles_with_a_quota():
    zones = {D("0.01"): D("0.60"), D("0.50"): D("0.75"), D("0.70"): D("0.85"), D("0.86"): D("1.00")}

    assert [r.zone_factor(D(each), zones) for each in ("0.49", "0.5", "0.85", "1.1")] == [
        D("0.60"), D("0.75"), D("0.85"), D("1.00"),
    ]  # fmt: skip


def test_bonuses_for_each_person():
    assert r.bonus_ratio(3, 20) == D("0.15")
    assert r.bonus_ratio(0, 0) is None
