"""Reads of requests for approval: which there are, who is asked, what was done."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.core import defined, relations
from trellis.core.objects import Described
from trellis.core.rules import Account, can_administer
from trellis.work import holders
from trellis.work.definitions.approvals import MOST_UP, Approval, Approvals
from trellis.work.models import ApprovalDecision, ApprovalRequest, ApprovalStep, WorkItem
from trellis.work.queries import items

APPROVAL = "approval"
"""The kind of the items, and of the objects, of this engine."""
USUAL_CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class Slot:
    """An entry of a step: whom it asks for, who can give it now, why these, and who gave it."""

    position: int
    label: str
    people: tuple[Account, ...]
    why: str = ""
    given_by: ApprovalDecision | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the current step of a request stands. `stand_ins` are those who may decide for somebody away, by whom.

    `done` are those who have approved it.
    """

    step: ApprovalStep
    slots: tuple[Slot, ...]
    stand_ins: dict[UUID, Account]
    done: frozenset[UUID]

    @property
    def is_complete(self) -> bool:
        """Whether the step has the approvals that it needs."""
        given = [slot.given_by is not None for slot in self.slots]
        return bool(given) and (all(given) if self.step.need == "all" else any(given))

    @property
    def waiting(self) -> tuple[Account, ...]:
        """Those whose approval can still bring the step on."""
        if self.is_complete:
            return ()
        found = {each.pk: each for slot in self.slots if slot.given_by is None for each in slot.people}
        return tuple(found.values())

    def given_as(self, who: Account) -> tuple[tuple[int, ...], Account | None]:
        """The entries that somebody can give, and for whom they stand in (`None`: for nobody); none: no entry."""
        own = tuple(slot.position for slot in self.slots if who.pk in {each.pk for each in slot.people})
        if own:
            return own, None
        for account in self.waiting:
            if self.stand_ins.get(account.pk) == who:
                theirs = {slot.position for slot in self.slots if account in slot.people}
                return tuple(sorted(theirs)), account
        return (), None

    def may_decide(self) -> frozenset[UUID]:
        """Everybody who can decide about the step now: each once, also who stands in for several."""
        people = self.waiting
        stand_ins = (self.stand_ins[each.pk].pk for each in people if each.pk in self.stand_ins)
        return frozenset({*(each.pk for each in people), *stand_ins} - self.done)


def approvals_defined() -> Approvals:
    """What the handbook says must be approved, now."""
    found = defined.defined("approvals")
    return found if isinstance(found, Approvals) else Approvals()


def rule_named(name: str) -> Approval | None:
    """A rule of the handbook as it is now."""
    return approvals_defined().approvals.get(name)


def rules_to_ask() -> dict[str, Approval]:
    """The rules by which people ask by themselves, by their names."""
    return {name: each for name, each in approvals_defined().approvals.items() if each.ask}


def currencies() -> list[str]:
    """The currencies of the organisation, its own first."""
    settings = defined.edition().handbook.settings
    known = [settings.currency, *(each.currency for each in settings.entities)]
    return list(dict.fromkeys(each for each in known if each)) or [USUAL_CURRENCY]


def request_of(key: UUID) -> ApprovalRequest | None:
    """A request with whom it names."""
    people = ("requested_by", "subject", "about_person")
    return ApprovalRequest.objects.select_related(*people).filter(pk=key).first()


def open_request(rule: str, about: UUID) -> ApprovalRequest | None:
    """The request that is open for an object by a rule."""
    return ApprovalRequest.objects.filter(rule=rule, about=about, state=ApprovalRequest.State.OPEN).first()


def is_granted(rule: str, about: UUID, digest: str) -> bool:
    """Whether an object is approved by a rule, in exactly the content that has this digest."""
    latest = ApprovalRequest.objects.filter(rule=rule, about=about).order_by("-created_at", "-pk").first()
    return latest is not None and latest.state == ApprovalRequest.State.GRANTED and latest.digest == digest


def steps_of(request: ApprovalRequest) -> list[ApprovalStep]:
    """The steps of the present round."""
    return list(request.steps.filter(round=request.round).order_by("position"))


