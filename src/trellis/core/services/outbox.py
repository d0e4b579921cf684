"""Writes of the outbox: mails are sent once what they tell is written, and tried again until a server takes them."""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import jobs, rules
from trellis.core.models import Account, Mail
from trellis.core.rules import NotAllowedError
from trellis.core.services import notices

AT_ONCE = 50
MOST_TRIES = 20
LONGEST_PAUSE = timedelta(hours=6)
SENDING = timedelta(minutes=10)
"""How long a process has for one mail before another one tries it."""
KEPT = timedelta(days=30)
"""How long mails that were sent stay."""
NEWEST = timedelta(days=7)
"""Mails that are older are not sent on their own: what they tell is over."""
log = logging.getLogger(__name__)


def deliver(now: datetime) -> int:
    """Send what is due, at most `AT_ONCE`; gives how many were taken. Nothing happens without a mail server.

    A mail is claimed before it is sent, so that two processes do not send it both. A process that is killed in between
    leaves it to the next try: rather twice than never.
    """
    if not settings.MAIL_IS_CONFIGURED:
        return 0
    due = Mail.objects.filter(
        sent_at=None, next_try_at__lte=now, tries__lt=MOST_TRIES, created_at__gt=now - NEWEST
    ).order_by("next_try_at", "pk")
    sent = 0
    for mail in due.select_related("account")[:AT_ONCE]:
        claimed = Mail.objects.filter(pk=mail.pk, sent_at=None, next_try_at=mail.next_try_at).update(
            next_try_at=now + SENDING, tries=F("tries") + 1
        )
        if claimed:
            sent += _send(mail, now)
    Mail.objects.filter(sent_at__lt=now - KEPT).delete()
    return sent


def try_again(*, key: UUID, by: Account) -> None:
    """Have a mail sent in the next round, however often it failed. Raises NotAllowedError."""
    if not rules.can_administer(by):
        raise NotAllowedError(_("Only administrators see the outbox."))
    now = timezone.now()
    Mail.objects.filter(pk=key, sent_at=None).update(next_try_at=now, tries=0, created_at=now)
    jobs.soon()


def _send(mail: Mail, now: datetime) -> bool:
    if not mail.account.has_address:
        Mail.objects.filter(pk=mail.pk).update(tries=MOST_TRIES, trouble=_("The account has no address."))
        return False
    if not mail.account.is_active:
        Mail.objects.filter(pk=mail.pk).update(tries=MOST_TRIES, trouble=_("The account is closed."))
        return False
    try:
        _message(mail).send()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        pause = min(timedelta(minutes=2 ** min(mail.tries, 10)), LONGEST_PAUSE)
        log.warning("A mail could not be sent and is tried again: %s", error)
        Mail.objects.filter(pk=mail.pk).update(next_try_at=now + pause, trouble=str(error)[:300])
        return False
    Mail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), trouble="")
    return True


def _message(mail: Mail) -> EmailMessage:
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": f"<{mail.pk}@trellis.invalid>"}
    stop = notices.unsubscribe_path(mail.account, mail.kind)
    if stop:  # RFC 8058: one click in the mail program, without opening the page
        headers["List-Unsubscribe"] = f"<{settings.TRELLIS_ADDRESS.rstrip('/')}{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    subject = " ".join(mail.subject.split())
    return EmailMessage(subject, mail.text, None, [mail.account.email], headers=headers)
