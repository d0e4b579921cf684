"""What a session must be before it is kept: its hours, its place, its link, its places."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from trellis.classes.definitions import spans as hours
from trellis.classes.definitions.spans import Span
from trellis.classes.models import Session
from trellis.classes.services.errors import ClassError
from trellis.core.definitions.calendars import is_zone

State = Session.State


def check(session: Session, spans: Sequence[Span]) -> None:
    """Raises ClassError, at its field, for a session with these hours that cannot be."""
    said = hours.trouble(spans)
    if said:
        raise ClassError(_troubles()[said], field="meetings")
    if not is_zone(session.zone):
        raise ClassError(_("There is no such time zone."), field="zone")
    if session.room is not None:
        if not session.room.is_open:
            raise ClassError(_("This room is not used any more."), field="room")
        if session.capacity is not None and session.capacity > session.room.capacity:
            told = _("“%(room)s” holds %(most)s people.")
            raise ClassError(
                told % {"room": session.room.name, "most": session.room.capacity}, field="capacity"
            )
    if session.modality != Session.Modality.ON_SITE and not session.link and session.state != State.DRAFT:
        raise ClassError(_("Say by which link people join."), field="link")
    if session.link and not session.link.startswith(("https://", "http://")):
        raise ClassError(_("A link begins with https://."), field="link")
    if session.capacity is not None and session.minimum is not None and session.minimum > session.capacity:
        raise ClassError(_("The minimum is more than there are places."), field="minimum")
    if session.opens_at and session.closes_at and session.closes_at <= session.opens_at:
        raise ClassError(_("Registration closes before it opens."), field="closes_at")
    if session.travel_days > hours.MOST_TRAVEL:
        raise ClassError(_("At most %(n)s days of travel.") % {"n": hours.MOST_TRAVEL}, field="travel_days")


def _troubles() -> dict[str, str]:
    return {
        "empty": _("Say when it takes place."), "many": _("At most %(n)s meetings.") % {"n": hours.MOST},
        "turned": _("A meeting ends after it begins."), "long": _("A meeting lasts sixteen hours at most."),
        "uneven": _("Meetings begin and end at full five minutes."), "twice": _("Two of the meetings overlap."),
    }  # fmt: skip
