"""Who may see and do what with surveys, self-identification, turnover and retention risks.

Whoever runs surveys sees what may be shown of all groups, never more: what is not written down for a group is there
for nobody. Everybody sees the results of all once they are shared, and those who answer for a department its own.
"""

from __future__ import annotations

from django.db.models import Q

from trellis.core import granted, relations
from trellis.core.granted import Somebody
from trellis.core.predicates import in_manager_chain, is_people_partner, is_self
from trellis.core.rules import Account, NotAllowedError, Person, can_read
from trellis.people.days import today
from trellis.people.definitions.permissions import SEE
from trellis.people.queries import staying
from trellis.surveys.definitions.permissions import RUN
from trellis.surveys.models import Action, Round, RoundState

__all__ = [
    "Account",
    "NotAllowedError",
    "Person",
    "can_act_for",
    "can_keep_risk",
    "can_run",
    "can_see",
    "can_see_results",
    "can_see_turnover",
    "departments_of",
    "seen_actions",
    "seen_risks",
]

_LED, _RISKS = "_surveys_departments", "_surveys_risks"
_keeps_risk = (in_manager_chain | is_people_partner) & ~is_self


def can_see(who: Somebody) -> bool:
    """Everybody of the team has surveys to answer and results of all to read."""
    return can_read(who)


def can_run(who: Somebody) -> bool:
    """Whether somebody opens and closes surveys, and sees the results of all groups."""
    return can_read(who) and granted.may(who, RUN.name)


def can_see_results(who: Somebody, survey_round: Round) -> bool:
    """Whether somebody sees results of a round at all: of a closed one that is shared, or as who runs surveys."""
    if survey_round.state != RoundState.CLOSED:
        return False
    return can_run(who) or (can_see(who) and survey_round.shared)


def departments_of(who: Somebody) -> frozenset[str]:
    """The departments whose results somebody sees once they are shared: those that they answer for.

    A few queries, once for each loaded account.
    """
    if not isinstance(who, Account) or not can_see(who) or who.person_id is None:
        return frozenset()
    known: frozenset[str] | None = getattr(who, _LED, None)
    if known is None:
        known = staying.departments_led(who.person_id, today())
        setattr(who, _LED, known)
    return known


def can_act_for(who: Somebody, department: str) -> bool:
    """Whether somebody says what a team does: whoever answers for its department, and whoever runs surveys."""
    return can_run(who) or department in departments_of(who)


def seen_actions(who: Somebody) -> Q:
    """The actions that somebody sees: of departments that they answer for, and their own."""
    if not isinstance(who, Account) or not can_see(who):
        return Q(pk__in=())
    return Q() if can_run(who) else Q(department__in=departments_of(who)) | Q(owner=who)


def can_end_action(who: Somebody, action: Action) -> bool:
    """Whether somebody says that an action is done: its owner, and whoever acts for the team."""
    return isinstance(who, Account) and can_see(who) and (
        action.owner_id == who.pk or can_act_for(who, action.department)
    )  # fmt: skip


def can_see_turnover(who: Somebody) -> bool:
    """Turnover is made of records of employment: whoever sees those of all sees it."""
    return can_read(who) and granted.may(who, SEE.name)


def can_keep_risk(who: Somebody, person: Person) -> bool:
    """Managers above somebody and their people partner alone, for whom it is written; never the person."""
    return can_read(who) and _keeps_risk(who, person)


def seen_risks(who: Somebody) -> Q:
    """The people whose retention risks somebody sees; found out once for each loaded account."""
    if not can_read(who):
        return relations.NONE
    known: Q | None = getattr(who, _RISKS, None)
    if known is None:
        known = _keeps_risk.of(who, Person)
        setattr(who, _RISKS, known)
    return known
