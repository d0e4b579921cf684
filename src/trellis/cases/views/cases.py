"""My cases, a new one, one case with its tabs. Every look at a case is noted before it is given."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trellis.cases import rules, terms
from trellis.cases.finding import person_meant
from trellis.cases.forms import (
    CloseForm,
    DeadlineForm,
    DecisionForm,
    DocumentForm,
    HandlerForm,
    MessageForm,
    NoteForm,
    OpenForm,
    PartyForm,
)
from trellis.cases.guarding import confidential
from trellis.cases.models import Case
from trellis.cases.queries import advice
from trellis.cases.queries import cases as queries
from trellis.cases.services import opening, writing
from trellis.cases.services.errors import CaseError
from trellis.cases.services.opening import Involved
from trellis.core import attachments
from trellis.core.guarding import account_of
from trellis.core.rules import Account
from trellis.core.services.looking import WHOLE, record_access
from trellis.handbook.errors import TrellisError
from trellis.people.days import today
from trellis.web.filters import chips_for, filter_of
from trellis.web.paging import with_params
from trellis.web.tables import Column, table_of
from trellis.web.tabs import Tab
from trellis.work.services import tasks

TABS = ("history", "people", "log")


@confidential
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The cases that somebody handles."""
    who = account_of(request)
    if not rules.can_enter(who):
        raise PermissionDenied
    state = request.GET.get("state", "open")
    state = state if state in ("open", "closed", "all") else "open"
    kind = request.GET.get("type", "")[:60]
    text = request.GET.get("q", "").strip()[:200]
    found = queries.listed(who, state=state, type_name=kind, text=text)
    record_access(account=who, about=queries.CASE, object=WHOLE, why="")
    counts = queries.counts(who)
    labels = {name: each.title for name, each in terms.types().items()}
    values = {
        "table": table_of(
            request, "t-cases", _("Cases"), _columns(), found,
            row_url=lambda row: reverse("cases:case", args=[row.pk]), row_key=lambda row: str(row.pk), keep=("state",),
            has_files=False,  # who looks at a case is noted, and a file could be passed on
        ),
        "filters": (filter_of("type", _("Type"), _by_type(who), kind, labels),),
        "chips": chips_for(
            request.GET,
            (
                ("q", _("Text"), text), ("type", _("Type"), labels.get(kind, "")),
            ),
        ),
        "tabs": _state_tabs(request, state, counts),
        "state": state,
        "text": text,
        "may_open": rules.can_open(who),
        "needing": len(queries.needing(who)) if rules.can_oversee(who) else 0,
        "oversees": rules.can_oversee(who),
    }  # fmt: skip
    return render(request, "cases/mine.html", values)


