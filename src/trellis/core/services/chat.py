"""Telling people and channels in a chat as well, by incoming webhooks as Slack has them (others too).

What goes to a person is what they are told anyway, not in their quiet hours. A channel hears of events of the sealed
log, as far as any member may see what they are about.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import auditing, calling, events, notifying, objects, queries, rounds, rules, sealing
from trellis.core.models import Account, ChatHook, ChatMessage
from trellis.core.rules import NotAllowedError
from trellis.core.services import chat_messages, notices
from trellis.core.throttling import Throttle
from trellis.handbook.errors import TrellisError

NOTICE = "chat"
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1_800, 7_200))
"""Between one try and the next; after the last a message is given up."""
CALLING = timedelta(minutes=2)
KEPT = timedelta(days=30)
NEWEST = timedelta(days=2)
MOST_FAILURES = 10
"""Failures after each other until a hook is turned off."""
GONE = frozenset({404, 410})
MOST_CHANNELS = 50
AT_ONCE = 50
FOLLOWED_AT_ONCE = 500
TESTING = Throttle("chat tests", limit=10, seconds=600)


class ChatError(TrellisError):
    """The facts given for a chat are not usable."""

    code = "chat"


def connect(
    *,
    by: Account,
    address: str,
    name: str = "",
    wanted: Iterable[str] = (),
    channel: ChatHook | None = None,
    as_channel: bool = False,
) -> ChatHook:
    """Have oneself told in a chat, at another address than before, or a channel of it (`as_channel`).

    `wanted` are kinds of notices for oneself (none: all), names of events for a channel. An empty address keeps the
    one that is known. Raises NotAllowedError, ChatError, AddressError.
    """
    with transaction.atomic():
        hook = _hook_for(by, channel, as_channel=as_channel)
        if address.strip() or not hook.sealed_address:
            _put_address(hook, address.strip())
        chosen = sorted(set(wanted))
        if as_channel:
            hook.name = " ".join(name.split())[:100]
            if not hook.name or not chosen:
                raise ChatError(_("Give the channel a name, and say what it should hear of."))
            if set(chosen) - {kind.name for kind in events.kinds()}:
                raise ChatError(_("Choose what there is."))
            hook.events = chosen
        else:
            if set(chosen) - {kind.name for kind in notifying.kinds()}:
                raise ChatError(_("Choose what there is."))
            hook.name, hook.kinds = by.name[:100], chosen
        hook.failures, hook.off_at = 0, None
        hook.save()
    return hook


def disconnect(*, hook: ChatHook, by: Account) -> None:
    """Have nobody told there any more; the log of it goes as well. Raises NotAllowedError."""
    _check(hook, by)
    hook.delete()


def send_test(*, hook: ChatHook, by: Account) -> calling.Answer:
    """Say something there now, and what came of it; one that is taken turns the hook on again.

    Raises NotAllowedError, ChatError where that was asked for too often.
    """
    _check(hook, by)
    if not TESTING.allows(str(by.pk)):
        raise ChatError(_("That was tested very often."), hint=_("Wait some minutes."))
    answer = _call(hook, _("This is Trellis: you will be told here."))
    if answer.is_success:
        ChatHook.objects.filter(pk=hook.pk).update(tested_at=timezone.now(), failures=0, off_at=None)
    return answer


def deliver(now: datetime) -> int:
    """Follow the log for the channels, and send what is due; gives how much was tried. In the rounds."""
    for key in ChatHook.objects.filter(account=None, off_at=None).values_list("pk", flat=True):
        rounds.by_steps(_followed(key))
    tried, failed = 0, set()
    due = ChatMessage.objects.filter(
        done_at=None, dead_at=None, next_try_at__lte=now, hook__off_at=None, created_at__gt=now - NEWEST
    )
    for message in due.select_related("hook__account", "notice").order_by("next_try_at", "pk")[:AT_ONCE]:
        if message.hook_id in failed or _is_put_off(message, now):
            continue
        claimed = ChatMessage.objects.filter(
            pk=message.pk, done_at=None, dead_at=None, next_try_at=message.next_try_at
        ).update(next_try_at=now + CALLING, tries=F("tries") + 1)
        if claimed:
            message.tries += 1
            tried += 1
            if not _send(message, now):
                failed.add(message.hook_id)
    ChatMessage.objects.filter(created_at__lt=now - KEPT).delete()
    return tried


def _is_put_off(message: ChatMessage, now: datetime) -> bool:
    """Whether a message waits for the end of somebody's quiet hours; then all of theirs do."""
    account = message.hook.account
    kind = notifying.kind_named(message.kind)
    if account is None or (kind is not None and kind.urgent):
        return False
    times = queries.quiet_hours_of(account)
    until = queries.quiet_until(times, now) if times is not None else None
    if until is not None:
        ChatMessage.objects.filter(hook=message.hook, done_at=None, dead_at=None, kind=message.kind).update(
            next_try_at=until
        )
    return until is not None


