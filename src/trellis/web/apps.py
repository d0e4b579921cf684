"""The shell."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Layout, navigation, components, search dialog, error pages."""

    name = "trellis.web"
    label = "web"
