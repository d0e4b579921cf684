"""Cohorts: the list, the page of one for its members, its talk, and what those who facilitate it do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.classes import cohortlists as lists
from trellis.classes import rules, terms
from trellis.classes.cohortforms import CohortForm, EndForm, MembersForm, NewsForm, OutcomeForm, initial_of
from trellis.classes.looking import around, of_members, person_named
from trellis.classes.models import Cohort
from trellis.classes.queries import cohorts as queries
from trellis.classes.services import cohorting, gathering
from trellis.classes.services.errors import ClassError, NotThereError
from trellis.core.forms import Form
from trellis.core.guarding import account_of
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.handbook.errors import TrellisError
from trellis.people.days import today
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.ordering import ordered
from trellis.web.saving import opening_address
from trellis.web.tabs import Tab
from trellis.work.queries import items


@of_members
@require_safe
def cohorts(request: HttpRequest) -> HttpResponse:
    """The cohorts that I am in; for who keeps them, all."""
    opening = opening_address(request, lists.COHORTS)
    if opening:
        return redirect(opening)
    who = account_of(request)
    values = {
        **around(who, "cohorts"), **lists.listing(request, queries.found_by(who)),
        "may_begin": rules.can_keep_cohorts(who), "has_programs": bool(terms.programs()),
    }  # fmt: skip
    return render(request, "classes/cohorts.html", values)


@of_members
@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    found = lists.narrowed(queries.found_by(account_of(request)), request.GET)
    rows = ordered(lists.columns(), found.order_by("-starts_on", "pk"), request.GET.get("sort", ""))
    return file_response(form, "cohorts", lists.FILE, lists.exported(rows[:MOST_ROWS]))


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a cohort."""
    who = account_of(request)
    if not rules.can_keep_cohorts(who):
        raise Http404
    initial = {"program": request.GET.get("program", ""), "facilitators": who.email}
    form = CohortForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = _kept(form, lambda: cohorting.begin(
            key=said["key"], program=said["program"], title=said["title"], starts_on=said["starts_on"],
            facilitators=_people(said["facilitators"], who, "facilitators"), goal=said["goal"], words=said["words"],
            by=who,
        ))  # fmt: skip
        if made is not None:
            messages.success(request, _("The cohort is there. Take people into it now."))
            return redirect("classes:cohort-people", made.pk)
    return _form(request, form, None)


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a cohort."""
    who, found = account_of(request), cohort_or_404(request, key, to_run=True)
    if not found.is_open:
        raise Http404
    runs = [each.person for each in gathering.seats_of(found, queries.FACILITATOR)]
    names = ", ".join(each.email or each.name for each in runs)
    form = CohortForm(request.POST or None, initial=initial_of(found, names), cohort=found)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = _kept(form, lambda: cohorting.change(
            cohort=key, title=said["title"] or found.title, starts_on=said["starts_on"], goal=said["goal"],
            words=said["words"], facilitators=_people(said["facilitators"], who, "facilitators"),
            seen=said["version"] or 0, by=who,
        ))  # fmt: skip
        if made is not None:
            messages.success(request, _("The cohort is changed."))
            return redirect("classes:cohort", key)
    return _form(request, form, found)


@of_members
@require_safe
def cohort(request: HttpRequest, key: UUID) -> HttpResponse:
    """One cohort: the plan by weeks, how far I am, who is in it, what it serves, news."""
    who, found = account_of(request), cohort_or_404(request, key)
    values = {**around_cohort(who, found, "cohort"), "whole": queries.whole(found, who, today())}
    return render(request, "classes/cohort.html", values)


@of_members
@require_safe
def talk(request: HttpRequest, key: UUID) -> HttpResponse:
    """What is said in a cohort, and its files: for who is in it."""
    who, found = account_of(request), cohort_or_404(request, key)
    if not rules.part_in(who, found):
        raise Http404
    return render(request, "classes/cohort_talk.html", around_cohort(who, found, "talk"))


@of_members
@require_safe
def people(request: HttpRequest, key: UUID) -> HttpResponse:
    """Members with how far they are, sessions to schedule, outcomes, news: for who facilitates it."""
    return _people_page(request, cohort_or_404(request, key, to_run=True))


@of_members
@require_safe
def members_file(request: HttpRequest, key: UUID, form: str) -> HttpResponse:
    """The members with how far they are, as a file."""
    found = cohort_or_404(request, key, to_run=True)
    rows = queries.standings_of(found, gathering.seats_of(found, queries.MEMBER))
    return file_response(form, "cohort", lists.MEMBERS_FILE, lists.members_exported(rows))


@of_members
@require_POST
def do(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Do one thing with a cohort; what does not work is said on the page that it was done from."""
    who, found = account_of(request), cohort_or_404(request, key)
    form_of, act, back = _DEEDS.get(deed, (None, None, ""))
    if act is None:
        raise Http404
    form = form_of(request.POST) if form_of is not None else Form(request.POST)
    if form.is_valid():
        try:
            told = act(found, {**request.POST.dict(), **form.cleaned_data}, who)
        except (NotThereError, NotAllowedError):
            raise Http404 from None
        except TrellisError as error:
            field = getattr(error, "field", "")
            if back != "classes:cohort-people" or field not in form.fields:
                messages.error(request, " ".join(filter(None, (error.message, error.hint))))
                return redirect(back, key)
            form.refuse(error, field)
        else:
            if told:
                messages.success(request, told)
            return redirect(_after(who, key) if deed == "leave" else reverse(back, args=[key]))
    if not rules.can_run_cohort(who, found):
        raise Http404
    return _people_page(request, found, **{deed: form})


