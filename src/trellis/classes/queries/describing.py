"""What other rooms show of sessions: in My work, in notices, in lists of what happened."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.classes import rules
from trellis.classes.models import Facilitator, Registration, Room, Session, Update, UpdateRead
from trellis.core.objects import Described
from trellis.core.rules import Account


def sessions(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Sessions by their titles."""
    rows = Session.objects.filter(pk__in=keys).only("title")
    return {each.pk: Described(each.title, reverse("classes:session", args=[each.pk])) for each in rows}


def sessions_from_outside(keys: Collection[UUID]) -> dict[UUID, Described]:
    """The same for lists of what happened, which those read who take part in none of it."""
    rows = Session.objects.filter(pk__in=keys).only("title", "kind")
    return {
        each.pk: Described(each.title_outside, reverse("classes:session", args=[each.pk])) for each in rows
    }


def sessions_to_enter(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Sessions, leading to the roster."""
    rows = Session.objects.filter(pk__in=keys).only("title")
    return {each.pk: Described(each.title, reverse("classes:roster", args=[each.pk])) for each in rows}


def sessions_to_prepare(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Sessions, leading to the run book."""
    rows = Session.objects.filter(pk__in=keys).only("title")
    return {each.pk: Described(each.title, reverse("classes:run", args=[each.pk])) for each in rows}


def seen_sessions(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """Those of some sessions that somebody sees, for notices."""
    rows = rules.seen_by(who).filter(pk__in=keys).only("title")
    return {each.pk: Described(each.title, reverse("classes:session", args=[each.pk])) for each in rows}


def offers(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Held places by the title of the session."""
    rows = Registration.objects.filter(pk__in=keys).select_related("session")
    return {
        each.pk: Described(each.session.title, reverse("classes:session", args=[each.session_id]))
        for each in rows
    }


def approvals(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Registrations that wait for approval: who wants to go where."""
    rows = Registration.objects.filter(pk__in=keys).select_related("session", "person")
    told = _("%(name)s: %(title)s")
    return {
        each.pk: Described(
            told % {"name": each.person.name, "title": each.session.title},
            reverse("classes:decide", args=[each.pk]),
        )
        for each in rows
    }  # fmt: skip


def closed_to_offers(who: Account) -> Q:
    """Held places of others: nobody confirms in place of another."""
    return ~Q(about__in=Registration.objects.filter(person=rules.myself(who)).values("pk"))


def closed_to_answers(who: Account) -> Q:
    """Sessions for which somebody else is asked."""
    asked = Facilitator.objects.filter(person=rules.myself(who), state=Facilitator.State.ASKED)
    return ~Q(about__in=asked.values("session"))


def seen_registrations(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """One's own registrations, for lists of what happened."""
    rows = Registration.objects.filter(pk__in=keys, person=rules.myself(who)).values_list("pk", "session")
    return {
        key: Described(_("registration"), reverse("classes:session", args=[session])) for key, session in rows
    }


def rooms(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Rooms by their names."""
    return {
        each.pk: Described(each.name, reverse("classes:rooms")) for each in Room.objects.filter(pk__in=keys)
    }


def updates(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Updates by their titles."""
    rows = Update.objects.filter(pk__in=keys)
    return {each.pk: Described(each.title, reverse("classes:updates")) for each in rows}


def closed_to_updates(who: Account) -> Q:
    """Updates that somebody was not told."""
    return ~Q(about__in=UpdateRead.objects.filter(person=rules.myself(who)).values("update"))
