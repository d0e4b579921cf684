"""Webhooks: telling other machines of events, signed, until they have taken it.

Each webhook follows the sealed log by itself, so that publishing an event costs nothing more, and a webhook that stood
still goes on where it was.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import calling, events, rounds, rules, sealing
from trellis.core.models import Account, Event, Message, Webhook
from trellis.core.rules import NotAllowedError
from trellis.handbook.errors import TrellisError

PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""Between one try and the next, as Standard Webhooks recommends: three days in all, then it is given up."""
CALLING = timedelta(minutes=2)
"""How long a process has for one call before another one makes it."""
KEPT = timedelta(days=30)
"""How long messages that were taken stay in the log of deliveries."""
MOST_WEBHOOKS = 50
AT_ONCE = 100
FOLLOWED_AT_ONCE = 1000
GONE = 410


class WebhookError(TrellisError):
    """The facts given for a webhook are not usable."""

    code = "webhook"


def create(*, name: str, address: str, wanted: Iterable[str], by: Account) -> tuple[Webhook, str]:
    """Make a webhook, which is told of what happens from now on; also its secret, which is shown only now.

    Raises NotAllowedError, and WebhookError or AddressError for facts that cannot be used.
    """
    with transaction.atomic():
        _check(by)
        if Webhook.objects.count() >= MOST_WEBHOOKS:
            raise WebhookError(
                _("There are %(most)s webhooks already: remove one first.") % {"most": MOST_WEBHOOKS}
            )
        webhook = Webhook(created_by=by)
        _put(webhook, name=name, address=address, wanted=wanted)
        last = Event.objects.filter(position__isnull=False).order_by("-position").first()
        webhook.follows_from = 0 if last is None or last.position is None else last.position + 1
        secret = _put_secret(webhook)
        webhook.save()
    return webhook, secret


def change(*, webhook: Webhook, name: str, address: str, wanted: Iterable[str], by: Account) -> Webhook:
    """Change what a webhook is called, where it goes and what it is told of. Raises as `create`."""
    with transaction.atomic():
        webhook = _locked(webhook, by)
        _put(webhook, name=name, address=address, wanted=wanted)
        webhook.save(update_fields=["name", "address", "events"])
    return webhook


def renew_secret(*, webhook: Webhook, by: Account) -> str:
    """A new secret; the former one signs nothing from now on. Raises NotAllowedError."""
    with transaction.atomic():
        webhook = _locked(webhook, by)
        secret = _put_secret(webhook)
        webhook.save(update_fields=["sealed_secret"])
    return secret


def switch(*, webhook: Webhook, on: bool, by: Account) -> Webhook:
    """Have a webhook told again, with what happened meanwhile, or no longer. Raises NotAllowedError."""
    with transaction.atomic():
        webhook = _locked(webhook, by)
        if webhook.is_active != on:
            webhook.is_active = on
            webhook.save(update_fields=["is_active"])
            transaction.on_commit(rounds.soon)
    return webhook


def remove(*, webhook: Webhook, by: Account) -> None:
    """Take a webhook away, with the log of what it was told. Raises NotAllowedError."""
    with transaction.atomic():
        _locked(webhook, by).delete()


def replay(*, message: Message, by: Account) -> Message:
    """Send a message again, now, also one that was taken. Raises NotAllowedError."""
    with transaction.atomic():
        _check(by)
        message = Message.objects.select_for_update().get(pk=message.pk)
        message.tries, message.done_at, message.dead_at, message.next_try_at = 0, None, None, timezone.now()
        message.save(update_fields=["tries", "done_at", "dead_at", "next_try_at"])
        transaction.on_commit(rounds.soon)
    return message


def replay_since(*, webhook: Webhook, since: datetime, by: Account) -> int:
    """Send again all that was not taken since a moment; gives how many. Raises NotAllowedError."""
    with transaction.atomic():
        webhook = _locked(webhook, by)
        failed = Message.objects.filter(webhook=webhook, dead_at__isnull=False, event__at__gte=since)
        again = failed.update(dead_at=None, tries=0, next_try_at=timezone.now())
        transaction.on_commit(rounds.soon)
    return again


def owe(*, name: str, event: UUID, by: Account) -> None:
    """Have a webhook told of an event, also where it does not ask for such; twice is told once.

    For rooms, in the transaction that publishes the event. Raises NotAllowedError, WebhookError where there is none.
    """
    with transaction.atomic():
        _check(by)
        webhook = Webhook.objects.filter(name__iexact=name, is_active=True).first()
        if webhook is None:
            raise WebhookError(_("There is no webhook “%(name)s” that is switched on.") % {"name": name})
        row = Message(webhook=webhook, event_id=event, next_try_at=timezone.now())
        Message.objects.bulk_create([row], ignore_conflicts=True)
        transaction.on_commit(rounds.soon)


def tell(now: datetime) -> int:
    """Follow the log with every webhook and send what is due; gives how many were sent. In each round."""
    for key in Webhook.objects.filter(is_active=True).values_list("pk", flat=True):
        rounds.by_steps(_followed(key, now))
    sent = _send_due(now)
    Message.objects.filter(done_at__lt=now - KEPT).delete()
    return sent


