"""Writes of notices: telling people, in the application and by mail, and what they have read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.core import jobs, notifying, queries
from trellis.core.models import Account, How, Mail, Notice, NoticeWish
from trellis.core.services import runs
from trellis.core.speaking import speaking_to
from trellis.handbook.errors import TrellisError

DIGEST = "digest"
DIGEST_AT = time(7)
"""When the mail of a day is made, in the site's time zone."""
MOST_IN_DIGEST = 200
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
) -> int:
    """Tell some people something; gives how many were told. Whoever did it is not told of it.

    `address` is where it leads, a path of this site; lazy texts are told to each in their language. With a `key`,
    nobody is told the same thing twice. Three queries and two writes for any number of people; mails are written down
    in the same transaction and sent after it.
    """
    told = {each.pk: each for each in accounts if each.is_active and (actor is None or each.pk != actor.pk)}
    if not told:
        return 0
    known = notifying.kind_named(kind)
    usual = known.usual if known is not None else How.NOW
    with transaction.atomic():
        before = (
            set(Notice.objects.filter(account__in=told, key=key).values_list("account_id", flat=True))
            if key
            else set()
        )
        wishes = dict(NoticeWish.objects.filter(account__in=told, kind=kind).values_list("account_id", "how"))
        now = timezone.now()
        made = []
        for pk, each in told.items():
            if pk not in before:
                how = wishes.get(pk, usual)
                with speaking_to(each):
                    said, words = str(subject)[:300], str(text)
                made.append(
                    Notice(
                        account=each, kind=kind, subject=said, text=words, address=address[:500], actor=actor,
                        key=key[:200], how=how, mailed_at=None if how == How.DAILY else now,
                    )
                )  # fmt: skip
        Notice.objects.bulk_create(made, ignore_conflicts=bool(key))
        Mail.objects.bulk_create(
            Mail(
                account=each.account,
                kind=kind,
                subject=each.subject,
                text=_letter([each], each.account, kind),
            )
            for each in made
            if each.how == How.NOW
        )
        transaction.on_commit(jobs.soon)
    return len(made)


def send_digests(now: datetime) -> int:
    """Write the mails of those who are told once a day; gives how many. Once a day, after seven, whoever asks."""
    local = timezone.localtime(now)
    if local.time() < DIGEST_AT:
        return 0
    with transaction.atomic():
        waiting = Notice.objects.filter(how=How.DAILY, mailed_at=None)
        if not waiting.exists() or not runs.claim(f"digest {local.date().isoformat()}"):
            return 0
        rows = list(waiting.select_related("account").order_by("account_id", "created_at", "pk"))
        mails = []
        for _account, group in groupby(rows, key=lambda notice: notice.account_id):
            unread = [notice for notice in group if notice.read_at is None][:MOST_IN_DIGEST]
            if unread and unread[0].account.is_active:
                n = len(unread)
                with speaking_to(unread[0].account):
                    subject = ngettext("%(n)d notice from Trellis", "%(n)d notices from Trellis", n) % {
                        "n": n
                    }
                letter = _letter(unread, unread[0].account, DIGEST)
                mails.append(Mail(account=unread[0].account, kind=DIGEST, subject=subject, text=letter))
        Mail.objects.bulk_create(mails)
        Notice.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=now)
    return len(mails)


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
            if not each.mandatory and own.get(each.name, each.usual) == How.DAILY:
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


def _letter(notices: Iterable[Notice], account: Account, kind: str) -> str:
    """The text of a mail, in the language of whoever gets it."""
    with speaking_to(account):
        return _written(notices, account, kind)


def _written(notices: Iterable[Notice], account: Account, kind: str) -> str:
    base = settings.TRELLIS_ADDRESS.rstrip("/")
    parts = [_("Hello %(name)s,") % {"name": account.name}]
    for notice in notices:
        lines = (notice.subject, notice.text, f"{base}{notice.address}" if notice.address else "")
        parts.append("\n".join(line for line in lines if line))
    foot = [
        _("You choose what you are told, and how: %(address)s")
        % {"address": base + reverse("core:notice-wishes")}
    ]
    stop = unsubscribe_path(account, kind)
    if stop:
        foot.append(_("No more of these mails: %(address)s") % {"address": base + stop})
    return "\n\n".join((*parts, "--\n" + "\n".join(foot))) + "\n"
