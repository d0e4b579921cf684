"""Who is in these tests, and what they ask of the database."""

from __future__ import annotations

import json

from django.apps import apps
from django.db import models
from django.utils import timezone

from trellis.core.models import (
    Access,
    Account,
    Event,
)
from trellis.core.services import (
    people,
)

NAME, ADDRESS = "Ben Otter", "ben@example.org"


def known(email, name, access=Access.READER):
    account = Account(email=email, name=name, access=access, joined_at=timezone.now())
    account.set_unusable_password()
    people.belongs(account, by=None)
    account.save()
    return account


def told(kind):
    return [json.loads(each.data) for each in Event.objects.filter(name=kind).order_by("pk")]


def places_of(*words):
    """Every field of every row of the whole database in which one of some words stands."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        for value in models.QuerySet(model).values_list(field.name, flat=True)
        if any(word.casefold() in str(value).casefold() for word in words)
    }
