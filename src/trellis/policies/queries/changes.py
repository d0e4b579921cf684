"""The versions of policies: what changed in each, whom it asks again, and who says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from trellis.core import defined
from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.handbook.handbook import Handbook
from trellis.handbook.meaning import Changed, Part, compare, parts_of
from trellis.pages.queries import changing, proposals
from trellis.pages.queries.current import current_edition
from trellis.people.days import today
from trellis.people.queries import audiences
from trellis.policies import terms
from trellis.policies.definitions.policies import Policies
from trellis.policies.models import Decision, Meaning, Version
from trellis.policies.terms import Text
from trellis.work import holders

MOST_PROPOSALS = 50
"""Open proposals that are looked through for changes of policies."""


def newest_versions() -> dict[str, Version]:
    """The last version of each policy, by path. One query."""
    ranked = Version.objects.annotate(
        rank=Window(RowNumber(), partition_by=F("path"), order_by=F("number").desc())
    )
    return {each.path: each for each in ranked.filter(rank=1)}


def newest_of(path: str) -> Version | None:
    """The last version of a policy."""
    return Version.objects.filter(path=path).order_by("-number").first()


def decision_about(path: str, before: str, after: str) -> Decision | None:
    """What was decided last about the change from one text to another, each known by its digest."""
    found = Decision.objects.filter(path=path, before_digest=before, after_digest=after)
    return found.select_related("decided_by").order_by("-pk").first()


def parts_of_version(version: Version) -> tuple[Part, ...]:
    """What the text of a version says, section by section, by the rule of anchors that is in force."""
    return parts_of(terms.page_of(version.path, version.text), defined.edition().handbook.settings.slugs)


def said_of(version: Version) -> tuple[Changed, ...]:
    """What a version says that the one before does not, and the other way round."""
    return (
        compare(parts_of_version(version.before), parts_of_version(version))
        if version.before is not None
        else ()
    )


def changes() -> QuerySet[Version]:
    """The changes of meaning, those to be decided first, then the newest."""
    found = Version.objects.exclude(meaning__in=(Meaning.FIRST, Meaning.SAME))
    return found.select_related("before", "decision__decided_by").order_by("-created_at", "-pk")


def undecided() -> int:
    """How many changes wait for somebody's word. One query."""
    return Version.objects.filter(meaning=Meaning.OPEN).count()


def concerned(path: str, changed: dict[str, tuple[str, ...]], policies: Policies | None = None) -> int:
    """How many people would be asked again if these sections of a policy say something else. Two queries."""
    every = policies or terms.policies()
    policy = every.by_path.get(path)
    if policy is None:
        return 0
    everybody = audiences.facts_on(today()).values()
    return sum(every.asks(path, facts) and policy.concerns(facts, changed) for facts in everybody)


def deciders_of(path: str) -> list[Account]:
    """Those who hold the role that owns a policy; administrators where nobody does."""
    policy = terms.policy_at(path)
    found = holders.holders_of_role(policy.owner) if policy is not None and policy.owner else []
    return found or holders.administrators()


# -- what is only proposed


@dataclass(frozen=True, slots=True)
class Proposed:
    """A change of a policy that a proposal would make: both texts, what they say otherwise, whom it would ask."""

    before: Text
    after: Text
    said: tuple[Changed, ...]
    people: int
    decision: Decision | None

    @property
    def path(self) -> str:
        """The page."""
        return self.after.path


def proposed_between(before: Handbook, after: Handbook, paths: Sequence[str]) -> Iterator[tuple[Text, Text]]:
    """The texts of policies before and after a change that makes them say something else; cheap where none is touched.

    A policy may change without its page: by what it includes.
    """
    for policy in terms.policies_of(after).asking():
        page, former = after.pages.get(policy.path), before.pages.get(policy.path)
        if page is None or former is None or (policy.path not in paths and "![[" not in page.text):
            continue
        old, new = terms.text_in(before, policy.path), terms.text_in(after, policy.path)
        if old is not None and new is not None and compare(old.parts, new.parts):
            yield old, new


def proposed_by(number: int) -> tuple[Proposed, ...] | None:
    """The changes of policies that an open proposal would make; `None` where whoever asks sees no such proposal."""
    proposal = proposals.proposal_by_number(number)
    if proposal is None or not proposal.is_open:
        return None
    try:
        made = changing.changes_of(current_edition(), proposal)
        before, after = made.before, made.after
    except TrellisError:
        return None
    every = terms.policies_of(after)
    return tuple(
        Proposed(
            old, new, said, concerned(new.path, above_of(said, (*old.parts, *new.parts)), every),
            decision_about(new.path, old.digest, new.digest),
        )
        for old, new in proposed_between(before, after, made.paths)
        for said in [compare(old.parts, new.parts)]
    )  # fmt: skip


def above_of(said: Sequence[Changed], parts: Sequence[Part]) -> dict[str, tuple[str, ...]]:
    """The sections that say something else, each with those that it lies in."""
    above = {each.key: each.above for each in parts}
    return {each.key: above[each.key] for each in said}


def version_for(key: UUID) -> Version | None:
    """A version, with the one before it and what was decided."""
    return Version.objects.select_related("before", "decision__decided_by").filter(pk=key).first()


def proposals_touching() -> list[tuple[int, str]]:
    """The open proposals that edit the page of a policy, with their titles, as far as whoever asks sees them."""
    asking, edition = {each.path for each in terms.policies().asking()}, current_edition()
    found = []
    for each in proposals.proposals(state="open")[:MOST_PROPOSALS]:
        if asking.intersection(proposals.paths_of(edition, each) or ()):
            found.append((each.number, each.title))
    return found
