"""Communities as somebody sees them: which there are, what is asked in one, who belongs to it, what was reported."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from trellis.core.objects import Described
from trellis.core.rules import Account
from trellis.discussions.queries import threads
from trellis.learning import rules, terms
from trellis.learning.models import Community, Flag, Membership, Question

QUESTION = "community_question"
"""The kind of object that answers hang on."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which questions are asked for: `state` is open or answered, empty for all; `text` is in their words."""

    state: str = ""
    text: str = ""


def communities_for(who: Account, text: str = "", *, mine: bool = False) -> QuerySet[Any]:
    """The communities that somebody reads, their own first, with how many members and open questions each has."""
    own = Membership.objects.filter(community=OuterRef("pk"), account=who)
    rows = Community.objects.filter(rules.seen_communities(who)).annotate(is_mine=Exists(own))
    if mine:
        rows = rows.filter(is_mine=True)
    for word in text.split()[:10]:
        rows = rows.filter(Q(title__icontains=word) | Q(about__icontains=word) | Q(topic__icontains=word))
    waiting = Q(questions__accepted=None, questions__hidden_at=None, questions__pk__isnull=False)
    return rows.annotate(
        members=Count("memberships", distinct=True), waiting=Count("questions", filter=waiting, distinct=True)
    ).order_by("ended_at", "-is_mine", "title", "pk")


def community_for(who: Account, key: UUID) -> tuple[Community, Membership | None] | None:
    """A community that somebody reads, with their membership where they have one. Two queries."""
    found = Community.objects.filter(rules.seen_communities(who), pk=key).first()
    return (found, membership_of(who, found)) if found is not None else None


def membership_of(who: Account, community: Community) -> Membership | None:
    """That somebody belongs to a community; `is_led` says whether anybody looks after it. One query."""
    return _own(who).filter(community=community).first()


def _own(who: Account) -> QuerySet[Membership]:
    leading = Membership.objects.filter(
        community=OuterRef("community"), is_moderator=True, account__is_active=True
    )
    return Membership.objects.filter(account=who).annotate(is_led=Exists(leading))


def of_course(who: Account, course: str) -> Community | None:
    """The community of a course that somebody reads, the first where there are several."""
    rows = Community.objects.filter(rules.seen_communities(who), course=course, ended_at=None)
    return rows.order_by("founded_at").first()


def questions_of(who: Account, community: Community, wanted: Wanted) -> QuerySet[Question]:
    """The questions of a community that somebody reads, the newest first."""
    rows = Question.objects.filter(rules.seen_questions(who), community=community)
    if wanted.state in ("open", "answered"):
        rows = rows.filter(accepted__isnull=wanted.state == "open")
    for word in wanted.text.split()[:10]:
        rows = rows.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return rows.select_related("author").order_by("-asked_at", "-pk")


def question_for(who: Account, key: UUID) -> Question | None:
    """A question that somebody reads."""
    rows = Question.objects.filter(rules.seen_questions(who), pk=key)
    return rows.select_related("community", "author", "accepted__author").first()


def members_of(community: Community) -> QuerySet[Membership]:
    """Who belongs to a community, moderators first."""
    rows = Membership.objects.filter(community=community, account__is_active=True).select_related("account")
    return rows.order_by("-is_moderator", "account__name", "pk")


def moderators_of(community: Community) -> list[Account]:
    """Those who look after a community."""
    return [each.account for each in members_of(community).filter(is_moderator=True)]


def flags_of(community: Community) -> QuerySet[Flag]:
    """What was reported in a community and is not decided, the oldest first."""
    rows = Flag.objects.filter(question__community=community, decided_at=None)
    return rows.select_related("question", "comment__author", "by").order_by("at", "pk")


def flag_of(community: Community, key: UUID) -> Flag | None:
    """Something that was reported in a community, decided or not."""
    return Flag.objects.filter(question__community=community, pk=key).select_related("question").first()


def member_row_of(community: Community, key: UUID) -> Membership | None:
    """That somebody belongs to a community, by the key of their membership."""
    return (
        Membership.objects.filter(community=community, pk=key).select_related("account", "community").first()
    )


def counts_of_answers(questions: Collection[Question]) -> Mapping[UUID, int]:
    """How many answers each of some questions has. One query."""
    return threads.counts(QUESTION, [each.pk for each in questions])


def moderates(who: Account, question: UUID) -> bool:
    """Whether somebody looks after the community of a question, for the discussion below it."""
    own = _own(who).filter(community__questions=question).first()
    return rules.can_moderate(who, own)


def described_communities(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """Those of some communities that somebody reads."""
    rows = Community.objects.filter(rules.seen_communities(who), pk__in=keys).values_list("pk", "title")
    return {pk: Described(title, community_address(pk)) for pk, title in rows}


def labelled_communities(keys: Collection[UUID]) -> dict[UUID, Described]:
    """How lists of events name communities; closed ones by no name."""
    rows = Community.objects.filter(pk__in=keys).values_list("pk", "title", "is_open")
    return {pk: Described(title if is_open else "–", community_address(pk)) for pk, title, is_open in rows}


def described_questions(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """Those of some questions that somebody reads."""
    rows = Question.objects.filter(rules.seen_questions(who), pk__in=keys).values_list("pk", "title")
    return {pk: Described(title, question_address(pk)) for pk, title in rows}


def labelled_questions(keys: Collection[UUID]) -> dict[UUID, Described]:
    """How lists of events name questions; those of closed communities, and hidden ones, by no words of theirs."""
    rows = Question.objects.filter(pk__in=keys).values_list("pk", "title", "community__is_open", "hidden_at")
    return {
        pk: Described(title if is_open and hidden_at is None else "–", question_address(pk))
        for pk, title, is_open, hidden_at in rows
    }


def participants(key: UUID) -> list[Account]:
    """Whom a question concerns by itself: who asked it."""
    found = Question.objects.select_related("author").filter(pk=key).first()
    return [found.author] if found is not None and found.author is not None else []


def community_address(key: UUID) -> str:
    """Where a community is."""
    return reverse("learning:community", args=[key])


def question_address(key: UUID) -> str:
    """Where a question is."""
    return reverse("learning:question", args=[key])


def title_of_course(key: str) -> str:
    """What the course of a community is called."""
    return terms.title_of("course", key) if key else ""
