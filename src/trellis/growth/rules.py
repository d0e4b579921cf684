"""Who may see and do what with plans, promotions and transfers.

A development plan is seen by the person, everybody above them in the line, and their coach: by nobody else. A promotion
is seen by whoever wrote it, those above the person, their people partner, those who compare it, those who have the
permission, and by who decides while it waits for them; by the person once it is approved. Nobody promotes themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q

from trellis.compensation import rules as of_pay
from trellis.core import granted, positions, relations
from trellis.core.definitions.rights import spelled
from trellis.core.granted import Somebody
from trellis.core.predicates import in_manager_chain, is_people_partner
from trellis.core.queries import titles_held
from trellis.core.rules import Account, NotAllowedError, Person, can_read
from trellis.growth import terms
from trellis.growth.definitions.permissions import SEE
from trellis.growth.models import (
    DevelopmentPlan,
    KeyRole,
    Promotion,
    PromotionState,
    Successor,
    Transfer,
    TransferState,
)
from trellis.people import rules as of_people
from trellis.people.days import today
from trellis.people.queries.directory import Wanted, reports_on
from trellis.people.queries.directory import found as found_positions
from trellis.people.relating import departments_of_partner

__all__ = [
    "Account", "NotAllowedError", "Person", "can_ask_with_pay", "can_assess_as_manager", "can_begin_plan",
    "can_change_key_role", "can_compare", "can_enter", "can_mark_key_role", "can_promote", "can_read",
    "can_see_growth", "can_see_key_role", "can_see_pay", "can_see_pay_of_transfer", "can_see_plan",
    "can_see_promotion", "can_see_transfer", "can_take_back", "compared", "compares", "facilitators", "holds",
    "is_above_key_role", "is_partner", "leads", "seen_key_roles", "seen_plans", "seen_promotions", "sees_all",
]  # fmt: skip
_PARTNERED = "_growth_partnered"
"""Under this name a loaded account keeps of which departments it is people partner."""
TOLD = (PromotionState.GRANTED, PromotionState.EFFECTIVE)
"""The states in which the person knows of a promotion."""


def can_enter(who: Somebody) -> bool:
    """Everybody of the team who is a person here."""
    return isinstance(who, Account) and can_read(who) and who.person_id is not None


def can_see_growth(who: Somebody, person: Person) -> bool:
    """Whether somebody sees where a person can go, with their plans: the person, and their line."""
    if not isinstance(who, Account) or not can_read(who):
        return False
    return who.person_id == person.pk or in_manager_chain(who, person)


def can_begin_plan(who: Somebody, person: Person) -> bool:
    """Whether somebody begins a plan for a person: the person, and their line."""
    return can_see_growth(who, person)


def can_see_plan(who: Somebody, plan: DevelopmentPlan) -> bool:
    """The person, their line, and the coach while the plan is under way."""
    if not isinstance(who, Account) or not can_read(who):
        return False
    coaches = who.person_id is not None and plan.coach_id == who.person_id and plan.state == "open"
    return coaches or can_see_growth(who, plan.person)


def can_assess_as_manager(who: Somebody, plan: DevelopmentPlan) -> bool:
    """Those above the person; never the person."""
    return in_manager_chain(who, plan.person) and isinstance(who, Account) and who.person_id != plan.person_id


def seen_plans(who: Somebody) -> Q:
    """The plans that somebody sees, as a condition of plans."""
    if not isinstance(who, Account) or not can_read(who) or who.person_id is None:
        return relations.NONE
    below = Person.objects.filter(in_manager_chain.of(who, Person)).values("pk")
    return Q(person=who.person_id) | Q(coach=who.person_id, state="open") | Q(person__in=below)


def sees_all(who: Somebody) -> bool:
    """Whether somebody sees all promotions and what they cost."""
    return can_read(who) and granted.may(who, SEE.name)


def leads(who: Somebody) -> bool:
    """Whether anybody reports to somebody today."""
    if not isinstance(who, Account) or not can_read(who) or who.person_id is None:
        return False
    return reports_on(Person(pk=who.person_id), today()).order_by().exists()


def is_partner(who: Somebody) -> bool:
    """Whether somebody is the people partner of any department today."""
    if not isinstance(who, Account) or not can_read(who) or who.person_id is None:
        return False
    return bool(_partnered(who))


def can_promote(who: Somebody, person: Person) -> bool:
    """Whether somebody writes a promotion for a person: those above them; nobody for themselves."""
    if not isinstance(who, Account) or not can_read(who) or who.person_id == person.pk:
        return False
    return in_manager_chain(who, person)


def can_take_back(who: Somebody, promotion: Promotion) -> bool:
    """Whether somebody takes back what was approved and is planned: who sees all promotions, keeps the record of the
    person, and, where it brings pay, that too. Not whoever wrote it: others have approved it since.
    """
    if not isinstance(who, Account) or not sees_all(who) or who.person_id == promotion.person_id:
        return False
    keeps_pay = promotion.base is None or of_pay.can_keep(who, promotion.person)
    return keeps_pay and of_people.can_keep(who, promotion.person)


def can_see_pay(who: Somebody, promotion: Promotion) -> bool:
    """Whether somebody sees what a promotion brings in pay: who sees the pay of the person."""
    return of_pay.can_see_pay(who, promotion.person)


def can_see_promotion(who: Somebody, promotion: Promotion, *, asked: bool = False) -> bool:
    """See the module. `asked` says that it waits for the approval of whoever asks."""
    if not isinstance(who, Account) or not can_read(who):
        return False
    if who.person_id == promotion.person_id:
        return promotion.state in TOLD
    if promotion.written_by_id == who.pk or asked:
        return True
    if in_manager_chain(who, promotion.person):
        return True
    if promotion.state == PromotionState.DRAFT:
        return False
    return granted.may(who, SEE.name) or is_people_partner(who, promotion.person) or compares(who, promotion)


def seen_promotions(who: Somebody) -> Q:
    """The promotions that somebody sees in lists, as a condition of promotions."""
    if not isinstance(who, Account) or not can_read(who):
        return relations.NONE
    below = Person.objects.filter(in_manager_chain.of(who, Person)).values("pk")
    found = Q(written_by=who) | Q(person__in=below)
    if granted.may(who, SEE.name):
        found |= ~Q(state=PromotionState.DRAFT)
    else:
        partnered = Person.objects.filter(is_people_partner.of(who, Person)).values("pk")
        found |= Q(person__in=partnered) & ~Q(state=PromotionState.DRAFT)
    own = Q(person=who.person_id)
    return (found & ~own) | (own & Q(state__in=TOLD)) if who.person_id is not None else found


def _held(who: Account) -> set[str]:
    return {spelled(each) for each in titles_held(who)}


def can_compare(who: Somebody) -> bool:
    """Whether somebody leads a round of comparing at all."""
    if not isinstance(who, Account) or not can_read(who):
        return False
    led = {spelled(title) for each in terms.promotions().calibration for title in each.roles}
    return bool(led and led & _held(who))


def compares(who: Somebody, promotion: Promotion) -> bool:
    """Whether somebody leads the round in which a promotion is compared; never their own."""
    return bool(compared(who, [promotion]))


def compared(who: Somebody, promotions: Iterable[Promotion]) -> list[Promotion]:
    """Those of some promotions whose round somebody leads. One query."""
    if not isinstance(who, Account) or not can_read(who):
        return []
    rounds, held, found = terms.promotions(), _held(who), []
    for each in promotions:
        led = {spelled(title) for one in rounds.rounds_of(_grade(each)) for title in one.roles}
        if led & held and who.person_id != each.person_id:
            found.append(each)
    return found


def facilitators(promotion: Promotion) -> list[Account]:
    """Those who lead the round of a promotion today; not the person."""
    rounds = terms.promotions().rounds_of(_grade(promotion))
    found = Q(pk__in=())
    for title in {title for each in rounds for title in each.roles}:
        found |= positions.titled(title)
    rows = Account.objects.filter(found, is_active=True).exclude(person=promotion.person_id)
    return list(rows.order_by("pk"))


def can_see_transfer(who: Somebody, transfer: Transfer, *, asked: bool = False) -> bool:
    """The person, both managers and those above the person, their people partner, and who has the permission."""
    if not isinstance(who, Account) or not can_read(who):
        return False
    if asked or who.person_id in (transfer.person_id, transfer.manager_id):
        return True
    return (
        in_manager_chain(who, transfer.person)
        or granted.may(who, SEE.name)
        or is_people_partner(who, transfer.person)
    )


def can_ask_with_pay(who: Somebody, person: Person) -> bool:
    """Whether somebody asks for other pay with a transfer: who may ask for a change of it."""
    return of_pay.can_ask_for_change(who, person)


def can_see_pay_of_transfer(who: Somebody, transfer: Transfer, *, asked: bool = False) -> bool:
    """Who sees the pay of the person, and who decides (`asked`); the person once it is approved."""
    if isinstance(who, Account) and who.person_id == transfer.person_id:
        return transfer.state == TransferState.GRANTED
    return asked or of_pay.can_see_pay(who, transfer.person)


def seen_key_roles(who: Somebody) -> Q:
    """The key roles that somebody sees, as a condition of key roles: those of people below them in the line or of
    whom they are the people partner. Of one that nobody holds any more, those see it to whom it reported, and who is
    the partner of its department. Never who holds it, and never who is named for it.
    """
    if not isinstance(who, Account) or not can_read(who) or who.person_id is None:
        return relations.NONE
    below = Person.objects.filter(in_manager_chain.of(who, Person)).values("pk")
    found, left = Q(person__in=below), Q(manager=who.person_id) | Q(manager__in=below)
    departments = _partnered(who)
    if departments:
        here = found_positions(Wanted(today())).filter(department__in=departments)
        found |= Q(person__in=here.values("person"))
        left |= Q(department__in=departments)
    named = Q(Exists(Successor.objects.filter(role=OuterRef("pk"), person=who.person_id)))
    return (found | (left & ~Q(holds()))) & ~Q(person=who.person_id) & ~named


def holds() -> Exists:
    """That the person of a key role holds it today, as a condition of key roles."""
    position = found_positions(Wanted(today())).filter(person=OuterRef("person"), title=OuterRef("title"))
    return Exists(position.values("pk"))


def can_see_key_role(who: Somebody, role: KeyRole) -> bool:
    """Whether somebody sees one: as a row of the list. One query."""
    return KeyRole.objects.filter(seen_key_roles(who), pk=role.pk).exists()


def can_mark_key_role(who: Somebody, person: Person) -> bool:
    """Whether somebody marks the role of a person as a key role: those above them; nobody their own."""
    return can_promote(who, person)


def can_change_key_role(who: Somebody, role: KeyRole) -> bool:
    """Whether somebody changes a key role and who is named for it: who sees it by their line, not by being partner."""
    return isinstance(who, Account) and can_see_key_role(who, role) and is_above_key_role(who, role)


def is_above_key_role(who: Account, role: KeyRole) -> bool:
    """Whether a key role that somebody sees is one of their line. One query."""
    if can_mark_key_role(who, role.person) or who.person_id == role.manager_id:
        return True
    return in_manager_chain(who, role.manager)


def _partnered(who: Account) -> list[str]:
    """The departments whose people partner somebody is today; asked once for each loaded account."""
    known: tuple[date, list[str]] | None = getattr(who, _PARTNERED, None)
    if known is None or known[0] != today():
        found = departments_of_partner(who.person_id) if who.person_id is not None else []
        known = (today(), found)
        setattr(who, _PARTNERED, known)
    return known[1]


def _grade(promotion: Promotion) -> float | None:
    return None if promotion.grade is None else float(promotion.grade)
