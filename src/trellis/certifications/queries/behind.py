"""What stands behind evidence in the rooms below: the texts that somebody was taught by, and their attempts."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from trellis.assessments.addresses import attempt_address
from trellis.assessments.queries.shown import titles_within
from trellis.certifications.models import AwardEvidence
from trellis.certifications.taught_texts import Behind, Kept
from trellis.learning.queries.shown import taught


def of_enrollment(each: AwardEvidence) -> Behind:
    """The lessons of a course as they were kept when they were taught, and the attempts at its quizzes."""
    key = _key_of(each, "enrollment")
    if key is None:
        return Behind()
    texts = tuple(
        Kept(path, said["title"], said["text"], tuple(said["sources"])) for path, said in taught(key).items()
    )
    links = tuple(
        (_("%(title)s, attempt %(n)d") % {"title": title, "n": n}, attempt_address(pk))
        for pk, title, n in titles_within(f"enrollment:{key}")
    )
    return Behind(texts, links)


def of_attempt(each: AwardEvidence) -> Behind:
    """The attempt itself: who may see it sees what was asked and answered."""
    key = _key_of(each, "attempt")
    return Behind(links=((_("The attempt"), attempt_address(key)),)) if key is not None else Behind()


def _key_of(each: AwardEvidence, what: str) -> UUID | None:
    kind, _colon, said = each.source.partition(":")
    try:
        return UUID(said) if kind == what else None
    except ValueError:
        return None
