"""Who waits for a session of a course is told when one is scheduled."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy

from trellis.classes import rules, teaching
from trellis.classes.definitions.notices import MINE
from trellis.classes.models import Session
from trellis.classes.models.places import OPEN
from trellis.core.services import notices


def tell(session: Session) -> int:
    """Tell those who wait that there is a session for them now, and have them wait no more; gives how many.

    Whoever it is not for goes on waiting. In the transaction that opens the session.
    """
    waits = teaching.who_waits(session.course, session.part)
    if not waits:
        return 0
    concerned = session.registrations.filter(state__in=OPEN).values_list("person", flat=True)
    known = {*concerned, *session.facilitators.values_list("person", flat=True)}
    told = [
        account
        for each in waits
        if each.pk not in known
        and (account := getattr(each, "account", None)) is not None
        and rules.is_for(account, session)
    ]
    people = [each.person_id for each in told if each.person_id is not None]
    teaching.wait_no_more(course=session.course, part=session.part, people=people)
    return notices.notify(
        MINE, told, text=session.title, subject=gettext_lazy("There is a session that you waited for"),
        about=("class_session", session.pk), address=reverse("classes:session", args=[session.pk]),
        key=f"class-demand:{session.pk}",
    )  # fmt: skip
