"""Giving pages their identity."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from trellis.pages.models import PageIdentity
from trellis.pages.queries.current import whole_edition
from trellis.pages.queries.identities import left_behind_by


def identity_of(path: str) -> UUID | None:
    """What a page is known by from now on, wherever it moves; `None` where there is no such page.

    One query, but for the first time that somebody reads it at this path: then its former identity comes along.
    """
    found = PageIdentity.objects.filter(path=path).values_list("pk", flat=True).first()
    if found is not None:
        return found
    edition = whole_edition()
    page = edition.handbook.pages.get(path)
    if page is None or len(path) > 400 or len(page.url) > 400:
        return None
    try:
        with transaction.atomic():
            moved = left_behind_by(edition, page)
            if moved is None:
                return PageIdentity.objects.create(path=path, url=page.url).pk
            PageIdentity.objects.filter(pk=moved.pk).update(path=path, url=page.url)
            return moved.pk
    except IntegrityError:  # somebody else read it in the same moment
        return PageIdentity.objects.values_list("pk", flat=True).get(path=path)
