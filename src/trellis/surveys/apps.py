"""Surveys, self-identification, turnover: what people say when nobody can tell who said it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    """Says to the rooms below what this one knows, and puts surveys into the side bar."""

    name = "trellis.surveys"
    label = "surveys"

    def ready(self) -> None:
        from django.db.models.signals import pre_delete  # noqa: PLC0415 - not before the apps are loaded

        from trellis.core import kinds, objects  # noqa: PLC0415 - likewise
        from trellis.core.definitions import permissions  # noqa: PLC0415 - likewise
        from trellis.surveys import personal_data, regular  # noqa: PLC0415 - likewise
        from trellis.surveys.definitions.kinds import KINDS  # noqa: PLC0415 - likewise
        from trellis.surveys.definitions.permissions import PERMISSIONS  # noqa: PLC0415 - likewise
        from trellis.surveys.models import SelfAnswer  # noqa: PLC0415 - likewise
        from trellis.surveys.queries import actions, rounds  # noqa: PLC0415 - likewise
        from trellis.surveys.services import selfid  # noqa: PLC0415 - likewise

        for kind in KINDS:
            kinds.register(kind)
        permissions.register(PERMISSIONS)
        personal_data.register()
        regular.register()
        objects.register("survey_round", _("survey"), rounds.described)
        objects.register("survey_action", _("action of a team"), actions.described)
        objects.register("self_report", _("report on self-identification"), lambda _keys: {})
        objects.register("retention_risk", _("confidential record"), lambda _keys: {})
        # However an answer is deleted (withdrawn, changed, with its person), that it was counted is remembered.
        pre_delete.connect(
            lambda instance, **_rest: selfid.remember(instance), sender=SelfAnswer, weak=False,
            dispatch_uid="surveys.remember",
        )  # fmt: skip
        self._show()
        self._tell()
        self._export()

    def _show(self) -> None:
        """Put surveys into the side bar, and say what a program may be good for."""
        from trellis.core import scopes  # noqa: PLC0415 - not before the apps are loaded
        from trellis.surveys import lists  # noqa: PLC0415 - likewise
        from trellis.surveys.rules import can_see  # noqa: PLC0415 - likewise
        from trellis.web import navigation, saving  # noqa: PLC0415 - likewise

        navigation.register(
            navigation.Room(
                key="surveys",
                title=_("Surveys"),
                icon="list",
                url_name="surveys:home",
                order=54,
                allowed=navigation.whoever(can_see),
            )
        )
        saving.register(lists.ACTIONS, "surveys:actions")
        saving.register(lists.LEAVERS, "surveys:leavers")
        scopes.register(scopes.Scope("surveys:read", _("see results of surveys, and which surveys ask me")))

    def _tell(self) -> None:
        """Say of what people are told, and what waits on them."""
        from trellis.core import notifying  # noqa: PLC0415 - not before the apps are loaded
        from trellis.surveys.definitions import notices  # noqa: PLC0415 - likewise
        from trellis.surveys.queries import actions, rounds  # noqa: PLC0415 - likewise
        from trellis.surveys.services.actions import WORK  # noqa: PLC0415 - likewise
        from trellis.work import kinds as work_kinds  # noqa: PLC0415 - likewise

        notifying.register(
            notifying.NoticeKind(notices.SURVEY, _("Surveys"), _("A survey asks me, or is still open."))
        )
        notifying.register(
            notifying.NoticeKind(
                notices.RESULTS, _("Results of surveys"), _("What everybody said is there to read.")
            )
        )
        work_kinds.register(
            work_kinds.WorkKind(
                notices.SURVEY, _("Survey"), _("Answer"), icon_name="talk", describe=rounds.described
            )
        )
        work_kinds.register(
            work_kinds.WorkKind(
                WORK, _("Action of a team"), _("Do"), icon_name="flag", describe=actions.described
            )
        )

    def _export(self) -> None:
        """Say what an export of everything holds of this room, and what not."""
        from trellis.core import exported  # noqa: PLC0415 - not before the apps are loaded

        exported.register("surveys.Round", "surveys.GroupResult", "surveys.Action", "surveys.SelfReport")
        exported.leave_out(
            {
                "surveys.Asked": "whom an open survey asks; gone when it closes",
                "surveys.Urn": "answers to an open survey, sealed; gone when it closes",
                "surveys.SelfAnswer": "what people say of themselves in confidence, sealed: everybody has their own",
                "surveys.SelfPast": "that withdrawn answers were counted, sealed",
                "surveys.RetentionRisk": "confidential, for the line above somebody and their people partner",
            }
        )
