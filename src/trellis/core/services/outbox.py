"""Writes of the outbox: mails are sent once what they tell is written, and tried again until a server takes them."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import enclosing, letters, notifying, queries, rounds, rules
from trellis.core.models import Account, Mail, NoticeTimes
from trellis.core.rules import NotAllowedError
from trellis.core.services import notices
from trellis.core.speaking import speaking_to

AT_ONCE = 50
MOST_TRIES = 20
LONGEST_PAUSE = timedelta(hours=6)
SENDING = timedelta(minutes=10)
"""How long a process has for one mail before another one tries it."""
KEPT = timedelta(days=30)
"""How long mails that were sent stay."""
NEWEST = timedelta(days=7)
"""Mails that are older are not sent on their own: what they tell is over."""
NEVER = 500
log = logging.getLogger(__name__)


class UnreachableError(Exception):
    """The mail server takes nothing now, whichever mail it is."""


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
    _keep_quiet(due, now)
    sent = 0
    for mail in due.select_related("account", "notice")[:AT_ONCE]:
        claimed = Mail.objects.filter(pk=mail.pk, sent_at=None, next_try_at=mail.next_try_at).update(
            next_try_at=now + SENDING, tries=F("tries") + 1
        )
        if claimed:
            try:
                sent += _send(mail, now)
            except UnreachableError:  # the others would wait for the same server
                break
    Mail.objects.filter(sent_at__lt=now - KEPT).delete()
    return sent


def post(
    *, account: Account, kind: str, subject: str, parts: Sequence[str], encloses: str, enclosed: UUID
) -> Mail:
    """Write a mail of some paragraphs, in the language that is active, with what is made for it when it is sent."""
    mail = Mail(account=account, kind=kind, subject=subject[:300], encloses=encloses, enclosed=enclosed)
    made = letters.words(account, subject, parts, stop=enclosing.stop_path(mail))
    mail.text, mail.html = made.text, made.html
    mail.save()
    transaction.on_commit(rounds.soon)
    return mail


def try_again(*, key: UUID, by: Account) -> None:
    """Have a mail sent in the next round, however often it failed. Raises NotAllowedError."""
    if not rules.can_administer(by):
        raise NotAllowedError(_("Only administrators see the outbox."))
    now = timezone.now()
    Mail.objects.filter(pk=key, sent_at=None).update(next_try_at=now, tries=0, created_at=now)
    rounds.soon()


def _send(mail: Mail, now: datetime) -> bool:
    if not mail.account.has_address:
        Mail.objects.filter(pk=mail.pk).update(tries=MOST_TRIES, trouble=_("The account has no address."))
        return False
    if not mail.account.is_active:
        Mail.objects.filter(pk=mail.pk).update(tries=MOST_TRIES, trouble=_("The account is closed."))
        return False
    if mail.notice is not None and not notices.seen(mail.account, [mail.notice]):
        Mail.objects.filter(pk=mail.pk).update(
            tries=MOST_TRIES, trouble=_("They may no longer see what it tells of.")
        )
        return False
    enclosed = _enclosed(mail, now)
    if enclosed is None:
        return False
    connection = get_connection()
    try:
        _message(mail, connection, enclosed).send()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        pause = min(timedelta(minutes=2 ** min(mail.tries, 10)), LONGEST_PAUSE)
        refused = _is_for_good(error)
        log.warning("A mail could not be sent%s: %s", "" if refused else " and is tried again", error)
        Mail.objects.filter(pk=mail.pk).update(
            next_try_at=now + pause, trouble=str(error)[:300], **({"tries": MOST_TRIES} if refused else {})
        )
        if _is_of_the_server(error):
            raise UnreachableError(str(error)) from error
        return False
    finally:
        with suppress(OSError, smtplib.SMTPException):  # what was taken was taken
            connection.close()
    Mail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), trouble="")
    return True


def _enclosed(mail: Mail, now: datetime) -> tuple[enclosing.File, ...] | None:
    """What goes with a mail; none where it cannot be sent now, or not at all, which is written down."""
    try:
        return enclosing.files_of(mail)
    except enclosing.NothingToEncloseError as error:
        Mail.objects.filter(pk=mail.pk).update(tries=MOST_TRIES, trouble=error.message[:300])
    except Exception:  # one list that cannot be made must not hold up the mails of all others
        log.exception("What mail %s encloses could not be made; it is tried again.", mail.pk)
        pause = min(timedelta(minutes=2 ** min(mail.tries, 10)), LONGEST_PAUSE)
        Mail.objects.filter(pk=mail.pk).update(
            next_try_at=now + pause, trouble=_("The file that goes with it could not be made.")
        )
    return None


def _keep_quiet(due: QuerySet[Mail], now: datetime) -> None:
    """Put off what came due in somebody's quiet hours until they end; what is urgent stays. Two queries mostly."""
    urgent = [kind.name for kind in notifying.kinds() if kind.urgent]
    disturbing = due.exclude(kind__in=urgent)
    keys = disturbing.filter(account__notice_times__isnull=False).values("account")
    for times in NoticeTimes.objects.filter(account__in=keys).select_related("account"):
        until = queries.quiet_until(times, now)
        if until is not None:
            disturbing.filter(account=times.account).order_by().update(next_try_at=until)


def _is_for_good(error: Exception) -> bool:
    """Whether a server has said that it will never take this mail (5xx, RFC 5321, 4.2.1)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= NEVER for code, _said in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= NEVER


def _is_of_the_server(error: Exception) -> bool:
    """Whether the fault is not of this mail: nobody answers, no encryption, a wrong password."""
    kinds = (smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected, smtplib.SMTPNotSupportedError)
    if isinstance(error, (*kinds, smtplib.SMTPAuthenticationError, smtplib.SMTPHeloError)):
        return True
    return isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException)


def _message(
    mail: Mail, connection: BaseEmailBackend, enclosed: tuple[enclosing.File, ...]
) -> EmailMultiAlternatives:
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": f"<{mail.pk}@trellis.invalid>"}
    stop = enclosing.stop_path(mail) or notices.unsubscribe_path(mail.account, mail.kind)
    if stop:  # RFC 8058: one click in the mail program, without opening the page
        headers["List-Unsubscribe"] = f"<{settings.TRELLIS_ADDRESS.rstrip('/')}{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    subject = " ".join(mail.subject.split())
    message = EmailMultiAlternatives(
        subject, mail.text, None, [mail.account.email], headers=headers, connection=connection
    )
    with speaking_to(mail.account):
        message.attach_alternative(mail.html or letters.html_of(mail.text, subject), "text/html")
    for each in enclosed:
        message.attach(each.name, each.content, each.media_type)
    return message
