"""`approvals.yml`: what must be approved, by whom, in which order, and from which amount on.

approvals:
  purchase:
    title: Purchase
    page: finance/index.md
    facts:
      amount: {title: Value, kind: money}
    steps:
      - title: Manager
        by: {relation: manager}
        within-working-days: 3
      - title: Director and Controller
        need: all
        by:
          - {relation: manager, up: 2}
          - {role: Controller}
        when: {fact: amount, above: 5000, currency: EUR}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Annotated, Any, Literal

from trellis.core.definitions.relation_names import Other
from trellis.core.definitions.rights import PermissionName
from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Between, Declared, Matching, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.yaml import Node
from trellis.work.definitions import codes

NAME = "approvals"
MOST_UP = 5
Currency = Annotated[str, Matching(r"[A-Z]{3}", "a currency such as EUR")]
Facts = Mapping[str, Any]
"""What is known of a request: text, number as text, yes or no, or `{"amount": "12.50", "currency": "EUR"}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver(Declared):
    """Who decides: the holders of a role, a duty or a permission, or whoever stands in a relation to somebody.

    `of` is whose relation it is: the person whom the request is about, or whoever asks. `up` takes it several times:
    `relation: manager, up: 2` is the manager of the manager.
    """

    role: str = ""
    duty: Slug = ""
    permission: PermissionName = ""
    relation: Other | None = None
    of: Literal["subject", "requester"] = "subject"
    up: Annotated[int, Between(1, MOST_UP)] = 1

    @property
    def is_clear(self) -> bool:
        """Whether it says in one way who decides."""
        ways = sum(map(bool, (self.role, self.duty, self.permission, self.relation)))
        return ways == 1 and (bool(self.relation) or (self.up == 1 and self.of == "subject"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Declared):
    """What must be so of a fact for a step to be taken; everything that is said must hold."""

    fact: Slug
    above: Decimal | None = None
    at_least: Decimal | None = None
    below: Decimal | None = None
    at_most: Decimal | None = None
    currency: Currency = ""
    among: tuple[str, ...] = ()
    is_true: bool | None = None

    @property
    def bounds(self) -> bool:
        """Whether it compares a number."""
        return any(each is not None for each in (self.above, self.at_least, self.below, self.at_most))

    @property
    def can_hold(self) -> bool:
        """Whether there is a number within the bounds."""
        least = [each for each in (self.above, self.at_least) if each is not None]
        most = [each for each in (self.below, self.at_most) if each is not None]
        if not least or not most or max(least) < min(most):
            return True
        strict = self.above == max(least) or self.below == min(most)
        return max(least) == min(most) and not strict

    def holds(self, facts: Facts) -> bool:
        """Whether it is so. What is not known, or is in another currency, counts as so: then more people decide."""
        value = facts.get(self.fact)
        if value is None:
            return True
        if self.among:
            return str(value) in self.among
        if self.is_true is not None:
            return bool(value) is self.is_true
        if isinstance(value, Mapping):
            if value.get("currency") != self.currency:
                return True
            value = value.get("amount")
        number = Decimal(str(value))
        return (
            (self.above is None or number > self.above)
            and (self.at_least is None or number >= self.at_least)
            and (self.below is None or number < self.below)
            and (self.at_most is None or number <= self.at_most)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Declared):
    """One step: who decides, whether one of them is enough or each must, when it is taken, and how long it may take.

    `then` says what happens when the time is over: those who decide are reminded, or their managers, or the
    administrators, may decide too.
    """

    title: str
    by: tuple[Approver, ...] = ()
    need: Literal["one", "all"] = "one"
    when: tuple[Condition, ...] = ()
    within_working_days: Annotated[int, Between(1, 250)] | None = None
    then: Literal["remind", "manager", "administrators"] = "remind"

    def is_taken(self, facts: Facts) -> bool:
        """Whether a request with these facts needs this step."""
        return all(condition.holds(facts) for condition in self.when)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Declared):
    """Something that a request says of itself, on which steps may depend."""

    title: str
    kind: Literal["money", "number", "text", "choice", "yes-no"] = "text"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval(Declared):
    """A kind of request that must be approved.

    `page` is where the handbook explains it. `ask` says that people ask for it by themselves, on the page for
    approvals; else only what other rooms do asks for it. `free` says that a request which needs no step is granted at
    once; else it goes to the administrators.
    """

    title: str
    description: str = ""
    page: str = ""
    facts: Mapping[Slug, Fact] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    ask: bool = False
    free: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvals(Declared):
    """All of `approvals.yml`."""

    approvals: Mapping[Slug, Approval] = field(default_factory=dict)


class ApprovalsKind(DataKind[Approvals]):
    """The kind `approvals`. Joined, it is the `Approvals` of all sources together."""

    name = NAME
    files = ("approvals.yml",)
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *codes.CODES)

    def read(self, path: str, node: Node, reporter: Reporter) -> Approvals:
        """What a file says; a file that says nothing asks for no approval."""
        made = read(node, Approvals, reporter, "approvals.yml") or Approvals(node=node)
        return replace(
            made, approvals={name: _checked(each, reporter) for name, each in made.approvals.items()}
        )

    def join(
        self, read: Mapping[str, Approvals], handbook: Handbook, reporter_for: Callable[[str], Reporter]
    ) -> Approvals:
        """The approvals of all files; of two with one name the first counts."""
        found: dict[str, Approval] = {}
        duties = set(_duties_of(handbook))
        for path, each in read.items():
            for name, approval in each.approvals.items():
                found.setdefault(name, approval)
                _check_duties(approval, duties, reporter_for(path))
        return Approvals(approvals=found)


def _checked(approval: Approval, reporter: Reporter) -> Approval:
    """The approval without what cannot be used of it; reports that."""
    steps = []
    for step in approval.steps:
        for at, each in enumerate(step.by):
            if not each.is_clear:
                reporter.report(
                    codes.UNCLEAR_APPROVER,
                    step.span_of("by", at),
                    f"The step “{step.title}” does not say in one way who decides.",
                )
        for condition in step.when:
            _check_condition(condition, approval, reporter)
        if any(each.is_clear for each in step.by):
            usable = tuple(each for each in step.when if _fault_of(each, approval) is None)
            steps.append(replace(step, by=tuple(each for each in step.by if each.is_clear), when=usable))
    if not steps:
        reporter.report(
            codes.NO_STEP,
            approval.key_span_of("steps"),
            f"The approval “{approval.title}” has no step that can be taken.",
        )
    if approval.free and any(not step.when for step in steps):
        reporter.report(
            codes.FREE_BUT_ALWAYS_ASKED,
            approval.span_of("free"),
            f"Every request for “{approval.title}” takes a step that has no condition.",
        )
    return replace(approval, steps=tuple(steps))


def _check_condition(condition: Condition, approval: Approval, reporter: Reporter) -> None:
    if condition.fact not in approval.facts:
        known = ", ".join(approval.facts) or "no facts"
        reporter.report(
            codes.UNKNOWN_FACT,
            condition.span_of("fact"),
            f"“{approval.title}” has no fact “{condition.fact}”.",
            hint=f"It has {known}.",
        )
        return
    fault = _fault_of(condition, approval)
    if fault is not None:
        reporter.report(codes.WRONG_COMPARISON, condition.node.span, fault)


def _fault_of(condition: Condition, approval: Approval) -> str | None:
    """What keeps a condition from being decided, as a sentence."""
    fact = approval.facts.get(condition.fact)
    if fact is None:
        return f"There is no fact “{condition.fact}”."
    name = f"The condition on “{condition.fact}”"
    numeric = fact.kind in ("money", "number")
    ways = (condition.bounds, bool(condition.among), condition.is_true is not None)
    wanted = (numeric, fact.kind in ("text", "choice"), fact.kind == "yes-no")
    if ways != wanted:
        told = {"money": "above, at-least, below or at-most and a currency", "yes-no": "is-true"}
        told |= {"number": "above, at-least, below or at-most", "text": "among", "choice": "among"}
        return f"{name} must compare with {told[fact.kind]}."
    if bool(condition.currency) is not (fact.kind == "money"):
        return f"{name} needs a currency." if fact.kind == "money" else f"{name} is no amount of money."
    if not condition.can_hold:
        return f"{name} can never hold: its bounds exclude each other."
    unknown = [each for each in condition.among if fact.kind == "choice" and each not in fact.choices]
    return f"“{unknown[0]}” is no choice of “{condition.fact}”." if unknown else None


def _check_duties(approval: Approval, duties: set[str], reporter: Reporter) -> None:
    for step in approval.steps:
        for each in step.by:
            if each.duty and each.duty not in duties:
                reporter.report(
                    codes.UNKNOWN_DUTY, each.span_of("duty"), f"rights.yml has no duty “{each.duty}”."
                )


def _duties_of(handbook: Handbook) -> Iterable[str]:
    for path, file in handbook.data.items():
        node = file.node.get("duties") if file.node is not None and path.endswith("rights.yml") else None
        if node is not None and isinstance(node.value, dict):
            yield from node.value