def _followed(key: UUID, now: datetime) -> Iterator[int]:
    while _follow(key, now):
        yield FOLLOWED_AT_ONCE


def _follow(key: UUID, now: datetime) -> bool:
    """Owe a webhook the next stretch of the log; whether there may be more of it."""
    with transaction.atomic():
        webhook = Webhook.objects.select_for_update().filter(pk=key, is_active=True).first()
        if webhook is None:
            return False
        rows = Event.objects.filter(position__gte=webhook.follows_from).order_by("position")
        stretch = list(rows.only("pk", "name", "at", "position")[:FOLLOWED_AT_ONCE])
        if not stretch:
            return False
        wanted = set(webhook.events)
        withheld = {each.name for each in events.kinds() if each.is_confidential}
        Message.objects.bulk_create(
            (
                Message(webhook=webhook, event=row, next_try_at=now)
                for row in stretch
                if row.at >= webhook.created_at
                and (not wanted or row.name in wanted)
                and row.name not in withheld
            ),
            ignore_conflicts=True,
        )
        last = stretch[-1].position
        assert last is not None
        webhook.follows_from = last + 1
        webhook.save(update_fields=["follows_from"])
    return len(stretch) == FOLLOWED_AT_ONCE


def _send_due(now: datetime) -> int:
    due = Message.objects.filter(done_at=None, dead_at=None, next_try_at__lte=now, webhook__is_active=True)
    sent, failed = 0, set()
    for message in due.select_related("webhook", "event").order_by("next_try_at", "pk")[:AT_ONCE]:
        if message.webhook_id in failed:  # whoever does not answer now keeps the others waiting only once
            continue
        # Claimed before it is sent: of two processes one calls, and one that dies leaves it to the next.
        claimed = Message.objects.filter(
            pk=message.pk, done_at=None, dead_at=None, next_try_at=message.next_try_at
        ).update(next_try_at=timezone.now() + CALLING, tries=F("tries") + 1)
        if claimed:
            message.tries += 1
            if not _send(message):
                failed.add(message.webhook_id)
            sent += 1
    return sent


def _send(message: Message) -> bool:
    """Call once and write down what came of it; whether it was taken."""
    secret = sealing.unseal(message.webhook.sealed_secret)
    if secret is None:
        answer = calling.Answer(None, _("The secret was sealed with another secret key: make a new one."), 0)
    else:
        answer = calling.call(
            message.webhook.address,
            body_of(message.event),
            key=str(message.event_id),
            secret=secret,
            allowed=settings.TRELLIS_WEBHOOK_NETWORKS,
        )
    now = timezone.now()
    with transaction.atomic():
        message.status, message.answer, message.milliseconds = answer.status, answer.text, answer.milliseconds
        if answer.is_success:
            message.done_at = now
        elif message.tries > len(PAUSES) or answer.status == GONE:
            message.dead_at = now
        else:
            message.next_try_at = now + PAUSES[message.tries - 1]
        message.save(update_fields=["status", "answer", "milliseconds", "done_at", "dead_at", "next_try_at"])
        if answer.status == GONE:  # "has moved away for good": nobody is there any more
            Webhook.objects.filter(pk=message.webhook_id).update(is_active=False)
    return answer.is_success


def body_of(event: Event) -> bytes:
    """What a webhook is told of an event: JSON with its name, its moment, and identifiers and values."""
    told = {
        "type": event.name,
        "timestamp": event.at.astimezone(UTC).isoformat(),
        "data": {
            **json.loads(event.data),
            event.about: str(event.object),
            "by": str(event.by) if event.by is not None else None,
        },
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _check(by: Account) -> None:
    if not rules.can_administer(by):
        raise NotAllowedError(_("Only administrators see to webhooks."))


def _locked(webhook: Webhook, by: Account) -> Webhook:
    _check(by)
    return Webhook.objects.select_for_update().get(pk=webhook.pk)


def _put(webhook: Webhook, *, name: str, address: str, wanted: Iterable[str]) -> None:
    webhook.name = " ".join(name.split())
    if not 0 < len(webhook.name) <= 100:
        raise WebhookError(_("Give it a name of at most 100 characters."))
    if Webhook.objects.filter(name__iexact=webhook.name).exclude(pk=webhook.pk).exists():
        raise WebhookError(_("Another webhook has this name."))
    webhook.address = calling.checked_address(address.strip(), allowed=settings.TRELLIS_WEBHOOK_NETWORKS)
    try:
        URLValidator(schemes=["http", "https"])(webhook.address)
    except ValidationError:
        raise WebhookError(_("This is not an address.")) from None
    webhook.events = sorted(set(wanted))
    unknown = set(webhook.events) - {kind.name for kind in events.kinds()}
    if unknown:
        raise WebhookError(_("There is no event %(name)s.") % {"name": ", ".join(sorted(unknown))})


def _put_secret(webhook: Webhook) -> str:
    secret = calling.SECRET + base64.b64encode(secrets.token_bytes(32)).decode()
    webhook.sealed_secret = sealing.seal(secret)
    return secret
