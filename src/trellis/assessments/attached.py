"""How files are handed in as answers: by whoever takes the quiz, while they do; read by those who grade it."""

from __future__ import annotations

from uuid import UUID

from trellis.assessments import rules
from trellis.assessments.models import Answer
from trellis.assessments.services.attempts import GRACE
from trellis.assessments.services.closing import ANSWER
from trellis.core.attaching import Attaching
from trellis.core.granted import Somebody
from trellis.core.rules import Account

LARGEST = 20 * 2**20
MOST = 5


def _found(key: UUID) -> Answer | None:
    return Answer.objects.select_related("attempt").defer("attempt__paper").filter(pk=key).first()


def _sees(who: Somebody, key: UUID) -> bool:
    found = _found(key)
    return found is not None and rules.can_see(who, found.attempt)


def _adds(who: Somebody, key: UUID) -> bool:
    found = _found(key)
    if found is None or not isinstance(who, Account) or found.attempt.person_id != who.person_id:
        return False
    return found.type == "file" and found.checked_at is None and found.attempt.takes_answers(GRACE)


def _hides(who: Somebody, key: UUID) -> bool:
    found = _found(key)
    return found is None or rules.is_blind_to(who, found.attempt)


ATTACHED = Attaching(ANSWER, _sees, _adds, largest=LARGEST, most=MOST, hides=_hides, neutral="answer")
