"""Mail with links, where a mail server is configured; without one, links are handed over in another way."""

from __future__ import annotations

import logging
import smtplib
from contextlib import nullcontext
from threading import Thread
from typing import Literal

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from trellis.core import letters
from trellis.core.models import SignInLink
from trellis.core.speaking import speaking_to

Mailed = Literal["sent", "failed", "not configured"]
log = logging.getLogger(__name__)


def send_link(link: SignInLink, address: str) -> Mailed:
    """Send somebody their link; after its transaction, since a server that does not answer must undo nothing."""
    if not settings.MAIL_IS_CONFIGURED or not link.account.has_address:
        return "not configured"
    joining = link.purpose == SignInLink.Purpose.INVITATION
    values = {"account": link.account, "by": link.issued_by, "address": address, "until": link.expires_at}
    letter = "invitation" if joining else "reset" if link.issued_by is not None else "recovery"
    # Who is new here is written to in the language of whoever invites them.
    with speaking_to(link.account) if link.account.language else nullcontext():
        subject = _("Your invitation to Trellis") if joining else _("A new password for Trellis")
        text = render_to_string(f"core/mail/{letter}.txt", values)
    try:
        send_mail(subject, text, None, [link.account.email])
    except (OSError, smtplib.SMTPException) as error:
        log.warning("A link could not be mailed: %s", error)
        return "failed"
    return "sent"


def send_words(address: str, subject: str, text: str, *, reply_to: str = "") -> Mailed:
    """Send a mail to an address that is nobody's account, at once; for what holds a secret, and so is kept nowhere.

    After its transaction, since a server that does not answer must undo nothing.
    """
    if not settings.MAIL_IS_CONFIGURED:
        return "not configured"
    subject = " ".join(subject.split())
    headers = {"Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(
        subject, text, None, [address], headers=headers, reply_to=[reply_to] if reply_to else None
    )
    message.attach_alternative(letters.html_of(text, subject), "text/html")
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("A link could not be mailed: %s", error)
        return "failed"
    return "sent"


def send_link_later(link: SignInLink, address: str) -> None:
    """Send somebody a link beside the answer: how long that takes must not tell whether there is such a person."""
    Thread(target=send_link, args=(link, address), name="mailing a link", daemon=True).start()
