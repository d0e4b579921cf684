"""Whether evidence of certificates still stands: asked of the rooms that have the records, by the kind of record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from trellis.assessments.queries import shown as of_assessments
from trellis.certifications import facts
from trellis.certifications.definitions.evidence import CLASS, PRACTICAL
from trellis.certifications.models import AwardEvidence
from trellis.certifications.queries import own
from trellis.learning.queries import shown as of_learning

Found = Mapping[UUID, Decimal | None]


def enrollments(evidence: Sequence[AwardEvidence]) -> Found:
    """Courses and hours stand while the completion does, classes and practicals while the part does. Two queries."""
    of_parts = {
        each.pk: (_key(each), each.key.partition("/")[2])
        for each in evidence
        if each.kind in (CLASS, PRACTICAL)
    }
    done = of_learning.still_done([(key, part) for key, part in of_parts.values() if key is not None])
    whole = [each for each in evidence if each.pk not in of_parts]
    completed = of_learning.still_completed(_keys(whole))
    found: dict[UUID, Decimal | None] = {each.pk: each.amount for each in whole if _key(each) in completed}
    return found | dict.fromkeys((pk for pk, part in of_parts.items() if part in done), None)


def attempts(evidence: Sequence[AwardEvidence]) -> Found:
    """Attempts stand while they are passed, with the score that they have now. One query."""
    scores = of_assessments.scores_of(_keys(evidence))
    return {each.pk: scores[key] for each in evidence if (key := _key(each)) in scores}


def register() -> None:
    """Called when Django starts."""
    facts.register_check("enrollment", enrollments)
    facts.register_check("attempt", attempts)
    facts.register_check("exemption", _of(of_learning.still_granted))
    facts.register_check("path", _of(of_learning.paths_still_completed))
    facts.register_check("sign-off", _of(own.still_signed))
    facts.register_check("certificate", _of(own.still_held))


def _of(still: Callable[[Collection[UUID]], set[UUID]]) -> facts.Check:
    def check(evidence: Sequence[AwardEvidence]) -> Found:
        known = still(_keys(evidence))
        return {each.pk: each.amount for each in evidence if _key(each) in known}

    return check


def _keys(evidence: Sequence[AwardEvidence]) -> set[UUID]:
    return {key for each in evidence if (key := _key(each)) is not None}


def _key(each: AwardEvidence) -> UUID | None:
    try:
        return UUID(each.source.partition(":")[2])
    except ValueError:
        return None
