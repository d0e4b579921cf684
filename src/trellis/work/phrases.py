"""Sentences with values that are told to each reader in their own language."""

from __future__ import annotations

from typing import cast

from django.utils.functional import Promise, lazy


def filled(said: str | Promise, **values: object) -> Promise:
    """A lazy sentence with its values."""
    return cast(Promise, lazy(lambda: str(said) % values, str)())
