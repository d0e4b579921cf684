"""Writes of notices: telling people, in the application and by mail, and what they have read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.core import calendars, letters, notifying, objects, queries, quiet, rounds
from trellis.core.models import Account, How, Mail, Notice, NoticeTimes, NoticeWish
from trellis.core.services import chat_messages
from trellis.core.speaking import speaking_to
from trellis.handbook.errors import TrellisError

DIGEST = "digest"
SUMMARIES = (How.DAILY, How.WEEKLY)
MOST_IN_DIGEST = 200
AT_ONCE = 500
Tell = Callable[[int, int], object]
_SALT = "trellis.unsubscribe"


class WishError(TrellisError):
    """What was wished for cannot be chosen."""

    code = "notice-wish"


def notify(
    kind: str,
    accounts: Iterable[Account],
    *,
    subject: str | Promise,
    address: str,
    text: str | Promise = "",
    actor: Account | None = None,
    key: str = "",
    about: tuple[str, UUID] | None = None,
) -> int:
    """Tell some people something; gives how many were told. Whoever did it is not told of it.

    `address` is where it leads, a path of this site; lazy texts are told to each in their language. With a `key`,
    nobody is told the same thing twice. `about` is what it tells of, as `core.objects` knows it: who may no longer see
    that when they read, or when a mail is sent, reads nothing of it. A few queries for any number of people; mails and
    what goes to chats are written down in the same transaction and sent after it.
    """
    told = {each.pk: each for each in accounts if each.is_active and (actor is None or each.pk != actor.pk)}
    if not told:
        return 0
    known = notifying.kind_named(kind)
    usual = known.usual if known is not None else How.NOW
    with transaction.atomic():
        had = (
            Notice.objects.filter(account__in=told, key=key).values_list("account_id", flat=True)
            if key
            else ()
        )
        before = set(had)
        new = [each for pk, each in told.items() if pk not in before]
        wishes = dict(NoticeWish.objects.filter(account__in=told, kind=kind).values_list("account_id", "how"))
        facts: dict[str, Any] = {"kind": kind, "address": address[:500], "actor": actor, "key": key[:200]}
        if about is not None:
            facts |= {"about": about[0], "object": about[1]}
        made = [_notice(each, wishes.get(each.pk, usual), subject, text, facts) for each in new]
        Notice.objects.bulk_create(made, ignore_conflicts=bool(key))
        if key and made:  # of two processes that tell the same, one has told it
            there = set(Notice.objects.filter(pk__in=[each.pk for each in made]).values_list("pk", flat=True))
            made = [each for each in made if each.pk in there]
        Mail.objects.bulk_create(_mail_of(each) for each in made if each.how == How.NOW)
        chat_messages.tell(made)
        transaction.on_commit(rounds.soon)
    return len(made)


def _notice(
    to: Account, how: str, subject: str | Promise, text: str | Promise, facts: dict[str, Any]
) -> Notice:
    """What somebody is told, in their language; a summary says it later."""
    with speaking_to(to):
        said, words = str(subject)[:300], str(text)
    mailed_at = None if how in SUMMARIES else timezone.now()
    return Notice(account=to, subject=said, text=words, how=how, mailed_at=mailed_at, **facts)


def send_digests(now: datetime, tell: Tell = lambda done, total: None) -> int:
    """Write the mails of those who are told once a day or once a week; gives how many. For the clock.

    `tell` hears how many of those who have something new were looked at, of how many. A few queries for each `AT_ONCE`
    of them, and some for each mail.

    A summary is made at the first seven o'clock in the reader's own zone (on a Monday, where it is weekly) after the
    oldest notice that waits for one. So nothing needs to be remembered of the last, and a clock that jumps makes none
    twice.
    """
    waiting = Notice.objects.filter(how__in=SUMMARIES, mailed_at=None)
    rows = list(waiting.values_list("account", "how").annotate(oldest=Min("created_at")).order_by())
    made = 0
    for start in range(0, len(rows), AT_ONCE):
        tell(start, len(rows))
        part = rows[start : start + AT_ONCE]
        accounts = Account.objects.in_bulk({key for key, _how, _oldest in part})
        for key, how, oldest in part:
            zone = calendars.zone_of(accounts[key])
            if quiet.summary_due(oldest, zone, weekly=how == How.WEEKLY) <= now:
                made += _send_summary(accounts[key], how, now)
    return made


def _send_summary(account: Account, how: str, now: datetime) -> int:
    """The mail of one person; 0 where there is nothing unread, or another process makes it."""
    with transaction.atomic():
        waiting = Notice.objects.filter(account=account, how=how, mailed_at=None)
        rows = list(waiting.select_related("account", "actor").order_by("created_at", "pk")[:MOST_IN_DIGEST])
        if len(rows) == MOST_IN_DIGEST:
            waiting.exclude(pk__in=[row.pk for row in rows]).update(mailed_at=now)
        claimed = waiting.filter(pk__in=[row.pk for row in rows]).update(mailed_at=now)
        unread = seen(account, [row for row in rows if row.read_at is None])
        if claimed != len(rows) or not unread or not account.is_active:
            return 0
        n = len(unread)
        with speaking_to(account):
            subject = ngettext("%(n)d notice from Trellis", "%(n)d notices from Trellis", n) % {"n": n}
            made = letters.summary(unread, subject, stop=unsubscribe_path(account, DIGEST))
        Mail.objects.create(
            account=account, kind=DIGEST, subject=made.subject, text=made.text, html=made.html
        )
    return 1


def seen(account: Account, rows: Sequence[Notice]) -> list[Notice]:
    """Those of somebody's notices that tell of nothing, or of what they may still see."""
    about = {(row.about, row.object) for row in rows if row.object is not None}
    known = objects.seen_by(account, about) if about else {}
    return [row for row in rows if row.object is None or (row.about, row.object) in known]


