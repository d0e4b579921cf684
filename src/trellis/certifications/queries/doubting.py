"""Whether certificates still rest on what they asked for, by the text of then: what was taken back of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from trellis.certifications import facts, terms
from trellis.certifications.definitions.evaluating import Result, evaluate, missing
from trellis.certifications.definitions.evidence import CERTIFICATION, Evidence, Shown
from trellis.certifications.definitions.requirements import Requirement
from trellis.certifications.definitions.terms_of_awards import ONE_DAY
from trellis.certifications.models import HELD, Award, AwardEvidence, AwardState, Doubt, DoubtState

LOOKED_AT = (*HELD, AwardState.SUSPENDED)
"""The states of certificates that are looked at: those that count, or may count again."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How a current certificate stands with its evidence, and that of those which it renews.

    `lost` is what was taken back and nothing else makes up for, `missing` what would have to be shown again.
    """

    award: Award
    lost: tuple[AwardEvidence, ...] = ()
    missing: tuple[Result, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """The certificates of some people with their evidence, and that of it which stands."""

    awards: Mapping[UUID, Award]
    evidence: Mapping[UUID, list[AwardEvidence]]
    now: Mapping[UUID, Decimal | None]

    def chain(self, award: Award) -> Iterator[Award]:
        """A certificate, and those that it renews, the newest first."""
        link: Award | None = award
        while link is not None:
            yield link
            link = self.awards.get(link.renews_id) if link.renews_id is not None else None

    def suspects(self, award: Award) -> list[AwardEvidence]:
        """The evidence of one certificate that was taken back, or whose score is less than it was."""
        return [each for each in self.evidence[award.pk] if not self._stands(each)]

    def _stands(self, each: AwardEvidence) -> bool:
        amount = self.now.get(each.pk)
        return each.pk in self.now and (each.amount is None or amount is None or amount >= each.amount)


def findings(people: Collection[UUID], day: date) -> list[Finding]:
    """How the current certificates of people stand. A few queries for all, and a few more for each that is suspect."""
    known = _known(people)
    current = [each for each in known.awards.values() if each.is_current and each.state in LOOKED_AT]
    return [_finding(each, known, day) for each in current]


def suspected(people: Collection[UUID]) -> set[UUID]:
    """The people of whose certificates' evidence something was taken back. A few queries for any number."""
    known = _known(people)
    return {
        each.person_id
        for each in known.awards.values()
        if each.is_current and each.state in LOOKED_AT and any(map(known.suspects, known.chain(each)))
    }


def open_doubt(award: Award) -> Doubt | None:
    """The doubt about a certificate that waits for a decision."""
    return Doubt.objects.filter(award=award, state=DoubtState.OPEN).first()


def lost_of(doubt: Doubt) -> list[AwardEvidence]:
    """What was taken back, by a doubt. One query."""
    return list(AwardEvidence.objects.filter(pk__in=doubt.lost).order_by("place", "pk"))


def _known(people: Collection[UUID]) -> _Known:
    rows = Award.objects.filter(person__in=people).select_related("wording", "person").defer("wording__text")
    awards = {each.pk: each for each in rows.order_by("pk")}
    evidence: dict[UUID, list[AwardEvidence]] = defaultdict(list)
    for each in AwardEvidence.objects.filter(award__in=awards).order_by("place", "pk"):
        evidence[each.award_id].append(each)
    return _Known(awards, evidence, facts.standing(one for several in evidence.values() for one in several))


def _finding(award: Award, known: _Known, day: date) -> Finding:
    lost: list[AwardEvidence] = []
    lacking: list[Result] = []
    for link in known.chain(award):
        suspects = known.suspects(link)
        if suspects:
            gone, result = _judged(link, suspects, known, day)
            lost += gone
            lacking += missing(result) if gone and result is not None else ()
    return Finding(award, tuple(lost), tuple(lacking))


def _judged(
    award: Award, suspects: list[AwardEvidence], known: _Known, day: date
) -> tuple[list[AwardEvidence], Result | None]:
    """What of some suspect evidence a certificate lacks, and how its requirement stands by its text of then.

    Where that text cannot be read, or was never met by what is known here (as of a certificate from elsewhere), each
    thing is made up for by the same thing, shown otherwise.
    """
    said = terms.certification_then(award.wording)
    before = known.awards.get(award.renews_id) if award.renews_id is not None else None
    route = (
        said.to_renew
        if said is not None and before is not None
        else said.requires
        if said is not None
        else None
    )
    asked = {(each.kind, each.key) for each in suspects}
    asked |= terms.asked_by([route])
    shown = facts.shown_by([award.person_id], asked, day).get(award.person_id, Shown()).evidence
    if route is not None:
        since, collected = _windows(award, before, known)
        result = _evaluated(route, (*_pinned(award, known), *shown), day, since, collected)
        if result.is_met:
            return [], result
        if _evaluated(route, _then(award, known), day, since, collected).is_met:
            return suspects, result
    again = {(each.kind, each.key) for each in shown}
    return [each for each in suspects if (each.kind, each.key) not in again], None


def _evaluated(
    route: Requirement, evidence: Iterable[Evidence], day: date, since: date | None, collected: date | None
) -> Result:
    # What stands of the certificate comes first: the same record, found once more, must not add its hours twice.
    once = {(each.kind, each.key, each.source): each for each in reversed([*evidence])}
    return evaluate(route, Shown(tuple(once.values())), day, since=since, collected_since=collected)


def _windows(award: Award, before: Award | None, known: _Known) -> tuple[date | None, date | None]:
    """Since when what is shown counts for a certificate."""
    if before is not None:
        return before.renewable_from, before.awarded_on + ONE_DAY
    earlier = any(
        (each.person_id, each.certification) == (award.person_id, award.certification) and each.pk < award.pk
        for each in known.awards.values()
    )
    days = [each.on for each in known.evidence[award.pk] if each.kind != CERTIFICATION]
    # One that came after a revocation rests on what was shown since: nothing from before makes up for it.
    return (min(days) if earlier and days else None), None


def _pinned(award: Award, known: _Known) -> Iterator[Evidence]:
    """What a certificate rests on and still stands; that it has ended since takes nothing away."""
    for each in known.evidence[award.pk]:
        if each.pk in known.now:
            yield Evidence(
                kind=each.kind, key=each.key, on=each.on, amount=known.now[each.pk], title=each.title,
                source=each.source, revision=each.revision,
            )  # fmt: skip


def _then(award: Award, known: _Known) -> Iterator[Evidence]:
    """What a certificate rested on when it was awarded."""
    for each in known.evidence[award.pk]:
        yield Evidence(kind=each.kind, key=each.key, on=each.on, amount=each.amount, source=each.source)
