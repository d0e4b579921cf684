"""Who may see and steer automations, and in whose name they act."""

from __future__ import annotations

from trellis.automations.definitions.permissions import MANAGE, OWN, SEE
from trellis.core import granted
from trellis.core.rules import Account, Somebody, can_read, can_read_audit
from trellis.pages.rules import can_propose

__all__ = ["can_own", "can_see", "can_see_runs", "can_steer", "can_write", "sees_everything"]


def can_see(who: Somebody) -> bool:
    """Everybody of the team sees which automations there are and when they ran. Who is external does not."""
    return can_read(who) and granted.may(who, SEE.name)


def can_steer(who: Somebody, owner: Account | None) -> bool:
    """The owner of an automation may pause, resume and repeat it, and those who look after all of them."""
    if not isinstance(who, Account) or not can_see(who):
        return False
    return granted.may(who, MANAGE.name) or (owner is not None and who.pk == owner.pk)


def can_see_runs(who: Somebody, owner: Account | None) -> bool:
    """Whoever may steer an automation sees what its runs were about: others would read the log of events by it."""
    return can_steer(who, owner)


def can_write(who: Somebody) -> bool:
    """Whoever may propose changes of the handbook may propose an automation; its owners decide."""
    return can_see(who) and can_propose(who)


def can_own(who: Somebody) -> bool:
    """Automations act in the name of those who may have them do so, and whose account is open."""
    return can_read(who) and granted.may(who, OWN.name)


def sees_everything(who: Account) -> bool:
    """Whoever may read the audit may act on any event; others only on what happens to objects that they may see."""
    return can_read_audit(who)