def forget_unseen(*, account: Account, rows: Sequence[Notice]) -> list[Notice]:
    """Those of somebody's notices that they may read; the others, of what they may no longer see, go."""
    able = seen(account, rows)
    gone = {row.pk for row in rows} - {row.pk for row in able}
    if gone:
        Notice.objects.filter(account=account, pk__in=gone).delete()
    return able


def read(*, account: Account, key: UUID, is_read: bool = True) -> Notice | None:
    """Mark one of somebody's own notices as read, or as unread; `None` where they have none such."""
    found = Notice.objects.filter(account=account, pk=key).first()
    if found is not None and (found.read_at is not None) != is_read:
        found.read_at = timezone.now() if is_read else None
        found.save(update_fields=["read_at"])
    return found


def read_all(*, account: Account) -> int:
    """Mark all of somebody's notices as read; gives how many were not."""
    return Notice.objects.filter(account=account, read_at=None).update(read_at=timezone.now())


def wish(*, account: Account, kind: str, how: str) -> None:
    """Say in which way one wants to be told of a kind. Raises WishError for what cannot be chosen."""
    known = notifying.kind_named(kind)
    if known is None or how not in How.values:
        raise WishError(_("Choose one of the ways that are offered."))
    if known.mandatory and how == How.NONE:
        raise WishError(_("These mails cannot be turned off."))
    NoticeWish.objects.update_or_create(account=account, kind=kind, defaults={"how": how})


def unsubscribe(*, token: str) -> tuple[Account, str] | None:
    """Send somebody no more mails of a kind, by the link in one of them; `None` for a link that is none."""
    found = subscription(token)
    if found is None:
        return None
    account, kind = found
    if kind == DIGEST:
        own = queries.wishes_of(account)
        for each in notifying.kinds():
            if not each.mandatory and own.get(each.name, each.usual) in SUMMARIES:
                wish(account=account, kind=each.name, how=How.NONE)
    else:
        wish(account=account, kind=kind, how=How.NONE)
    return account, kind


def subscription(token: str) -> tuple[Account, str] | None:
    """Whose mails of which kind a link stops."""
    try:
        pk, kind = signing.loads(token, salt=_SALT)
        account = queries.account_of(UUID(pk))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    known = notifying.kind_named(kind)
    if account is None or (kind != DIGEST and (known is None or known.mandatory)):
        return None
    return account, kind


def unsubscribe_path(account: Account, kind: str) -> str:
    """The path by which somebody stops these mails; empty for those that cannot be stopped."""
    known = notifying.kind_named(kind)
    if kind != DIGEST and (known is None or known.mandatory):
        return ""
    return reverse("core:unsubscribe", args=[signing.dumps([str(account.pk), kind], salt=_SALT)])


def keep_quiet(*, account: Account, quiet_from: time, quiet_until: time, on_weekends: bool) -> NoticeTimes:
    """Say when one is not to be disturbed, in one's own zone; the same time twice means never."""
    found, _made = NoticeTimes.objects.update_or_create(
        account=account,
        defaults={"quiet_from": quiet_from, "quiet_until": quiet_until, "on_weekends": on_weekends},
    )
    return found


def _mail_of(notice: Notice) -> Mail:
    """The mail of one notice, in the language of whoever gets it."""
    with speaking_to(notice.account):
        made = letters.letter(notice, stop=unsubscribe_path(notice.account, notice.kind))
    return Mail(
        account=notice.account,
        kind=notice.kind,
        subject=made.subject,
        text=made.text,
        html=made.html,
        notice=notice,
    )
