"""Who may do what when people learn.

Everybody of the team learns for themselves. What somebody learns is seen by them, by the managers above them and by
those whose position or duty it is; notes, exercises and ticks by nobody but the learner. Managers assign courses to
those below them, Learning and Development to anybody; nobody decides about themselves.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from trellis.core import granted, predicates, queries, relations
from trellis.core.definitions.rights import spelled
from trellis.core.granted import Somebody
from trellis.core.predicates import in_manager_chain, is_self
from trellis.core.rules import Account, NotAllowedError, Person, can_read
from trellis.learning.definitions.permissions import KEEP, SEE
from trellis.learning.models import Community, Enrollment, Goal, MadePath, Membership

__all__ = [
    "Account",
    "NotAllowedError",
    "Person",
    "assigned_by",
    "can_answer_feedback",
    "can_ask",
    "can_assign",
    "can_decide",
    "can_follow",
    "can_found",
    "can_keep",
    "can_learn",
    "can_make_path_for",
    "can_moderate",
    "can_open",
    "can_see",
    "can_see_all",
    "can_see_goal",
    "can_see_learning",
    "can_see_team",
    "can_shape",
    "can_stop",
    "colleagues",
    "leads",
    "seen_communities",
    "seen_people",
    "seen_questions",
    "seen_team",
    "shared_goals_seen",
]

_above = predicates.may(SEE.name) | in_manager_chain
_sees = is_self | _above  # the first asks no database
_assigns = predicates.may(KEEP.name) | in_manager_chain


def can_see(who: Somebody) -> bool:
    """Everybody of the team."""
    return can_read(who)


def can_see_all(who: Somebody) -> bool:
    """Whether somebody sees what everybody learns."""
    return can_read(who) and granted.may(who, SEE.name)


def can_keep(who: Somebody) -> bool:
    """Whether somebody assigns courses to anybody, and decides about exemptions of anybody but themselves."""
    return can_read(who) and granted.may(who, KEEP.name)


def seen_people(who: Somebody) -> Q:
    """The people whose learning somebody sees: themselves and those below them, or everybody."""
    return _sees.of(who, Person) if can_read(who) else relations.NONE


def seen_team(who: Somebody) -> Q:
    """The people below somebody in the line."""
    return in_manager_chain.of(who, Person) if can_read(who) else relations.NONE


def can_see_learning(who: Somebody, person: Person) -> bool:
    """Whether somebody sees what a person learns and has learned: themselves, the managers above, and who keeps it."""
    return can_read(who) and _sees(who, person)


def can_assign(who: Somebody, person: Person) -> bool:
    """Whether somebody assigns courses to a person: the managers above, and who keeps learning."""
    return can_read(who) and _assigns(who, person)


def assigned_by(who: Somebody) -> Q:
    """The people to whom somebody assigns courses."""
    return _assigns.of(who, Person) if can_read(who) else relations.NONE


def can_decide(who: Somebody, person: Person) -> bool:
    """Whether somebody confirms what a person practised, and decides whether earlier learning counts: not their own."""
    return can_assign(who, person) and isinstance(who, Account) and who.person_id != person.pk


def can_learn(who: Somebody, enrollment: Enrollment) -> bool:
    """Whether somebody opens the player of an enrollment: whose it is, and nobody else."""
    return can_read(who) and isinstance(who, Account) and who.person_id == enrollment.person_id


def can_open(who: Somebody, enrollment: Enrollment) -> bool:
    """Whether somebody reads the parts of a course, and leaves anything in them: whose it is, once they are let in."""
    return can_learn(who, enrollment) and enrollment.is_let_in


def can_answer_feedback(who: Somebody, owner: str) -> bool:
    """Whether somebody answers what is said of a course: who holds the role that owns it, and who keeps learning."""
    if not isinstance(who, Account) or not can_read(who):
        return False
    if can_keep(who) or (owner and spelled(owner) == spelled(who.email)):
        return True
    return bool(owner) and spelled(owner) in {spelled(each) for each in queries.titles_held(who)}


def can_follow(who: Somebody, owner: str) -> bool:
    """Whether somebody sees what comes of a campaign or course in numbers: who sees all learning, its owner by role."""
    return can_see_all(who) or can_answer_feedback(who, owner)


def can_stop(who: Somebody, owner: str) -> bool:
    """Whether somebody stops a campaign early: its owner by their role, and who keeps learning."""
    return can_answer_feedback(who, owner)


def colleagues(person: UUID, day: date) -> QuerySet[Person]:
    """The people who report to the same manager as somebody on a day, but for themselves."""
    held = Q(positions__ends_on=None) | Q(positions__ends_on__gte=day)
    own = Person.objects.filter(
        held, pk=person, positions__starts_on__lte=day, positions__manager__isnull=False
    )
    managers = own.values("positions__manager")
    rows = Person.objects.filter(held, positions__manager__in=managers, positions__starts_on__lte=day)
    return rows.exclude(pk=person)


def leads(who: Somebody) -> bool:
    """Whether anybody is below somebody in the line."""
    return can_read(who) and Person.objects.filter(seen_team(who)).exists()


def can_see_team(who: Somebody) -> bool:
    """Whether somebody has the list of who learns what: who has a team, and who sees everybody."""
    return can_see_all(who) or leads(who)


def can_see_goal(who: Somebody, goal: Goal) -> bool:
    """Whose goal it is; the managers above them, where they show it to them. Nobody else, whatever they may."""
    if not isinstance(who, Account) or not can_read(who):
        return False
    return who.person_id == goal.person_id or (goal.is_shared and in_manager_chain(who, goal.person))


def shared_goals_seen(who: Somebody, person: Person) -> bool:
    """Whether somebody is above a person, and so sees the goals that the person shows."""
    return can_read(who) and in_manager_chain(who, person)


def can_make_path_for(who: Somebody, person: Person) -> bool:
    """Whether somebody makes a path for a person: oneself, the managers above, and who keeps learning."""
    return can_assign(who, person) or (
        isinstance(who, Account) and can_read(who) and who.person_id == person.pk
    )


def can_shape(who: Somebody, made: MadePath) -> bool:
    """Whether somebody changes the items of a path: those above, who keeps learning, and whose own work it is."""
    return can_assign(who, made.person) or (
        isinstance(who, Account)
        and can_read(who)
        and who.person_id == made.person_id
        and made.made_by_id == who.pk
    )


def seen_communities(who: Somebody) -> Q:
    """The communities that somebody reads: open ones everybody of the team, closed ones their members."""
    if not isinstance(who, Account) or not can_read(who):
        return relations.NONE
    return Q(is_open=True) | Q(pk__in=Membership.objects.filter(account=who).values("community"))


def seen_questions(who: Somebody) -> Q:
    """The questions that somebody reads: of communities that they read; what is hidden its author and moderators."""
    if not isinstance(who, Account) or not can_read(who):
        return relations.NONE
    moderated = Membership.objects.filter(account=who, is_moderator=True).values("community")
    shown = Q(hidden_at=None) | Q(author=who) | Q(community__in=moderated)
    return Q(community__in=Community.objects.filter(seen_communities(who)).values("pk")) & shown


def can_found(who: Somebody, course_owner: str = "") -> bool:
    """Whether somebody founds a community: who keeps learning; of a course also who holds the role that owns it."""
    return can_keep(who) or (bool(course_owner) and can_answer_feedback(who, course_owner))


def can_moderate(who: Somebody, own: Membership | None) -> bool:
    """Whether somebody looks after a community: its moderators; where none is left, members who keep learning.

    `own` is a membership as `queries.communities.membership_of` gives it, which knows whether there is a moderator.
    """
    if own is None or not can_read(who):
        return False
    return own.is_moderator or (not getattr(own, "is_led", True) and can_keep(who))


def can_ask(who: Somebody, community: Community, own: Membership | None) -> bool:
    """Members, while the community is not closed down."""
    return can_read(who) and own is not None and community.ended_at is None
