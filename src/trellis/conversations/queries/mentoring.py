"""Reads of mentoring: who offers it, who would fit, the pairs of somebody; for who oversees it, days and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.conversations import rules
from trellis.conversations.models import MentorOffer, Pair, Reflection, Session, Way
from trellis.core.objects import Described
from trellis.core.rules import Account, Person
from trellis.people import terms
from trellis.people.days import today
from trellis.people.queries import chart

State = Pair.State
OPEN = (State.ASKED, State.ACTIVE)


@dataclass(frozen=True, slots=True)
class Offered:
    """Somebody who would mentor others: how well they fit whoever asks, and why."""

    offer: MentorOffer
    title: str
    free: int
    reasons: tuple[str, ...]
    fit: int


def offers_for(who: Account, *, text: str = "", way: str = "") -> list[Offered]:
    """Who offers to mentor, who fits whoever asks best first: a higher grade, the same job family. Three queries."""
    found = (
        MentorOffer.objects.filter(is_open=True)
        .exclude(person=rules.myself(who))
        .select_related("person__account")
    )
    rows = list(found.filter(way=way) if way else found)
    nodes = chart.tree_on(today()).nodes
    active = Pair.objects.filter(state=State.ACTIVE, mentor__in=[each.person_id for each in rows])
    busy = Counter(active.values_list("mentor", "way"))
    own = nodes.get(who.person_id) if who.person_id else None
    words = text.casefold().split()
    offered = []
    for each in rows:
        node = nodes.get(each.person_id)
        if node is None or node.manager == who.person_id or not _fits(each, node.title, words):
            continue
        reasons, fit = _reasons(node.title, own.title if own else "")
        if own is not None and own.manager == each.person_id:
            continue
        can_answer = getattr(each.person, "account", None) is not None
        free = max(0, each.most - busy[each.person_id, each.way]) if can_answer else 0
        offered.append(Offered(each, node.title, free, reasons, fit if free else fit - 10))
    return sorted(offered, key=lambda one: (-one.fit, one.offer.person.name.casefold(), str(one.offer.pk)))


def offer_of(person: UUID, way: str) -> MentorOffer | None:
    """What somebody offers."""
    return MentorOffer.objects.select_related("person__account").filter(person=person, way=way).first()


def own_offers(who: Account) -> dict[str, MentorOffer]:
    """What whoever asks offers, by way."""
    return {each.way: each for each in MentorOffer.objects.filter(person=rules.myself(who))}


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair as lists show it: no words."""

    pair: Pair
    sessions: int
    last_on: date | None
    is_mentor: bool = False

    @property
    def other(self) -> Person:
        """The other one, for one of the two."""
        return self.pair.mentee if self.is_mentor else self.pair.mentor


def lines_of(who: Account, *, past: bool = False) -> list[PairLine]:
    """The pairs of somebody, those that wait first. One query."""
    found = rules.pairs_of(who)
    found = found.exclude(state__in=OPEN) if past else found.filter(state__in=OPEN)
    order = {State.ASKED: 0, State.ACTIVE: 1}
    lines = _lines(found, who.person_id)
    return sorted(
        lines, key=lambda each: (order.get(State(each.pair.state), 2), -each.pair.asked_at.timestamp())
    )


def all_pairs() -> QuerySet[Pair]:
    """All pairs that go on or went on, for who oversees them: their words are asked for by nobody who uses it."""
    return _counted(Pair.objects.filter(state__in=(State.ACTIVE, State.ENDED))).order_by("-starts_on", "-pk")


def line_of(pair: Pair) -> PairLine:
    """A pair of `all_pairs`."""
    return PairLine(pair, pair.held, pair.last)  # type: ignore[attr-defined]


def pair_for(who: Account, key: UUID) -> Pair | None:
    """A pair of somebody; `None` for one that there is not, or not for them."""
    return rules.pairs_of(who).select_related("mentor", "mentee").filter(pk=key).first()


def sessions_of(pair: Pair) -> list[Session]:
    """The sessions of a pair, the newest first."""
    return list(pair.sessions.select_related("by").order_by("-held_on", "-pk"))


def reflections_of(pair: Pair) -> list[Reflection]:
    """What the two wrote at the end."""
    return list(pair.reflections.select_related("writer").order_by("pk"))


# -- for the rooms below


def described(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Pairs for My work: who asks, and no word of what for."""
    rows = Pair.objects.filter(pk__in=keys).select_related("mentee")
    return {
        each.pk: Described(
            (_("Coaching of %(name)s") if each.way == Way.COACH else _("Mentoring of %(name)s"))
            % {"name": each.mentee.name},
            reverse("conversations:pair", args=[each.pk]),
        )
        for each in rows
    }


def seen_pairs(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """Those of some pairs that are somebody's, for notices."""
    found = rules.pairs_of(who).filter(pk__in=keys).values_list("pk", "way")
    words = {Way.MENTOR: _("mentoring"), Way.COACH: _("coaching")}
    return {key: Described(words[Way(way)], reverse("conversations:pair", args=[key])) for key, way in found}


def described_offers(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Offers for lists of events."""
    rows = MentorOffer.objects.filter(pk__in=keys).select_related("person")
    return {each.pk: Described(each.person.name, reverse("conversations:mentoring")) for each in rows}


def _counted(found: QuerySet[Pair]) -> QuerySet[Pair]:
    counted = found.annotate(held=Count("sessions"), last=Max("sessions__held_on"))
    return counted.select_related("mentor", "mentee")


def _lines(found: QuerySet[Pair], me: UUID | None) -> Iterable[PairLine]:
    for each in _counted(found):
        yield PairLine(each, each.held, each.last, each.mentor_id == me)  # type: ignore[attr-defined]


def _fits(offer: MentorOffer, title: str, words: Collection[str]) -> bool:
    text = " ".join((offer.person.name, title, offer.words, *offer.topics)).casefold()
    return all(word in text for word in words)


def _reasons(title: str, own: str) -> tuple[tuple[str, ...], int]:
    """Why somebody of a role would fit somebody of another, and how well: a higher grade, the same job family."""
    role, mine = terms.role_titled(title), terms.role_titled(own)
    if role is None or mine is None:
        return (), 0
    reasons, fit = [], 0
    if role.grade is not None and mine.grade is not None and role.grade > mine.grade:
        steps = role.grade - mine.grade
        reasons.append(_("a higher grade"))
        fit += 3 if steps <= 3 else 1
    if role.family.slug == mine.family.slug:
        reasons.append(_("the same job family"))
        fit += 2
    return tuple(reasons), fit


def closed_to_pairs(who: Account) -> Q:
    """Pairs that are not somebody's: nobody answers in place of another."""
    return ~Q(about__in=rules.pairs_of(who).values("pk"))
