"""Who may do what with reviews.

Words are for whom they concern (`definitions.reading`). Boxes before they are shared: the managers above somebody and
the facilitators of the board that they are on. Never one's own. How far a cycle is: who runs reviews, and managers of
their own line. No level of access changes any of it.
"""

from __future__ import annotations

from django.db.models import Q

from trellis.core import granted, relations
from trellis.core.granted import Somebody
from trellis.core.predicates import in_manager_chain, is_self
from trellis.core.rules import Account, NotAllowedError, Person, can_read
from trellis.people.days import today
from trellis.people.queries.directory import reports_on
from trellis.reviews.definitions.permissions import RUN
from trellis.reviews.definitions.reading import SEEN
from trellis.reviews.models import CalibrationBoard, Review

__all__ = [
    "Account",
    "NotAllowedError",
    "Person",
    "can_enter",
    "can_facilitate",
    "can_move",
    "can_run",
    "can_see_board",
    "can_see_person",
    "can_see_progress",
    "is_manager",
    "seen_people",
    "sees_box",
]

_LEADS = "_leads_in_reviews"


def can_enter(who: Somebody) -> bool:
    """Everybody of the team: what concerns them is there, nothing else."""
    return can_read(who) and isinstance(who, Account) and who.person_id is not None


def can_run(who: Somebody) -> bool:
    """Whoever the handbook lets open cycles and set up boards. They read no reviews."""
    return can_read(who) and granted.may(who, RUN.name)


def is_manager(who: Somebody) -> bool:
    """To whom somebody reports today; found out once for each loaded account."""
    if not isinstance(who, Account) or not can_enter(who):
        return False
    known: bool | None = vars(who).get(_LEADS)
    if known is None:
        known = reports_on(Person(pk=who.person_id), today()).order_by().exists()
        vars(who)[_LEADS] = known
    return known


def can_see_progress(who: Somebody) -> bool:
    """Whoever runs cycles, and managers for their own line."""
    return can_run(who) or is_manager(who)


def seen_people(who: Somebody) -> Q:
    """Of whom somebody sees how far the review is."""
    if can_run(who):
        return relations.ALL
    return in_manager_chain.of(who, Person) if can_enter(who) else relations.NONE


def can_see_person(who: Somebody, person: Person) -> bool:
    """Whether somebody has the tab of reviews on the page of a person: themselves, and the managers above."""
    return can_enter(who) and (is_self(who, person) or in_manager_chain(who, person))


def can_facilitate(who: Somebody, board: CalibrationBoard) -> bool:
    """The facilitators of a board."""
    if not isinstance(who, Account) or not can_enter(who):
        return False
    return any(each.person_id == who.person_id for each in board.facilitators.all())


def can_see_board(who: Somebody, board: CalibrationBoard) -> bool:
    """Facilitators, and managers above anybody on it, who see those of their own line."""
    if can_facilitate(who, board):
        return True
    if not can_enter(who):
        return False
    below = Person.objects.filter(in_manager_chain.of(who, Person)).values("pk")
    return bool(Review.objects.filter(board=board, person__in=below).exists())


def can_move(who: Somebody, review: Review) -> bool:
    """Whether somebody places a person on a board: facilitators and managers above, never themselves."""
    if not isinstance(who, Account) or not can_enter(who) or who.person_id == review.person_id:
        return False
    board = review.board
    if board is None or board.locked_at is not None:
        return False
    return can_facilitate(who, board) or in_manager_chain(who, review.person)


def sees_box(who: Somebody, review: Review) -> bool:
    """Whether somebody sees where a person is placed: managers above; themselves once it is shared and meant to be."""
    if not isinstance(who, Account) or not can_enter(who):
        return False
    if who.person_id == review.person_id:
        talent = review.cycle.talent
        return review.state in SEEN and talent is not None and bool(talent.get("shown"))
    return who.person_id == review.manager_id or in_manager_chain(who, review.person)
