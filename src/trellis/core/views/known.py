"""One person: what is known of them, which account is theirs, who else may be the same. For administrators.

The list of all stands in `web`: see decision 24.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trellis.core import auditing, directory, queries
from trellis.core.forms import PersonForm, SamePersonForm
from trellis.core.granted import access_of
from trellis.core.guarding import account_of, administrators_only
from trellis.core.rules import Access, Person, can_manage
from trellis.core.services import accounts, people
from trellis.core.services.people import FIELDS, Facts, StalePersonError
from trellis.core.stale import show_both
from trellis.core.views.entering import context
from trellis.core.views.people import show_link
from trellis.handbook.errors import TrellisError


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Keep somebody new."""
    form = PersonForm(request.POST or None, initial={"kind": Person.Kind.CANDIDATE})
    if request.method == "POST" and form.is_valid():
        try:
            person = people.add(facts=_facts(form), by=account_of(request))
        except TrellisError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%(name)s is known now.") % {"name": person.name})
            return redirect("core:known-person", person.pk)
    return render(request, "core/new_person.html", context(form=form))


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def known(request: HttpRequest, key: UUID) -> HttpResponse:
    """One person; whoever was merged leads to the one who stays."""
    person = _person(key)
    if person.merged_into is not None:
        return redirect("core:known-person", person.merged_into.pk)
    form = PersonForm(request.POST or None, initial=_initial(person))
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["seen"] or None
            people.change(person=person, facts=_facts(form), by=account_of(request), seen=seen)
        except StalePersonError as error:
            person = _person(key)
            form.refuse(error)
            now = _initial(person)
            show_both(form, {name: now[name] for name in FIELDS}, seen=now["seen"])
        except TrellisError as error:
            form.refuse(error)
        else:
            messages.success(
                request, _("What is known of %(name)s is changed.") % {"name": form.cleaned_data["name"]}
            )
            return redirect("core:known-person", person.pk)
    return _shown(request, person, form=form)


def _shown(
    request: HttpRequest,
    person: Person,
    *,
    form: PersonForm | None = None,
    merging: SamePersonForm | None = None,
) -> HttpResponse:
    account = directory.account_of(person)
    values = context(
        form=form or PersonForm(initial=_initial(person)),
        person=person,
        account=account,
        access=access_of(account) if account is not None else None,
        may_manage=account is not None and can_manage(account_of(request), account),
        merging=merging or SamePersonForm(),
        alike=directory.alike(person),
        feed=auditing.feed("person", person.pk),
    )
    return render(request, "core/known_person.html", values)


@administrators_only
@require_POST
def do(request: HttpRequest, key: UUID, act: str) -> HttpResponse:
    """One of the things that are done with a person by a button."""
    deed, person = _DEEDS.get(act), _person(key)
    if deed is None:
        raise Http404
    try:
        return deed(request, person) or redirect("core:known-person", person.pk)
    except TrellisError as error:
        messages.error(request, " ".join(filter(None, (error.message, error.hint))))
        return redirect("core:known-person", person.pk)


def _invite(request: HttpRequest, person: Person) -> HttpResponse:
    issued = accounts.invite(
        email=person.email,
        name=person.name,
        access=Access.READER,
        titles=(),
        by=account_of(request),
        person=person,
    )
    return show_link(request, issued)


def _link(request: HttpRequest, person: Person) -> None:
    account = queries.account_by_email(request.POST.get("other", "")[:254])
    if account is None:
        messages.error(request, _("There is no account with this address."))
        return
    people.link(person=person, account=account, by=account_of(request))
    messages.success(
        request,
        _("%(email)s is the account of %(name)s now.") % {"email": account.email, "name": person.name},
    )


def _unlink(request: HttpRequest, person: Person) -> None:
    own = people.unlink(person=person, by=account_of(request))
    if own is not None:
        messages.success(request, _("The account belongs to a record of its own now."))


def _merge(request: HttpRequest, person: Person) -> HttpResponse | None:
    form = SamePersonForm(request.POST)
    other = directory.named(form.cleaned_data["other"]) if form.is_valid() else None
    if other is None:
        form.add_error("other", _("There is nobody like this."))
        return _shown(request, person, merging=form)
    try:
        people.merge(person=person, former=other, by=account_of(request))
    except TrellisError as error:
        form.refuse(error, "other")
        return _shown(request, person, merging=form)
    messages.success(request, _("The two are one record now."))
    return None


_DEEDS: dict[str, Callable[[HttpRequest, Person], HttpResponse | None]] = {
    "invite": _invite,
    "link": _link,
    "unlink": _unlink,
    "merge": _merge,
}


def _facts(form: PersonForm) -> Facts:
    return Facts(**{name: form.cleaned_data[name] for name in FIELDS})


def _initial(person: Person) -> dict[str, str]:
    return {**{name: getattr(person, name) for name in FIELDS}, "seen": people.mark_of(person)}


def _person(key: UUID) -> Person:
    found = directory.person_of(key)
    if found is None:
        raise Http404
    return found
