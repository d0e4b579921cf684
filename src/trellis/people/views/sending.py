"""What every form of this room does when it is sent: what a service refuses stands beside the field in question."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from trellis.core.guarding import member_of
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.handbook.errors import TrellisError
from trellis.people import rules, terms
from trellis.people.days import today
from trellis.people.definitions.permissions import KEEP
from trellis.people.forms.parts import Form
from trellis.people.models import Employment
from trellis.people.queries import records
from trellis.people.queries.directory import Place
from trellis.people.services.errors import StaleRecordError

T = TypeVar("T")


def sent(form: Form, act: Callable[[], T]) -> T | None:
    """What a service made of a form; `None` where it refused, which the form then says. Raises PermissionDenied."""
    try:
        return act()
    except NotAllowedError as error:
        raise PermissionDenied(error.message) from error
    except TrellisError as error:
        form.is_stale = isinstance(error, StaleRecordError)
        field = getattr(error, "field", "")
        form.add_error(field if field in form.fields else None, f"{error.message} {error.hint}".strip())
        return None


def kept_employment(request: HttpRequest, key: UUID) -> tuple[Account, Employment]:
    """Who asks, and an employment that they keep. Raises Http404 where they do not see it, PermissionDenied."""
    who, found = member_of(request), records.employment_for(key)
    if found is None:
        raise Http404
    check_keeps(who, found.person)
    return who, found


def check_keeps(who: Account, person: Person) -> None:
    """That somebody keeps the records of a person. Raises Http404 where they do not see them, PermissionDenied."""
    standing = rules.standing(who, person, Place(person, today()))
    if not standing.record:
        raise Http404
    if not standing.keep:
        error = NotAllowedError(
            _("People Operations keeps the records of others; nobody changes their own."),
            permission=KEEP.name,
        )
        raise PermissionDenied(error.message) from error


def shown(
    request: HttpRequest,
    form: Form,
    *,
    title: str,
    back: str,
    submit: str,
    lead: str | Promise = "",
    person: Person | None = None,
    aside: str = "",
    template: str = "people/form.html",
    **more: object,
) -> HttpResponse:
    """The page of a form. `aside` is a template that stands above the fields."""
    values = {
        "form": form, "title": title, "lead": lead, "back": back, "submit": submit, "person": person, "aside": aside,
        "roles": terms.role_titles() if "title" in form.fields else (), "withdraw_url": "", **more,
    }  # fmt: skip
    status = 409 if form.is_stale else 422 if form.is_bound and form.errors else 200
    return render(request, template, values, status=status)


def record_of(person: Person, done: str = "") -> str:
    """Where the record of somebody is read; `done` says what was just done and can be undone there."""
    address = reverse("people:record", args=[person.pk])
    return f"{address}?done={done}" if done else address