def trace_of(request: ApprovalRequest) -> list[ApprovalDecision]:
    """Everything that was done, the newest first."""
    return list(request.trace.select_related("by", "in_place_of", "step").order_by("-at", "-pk"))


def standing_of(request: ApprovalRequest) -> Standing | None:
    """Where the current step stands; `None` for a request that has ended."""
    step = request.steps.filter(round=request.round, state=ApprovalStep.State.CURRENT).first()
    if step is None or not request.is_open:
        return None
    given = list(
        step.decisions.filter(deed=ApprovalDecision.Deed.APPROVED).select_related("by", "in_place_of")
    )
    slots = _slots(request, step, given)
    stand_ins = items.stand_ins_of(each.pk for slot in slots for each in slot.people)
    barred = _barred(request)
    able = {pk: each for pk, each in stand_ins.items() if each.pk not in barred}
    done = frozenset(each.by_id for each in given if each.by_id is not None)
    return Standing(step, slots, able, done)


def asked_ever(request: ApprovalRequest, standing: Standing | None) -> frozenset[UUID]:
    """Everybody who was asked about a request, is asked now, or has done something with it. One query."""
    had = (
        WorkItem.objects.filter(kind=APPROVAL, about=request.pk)
        .order_by()
        .values_list("assignee_id", flat=True)
    )
    did = request.trace.exclude(by=None).order_by().values_list("by_id", flat=True)
    now = standing.may_decide() if standing is not None else frozenset()
    return frozenset({*had.union(did), *now})


def listed(
    who: Account, whose: str, *, state: str = "", rule: str = "", text: str = ""
) -> QuerySet[ApprovalRequest]:
    """The requests that somebody is asked about (`mine`), has asked for (`asked`), or all, for administrators."""
    found = _seen(who, whose)
    if state in ApprovalRequest.State.values:
        found = found.filter(state=state)
    if rule:
        found = found.filter(rule=rule)
    for word in text.split()[:8]:
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word))
    people = ("requested_by", "subject", "about_person")
    return found.select_related(*people).order_by("-updated_at", "-pk")


def counts_by_state(who: Account, whose: str) -> dict[str, int]:
    """How many requests of a list there are in each state."""
    counted = _seen(who, whose).order_by().values_list("state").annotate(n=Count("pk"))
    return {state: n for state, n in counted}  # noqa: C416 - a queryset is no mapping


def counts_by_rule(who: Account, whose: str) -> dict[str, int]:
    """How many requests of a list there are by each rule."""
    counted = _seen(who, whose).order_by().values_list("rule").annotate(n=Count("pk"))
    return {rule: n for rule, n in counted}  # noqa: C416 - a queryset is no mapping


def titles() -> dict[str, str]:
    """What the rules of the handbook are called now."""
    return {name: each.title for name, each in approvals_defined().approvals.items()}


