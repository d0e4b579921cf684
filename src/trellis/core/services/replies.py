"""Writes of replies: a call with a key of its caller's is done once, and answered the same when it is sent again."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.models import Reply
from trellis.core.sealing import seal, unseal
from trellis.handbook.errors import TrellisError

LIFE = timedelta(hours=24)
LONGEST_CALL = timedelta(minutes=2)
"""After that, a call that has no answer was killed: it may be sent again."""


class KeyInUseError(TrellisError):
    """The first call with this key is not answered yet."""

    code = "idempotency-key-in-use"

    def __init__(self) -> None:
        super().__init__(
            _("The first call with this key is still being answered."), hint=_("Send it again in a while.")
        )


class KeyTakenError(TrellisError):
    """Another call had this key."""

    code = "idempotency-key-taken"

    def __init__(self) -> None:
        super().__init__(
            _("Another call was sent with this key."),
            hint=_("Choose a new key for each call, and the same one only to send the same call again."),
        )


class Answer(NamedTuple):
    """An answer as it was given."""

    status: int
    headers: dict[str, str]
    body: str


def claim(*, caller: str, key: str, fingerprint: str) -> Answer | None:
    """The answer that this call was given before; None where it is the first, which its caller may now do.

    Raises KeyTakenError where another call had the key, KeyInUseError where the first has no answer yet.
    """
    now = timezone.now()
    with transaction.atomic():
        Reply.objects.filter(until__lte=now).delete()
        facts = {"fingerprint": fingerprint, "begun_at": now, "until": now + LIFE}
        _new, is_new = Reply.objects.get_or_create(key=_digest(caller, key), defaults=facts)
        if is_new:
            return None
        row = Reply.objects.select_for_update().get(key=_digest(caller, key))
        if row.fingerprint != fingerprint:
            raise KeyTakenError
        if row.status is None:
            if now - row.begun_at < LONGEST_CALL:
                raise KeyInUseError
            row.begun_at = now
            row.save(update_fields=["begun_at"])
            return None
    body = unseal(row.sealed_body)
    if body is None:  # the secret key is another one by now: what was answered cannot be told again
        raise KeyTakenError
    return Answer(row.status, dict(row.headers), body)


def keep(*, caller: str, key: str, answer: Answer) -> None:
    """Keep what a call was answered, in the transaction that did what it asked for."""
    Reply.objects.filter(key=_digest(caller, key)).update(
        status=answer.status, headers=answer.headers, sealed_body=seal(answer.body)
    )


def release(*, caller: str, key: str) -> None:
    """Let a call be sent again that could not be answered."""
    Reply.objects.filter(key=_digest(caller, key), status=None).delete()


def _digest(caller: str, key: str) -> str:
    return hashlib.sha256(f"{caller}\n{key}".encode()).hexdigest()
