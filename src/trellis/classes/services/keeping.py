"""Rooms, and the addresses by which calendar programs read what somebody has on."""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.classes import rules
from trellis.classes.events import CalendarShared, RoomKept
from trellis.classes.models import Feed, Room
from trellis.classes.services.errors import ClassError, NotThereError
from trellis.core.definitions.calendars import is_zone
from trellis.core.rules import Account, NotAllowedError, require_oneself
from trellis.core.services.events import publish


def keep_room(
    *, key: UUID, name: str, address: str, zone: str, capacity: int, equipment: str = "", is_open: bool = True,
    by: Account,
) -> Room:  # fmt: skip
    """Add a room, or say anew what it is. Raises NotAllowedError, ClassError."""
    if not rules.can_keep(by):
        raise NotAllowedError(_("Only who keeps classes keeps rooms."))
    words = " ".join(name.split())[:120]
    if not words:
        raise ClassError(_("A room has a name."), field="name")
    if not is_zone(zone):
        raise ClassError(_("There is no such time zone."), field="zone")
    if not 1 <= capacity <= 100_000:
        raise ClassError(_("A room holds somebody."), field="capacity")
    with transaction.atomic():
        row = Room.objects.select_for_update().filter(pk=key).first() or Room(pk=key)
        if Room.objects.filter(name__iexact=words).exclude(pk=key).exists():
            raise ClassError(_("Another room has this name."), field="name")
        row.name, row.address, row.zone = words, " ".join(address.split())[:300], zone
        row.capacity, row.equipment, row.is_open = capacity, equipment.strip()[:500], is_open
        row.save()
        publish(RoomKept(row.pk, by.pk))
    return row


def share_calendar(*, by: Account) -> str:
    """Make the secret of a new address for one's calendar, which is shown once; one from before is over.

    Raises NotAllowedError, also for whoever acts as somebody else: the address would outlast their visit.
    """
    require_oneself()
    me = rules.myself(by)
    if me is None:
        raise NotAllowedError(_("Only who works here takes part."))
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        row, _new = Feed.objects.update_or_create(
            person_id=me, defaults={"digest": digest_of(secret), "made_at": timezone.now()}
        )
        publish(CalendarShared(row.pk, by.pk))
    return secret


def end_calendar(*, by: Account) -> None:
    """Have no address any more. Again changes nothing. Raises NotThereError for who has none of their own."""
    me = rules.myself(by)
    if me is None:
        raise NotThereError
    Feed.objects.filter(person=me).delete()


def digest_of(secret: str) -> str:
    """What is kept of the secret of an address."""
    return hashlib.sha256(secret.encode()).hexdigest()
