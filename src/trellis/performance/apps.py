"""Performance: plans that support somebody whose work is not what it should be."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PerformanceConfig(AppConfig):
    """Says to the rooms below what they must know. Nothing is registered for search, programs or exports."""

    name = "trellis.performance"
    label = "performance"

    def ready(self) -> None:
        from trellis.core import exported, kinds  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.definitions import permissions  # noqa: PLC0415 - likewise
        from trellis.performance import personal_data, regular, subscribers  # noqa: PLC0415 - likewise
        from trellis.performance.definitions.kinds import KINDS  # noqa: PLC0415 - likewise
        from trellis.performance.definitions.permissions import PERMISSIONS  # noqa: PLC0415 - likewise

        for kind in KINDS:
            kinds.register(kind)
        permissions.register(PERMISSIONS)
        personal_data.register()
        regular.register()
        subscribers.register()
        models = ("SupportPlan", "PlanExpectation", "CheckIn", "CheckInMark", "PlanMove")
        why = "plans of support are read by those whom they concern, also by no owner who exports everything"
        exported.leave_out({f"performance.{each}": why for each in models})
        self._tell()
        self._show()

    def _tell(self) -> None:
        """What waits and what is told, under words that say nothing."""
        from trellis.core import notifying, objects  # noqa: PLC0415 - not before the apps are loaded
        from trellis.performance.definitions import notices  # noqa: PLC0415 - likewise
        from trellis.performance.queries import plans  # noqa: PLC0415 - likewise
        from trellis.performance.services import waits  # noqa: PLC0415 - likewise
        from trellis.work.kinds import WorkKind, register  # noqa: PLC0415 - likewise

        objects.register("support_plan", _("plan of support"), plans.described_nowhere, seen=plans.seen_plans)
        notifying.register(
            notifying.NoticeKind(
                notices.PLAN, _("Plans of support"), _("A plan of support needs me, or there is something new in it.")
            )
        )  # fmt: skip
        for key, verb in (
            (waits.AGREE, _("Agree")),
            (waits.CHECK_IN, _("Check in")),
            (waits.OUTCOME, _("Write down the outcome")),
            (waits.ACKNOWLEDGE, _("Read")),
            (waits.REWORK, _("Revise")),
        ):
            register(
                WorkKind(
                    key, _("Plan of support"), verb, "compass", describe=plans.described, closed_to=plans.closed_to
                )
            )  # fmt: skip

    def _show(self) -> None:
        """Put plans into the side bar, and onto the pages of people for those who may."""
        from trellis.people import person_tabs  # noqa: PLC0415 - not before the apps are loaded
        from trellis.performance import rules  # noqa: PLC0415 - likewise
        from trellis.web import navigation  # noqa: PLC0415 - likewise

        navigation.register(
            navigation.Room(
                key="performance", title=_("Support plans"), icon="pencil", url_name="performance:mine", order=55,
                allowed=navigation.whoever(rules.can_enter),
            )
        )  # fmt: skip
        person_tabs.register(
            person_tabs.PersonTab(
                "performance", _("Support plans"), "performance:person", rules.can_see_of, order=75
            )
        )