def _send(message: ChatMessage, now: datetime) -> bool:
    """Call once and write down what came of it; whether the hook works."""
    account, notice = message.hook.account, message.notice
    if account is not None and notice is not None and notice.object is not None:
        about = (notice.about, notice.object)
        if about not in objects.seen_by(account, {about}):
            _end(
                message,
                now,
                calling.Answer(None, _("They may no longer see what it tells of."), 0),
                dead=True,
            )
            return True
    answer = _call(message.hook, message.text)
    dead = not answer.is_success and (answer.status in GONE or message.tries > len(PAUSES))
    _end(message, now, answer, dead=dead)
    if answer.is_success:
        ChatHook.objects.filter(pk=message.hook_id).update(failures=0)
    else:
        _count_failure(message.hook_id, at_once=answer.status in GONE)
    return answer.is_success


def _end(message: ChatMessage, now: datetime, answer: calling.Answer, *, dead: bool) -> None:
    message.status, message.answer = answer.status, answer.text[:300]
    if answer.is_success:
        message.done_at = now
    elif dead:
        message.dead_at = now
    else:
        message.next_try_at = now + PAUSES[min(message.tries, len(PAUSES)) - 1]
    message.save(update_fields=["status", "answer", "done_at", "dead_at", "next_try_at"])


def _count_failure(key: UUID, *, at_once: bool) -> None:
    """Turn a hook off after too many failures, and tell whoever looks after it."""
    with transaction.atomic():
        hook = ChatHook.objects.select_for_update().get(pk=key)
        hook.failures += 1
        if hook.off_at is None and (at_once or hook.failures >= MOST_FAILURES):
            hook.off_at = timezone.now()
            keeper = hook.account or hook.created_by
            page = "core:chat" if hook.account_id is not None else "core:channels"
            notices.notify(
                NOTICE, [keeper] if keeper is not None else [], address=reverse(page),
                subject=gettext_lazy("The chat takes nothing any more, and was turned off"),
                key=f"chat {hook.pk} {hook.off_at.isoformat()}",
            )  # fmt: skip
        hook.save(update_fields=["failures", "off_at"])


def _call(hook: ChatHook, text: str) -> calling.Answer:
    address = sealing.unseal(hook.sealed_address)
    if address is None:
        return calling.Answer(None, _("The address was sealed with another secret key: enter it again."), 0)
    body = json.dumps({"text": text}, ensure_ascii=False).encode()
    answer = calling.call(address, body, key="", secret="", allowed=settings.TRELLIS_WEBHOOK_NETWORKS)
    # What a fault says may hold the address, and that lets anybody write there.
    return calling.Answer(answer.status, answer.text.replace(address, "…"), answer.milliseconds)


def _followed(key: UUID) -> Iterator[int]:
    while _follow(key):
        yield FOLLOWED_AT_ONCE


def _follow(key: UUID) -> bool:
    """Owe a channel the next stretch of the log; whether there may be more of it."""
    with transaction.atomic():
        hook = ChatHook.objects.select_for_update().get(pk=key)
        rows = auditing.sealed_from(hook.follows_from, FOLLOWED_AT_ONCE)
        if not rows:
            return False
        ChatMessage.objects.bulk_create(_heard(hook, [row for row in rows if row.name in hook.events]))
        hook.follows_from = rows[-1].position + 1
        hook.save(update_fields=["follows_from"])
    return len(rows) == FOLLOWED_AT_ONCE


def _heard(hook: ChatHook, rows: Sequence[auditing.Sealed]) -> list[ChatMessage]:
    seen = objects.seen_by(_any_member(), {(row.about, row.object) for row in rows}) if rows else {}
    made = []
    for row in rows:
        described = seen.get((row.about, row.object))
        if described is not None:
            actor = auditing.account_of(row.by)
            line = f"{actor.name if actor is not None else 'Trellis'} {auditing.says(row.name)}: {described.label}"
            made.append(ChatMessage(hook=hook, text=chat_messages.said(line, "", described.address)))
    return made


def _any_member() -> Account:
    """Somebody who may see what every member may, and nothing else."""
    return Account(name="", email="nobody@channel.invalid")


def _hook_for(by: Account, channel: ChatHook | None, *, as_channel: bool) -> ChatHook:
    if not as_channel:
        found = ChatHook.objects.select_for_update().filter(account=by).first()
        return found or ChatHook(account=by, created_by=by)
    if not rules.can_administer(by):
        raise NotAllowedError(_("Only administrators see to channels."))
    if channel is not None:
        return ChatHook.objects.select_for_update().get(pk=channel.pk, account=None)
    if ChatHook.objects.filter(account=None).count() >= MOST_CHANNELS:
        raise ChatError(_("There are %(most)s channels already: remove one first.") % {"most": MOST_CHANNELS})
    return ChatHook(created_by=by, follows_from=auditing.end_of_log())


def _put_address(hook: ChatHook, address: str) -> None:
    calling.checked_address(address, allowed=settings.TRELLIS_WEBHOOK_NETWORKS)
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise ChatError(_("This is not an address.")) from None
    hook.sealed_address, hook.host = sealing.seal(address), (urlsplit(address).hostname or "")[:255]


def _check(hook: ChatHook, by: Account) -> None:
    own = hook.account_id is not None and hook.account_id == by.pk
    if not own and not (hook.account_id is None and rules.can_administer(by)):
        raise NotAllowedError(_("This chat is not yours."))
