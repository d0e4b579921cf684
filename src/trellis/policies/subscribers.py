"""What people's positions mean for what they have to read. After the transaction, and as often as need be."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from trellis.core.happened import PersonLinked
from trellis.people.events import PersonLeft, PositionBegan
from trellis.policies.services import asking


def positions_began(happened: Sequence[PositionBegan]) -> None:
    """People are new, or somewhere else: other policies are for them."""
    asking.ask_people({each.person for each in happened}, timezone.now())


def people_left(happened: Sequence[PersonLeft]) -> None:
    """People are here no more: nothing is asked of them."""
    asking.ask_people({each.person for each in happened}, timezone.now())


def people_linked(happened: Sequence[PersonLinked]) -> None:
    """People have an account by now: what they were asked to read waits in their work."""
    people = {each.person for each in happened if each.linked}
    if people:
        asking.ask_people(people, timezone.now())
