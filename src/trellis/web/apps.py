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
        from trellis.core import scopes  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.granted import can_enter  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.queries import unread_count  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.rules import Account, can_administer  # noqa: PLC0415 - not before the apps are loaded
        from trellis.web import actions, audit, duties, finding, jobs, navigation, people, saving  # noqa: PLC0415 - not before the apps are loaded
        from trellis.web.rules import can_visit  # noqa: PLC0415 - not before the apps are loaded

        def allowed(request: HttpRequest) -> bool:
            return can_administer(getattr(request, "user", None))

        def auditors_only(request: HttpRequest) -> bool:
            # Administrators find it on the page of people; a second entry would only be one more.
            return not allowed(request) and can_enter(getattr(request, "user", None), "audit")

        def signed_in(request: HttpRequest) -> bool:
            return isinstance(getattr(request, "user", None), Account)

        def unread(request: HttpRequest) -> int:
            return unread_count(request.user) if isinstance(request.user, Account) else 0

        navigation.register(
            navigation.Room(
                key="notices",
                title=_("Notices"),
                icon="bell",
                url_name="core:notices",
                order=5,
                allowed=signed_in,
                count=unread,
                count_label=_("unread"),
            )
        )
        navigation.register(
            navigation.Room(
                key="people",
                title=_("People and access"),
                icon="people",
                url_name="web:people",
                order=95,
                allowed=allowed,
            )
        )
        navigation.register(
            navigation.Room(
                key="jobs", title=_("Jobs"), icon="clock", url_name="web:jobs", order=97, allowed=allowed
            )
        )
        navigation.register(
            navigation.Room(
                key="audit",
                title=_("Audit"),
                icon="list",
                url_name="web:audit",
                order=96,
                allowed=auditors_only,
            )
        )
        saving.register(jobs.JOBS, "web:jobs")
        saving.register(people.PEOPLE, "web:people")
        saving.register(duties.DUTIES, "web:assignments")
        saving.register(people.CHANGES, "web:access-changes")
        saving.register(people.KNOWN, "web:known")
        saving.register(audit.AUDIT, "web:audit")
        scopes.register(scopes.Scope("search:read", _("search the handbook")))
        finding.register(actions.GROUP, actions.actions, can_visit)
        finding.register_group(actions.GROUP, _("Actions"))