def cohort_or_404(request: HttpRequest, key: UUID, *, to_run: bool = False) -> Cohort:
    """The cohort of an address, for whom it is there."""
    who = account_of(request)
    found = queries.cohort_for(who, key)
    if found is None or (to_run and not rules.can_run_cohort(who, found)):
        raise Http404
    return found


def around_cohort(who: Account, found: Cohort, current: str) -> dict[str, Any]:
    """The tabs of one cohort: its plan; what is said, for who is in it; people, for who facilitates it."""
    runs, is_in = rules.can_run_cohort(who, found), bool(rules.part_in(who, found))
    tabs = [
        ("cohort", _("Plan"), "classes:cohort", True), ("talk", _("Talk and files"), "classes:cohort-talk", is_in),
        ("people", _("Members and progress"), "classes:cohort-people", runs),
    ]  # fmt: skip
    made = [
        Tab(title, reverse(name, args=[found.pk]), key == current)
        for key, title, name, shown in tabs
        if shown
    ]
    return {"tabs": made if len(made) > 1 else [], "cohort": found, "may_run": runs, "is_in": is_in}


def _people_page(request: HttpRequest, found: Cohort, **forms: Form) -> HttpResponse:
    who = account_of(request)
    shown = queries.whole(found, who, today(), news=False)
    program = terms.programs().get(found.program)
    outcome = forms.get("judge")
    judged = str(outcome.data.get("outcome", "")) if outcome is not None else ""
    values = {
        **around_cohort(who, found, "people"), "whole": shown, "members": forms.get("add") or MembersForm(),
        "news": forms.get("announce") or NewsForm(), "end": forms.get("end") or EndForm(),
        "outcomes": [
            (each, outcome if outcome is not None and judged == str(each.pk) else OutcomeForm(
                initial={"outcome": each.pk, "state": each.state, "evidence": each.evidence}
            ))
            for each in shown.outcomes
        ],
        "people": items.partners_of(who), "program": program,
        "has_newer": program is not None and cohorting.is_newer(found, program),
        "may_schedule": rules.can_keep(who) or bool(rules.part_in(who, found)),
    }  # fmt: skip
    return render(request, "classes/cohort_people.html", values, status=422 if forms else 200)


def _form(request: HttpRequest, form: CohortForm, found: Cohort | None) -> HttpResponse:
    who = account_of(request)
    values = {**around(who, "cohorts"), "form": form, "cohort": found, "people": items.partners_of(who)}
    return render(request, "classes/cohort_form.html", values, status=422 if form.errors else 200)


