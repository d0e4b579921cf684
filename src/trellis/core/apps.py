"""Accounts and sign-in; later permissions, events, tasks, files."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every other room with records stands on."""

    name = "trellis.core"
    label = "core"
