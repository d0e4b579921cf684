"""The shell."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    """Layout, navigation, components, search dialog, error pages."""

    name = "trellis.web"
    label = "web"

    def ready(self) -> None:
        """Put into the side bar what the room below, which does not know the shell, has to show."""
        from trellis.core.rules import can_administer  # noqa: PLC0415 - not before the apps are loaded
        from trellis.web import navigation  # noqa: PLC0415 - not before the apps are loaded

        def allowed(request: HttpRequest) -> bool:
            return can_administer(getattr(request, "user", None))

        navigation.register(
            navigation.Room(
                key="people",
                title=_("People and access"),
                icon="people",
                url_name="core:people",
                order=95,
                allowed=allowed,
            )
        )
