"""What the pages of this room begin with: who asks, and the person or the document that the address names."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from trellis.contracts import rules
from trellis.contracts.models import Document
from trellis.contracts.queries import documents
from trellis.contracts.rules import Account, Person
from trellis.core.rules import can_read
from trellis.people.queries.directory import person_for

P = ParamSpec("P")


def members_only(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A view for those of the team."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not can_read(account_of(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def account_of(request: HttpRequest) -> Account:
    """Who asks. Raises PermissionDenied for who has not signed in."""
    if not isinstance(request.user, Account):
        raise PermissionDenied
    return request.user


def kept_person(who: Account, key: UUID) -> Person:
    """Somebody whose documents whoever asks keeps. Raises Http404, also for who is there and not theirs."""
    found = person_for(key)
    if found is None or not rules.can_keep(who, found):
        raise Http404
    return found


def seen_document(who: Account, key: UUID) -> Document:
    """A document that whoever asks sees. Raises Http404, also for one that is there and not theirs."""
    found = documents.document_for(who, key)
    if found is None:
        raise Http404
    return found
