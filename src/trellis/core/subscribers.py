"""Answers to what Django tells: who signs in is listed with their session; what is saved can be found."""

from __future__ import annotations

import time
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from django.utils.translation import get_language

from trellis.core import searching
from trellis.core.devices import address_of, device_of
from trellis.core.middleware import CONFIRMED_AT, SEEN_AT
from trellis.core.models import Account
from trellis.core.services import accounts, search_index, sessions


def signed_in(sender: type, request: HttpRequest, user: Account, **rest: Any) -> None:
    """Note the session, and the language. It is fresh: whoever has it has just proved who they are."""
    if request.session.session_key is None:
        request.session.save()
    request.session[SEEN_AT] = request.session[CONFIRMED_AT] = int(time.time())
    key = request.session.session_key
    if key is not None:
        sessions.note(account=user, session_key=key, device=device_of(request), address=address_of(request))
    accounts.speak(account=user, language=get_language() or "")


def signed_out(sender: type, request: HttpRequest, user: Account | None, **rest: Any) -> None:
    """Forget the session."""
    if request.session.session_key is not None:
        sessions.forget(session_key=request.session.session_key)


def watch_records(model: type[Model]) -> None:
    """Have the records of a model noted when they are saved, and forgotten when they are deleted."""
    post_save.connect(record_saved, sender=model, dispatch_uid=f"search {model._meta.label}")
    post_delete.connect(record_deleted, sender=model, dispatch_uid=f"search {model._meta.label}")


def record_saved(
    sender: type[Model], instance: Model, *, raw: bool = False, update_fields: Any = None, **rest: Any
) -> None:
    """Note in the index of the search what is found of a record."""
    if not raw:
        search_index.follow(instance, update_fields)


def record_deleted(sender: type[Model], instance: Model, **rest: Any) -> None:
    """Let a record that is gone be found no more."""
    kind = searching.kind_of_model(sender)
    if kind is not None:
        search_index.forget(kind.key, instance.pk)
