"""Compensation: how pay is set, what people are paid, bonuses."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompensationConfig(AppConfig):
    """Says to the rooms below what this one knows, and puts pay into the side bar and beside roles and people."""

    name = "trellis.compensation"
    label = "compensation"

    def ready(self) -> None:
        from trellis.compensation import importers, personal_data, stating, subscribers  # noqa: PLC0415 - not before the apps are loaded
        from trellis.compensation.definitions.kinds import KINDS  # noqa: PLC0415 - likewise
        from trellis.compensation.definitions.permissions import PERMISSIONS, WORKSPACES  # noqa: PLC0415 - likewise
        from trellis.core import exported, kinds  # noqa: PLC0415 - likewise
        from trellis.core.definitions import permissions  # noqa: PLC0415 - likewise

        for kind in KINDS:
            kinds.register(kind)
        permissions.register(PERMISSIONS, WORKSPACES)
        personal_data.register()
        subscribers.register()
        importers.register()
        stating.register()
        exported.register(
            "compensation.Pay", "compensation.PayChange", "compensation.ReviewSheet", "compensation.ReviewLine",
            "compensation.BonusRequest", "compensation.InterimBonus",
        )  # fmt: skip
        self._describe()
        self._show()

    def _describe(self) -> None:
        """Say what the objects of this room are called. A label names nobody: feeds and lists of others show it."""
        from trellis.compensation import described  # noqa: PLC0415 - not before the apps are loaded
        from trellis.compensation.definitions.notices import BONUS  # noqa: PLC0415 - likewise
        from trellis.core import notifying, objects, scopes  # noqa: PLC0415 - likewise

        objects.register("pay-change", _("change of pay"), described.changes)
        objects.register("interim-bonus", _("interim bonus"), described.interim)
        objects.register("sheet", _("sheet of the yearly review"), described.sheets)
        objects.register("pay-review", _("sheet of the yearly review"), described.sheets)
        objects.register("bonus", _("bonus"), described.bonuses)
        notifying.register(
            notifying.NoticeKind(BONUS, _("Bonuses"), _("A colleague of mine, or I myself, got a bonus."))
        )
        scopes.register(
            scopes.Scope(
                "compensation:read", _("reckon ranges of pay, see pay that one may see, and bonuses")
            )
        )
        scopes.register(
            scopes.Scope("compensation:write", _("ask for changes of pay and nominate for bonuses"))
        )

    def _show(self) -> None:
        """Put pay into the side bar, onto the pages of roles and people."""
        from trellis.compensation import lists, panels, rules  # noqa: PLC0415 - not before the apps are loaded
        from trellis.people import person_tabs  # noqa: PLC0415 - likewise
        from trellis.roles import panels as of_roles  # noqa: PLC0415 - likewise
        from trellis.web import navigation, saving  # noqa: PLC0415 - likewise

        navigation.register(
            navigation.Room(
                key="compensation", title=_("Pay"), icon="columns", url_name="compensation:calculator", order=36,
                allowed=navigation.whoever(rules.can_calculate),
            )
        )  # fmt: skip
        person_tabs.register(
            person_tabs.PersonTab("pay", _("Pay"), "compensation:person", rules.can_see_pay, order=60)
        )
        of_roles.register("pay", panels.pay_range)
        saving.register(lists.PAY, "compensation:list")
        saving.register(lists.BONUSES, "compensation:bonuses")
        saving.register(lists.INTERIM, "compensation:interims")
