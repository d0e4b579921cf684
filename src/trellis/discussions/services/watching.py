"""Watching objects, muting them, and knowing what was said."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import objects
from trellis.core.rules import Account, NotAllowedError
from trellis.discussions.models import Following
from trellis.handbook.errors import TrellisError

State = Following.State


class WatchError(TrellisError):
    """What was wished for cannot be chosen."""

    code = "watch"


def watch(*, account: Account, kind: str, key: UUID, state: str) -> Following:
    """Watch an object, mute it, or neither (empty). Raises NotAllowedError where they may not see it, WatchError."""
    if state not in State.values:
        raise WatchError(_("Choose one of the ways that are offered."))
    # Whoever may no longer see something can still be told of it no more.
    if state == State.WATCHING and (kind, key) not in objects.seen_by(account, {(kind, key)}):
        raise NotAllowedError(_("There is nothing here that you may see."))
    with transaction.atomic():
        found = _own(account, kind, key)
        if found.state != state:
            found.state, found.since = state, timezone.now()
            found.save(update_fields=["state", "since"])
    return found


def take_part(*, account: Account, kind: str, key: UUID, until: datetime | None = None) -> None:
    """Watch what one takes part in, unless one has muted it; what is there `until` a moment is known.

    Inside the transaction of what they did.
    """
    found = _own(account, kind, key)
    if found.state == State.NONE:
        found.state, found.since = State.WATCHING, timezone.now()
    if until is not None and (found.seen_until is None or found.seen_until < until):
        found.seen_until = until
    found.save(update_fields=["state", "since", "seen_until"])


def know(*, account: Account, kind: str, key: UUID, until: datetime) -> None:
    """Note that somebody has seen what was said until a moment; never goes back."""
    with transaction.atomic():
        found = _own(account, kind, key)
        if found.seen_until is None or found.seen_until < until:
            found.seen_until = until
            found.save(update_fields=["seen_until"])


def _own(account: Account, kind: str, key: UUID) -> Following:
    own: dict[str, Any] = {"account_id": account.pk, "kind": kind, "object": key}
    try:
        with transaction.atomic():
            found, _made = Following.objects.select_for_update().get_or_create(**own)
    except IntegrityError:  # somebody else's tab was quicker
        found = Following.objects.select_for_update().get(**own)
    return found
