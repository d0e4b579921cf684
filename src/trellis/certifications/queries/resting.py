"""Which certificates rest on which text: what a change of it touches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from uuid import UUID

from django.db.models import Q

from trellis.certifications import terms
from trellis.certifications.definitions.evidence import CERTIFICATION, CLASS, COURSE, PATH, PRACTICAL, QUIZ
from trellis.certifications.models import HELD, Award, AwardEvidence
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import stem_of

_OF_COURSE = (COURSE, CLASS, PRACTICAL)


def counted(handbook: Handbook, paths: Collection[str]) -> dict[str, int]:
    """How many certificates that count today rest on some pages, by the certification. Three queries.

    A page of the folder of a course is what its completion rests on; text that a page includes from another as well.
    """
    touched = _with_including(handbook, paths)
    asked = list(_asked_of(touched))
    own = [each.key for each in terms.certifications_of(handbook).by_key.values() if each.path in touched]
    if not asked and not own:
        return {}
    condition = Q(pk__in=())
    for kind, key in asked:
        starts = kind in (CLASS, PRACTICAL)
        condition |= Q(kind=kind, key__startswith=f"{key}/") if starts else Q(kind=kind, key=key)
    held = Award.objects.filter(is_current=True, state__in=HELD)
    found: dict[UUID, str] = dict(held.filter(certification__in=own).values_list("pk", "certification"))
    rows = AwardEvidence.objects.filter(condition, award__in=held)
    found |= dict(rows.values_list("award", "award__certification"))
    return dict(sorted(Counter(found.values()).items()))


def counted_of_courses(keys: Collection[str]) -> dict[str, int]:
    """How many certificates that count today rest on some courses, by the key of the course. One query."""
    condition = Q(pk__in=())
    for key in keys:
        condition |= Q(kind=COURSE, key=key) | Q(kind__in=(CLASS, PRACTICAL), key__startswith=f"{key}/")
    rows = AwardEvidence.objects.filter(condition, award__is_current=True, award__state__in=HELD)
    found: dict[str, set[UUID]] = {}
    for award, key in rows.values_list("award", "key"):
        found.setdefault(key.partition("/")[0], set()).add(award)
    return {key: len(several) for key, several in sorted(found.items())}


def _with_including(handbook: Handbook, paths: Collection[str]) -> set[str]:
    """Some pages, and those that include text of theirs, however many steps away."""
    found, left = set(paths), list(paths)
    while left:
        path = left.pop()
        for source in handbook.backlinks(path):
            page = handbook.pages.get(source)
            if source not in found and page is not None and "![[" in page.text:
                found.add(source)
                left.append(source)
    return found


def _asked_of(paths: Collection[str]) -> Iterator[tuple[str, str]]:
    """What evidence could rest on some pages: kind and key."""
    for path in sorted(paths):
        yield QUIZ, path
        parts = path.split("/")
        if "courses" in parts[:-1] and parts.index("courses") + 2 <= len(parts) - 1:
            course = parts[parts.index("courses") + 1]
            for kind in _OF_COURSE:
                yield kind, course
        if "paths" in parts[:-1]:
            yield PATH, stem_of(path).rpartition("/")[2]
        if "certifications" in parts[:-1]:
            yield CERTIFICATION, stem_of(path).rpartition("/")[2]
