"""Writes of views that are mailed by the clock: having one mailed, ending it, and the mails themselves.

What a mail holds is made when a server takes it, with the rights of whoever gets it (`core.enclosing`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import calendars, enclosing
from trellis.core import queries as accounts
from trellis.core.rules import Account, NotAllowedError
from trellis.core.services import notices, outbox
from trellis.core.services.events import publish
from trellis.core.speaking import speaking_to
from trellis.handbook.errors import TrellisError
from trellis.web import mailable, queries, rules, saving
from trellis.web.definitions.notices import MAILED
from trellis.web.events import ViewMailed, ViewMailedNoMore
from trellis.web.exporting import file_content
from trellis.web.models import Form, MailedView, Mailing, SavedView, Why
from trellis.web.rhythms import LAST_DAY, Rhythm

KIND = "mailed-view"
"""Under this name mails stand in the outbox; no notice is of this kind, since each of them is stopped by itself."""
MOST_READERS = 50
MOST_BYTES = 8_000_000
"""A file beyond this many bytes is not enclosed: many servers refuse mails of ten million."""
AT_ONCE = 50
_SALT = "trellis.mailed-view"


class MailedViewError(TrellisError):
    """A view cannot be mailed as asked."""

    code = "mailed-view"


def mail_view(*, view: SavedView, to: Account, rhythm: Rhythm, form: str, by: Account) -> MailedView:
    """Have a view mailed to somebody from the next time on; again, at other times. The same again changes nothing.

    Whose view it is has it mailed to others as well. Raises NotAllowedError, and MailedViewError for times that there
    are not, somebody who may not see the list or has stopped it themselves, and too many readers.
    """
    allowed = rules.can_mail_view(by, view) if to.pk == by.pk else rules.can_mail_to_others(by, view)
    if not allowed:
        raise NotAllowedError(_("Only whose view it is has it mailed to others."))
    _check(rhythm, form)
    if not mailable.is_read_by(to, view.place):
        raise MailedViewError(
            _("%(name)s may not see this list.") % {"name": to.name},
            hint=_("A list is mailed to those who may open it."),
        )
    with transaction.atomic():
        SavedView.objects.select_for_update().get(
            pk=view.pk
        )  # so that two who add readers count them one by one
        found = MailedView.objects.select_for_update().filter(view=view, account=to).first()
        if found is not None and found.stopped_for == Why.SELF and by.pk != to.pk:
            raise MailedViewError(
                _("%(name)s has stopped these mails.") % {"name": to.name},
                hint=_("Only they can have them again."),
            )
        if found is None and MailedView.objects.filter(view=view).count() >= MOST_READERS:
            raise MailedViewError(
                _("This view is mailed to %(count)s people already.") % {"count": MOST_READERS}
            )
        values = {"every": str(rhythm.every), "day": rhythm.day, "at": rhythm.at, "form": form}
        if found is not None and found.stopped_at is None and _is_as(found, values):
            return found
        made = found or MailedView(view=view, account=to)
        is_new = found is None or found.stopped_at is not None
        for name, value in values.items():
            setattr(made, name, value)
        made.asked_by, made.stopped_at, made.stopped_for = by, None, ""
        made.next_at = rhythm.next_after(timezone.now(), calendars.zone_of(to))
        made.save()
        publish(ViewMailed(made.pk, by.pk, to.pk))
        if is_new and by.pk != to.pk:
            _tell(to, gettext_lazy("“%(name)s” is mailed to you from now on"), made, by)
    return made


def reader_named(text: str) -> Account:
    """Whom a name or an address means, of the team. Raises MailedViewError for nobody, and a name that several have."""
    words = " ".join(text.split())
    found = accounts.account_by_email(words) if words else None
    several = [found] if found is not None else list(accounts.team().filter(name__iexact=words)[:2])
    if len(several) > 1:
        raise MailedViewError(
            _("Several people are called “%(name)s”.") % {"name": words}, hint=_("Write the address.")
        )
    if not several or not several[0].is_active:
        raise MailedViewError(
            _("Nobody here is called “%(name)s”.") % {"name": words},
            hint=_("Write the whole name, or the address."),
        )
    return several[0]


def stop(*, mailed: MailedView, by: Account) -> MailedView:
    """End that a view is mailed to somebody; again, it changes nothing. Raises NotAllowedError."""
    if not rules.can_stop_view(by, mailed):
        raise NotAllowedError(_("Only who gets these mails, and whose view it is, ends them."))
    return _end(mailed, Why.SELF if by.pk == mailed.account_id else Why.OWNER, by)


def stop_by_link(*, token: str) -> MailedView | None:
    """End it by the link in one of the mails; none for a link that is none."""
    found = mailed_by(token)
    return _end(found, Why.SELF, found.account) if found is not None else None


def mailed_by(token: str) -> MailedView | None:
    """Which mails a link stops."""
    try:
        key = UUID(signing.loads(token, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    return queries.mailed_view(key)


def mail_due(now: datetime) -> int:
    """Write the mails of all views that are due; gives how many. In the rounds.

    A time that passed while nothing ran gives one mail, not several. Twice at the same moment gives one.
    """
    due = MailedView.objects.filter(stopped_at=None, next_at__lte=now).order_by("next_at", "pk")
    return sum(_mail(key, now) for key in list(due.values_list("pk", flat=True)[:AT_ONCE]))


def end_of_view(view: SavedView, by: Account) -> None:
    """Tell those to whom a view was mailed that it is no longer, before it is deleted."""
    for each in MailedView.objects.select_related("view", "account", "asked_by").filter(
        view=view, stopped_at=None
    ):
        _end(each, Why.OWNER, by)


def enclose(key: UUID) -> tuple[enclosing.File, ...]:
    """The file of a mailing, made now for whoever gets it. Raises NothingToEncloseError where it is not for them."""
    row = Mailing.objects.select_related("mailed__view", "mailed__account").filter(pk=key).first()
    if row is None or row.mailed.stopped_at is not None:
        raise enclosing.NothingToEncloseError(_("It was stopped meanwhile."))
    mailed = row.mailed
    with speaking_to(mailed.account):
        made = _file(mailed)
    if made is None:
        _lose(mailed)
        Mailing.objects.filter(pk=key).update(kept_back=Why.LOST)
        raise enclosing.NothingToEncloseError(_("They may no longer see the list."))
    file, lines = made
    fits = len(file.content) <= MOST_BYTES
    Mailing.objects.filter(pk=key).update(lines=lines, is_enclosed=fits)
    return (file,) if fits else ()


def stop_path(key: UUID) -> str:
    """The path by which the mails of which this is one are stopped."""
    mailed = Mailing.objects.filter(pk=key).values_list("mailed", flat=True).first()
    return reverse("web:mailed-stop", args=[signing.dumps(str(mailed), salt=_SALT)]) if mailed else ""


def _mail(key: UUID, now: datetime) -> int:
    """One mail; 0 where another process writes it, or it is not for them any more."""
    with transaction.atomic():
        rows = MailedView.objects.select_for_update(skip_locked=True, of=("self",))
        found = rows.select_related("view", "account", "asked_by").filter(pk=key).first()
        if found is None or found.stopped_at is not None or found.next_at > now:
            return 0
        zone, due = calendars.zone_of(found.account), found.next_at
        later = found.rhythm.next_after(now, zone)
        if not rules.can_get_view(found.account, found):
            Mailing.objects.create(mailed=found, due_at=due, kept_back=Why.LOST)
            _lose(found)
            return 0
        try:
            with transaction.atomic():
                made = Mailing.objects.create(mailed=found, due_at=due)
        except IntegrityError:  # written before a process was killed
            made = None
        MailedView.objects.filter(pk=found.pk).update(next_at=later)
        if made is not None:
            _write(found, made)
    return 1 if made is not None else 0


def _write(mailed: MailedView, made: Mailing) -> None:
    listed = mailable.list_of(mailed.view.place)
    with speaking_to(mailed.account):
        title = str(listed.title) if listed is not None else mailed.view.place
        address = settings.TRELLIS_ADDRESS.rstrip("/") + saving.address_of(
            mailed.view.place, mailed.view.query
        )
        parts = [
            _("This is the list “%(title)s” as you see it now, by the view “%(name)s”.")
            % {"title": title, "name": mailed.view.name},
            _("The list itself: %(address)s") % {"address": address},
            _(
                "A file goes with this mail, unless it is too large for one; the list gives it to you as well."
            ),
        ]
        if mailed.asked_by is not None and mailed.asked_by_id != mailed.account_id:
            parts.append(_("%(name)s has it mailed to you.") % {"name": mailed.asked_by.name})
        subject = f"{title}: {mailed.view.name}"
        mail = outbox.post(
            account=mailed.account, kind=KIND, subject=subject, parts=parts, encloses=KIND, enclosed=made.pk
        )
    Mailing.objects.filter(pk=made.pk).update(mail=mail)


def _file(mailed: MailedView) -> tuple[enclosing.File, int] | None:
    """The file with how many lines it has, by the rights that who gets it has now; none where they have none."""
    if not rules.can_get_view(mailed.account, mailed):
        return None
    listed = mailable.list_of(mailed.view.place)
    assert listed is not None  # the rule has asked
    sheet = listed.sheet(mailed.account, QueryDict(mailed.view.query))
    rows = list(sheet.rows)
    content, media_type = file_content(mailed.form, sheet.name, sheet.columns, rows)
    return enclosing.File(f"{sheet.name}.{mailed.form}", content, media_type), len(rows)


def _lose(mailed: MailedView) -> None:
    """Somebody lost the right to see a list: it is mailed no more, and they and whoever set it up are told."""
    _end(mailed, Why.LOST, None)


def _end(mailed: MailedView, why: Why, by: Account | None) -> MailedView:
    with transaction.atomic():
        rows = MailedView.objects.filter(pk=mailed.pk, stopped_at=None)
        if not rows.update(stopped_at=timezone.now(), stopped_for=why):
            return mailed
        publish(ViewMailedNoMore(mailed.pk, by.pk if by is not None else None, mailed.account_id, str(why)))
        said = gettext_lazy("“%(name)s” is no longer mailed to you")
        if why == Why.LOST:
            said = gettext_lazy("“%(name)s” is no longer mailed to you: you may no longer see the list")
        if why != Why.SELF:
            _tell(mailed.account, said, mailed, by)
        others = mailed.asked_by
        if others is not None and others.pk not in (mailed.account_id, by.pk if by else None):
            _tell(others, gettext_lazy("“%(name)s” is no longer mailed to %(reader)s"), mailed, by)
    mailed.refresh_from_db()
    return mailed


def _tell(to: Account, said: Any, mailed: MailedView, by: Account | None) -> None:
    values = {"name": mailed.view.name, "reader": mailed.account.name}
    # Told in the language of whoever reads it.
    made = cast("Promise", lazy(lambda: str(said) % values, str)())
    notices.notify(MAILED, [to], subject=made, address=reverse("web:mailed"), actor=by)


def _is_as(row: MailedView, values: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())


def _check(rhythm: Rhythm, form: str) -> None:
    last = LAST_DAY[rhythm.every]
    if not 1 <= rhythm.day <= last:
        raise MailedViewError(_("Choose a day from 1 to %(last)s.") % {"last": last})
    if form not in Form.values:
        raise MailedViewError(_("Choose one of the forms that are offered."))
