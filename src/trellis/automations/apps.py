"""Automations: what the handbook has begin by itself."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AutomationsConfig(AppConfig):
    """Puts automations into the side bar, and their kind into the handbook."""

    name = "trellis.automations"
    label = "automations"

    def ready(self) -> None:
        from trellis.automations import acting, addresses, days, lists, personal_data  # noqa: PLC0415 - not before the apps are loaded
        from trellis.automations.definitions.kinds import KINDS  # noqa: PLC0415 - likewise
        from trellis.automations.definitions.permissions import PERMISSIONS  # noqa: PLC0415 - likewise
        from trellis.automations.queries import automations  # noqa: PLC0415 - likewise
        from trellis.core import kinds, objects  # noqa: PLC0415 - likewise
        from trellis.core.definitions import permissions  # noqa: PLC0415 - likewise
        from trellis.pages import formed  # noqa: PLC0415 - likewise
        from trellis.web import saving  # noqa: PLC0415 - likewise

        formed.register("automations", addresses.form_address)
        permissions.register(PERMISSIONS)
        personal_data.register()
        for kind in KINDS:
            kinds.register(kind)
        objects.register("run", _("run of an automation"), automations.described_runs)
        objects.register("automation", _("automation"), automations.described_automations)
        acting.register_own()
        days.register_own()
        saving.register(lists.RUNS, "automations:runs")
        self._show()
        self._do_regularly()
        self._tell()
        self._open_to_programs()
        self._export()

    def _show(self) -> None:
        """Put automations into the side bar, for whoever may see them."""
        from trellis.automations.rules import can_see  # noqa: PLC0415 - not before the apps are loaded
        from trellis.web import navigation  # noqa: PLC0415 - likewise

        navigation.register(
            navigation.Room(
                key="automations",
                title=_("Automations"),
                icon="bolt",
                url_name="automations:directory",
                order=70,
                allowed=navigation.whoever(can_see),
            )
        )

    def _do_regularly(self) -> None:
        """Say what every process does in each round."""
        from trellis.automations import regular  # noqa: PLC0415 - not before the apps are loaded
        from trellis.automations.services import following, running  # noqa: PLC0415 - likewise
        from trellis.core import rounds  # noqa: PLC0415 - likewise

        rounds.register("automations", following.follow)
        rounds.register("runs of automations", running.run_due)
        regular.register()

    def _tell(self) -> None:
        """Say of what people are told."""
        from trellis.automations.definitions import notices  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core import notifying  # noqa: PLC0415 - likewise

        notifying.register(
            notifying.NoticeKind(notices.TOLD, _("Automations"), _("An automation tells me something."))
        )
        notifying.register(
            notifying.NoticeKind(
                notices.TROUBLE,
                _("My automations"),
                _("An automation that acts in my name did not run, or is paused."),
            )
        )

    def _open_to_programs(self) -> None:
        """Say what a token may be good for."""
        from trellis.core import scopes  # noqa: PLC0415 - not before the apps are loaded

        scopes.register(scopes.Scope("automations:read", _("see automations and what they did")))
        scopes.register(
            scopes.Scope("automations:write", _("pause and resume automations, and have runs tried again"))
        )

    def _export(self) -> None:
        """Say what an export of everything holds of this room, and what not."""
        from trellis.core import exported  # noqa: PLC0415 - not before the apps are loaded

        exported.register("automations.AutomationRun", "automations.Standing")
        exported.leave_out(
            dict.fromkeys(
                ("automations.Caused", "automations.Follower"), "how far the log of events was followed"
            )
        )
