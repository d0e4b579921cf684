"""Growth: where people can go, development plans, promotions, transfers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

MODELS = (
    "DevelopmentPlan", "PlanItem", "PlanEvidence", "PlanAction", "PlanNote", "Promotion", "PromotionSection",
    "PromotionCriterion", "Calibration", "Transfer", "KeyRole", "Successor",
)  # fmt: skip


class GrowthConfig(AppConfig):
    """Says to the rooms below what this one knows, and puts growth into the side bar and beside people."""

    name = "trellis.growth"
    label = "growth"

    def ready(self) -> None:
        from trellis.core import exported, importing, kinds  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.definitions import permissions  # noqa: PLC0415 - likewise
        from trellis.growth import importers, personal_data, regular, subscribers  # noqa: PLC0415 - likewise
        from trellis.growth.definitions.kinds import KINDS  # noqa: PLC0415 - likewise
        from trellis.growth.definitions.permissions import PERMISSIONS, WORKSPACES  # noqa: PLC0415 - likewise

        for kind in KINDS:
            kinds.register(kind)
        permissions.register(PERMISSIONS, WORKSPACES)
        personal_data.register()
        subscribers.register()
        regular.register()
        importing.register(importers.PLANS)
        why = "plans, promotions and transfers are read by few, also by no owner who exports everything"
        exported.leave_out(dict.fromkeys((f"growth.{each}" for each in MODELS), why))
        self._describe()
        self._show()
        self._suggest()

    def _describe(self) -> None:
        """Say what the objects of this room are called, and what waits on people. A label names nobody."""
        from trellis.core import notifying, objects  # noqa: PLC0415 - not before the apps are loaded
        from trellis.growth.definitions import notices  # noqa: PLC0415 - likewise
        from trellis.growth.queries import plans, promotions, succession, transfers  # noqa: PLC0415 - likewise
        from trellis.growth.services import plans as planning  # noqa: PLC0415 - likewise
        from trellis.growth.services import promotions as promoting  # noqa: PLC0415 - likewise
        from trellis.growth.services import transfers as transferring  # noqa: PLC0415 - likewise
        from trellis.work.kinds import WorkKind, register  # noqa: PLC0415 - likewise

        objects.register("plan", _("development plan"), plans.described, seen=plans.described_to)
        objects.register("promotion", _("promotion"), promotions.described)
        objects.register("transfer", _("transfer"), transfers.described)
        objects.register("succession", _("key role"), succession.described, seen=succession.described_to)
        register(
            WorkKind(
                planning.ACTION, _("From a development plan"), _("Do"), "check", describe=plans.described_actions,
                closed_to=plans.closed_to_actions,
            )
        )  # fmt: skip
        register(
            WorkKind(
                promoting.COMPARE, _("Promotion to compare"), _("Compare"), "columns",
                describe=promotions.described, closed_to=promotions.closed_to,
            )
        )  # fmt: skip
        register(
            WorkKind(
                transferring.TAKE_UP, _("Transfer to your team"), _("Answer"), "person",
                describe=transfers.described, closed_to=transfers.closed_to,
            )
        )  # fmt: skip
        notifying.register(
            notifying.NoticeKind(
                notices.PLAN,
                _("Development plans"),
                _("A development plan of mine, or of my team, is to be looked at."),
            )
        )
        notifying.register(
            notifying.NoticeKind(notices.PROMOTED, _("Promotions"), _("Somebody of my team has a new level."))
        )
        notifying.register(
            notifying.NoticeKind(
                notices.TAKEN_BACK,
                _("Promotions taken back"),
                _("A promotion of mine, or one that I wrote, was taken back before its day."),
            )
        )

    def _suggest(self) -> None:
        """Suggest as goals of learning what a development plan still asks for."""
        from trellis.growth.queries import suggested  # noqa: PLC0415 - not before the apps are loaded
        from trellis.learning import suggesting  # noqa: PLC0415 - likewise

        suggesting.register(
            suggested.SOURCE, suggesting.Source(suggested.suggested_to, suggested.described_to)
        )

    def _show(self) -> None:
        """Put growth into the side bar and onto the pages of people."""
        from trellis.core import scopes  # noqa: PLC0415 - not before the apps are loaded
        from trellis.growth import lists, rules, succession_lists  # noqa: PLC0415 - likewise
        from trellis.people import person_tabs  # noqa: PLC0415 - likewise
        from trellis.web import navigation, saving  # noqa: PLC0415 - likewise

        navigation.register(
            navigation.Room(
                key="growth", title=_("Growth"), icon="leaf", url_name="growth:home", order=53,
                allowed=navigation.whoever(rules.can_enter),
            )
        )  # fmt: skip
        person_tabs.register(
            person_tabs.PersonTab("growth", _("Growth"), "growth:person", rules.can_see_growth, order=50)
        )
        saving.register(lists.PROMOTIONS, "growth:promotions")
        saving.register(succession_lists.KEY_ROLES, "growth:succession")
        scopes.register(
            scopes.Scope(
                "growth:read", _("see next levels, development plans and promotions that one may see")
            )
        )
        scopes.register(scopes.Scope("growth:write", _("begin development plans and write promotions")))
