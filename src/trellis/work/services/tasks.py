"""Writes of tasks: what people write down for themselves and for each other."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import objects, queries
from trellis.core.rules import Account, NotAllowedError
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.work import dues, rules
from trellis.work.definitions.notices import GIVEN
from trellis.work.events import TaskChanged, TaskGiven
from trellis.work.models import TASK, WorkItem
from trellis.work.phrases import filled
from trellis.work.services.items import WorkError

MOST_MEANT = 3
"""Names that a question after whom somebody meant tells; of more people nobody is named."""


class StaleTaskError(WorkError):
    """Somebody else has changed a task while a form was open."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has changed this task meanwhile."),
            hint=_("What it says by now stands beside yours: decide, and save again."),
        )


def somebody_named(text: str, *, by: Account) -> Account:
    """The active person with this address, or the only one with this name; nothing written means oneself.

    Raises WorkError for nobody, and for a name that several have.
    """
    words = " ".join(text.split())
    if not words:
        return by
    found = queries.account_by_email(words)
    if found is None:
        several = list(queries.team().filter(name__iexact=words)[:2])
        if len(several) > 1:
            raise WorkError(
                _("Several people are called “%(name)s”.") % {"name": words}, hint=_("Write the address.")
            )
        found = several[0] if several else None
    if found is None or not rules.can_have_work(found):
        raise WorkError(
            _("Nobody here is called “%(name)s”.") % {"name": words},
            hint=_meant(words, by) or _("Write the whole name, or the address."),
        )
    return found


def _meant(words: str, by: Account) -> str:
    """A question after the one or few whose names begin so; nothing for who is not of the team and knows nobody."""
    if by.is_external:
        return ""
    found = queries.team()
    for word in words.split():
        found = found.filter(Q(name__istartswith=word) | Q(name__icontains=f" {word}"))
    names = list(found.order_by("name", "pk").values_list("name", flat=True)[: MOST_MEANT + 1])
    if not names or len(names) > MOST_MEANT:
        return ""
    return _("Did you mean %(names)s?") % {"names": ", ".join(names)}


def give(
    *,
    title: str,
    by: Account,
    to: Account | None = None,
    text: str = "",
    due: date | None = None,
    about: tuple[str, UUID] | None = None,
) -> WorkItem:
    """Write a task down, for oneself or for another, who is told. `due` is a day where they work.

    Raises NotAllowedError, and WorkError for an empty title, a closed account, or an object that is not theirs to see.
    """
    who = to or by
    if not rules.can_have_work(by):
        raise NotAllowedError(_("Only people whose account is open write tasks down."))
    if not rules.can_have_work(who):
        raise WorkError(_("%(name)s has no account that is open.") % {"name": who.name})
    if about is not None and about not in objects.describe({about}):
        raise WorkError(_("What the task is about is not there, or not yours to see."))
    with transaction.atomic():
        item = WorkItem(
            kind=TASK, assignee_id=who.pk, asked_by_id=by.pk, title=_title(title), text=text.strip()[:20_000],
            due_at=dues.due_by(due, who) if due is not None else None,
            about_kind=about[0] if about else "", about=about[1] if about else None,
        )  # fmt: skip
        item.address = reverse("work:task", args=[item.pk])
        item.save(force_insert=True)
        publish(TaskGiven(item.pk, by.pk, who.pk))
        notices.notify(
            GIVEN, [who], actor=by, text=item.text[:2_000], address=item.address,
            subject=filled(gettext_lazy("%(name)s asks you: %(title)s"), name=by.name, title=item.title),
        )  # fmt: skip
    return item


def change(item: WorkItem, *, title: str, text: str, due: date | None, turn: int, by: Account) -> WorkItem:
    """Change the words and the day of a task as it was at `turn`; the same again changes nothing.

    Raises NotAllowedError, StaleTaskError where somebody has changed it meanwhile.
    """
    with transaction.atomic():
        item = WorkItem.objects.select_for_update().get(pk=item.pk)
        if not rules.can_change_task(by, item):
            raise NotAllowedError(_("Only who asked for a task, and on whom it waits, can change it."))
        if item.turn != turn:
            raise StaleTaskError
        assignee = item.assignee
        due_at = dues.due_by(due, assignee) if due is not None else None
        new = (_title(title), text.strip()[:20_000], due_at)
        if new == (item.title, item.text, item.due_at):
            return item
        item.title, item.text, item.due_at = new
        item.escalated_after = None
        item.turn += 1
        item.save(update_fields=["title", "text", "due_at", "turn", "escalated_after"])
        publish(TaskChanged(item.pk, by.pk))
    return item


def _title(title: str) -> str:
    plain = " ".join(title.split())
    if not plain:
        raise WorkError(_("A task needs a title."), hint=_("Say in a few words what is to be done."))
    return plain[:300]
