"""Reads of cases, each for somebody who was asked for: what they see, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.cases import rules, terms
from trellis.cases.models import (
    Case,
    CaseDeadline,
    CaseDecision,
    CaseDocument,
    CaseHandler,
    CaseMessage,
    CaseMove,
    CaseNote,
    CaseParty,
)
from trellis.core import privacy
from trellis.core.objects import Described
from trellis.core.rules import Account
from trellis.people.days import today

CASE = "case"
"""Under this name looks at cases are noted."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something in the history of a case; `kind` says which of the records of this room `row` is."""

    at: datetime
    kind: str
    row: Any
    who: str


def listed(who: Account, *, state: str = "open", type_name: str = "", text: str = "") -> QuerySet[Case]:
    """The cases that somebody handles, with `next_due`, the day of the next deadline.

    Titles are sealed, so `text` is looked for in those of somebody's own cases here, not by the database.
    """
    found = rules.seen(who).annotate(next_due=Min("deadlines__due_on", filter=Q(deadlines__done_at=None)))
    if state in ("open", "closed"):
        found = found.filter(closed_at__isnull=state == "open")
    if text:
        words = text.casefold()
        keys = [
            each.pk
            for each in rules.seen(who)
            if words in each.title.casefold() or words in each.code.casefold()
        ]
        found = found.filter(pk__in=keys)
    return found.filter(type=type_name) if type_name else found


def counts(who: Account) -> dict[str, int]:
    """How many cases somebody handles: open and closed."""
    closed = list(rules.seen(who).values_list("closed_at", flat=True))
    return {"open": closed.count(None), "closed": len(closed) - closed.count(None)}


def case_for(who: Account, key: UUID) -> Case | None:
    """A case that somebody sees; `None` for one that there is not, or not for them."""
    return rules.seen(who).filter(pk=key).first()


def parties_of(case: Case) -> list[CaseParty]:
    """Who has to do with a case; whom it is about first."""
    order = ["subject", "reporter", "manager", "witness"]
    rows = CaseParty.objects.filter(case=case).select_related("person")
    return sorted(rows, key=lambda each: (order.index(each.part), each.person.name))


def handlers_of(case: Case) -> list[CaseHandler]:
    """Who handles a case and who did, the active ones first."""
    rows = CaseHandler.objects.filter(case=case).select_related("account", "given_by")
    return sorted(rows, key=lambda each: (each.until is not None, not each.is_lead, each.since))


def deadlines_of(case: Case) -> list[CaseDeadline]:
    """What is due, then what was done."""
    rows = CaseDeadline.objects.filter(case=case).select_related("done_by")
    return sorted(rows, key=lambda each: (each.done_at is not None, each.due_on, each.pk))


def history_of(case: Case) -> list[Moment]:
    """All that happened, the newest first. Five queries."""
    found = [Moment(each.at, "move", each, _name(each.by)) for each in _rows(CaseMove, case)]
    found += [Moment(each.at, "note", each, _name(each.by)) for each in _rows(CaseNote, case)]
    found += [Moment(each.at, "decision", each, _name(each.by)) for each in _rows(CaseDecision, case)]
    found += [Moment(each.at, "document", each, _name(each.by)) for each in _rows(CaseDocument, case)]
    if case.is_asked:
        messages = CaseMessage.objects.filter(party__case=case).select_related("by", "party__person")
        found += [Moment(each.at, "message", each, _name(each.by)) for each in messages]
    return sorted(found, key=lambda each: each.at, reverse=True)


def threads_in(history: Sequence[Moment]) -> list[CaseParty]:
    """Who asked something that the history tells, each once: whom handlers answer."""
    return list({each.row.party_id: each.row.party for each in history if each.kind == "message"}.values())


def looks_at(case: Case, most: int = 200) -> Sequence[Any]:
    """Who looked at a case and when, the newest first: its own part of the log of looks. One query."""
    return list(privacy.access_notes(about=CASE).filter(object=case.pk)[:most])


def needing(who: Account) -> list[Case]:
    """The open cases that have no handler and that somebody may give one to, without what they are about."""
    if not rules.can_oversee(who):
        return []
    found = []
    for case in Case.objects.filter(closed_at=None).order_by("opened_at"):
        active = set(CaseHandler.objects.filter(case=case, until=None).values_list("account", flat=True))
        near = rules.too_near(case)
        if who.person_id not in near and not active & {each.pk for each in rules.fit_handlers(case)}:
            found.append(case)
    return found


def thread_for(who: Account, key: UUID) -> CaseParty | None:
    """What somebody asked; `None` where they asked no such thing."""
    return rules.threads(who).select_related("case").filter(pk=key).first()


def threads_of(who: Account) -> list[CaseParty]:
    """What somebody asked, the newest first, with the messages to them."""
    found = rules.threads(who).select_related("case").prefetch_related("messages")
    return list(found.order_by("-added_at"))


def messages_of(thread: CaseParty) -> list[CaseMessage]:
    """What was said in a thread, in order."""
    return list(thread.messages.select_related("by").order_by("at", "pk"))


# -- for the rooms below


def described(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Cases for lists of events: a word that says nothing, and no address."""
    return {key: Described(_("a confidential case"), "") for key in keys}


def seen_cases(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """Those of some cases that somebody sees, for notices."""
    found = rules.seen(who).filter(pk__in=keys).values_list("pk", flat=True)
    return {key: Described(_("a confidential case"), reverse("cases:case", args=[key])) for key in found}


def described_work(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Cases on whose handlers something waits; on whom it does not wait, it is closed to (`closed_to`)."""
    title = _("Confidential case: an answer is due")
    return {key: Described(title, reverse("cases:case", args=[key])) for key in keys}


def described_deadlines(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Deadlines that wait on handlers."""
    rows = CaseDeadline.objects.filter(pk__in=keys).values_list("pk", "case")
    title = _("Confidential case: a deadline")
    return {key: Described(title, reverse("cases:case", args=[case])) for key, case in rows}


def described_needs(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Cases that need a handler."""
    title = _("A confidential case needs another handler")
    return {key: Described(title, reverse("cases:needing")) for key in keys}


def closed_to_work(who: Account) -> Q:
    """The items about cases that somebody does not see, also in place of another."""
    return ~Q(about__in=rules.seen(who).values("pk"))


def closed_to_deadlines(who: Account) -> Q:
    """The items about deadlines of cases that somebody does not see."""
    return ~Q(about__in=CaseDeadline.objects.filter(case__in=rules.seen(who)).values("pk"))


def closed_to_needs(who: Account) -> Q:
    """That a case needs a handler is for whom it waits on themselves: nobody has it in place of another."""
    return ~Q(assignee=who)


def is_late(day: date | None) -> bool:
    """Whether a day is past."""
    return day is not None and day < today()


def type_title(case: Case) -> str:
    """What people call the type of a case."""
    return terms.title_of(case.type)


def _rows(model: Any, case: Case) -> Any:
    return model.objects.filter(case=case).select_related("by")


def _name(account: Account | None) -> str:
    return account.name if account is not None else ""