def _kept(form: Form, deed: Callable[[], Cohort]) -> Cohort | None:
    try:
        return deed()
    except NotThereError:
        raise Http404 from None
    except TrellisError as error:
        field = getattr(error, "field", "")
        form.refuse(error, field if field in form.fields else None)
    return None


def _people(text: str, who: Account, field: str) -> list[Person]:
    names = [each.strip() for each in text.replace("\n", ",").split(",") if each.strip()]
    try:
        return [person_named(each, who, field) for each in names]
    except ClassError:
        raise
    except TrellisError as error:
        raise ClassError(error.message, hint=error.hint, field=field) from None


def _after(who: Account, key: UUID) -> str:
    """Where whoever has left a cohort goes."""
    sees = queries.cohort_for(who, key) is not None
    return reverse("classes:cohort", args=[key]) if sees else reverse("classes:cohorts")


# -- deeds: each gives back what is said when it is done


def _add(found: Cohort, said: dict[str, Any], who: Account) -> str:
    if not rules.can_run_cohort(who, found):
        raise NotThereError
    made = gathering.add(cohort=found.pk, people=_people(said["people"], who, "people"), by=who)
    told = ngettext(
        "%(n)s person joined, and was told.", "%(n)s people joined, and were told.", len(made.seats)
    )
    words = [told % {"n": len(made.seats)}] if made.seats else [_("They are in it already.")]
    words += [
        _("%(name)s begins “%(title)s” later: %(why)s") % {"name": name, "title": title, "why": why}
        for name, title, why in made.held_up[:5]
    ]
    return " ".join(words)


def _remove(found: Cohort, said: dict[str, Any], who: Account) -> str:
    try:
        person = UUID(said.get("person", ""))
    except ValueError:
        raise NotThereError from None
    if not rules.can_run_cohort(who, found):
        raise NotThereError
    seat = gathering.remove(cohort=found.pk, person=person, by=who)
    return _("%(name)s is in it no more.") % {"name": seat.person.name}


def _leave(found: Cohort, _said: dict[str, Any], who: Account) -> str:
    me = rules.myself(who)
    if me is None:
        raise NotThereError
    gathering.remove(cohort=found.pk, person=me, by=who)
    return _("You have left the cohort. Your courses go on.")


def _tick(found: Cohort, said: dict[str, Any], who: Account) -> str:
    gathering.tick(cohort=found.pk, part=said.get("part", "")[:100], is_done=said.get("done") == "1", by=who)
    return ""


def _announce(found: Cohort, said: dict[str, Any], who: Account) -> str:
    cohorting.announce(cohort=found.pk, key=said["key"], title=said["title"], text=said["text"], by=who)
    return _("Everybody of the cohort is told.")


def _judge(found: Cohort, said: dict[str, Any], who: Account) -> str:
    cohorting.judge(
        cohort=found.pk, outcome=said["outcome"], state=said["state"], evidence=said["evidence"], by=who
    )
    return _("It is written down.")


def _end(found: Cohort, said: dict[str, Any], who: Account) -> str:
    is_cancelled = "cancel" in said
    cohorting.end(cohort=found.pk, words=said["words"], is_cancelled=is_cancelled, by=who)
    return _("The cohort is called off.") if is_cancelled else _("The cohort has ended.")


def _newest(found: Cohort, _said: dict[str, Any], who: Account) -> str:
    cohorting.take_newest(cohort=found.pk, by=who)
    return _("It goes on by the newest plan.")


_PEOPLE, _PAGE = "classes:cohort-people", "classes:cohort"
_DEEDS: dict[str, tuple[type[Form] | None, Callable[[Cohort, dict[str, Any], Account], str], str]] = {
    "add": (MembersForm, _add, _PEOPLE), "remove": (None, _remove, _PEOPLE), "leave": (None, _leave, _PAGE),
    "tick": (None, _tick, _PAGE), "announce": (NewsForm, _announce, _PEOPLE), "judge": (OutcomeForm, _judge, _PEOPLE),
    "end": (EndForm, _end, _PEOPLE), "newest": (None, _newest, _PEOPLE),
}  # fmt: skip