@confidential
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a case."""
    who = account_of(request)
    if not rules.can_open(who):
        raise PermissionDenied
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _opened(form.cleaned_data, who)
        except CaseError as error:
            form.refuse(error, error.field if error.field in form.fields else None)
        else:
            if rules.handled(who, made):
                messages.success(request, _("The case is open. You handle it."))
                return redirect("cases:case", made.pk)
            messages.success(
                request, _("The case is open. Others handle it: you have a part in it, or not the duty.")
            )
            return redirect("cases:mine")
    return render(request, "cases/new.html", {"form": form, "types": terms.types()})


@confidential
@require_safe
def case(request: HttpRequest, key: UUID) -> HttpResponse:
    """One case: what happened, who has to do with it, who looked at it."""
    who, found = account_of(request), case_or_404(request, key)
    record_access(account=who, about=queries.CASE, object=found.pk, why="")
    tab = request.GET.get("tab", TABS[0])
    tab = tab if tab in TABS else TABS[0]
    return render(request, "cases/case.html", page_of(found, who, tab))


def case_or_404(request: HttpRequest, key: UUID) -> Case:
    """A case that whoever asks sees. Raises Http404, for one that is not there as for one that is not theirs."""
    found = queries.case_for(account_of(request), key)
    if found is None:
        raise Http404
    return found


def page_of(found: Case, who: Account, tab: str, forms: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the page of a case shows; `forms` are those that came back."""
    kind = terms.type_named(found.type)
    stage = kind.stage(found.stage) if kind is not None else None
    following = kind.after(found.stage) if kind is not None else None
    address = reverse("cases:case", args=[found.pk])
    titles = {"history": _("Case"), "people": _("People"), "log": _("Who looked")}
    values: dict[str, Any] = {
        "case": found, "type_title": queries.type_title(found), "stages": kind.stages if kind is not None else (),
        "stage_title": stage.title if stage is not None else found.stage, "following": following,
        "tabs": tuple(Tab(titles[name], f"{address}?tab={name}", name == tab) for name in TABS), "tab": tab,
        "today": today(),
        "advice": advice.named(kind.advice) if kind is not None and kind.advice else None,
    }  # fmt: skip
    if tab == "history":
        history = queries.history_of(found)
        values |= {
            "history": history, "threads": queries.threads_in(history), "deadlines": queries.deadlines_of(found),
            "missing": writing.missing_in(found, stage) if stage is not None and following is not None else [],
            "files": _files(found, who, history),
            "stage_titles": {each.name: each.title for each in kind.stages} if kind is not None else {},
            "note": NoteForm(), "decision": DecisionForm(initial={"decided_by": who.name, "effective_on": today()}),
            "deadline": DeadlineForm(), "document": DocumentForm(), "message": MessageForm(),
            "close": CloseForm(initial={"version": found.version}),
        }  # fmt: skip
    elif tab == "people":
        values |= {
            "handlers": queries.handlers_of(found),
            "parties": queries.parties_of(found),
            "party": PartyForm(),
            "handler": HandlerForm(),
            "who": who,
        }
    else:
        values |= {"looks": queries.looks_at(found)}
    return {**values, **(forms or {})}


def _opened(said: dict[str, Any], who: Account) -> Case:
    involved = [Involved(person_meant(said["subject"], "subject"))]
    if said["reporter"]:
        involved.append(Involved(person_meant(said["reporter"], "reporter"), "reporter"))
    handlers = []
    if said["handler"]:
        try:
            handlers.append(tasks.somebody_named(said["handler"], by=who))
        except TrellisError as error:
            raise CaseError(error.message, hint=error.hint, field="handler") from None
    return opening.open_case(
        key=said["key"], type_name=said["type"], title=said["title"], involved=involved, by=who,
        handlers=[each for each in handlers if each is not None],
    )  # fmt: skip


def _files(found: Case, who: Account, history: list[queries.Moment]) -> dict[UUID, Any]:
    if not any(each.kind == "document" for each in history):
        return {}
    return {each.key: each for each in attachments.shown(who, "case", found.pk, may_add=False)}


def _state_tabs(request: HttpRequest, state: str, counts: dict[str, int]) -> tuple[Tab, ...]:
    titles = {"open": _("Open"), "closed": _("Closed"), "all": _("All")}
    return tuple(
        Tab(
            title, with_params(request.GET, state=name if name != "open" else None, page=None), name == state,
            counts.get(name),
        )
        for name, title in titles.items()
    )  # fmt: skip


def _by_type(who: Account) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in rules.seen(who).values_list("type", flat=True):
        found[name] = found.get(name, 0) + 1
    return found


def _columns() -> tuple[Column[Case], ...]:
    return (
        Column("title", _("Case"), lambda row: row.title, under=lambda row: row.code),
        Column("type", _("Type"), lambda row: terms.title_of(row.type), sort=("type", "pk")),
        Column("stage", _("Stage"), lambda row: terms.stage_title(row.type, row.stage), sort=("stage", "pk")),
        Column("due", _("Next deadline"), _due, sort=("next_due", "pk"), before=_("due")),
        Column(
            "opened", _("Open since"), lambda row: date_format(localtime(row.opened_at)), sort=("opened_at", "pk"),
            before=_("open since"),
        ),
    )  # fmt: skip


def _due(row: Any) -> str:
    return date_format(row.next_due) if row.next_due is not None else ""
