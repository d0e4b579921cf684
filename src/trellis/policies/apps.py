"""Policies: who has to have read what, who has, and who is asked again."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    """Says to the rooms below what this one knows, and puts policies into the side bar."""

    name = "trellis.policies"
    label = "policies"

    def ready(self) -> None:
        from trellis.core import kinds  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.definitions import permissions  # noqa: PLC0415 - likewise
        from trellis.policies import personal_data, regular  # noqa: PLC0415 - likewise
        from trellis.policies.definitions.kinds import KINDS  # noqa: PLC0415 - likewise
        from trellis.policies.definitions.permissions import PERMISSIONS, WORKSPACES  # noqa: PLC0415 - likewise

        for kind in KINDS:
            kinds.register(kind)
        permissions.register(PERMISSIONS, WORKSPACES)
        personal_data.register()
        regular.register()
        self._hear()
        self._describe()
        self._show()
        self._export()

    def _hear(self) -> None:
        """Say what this room reacts to, and of what people are told."""
        from trellis.core import events, happened, notifying  # noqa: PLC0415 - not before the apps are loaded
        from trellis.people.events import PersonLeft, PositionBegan  # noqa: PLC0415 - likewise
        from trellis.policies import subscribers  # noqa: PLC0415 - likewise
        from trellis.policies.definitions import notices  # noqa: PLC0415 - likewise

        events.subscribe_together(PositionBegan, "policies of a position", subscribers.positions_began)
        events.subscribe_together(PersonLeft, "policies of who left", subscribers.people_left)
        events.subscribe_together(happened.PersonLinked, "policies of an account", subscribers.people_linked)
        notifying.register(
            notifying.NoticeKind(
                notices.ASKED, _("Policies"), _("I am asked to read a policy, or reminded of one.")
            )
        )
        notifying.register(
            notifying.NoticeKind(
                notices.CHANGES,
                _("Changes of policies"),
                _("A policy of mine has changed, and somebody has to say what it means."),
            )
        )

    def _describe(self) -> None:
        """Say what other rooms show of acknowledgements, policies and their changes."""
        from trellis.core import objects  # noqa: PLC0415 - not before the apps are loaded
        from trellis.pages import companions, starting, touching  # noqa: PLC0415 - likewise
        from trellis.policies import touches  # noqa: PLC0415 - likewise
        from trellis.policies.queries import describing, reading  # noqa: PLC0415 - likewise
        from trellis.policies.services.asking import WORK  # noqa: PLC0415 - likewise
        from trellis.work import kinds as work  # noqa: PLC0415 - likewise

        objects.register(WORK, _("acknowledgement"), reading.described, seen=reading.seen_by)
        objects.register("policy_version", _("version of a policy"), describing.versions)
        objects.register("policy_decision", _("decision about a policy"), describing.decisions)
        work.register(
            work.WorkKind(
                WORK, _("Policy"), _("Read and acknowledge"), icon_name="book", describe=reading.described
            )
        )
        companions.register("policies", touches.companion_of)
        touching.register("policies", _("People who would be asked again"), touches.touched)
        starting.register(starting.Skeleton("policy", _("Policy"), "policies", touches.SKELETON))

    def _show(self) -> None:
        """Put policies into the side bar, and say what a program may be good for."""
        from trellis.core import scopes  # noqa: PLC0415 - not before the apps are loaded
        from trellis.policies import lists  # noqa: PLC0415 - likewise
        from trellis.policies.rules import can_see  # noqa: PLC0415 - likewise
        from trellis.web import navigation, saving  # noqa: PLC0415 - likewise

        navigation.register(
            navigation.Room(
                key="policies",
                title=_("Policies"),
                icon="check",
                url_name="policies:mine",
                order=31,
                allowed=navigation.whoever(can_see),
            )
        )
        saving.register(lists.PEOPLE, "policies:people")
        scopes.register(scopes.Scope("policies:read", _("see policies, and who has acknowledged them")))
        scopes.register(
            scopes.Scope(
                "policies:write", _("acknowledge policies, remind and exempt people, decide about changes")
            )
        )

    def _export(self) -> None:
        """Say what can be imported, and what an export of everything holds of this room, and what not."""
        from trellis.core import exported, importing  # noqa: PLC0415 - not before the apps are loaded
        from trellis.policies import importers  # noqa: PLC0415 - likewise

        importing.register(importers.ACKNOWLEDGEMENTS)
        exported.register("policies.Version", "policies.Decision", "policies.Acknowledgement")
        exported.leave_out({"policies.Followed": "which revision of the handbook was looked at"})
