"""`approvals.yml` and `escalations.yml` are read, checked, and say when a step is taken."""

from __future__ import annotations

from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given

from trellis.handbook.compiler import Compiler
from trellis.handbook.source import MemorySource
from trellis.work.definitions.approvals import Approver, Condition
from trellis.work.definitions.escalations import Escalation
from trellis.work.definitions.kinds import KINDS
from trellis.work.tests.conftest import APPROVALS

amounts = st.decimals(min_value=0, max_value=10**6, places=2)


def compiled(text, name="approvals"):
    source = MemorySource({f"{name}.yml": text.encode()})
    handbook = Compiler(KINDS).compile(source).handbook
    return handbook.assembled[name], [(each.code, each.start.line) for each in handbook.diagnostics]


def test_an_approval_is_read_with_its_steps_facts_and_conditions():
    found, told = compiled(APPROVALS)

    purchase = found.approvals["purchase"]
    assert told == []
    assert (purchase.title, purchase.ask, purchase.free) == ("Purchase", True, False)
    assert [(step.title, step.need, step.within_working_days, step.then) for step in purchase.steps] == [
        ("Manager", "one", 3, "manager"),
        ("Director and Controller", "all", None, "remind"),
    ]
    assert purchase.steps[1].by == (Approver(relation="manager", up=2), Approver(role="Controller"))
    assert purchase.steps[1].when == (Condition(fact="amount", above=Decimal(5000), currency="EUR"),)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("{relation: manager}", "{relation: manager, role: X}", [("AP001", 12)]),
        ("{relation: manager}", "{role: X, up: 2}", [("AP001", 12)]),
        ("fact: amount,", "fact: price,", [("AP003", 20)]),
        ("above: 5000, currency: EUR", "above: 5000", [("AP004", 20)]),
        ("above: 5000, currency: EUR", "above: 5000, below: 4000, currency: EUR", [("AP004", 20)]),
        ("above: 5000, currency: EUR", "among: [a]", [("AP004", 20)]),
        ("{role: Controller}", "{duty: nobody}", [("AP005", 19)]),
        ("ask: true", "free: true", [("AP006", 6)]),
        ("need: all", "need: many", [("HB042", 16)]),
    ],
)
def test_what_is_wrong_is_told_at_its_line(before, after, told):
    assert before in APPROVALS
    assert compiled(APPROVALS.replace(before, after))[1] == told


def test_a_condition_that_cannot_be_decided_leaves_the_step_always_taken():
    found, _told = compiled(APPROVALS.replace("fact: amount,", "fact: price,"))

    assert found.approvals["purchase"].steps[1].is_taken({"amount": {"amount": "1", "currency": "EUR"}})


@given(amount=amounts, bound=amounts)
def test_bounds_part_all_amounts_without_a_gap(amount, bound):
    facts = {"amount": {"amount": str(amount), "currency": "EUR"}}

    def holds(**bounds):
        return Condition(fact="amount", currency="EUR", **bounds).holds(facts)

    assert holds(above=bound) is not holds(at_most=bound)
    assert holds(below=bound) is not holds(at_least=bound)


@given(amount=amounts, higher=amounts, bound=amounts)
def test_a_higher_amount_never_needs_fewer_steps(amount, higher, bound):
    low, high = sorted((amount, higher))
    condition = Condition(fact="amount", above=bound, currency="EUR")

    def holds(value):
        return condition.holds({"amount": {"amount": str(value), "currency": "EUR"}})

    assert holds(low) <= holds(high)


def test_what_is_not_known_or_in_another_currency_counts_as_so():
    condition = Condition(fact="amount", above=Decimal(5), currency="EUR")

    assert condition.holds({})
    assert condition.holds({"amount": {"amount": "1", "currency": "GBP"}})


def test_escalations_are_read_the_one_that_strikes_first_at_the_front():
    text = "escalations:\n  - {after-working-days: 9, role: Controller}\n  - {after-working-days: 2, kinds: task}\n"

    found, told = compiled(text, "escalations")

    assert told == []
    assert found.escalations == (
        Escalation(after_working_days=2, kinds=("task",)),
        Escalation(after_working_days=9, role="Controller"),
    )
