"""The handbook in the browser."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """Puts the handbook and its health into the side bar, pages into the search and the suggestions."""

    name = "trellis.pages"
    label = "pages"

    def ready(self) -> None:
        from trellis.pages import touching  # noqa: PLC0415 - not before the apps are loaded
        from trellis.pages.opening import open_library  # noqa: PLC0415 - not before the apps are loaded
        from trellis.pages.queries import current, health, naming, proposals, tree  # noqa: PLC0415 - not before the apps are loaded
        from trellis.pages.rules import can_read_pages  # noqa: PLC0415 - not before the apps are loaded
        from trellis.web import finding, navigation, suggesting  # noqa: PLC0415 - not before the apps are loaded

        current.open_with(open_library)
        for build in (naming.warm, tree.tree_of, health.entries_of):
            current.warm_with(build)
        navigation.register(
            navigation.Room(
                key="handbook",
                title=_("Handbook"),
                icon="book",
                url_name="pages:home",
                order=10,
                allowed=can_read_pages,
            )
        )
        navigation.register(
            navigation.Room(
                key="health",
                title=_("Health"),
                icon="pulse",
                url_name="pages:health",
                order=90,
                allowed=can_read_pages,
                count=health.errors_now,
                count_label=_("errors"),
            )
        )
        touching.register("pages", _("Pages"), touching.linking_pages)
        navigation.register(
            navigation.Room(
                key="proposals",
                title=_("Proposals"),
                icon="branch",
                url_name="pages:proposals",
                order=80,
                allowed=can_read_pages,
                count=proposals.open_count,
                count_label=_("open"),
            )
        )
        finding.register("pages", naming.candidates, can_read_pages)
        suggesting.register("pages", naming.suggestions)
