"""The shell."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from trellis.web import personal_data


class WebConfig(AppConfig):
    """Layout, navigation, components, search dialog, error pages."""

    name = "trellis.web"
    label = "web"

    def ready(self) -> None:
        self._export()
        from trellis.core import scopes  # noqa: PLC0415 - not before the apps are loaded
        from trellis.web import actions, finding  # noqa: PLC0415 - likewise
        from trellis.web.rules import can_visit  # noqa: PLC0415 - likewise

        personal_data.register()
        self._mail()
        self._show()
        self._remember_views()
        scopes.register(scopes.Scope("search:read", _("search the handbook")))
        finding.register(actions.GROUP, actions.actions, can_visit)
        finding.register("further", actions.further, can_visit)
        finding.register_group(actions.GROUP, _("Actions"))

    def _show(self) -> None:
        """Put into the side bar what the room below, which does not know the shell, has to show."""
        from trellis.core import importing  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.granted import can_enter  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.queries import UNREAD  # noqa: PLC0415 - likewise
        from trellis.core.rules import Account, can_administer  # noqa: PLC0415 - likewise
        from trellis.web import navigation  # noqa: PLC0415 - likewise

        allowed = navigation.whoever(can_administer)

        def importing_people(request: HttpRequest) -> bool:
            return bool(importing.offered_to(getattr(request, "user", None)))

        def auditors_only(request: HttpRequest) -> bool:
            # Administrators find it on the page of people; a second entry would only be one more.
            return not allowed(request) and can_enter(getattr(request, "user", None), "audit")

        def protectors_only(request: HttpRequest) -> bool:
            return not allowed(request) and can_enter(getattr(request, "user", None), "privacy")

        def signed_in(request: HttpRequest) -> bool:
            return isinstance(getattr(request, "user", None), Account)

        def counted(request: HttpRequest) -> int:
            return int(getattr(request, "unread", None) or 0)  # by the page itself

        def unread(request: HttpRequest) -> navigation.Tally | None:
            if hasattr(request, "unread") or not isinstance(request.user, Account):
                return None
            return navigation.Tally(UNREAD, {"account": request.user.pk})

        navigation.register(
            navigation.Room(
                key="notices",
                title=_("Notices"),
                icon="bell",
                url_name="core:notices",
                order=5,
                allowed=signed_in,
                count=counted,
                tally=unread,
                count_label=_("unread"),
            )
        )
        for key, title, icon, url_name, order, may in (
            ("access", _("People and access"), "people", "web:people", 95, allowed),
            ("jobs", _("Jobs"), "clock", "web:jobs", 97, allowed),
            ("imports", _("Import"), "table", "web:imports", 98, importing_people),
            ("audit", _("Audit"), "list", "web:audit", 96, auditors_only),
            ("privacy", _("Data protection"), "key", "web:data-catalogue", 98, protectors_only),
        ):
            navigation.register(
                navigation.Room(key=key, title=title, icon=icon, url_name=url_name, order=order, allowed=may)
            )

    def _mail(self) -> None:
        """Have views mailed by the clock, and say what such mails enclose."""
        from trellis.core import enclosing, notifying, objects, rounds, scopes  # noqa: PLC0415 - not before the apps are loaded
        from trellis.web import queries  # noqa: PLC0415 - likewise
        from trellis.web.definitions import notices as notice_kinds  # noqa: PLC0415 - likewise
        from trellis.web.services import mailing  # noqa: PLC0415 - likewise

        rounds.register("mailed views", mailing.mail_due)
        enclosing.register(mailing.KIND, enclosing.Enclosing(mailing.enclose, mailing.stop_path))
        objects.register("mailed_view", _("list by mail"), queries.mailed_labels)
        notifying.register(
            notifying.NoticeKind(
                notice_kinds.MAILED,
                _("Lists by mail"),
                _("A list is mailed to me from now on, or no longer."),
            )
        )
        scopes.register(scopes.Scope("views:read", _("see which lists are mailed to the account, and when")))
        scopes.register(scopes.Scope("views:write", _("have saved views of lists mailed, and end it")))

    def _remember_views(self) -> None:
        """Say of which lists people may keep how they look at them."""
        from trellis.web import audit, duties, jobs, people, privacy, saving  # noqa: PLC0415 - not before the apps are loaded

        saving.register(jobs.JOBS, "web:jobs")
        saving.register(people.PEOPLE, "web:people")
        saving.register(duties.DUTIES, "web:assignments")
        saving.register(people.CHANGES, "web:access-changes")
        saving.register(people.KNOWN, "web:known")
        saving.register(audit.AUDIT, "web:audit")
        saving.register(privacy.CATALOGUE, "web:data-catalogue")
        saving.register(privacy.LOOKED_AT, "web:access-log")

    def _export(self) -> None:
        """Say what an export of everything holds of this room, and what not."""
        from trellis.core import exported  # noqa: PLC0415 - not before the apps are loaded

        exported.register("web.SavedView", "web.FirstView", "web.MailedView")
        exported.leave_out({"web.Mailing": "which mails were sent, of an outbox that stays where it is"})