def described(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Requests for items and feeds: these show only to those who were asked, or to administrators."""
    found = ApprovalRequest.objects.filter(pk__in=keys).values_list("pk", "title")
    return {key: Described(title, reverse("work:approval", args=[key])) for key, title in found}


def closed_to(who: Account) -> Q:
    """Items about what somebody asked for, or what is about them."""
    own = ApprovalRequest.objects.filter(
        Q(requested_by=who) | _is_about(who), state=ApprovalRequest.State.OPEN
    )
    return Q(about__in=own.values("pk"))


def _seen(who: Account, whose: str) -> QuerySet[ApprovalRequest]:
    if whose == "asked":
        return ApprovalRequest.objects.filter(requested_by=who)
    if whose == "all" and can_administer(who):
        return ApprovalRequest.objects.exclude(_is_about(who) & ~Q(requested_by=who))
    had = WorkItem.objects.filter(kind=APPROVAL, assignee=who).values("about")
    now = items.waiting_of_kind(who, APPROVAL).values("about")
    return ApprovalRequest.objects.filter(Q(pk__in=had) | Q(pk__in=now)).exclude(
        _is_about(who) & ~Q(requested_by=who)
    )


def _is_about(who: Account) -> Q:
    """As `rules.is_about`, of all requests."""
    about = Q(subject=who)
    return (
        about if who.person_id is None else about | Q(about_person__isnull=False, about_person=who.person_id)
    )


def _barred(request: ApprovalRequest) -> set[UUID]:
    """Who never decides about a request: whoever asks, and whom it is about."""
    barred = {request.requested_by_id, request.subject_id}
    if request.about_person_id is not None:
        barred |= set(Account.objects.filter(person=request.about_person_id).values_list("pk", flat=True))
    return barred


# -- who is asked


def _slots(
    request: ApprovalRequest, step: ApprovalStep, given: Iterable[ApprovalDecision]
) -> tuple[Slot, ...]:
    barred = _barred(request)
    given = list(given)
    made = []
    for position, entry in enumerate(step.by):
        people, why = _able(entry, request, barred)
        by = next((each for each in given if position in each.slots), None)
        made.append(Slot(position, label_of(entry), tuple(people), why, by))
    if step.escalated_at is not None and step.then != "remind":
        made = [_widened(slot, step.then, barred) for slot in made]
    nobody = not any(slot.people for slot in made)
    if not made or nobody or (step.need == "all" and not all(slot.people for slot in made)):
        others = tuple(each for each in holders.administrators() if each.pk not in barred)
        made = [
            slot if slot.people else Slot(slot.position, slot.label, others, slot.why, slot.given_by)
            for slot in (made or [_empty(given)])
        ]
    return tuple(made)


def _empty(given: Iterable[ApprovalDecision]) -> Slot:
    """The entry of a step that names nobody: a rule that the handbook does not have, or has no step for it."""
    why = _("The handbook names nobody for this, so administrators decide.")
    return Slot(0, _("Administrators"), (), why, next((each for each in given if 0 in each.slots), None))


def _able(entry: dict[str, object], request: ApprovalRequest, barred: set[UUID]) -> tuple[list[Account], str]:
    """Who can give an entry, and why it is not those whom the rule names. Never whoever asks, nor whom it is about."""
    found = _named(entry, request)
    able = [each for each in found if each.pk not in barred]
    if able:
        return able, ""
    if found:
        people = found
        for _level in range(MOST_UP):
            people = [each for one in people for each in relations.nearest(relations.MANAGER, one)]
            able = list({each.pk: each for each in people if each.pk not in barred}.values())
            if able:
                return able, _("Nobody approves their own, so their manager decides.")
        return [], _("Nobody approves their own, and nobody is known above them: administrators decide.")
    return [], _("Nobody was found for “%(label)s”: administrators decide.") % {"label": label_of(entry)}


def _named(entry: dict[str, object], request: ApprovalRequest) -> list[Account]:
    if entry.get("role"):
        return holders.holders_of_role(str(entry["role"]))
    if entry.get("duty"):
        return holders.holders_of_duty(str(entry["duty"]))
    if entry.get("permission"):
        return holders.holders_of_permission(str(entry["permission"]))
    about = request.about_person or request.subject
    whose = request.requested_by if entry.get("of") == "requester" else about
    return relations.nearest(str(entry.get("relation")), whose, int(str(entry.get("up", 1))))


def _widened(slot: Slot, then: str, barred: set[UUID]) -> Slot:
    """An entry whose time is over: others may give it too."""
    more = (
        holders.administrators()
        if then == "administrators"
        else [above for each in slot.people for above in relations.nearest(relations.MANAGER, each)]
    )
    people = {each.pk: each for each in (*slot.people, *more) if each.pk not in barred}
    return Slot(slot.position, slot.label, tuple(people.values()), slot.why, slot.given_by)


def label_of(entry: dict[str, object]) -> str:
    """Whom an entry asks for, in words."""
    if entry.get("role"):
        return str(entry["role"])
    if entry.get("duty"):
        rights = defined.defined("rights")
        duty = rights.duties.get(entry["duty"]) if rights else None
        return duty.title if duty is not None else str(entry["duty"])
    if entry.get("permission"):
        return _("whoever may “%(permission)s”") % {"permission": entry["permission"]}
    if entry.get("relation") == relations.MANAGER:
        return _("manager of the manager") if entry.get("up") == 2 else _("manager")
    return str(entry.get("relation", "")).replace("-", " ")
