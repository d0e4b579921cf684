"""What handlers do with a case, one form each; and giving a handler to a case that has none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trellis.cases import rules
from trellis.cases.finding import person_meant
from trellis.cases.forms import (
    CloseForm,
    DeadlineForm,
    DecisionForm,
    HandlerForm,
    MessageForm,
    NoteForm,
    PartyForm,
)
from trellis.cases.guarding import confidential
from trellis.cases.models import Case
from trellis.cases.queries import cases as queries
from trellis.cases.services import handling, opening, writing
from trellis.cases.services.errors import CaseError, NoCaseError
from trellis.cases.views.cases import case_or_404, page_of
from trellis.core.guarding import account_of
from trellis.core.rules import Account
from trellis.core.services.looking import record_access
from trellis.handbook.errors import TrellisError
from trellis.work.services import tasks

Deed = Callable[[HttpRequest, Case, Account], None]
OF_PEOPLE = ("party", "party-gone", "handler", "handler-end", "lead")


class _Refused(Exception):
    """A form that came back: under which name, and as it was filled in."""

    def __init__(self, name: str, form: Any) -> None:
        self.name, self.form = name, form


@confidential
@require_POST
def do(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Do one thing with a case; what is not filled in right comes back with what was written."""
    who, found = account_of(request), case_or_404(request, key)
    act = _DEEDS.get(deed)
    if act is None:
        raise Http404
    tab = "people" if deed in OF_PEOPLE else "history"
    try:
        act(request, found, who)
    except NoCaseError:
        raise Http404 from None
    except _Refused as refused:
        record_access(account=who, about=queries.CASE, object=found.pk, why="")
        values = page_of(found, who, tab, {refused.name: refused.form})
        return render(request, "cases/case.html", values, status=422)
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    if queries.case_for(who, key) is None:  # one's own part was ended, or one has a part in it now
        messages.success(request, _("Done. You do not handle this case any more."))
        return redirect("cases:mine")
    return redirect(f"{reverse('cases:case', args=[key])}?tab={tab}")


@confidential
@require_http_methods(["GET", "HEAD", "POST"])
def needing(request: HttpRequest) -> HttpResponse:
    """Cases without a handler, for those who give them one: no word of what they are about."""
    who = account_of(request)
    if not rules.can_oversee(who):
        raise PermissionDenied
    rows = queries.needing(who)
    if request.method == "POST":
        wanted = next((each for each in rows if str(each.pk) == request.POST.get("case", "")), None)
        account = _account_of(request.POST.get("handler", ""), wanted)
        try:
            if wanted is None or account is None:
                raise CaseError(_("Choose one of those who are offered."))
            handling.give(case=wanted.pk, account=account, by=who)
        except TrellisError as error:
            messages.error(request, f"{error.message} {error.hint}".strip())
        else:
            messages.success(request, _("The case has a handler."))
        return redirect("cases:needing")
    shown = [(each, rules.fit_handlers(each)) for each in rows[:20]]
    return render(request, "cases/needing.html", {"rows": shown})


def _account_of(text: str, case: Case | None) -> Account | None:
    fit = rules.fit_handlers(case) if case is not None else []
    return next((each for each in fit if str(each.pk) == text), None)


def _filled(name: str, form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise _Refused(name, form)
    cleaned: dict[str, Any] = form.cleaned_data
    return cleaned


def _note(request: HttpRequest, case: Case, who: Account) -> None:
    writing.note(case=case.pk, by=who, **_filled("note", NoteForm(request.POST)))


def _decide(request: HttpRequest, case: Case, who: Account) -> None:
    writing.decide(case=case.pk, by=who, **_filled("decision", DecisionForm(request.POST)))


def _deadline(request: HttpRequest, case: Case, who: Account) -> None:
    writing.add_deadline(case=case.pk, by=who, **_filled("deadline", DeadlineForm(request.POST)))


def _done(request: HttpRequest, case: Case, who: Account) -> None:
    writing.finish_deadline(case=case.pk, deadline=_key(request, "deadline"), by=who)


def _document(request: HttpRequest, case: Case, who: Account) -> None:
    file = request.FILES.get("file")
    if file is None:
        raise CaseError(_("Choose a file first."))
    writing.keep_document(case=case.pk, name=file.name or "", pieces=file.chunks(), by=who)


def _message(request: HttpRequest, case: Case, who: Account) -> None:
    said = _filled("message", MessageForm(request.POST))
    writing.answer(case=case.pk, party=_key(request, "party"), by=who, **said)


def _replied(_request: HttpRequest, case: Case, who: Account) -> None:
    writing.mark_replied(case=case.pk, by=who)


def _move(request: HttpRequest, case: Case, who: Account) -> None:
    writing.move_on(case=case.pk, seen=_number(request), by=who)


def _close(request: HttpRequest, case: Case, who: Account) -> None:
    said = _filled("close", CloseForm(request.POST))
    writing.close(case=case.pk, outcome=said["outcome"], seen=said["version"], by=who)


def _reopen(request: HttpRequest, case: Case, who: Account) -> None:
    writing.reopen(case=case.pk, seen=_number(request), by=who)


def _party(request: HttpRequest, case: Case, who: Account) -> None:
    said = _filled("party", PartyForm(request.POST))
    opening.add_party(case=case.pk, person=person_meant(said["person"], "person"), part=said["part"], by=who)


def _party_gone(request: HttpRequest, case: Case, who: Account) -> None:
    opening.remove_party(case=case.pk, party=_key(request, "party"), by=who)


def _handler(request: HttpRequest, case: Case, who: Account) -> None:
    said = _filled("handler", HandlerForm(request.POST))
    account = tasks.somebody_named(said["handler"], by=who)
    handling.give(case=case.pk, account=account, by=who)


def _handler_end(request: HttpRequest, case: Case, who: Account) -> None:
    handling.end(case=case.pk, account=_active(request, case), by=who)


def _lead(request: HttpRequest, case: Case, who: Account) -> None:
    handling.lead(case=case.pk, account=_active(request, case), by=who)


def _active(request: HttpRequest, case: Case) -> Account:
    key = _key(request, "handler")
    found = next((each for each in queries.handlers_of(case) if each.account_id == key), None)
    if found is None:
        raise CaseError(_("They do not handle this case."))
    return found.account


def _key(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise CaseError(_("Choose one of those who are offered.")) from None


def _number(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


_DEEDS: dict[str, Deed] = {
    "note": _note, "decision": _decide, "deadline": _deadline, "deadline-done": _done, "document": _document,
    "message": _message, "replied": _replied, "move": _move, "close": _close, "reopen": _reopen, "party": _party,
    "party-gone": _party_gone, "handler": _handler, "handler-end": _handler_end, "lead": _lead,
}  # fmt: skip
