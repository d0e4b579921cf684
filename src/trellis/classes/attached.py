"""Files of sessions: what those who take part get beforehand, and what they get afterwards.

Both hang on the session. Who runs it adds them; who has a place reads them, those for afterwards once it has ended.
"""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from trellis.classes import rules
from trellis.classes.models import Session
from trellis.core.attaching import Attaching
from trellis.core.granted import Somebody

BEFORE, AFTER = "class_session", "class_afterwards"
MOST = 40


def is_over(session: Session) -> bool:
    """Whether what is for afterwards can be read."""
    return session.state == Session.State.HELD or session.ends_at <= timezone.now()


def _found(key: UUID) -> Session | None:
    return Session.objects.prefetch_related("facilitators").filter(pk=key).first()


def _sees(who: Somebody, key: UUID) -> bool:
    found = _found(key)
    return found is not None and rules.can_read_materials(who, found)


def _sees_afterwards(who: Somebody, key: UUID) -> bool:
    found = _found(key)
    if found is None or not rules.can_read_materials(who, found):
        return False
    return is_over(found) or rules.can_run(who, found)


def _adds(who: Somebody, key: UUID) -> bool:
    found = _found(key)
    return found is not None and found.state != Session.State.CANCELLED and rules.can_run(who, found)


ATTACHED = (
    Attaching(BEFORE, _sees, _adds, most=MOST), Attaching(AFTER, _sees_afterwards, _adds, most=MOST),
)  # fmt: skip
