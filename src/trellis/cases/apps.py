"""Cases: confidential matters of employee relations, and how managers ask for advice."""

from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """Says to the rooms below what they must know. Nothing is registered for search, programs or exports."""

    name = "trellis.cases"
    label = "cases"

    def ready(self) -> None:
        from trellis.cases import personal_data, regular  # noqa: PLC0415 - not before the apps are loaded
        from trellis.cases.definitions.kinds import KINDS  # noqa: PLC0415 - likewise
        from trellis.cases.definitions.permissions import PERMISSIONS  # noqa: PLC0415 - likewise
        from trellis.core import kinds  # noqa: PLC0415 - likewise
        from trellis.core.definitions import permissions  # noqa: PLC0415 - likewise

        for kind in KINDS:
            kinds.register(kind)
        permissions.register(PERMISSIONS)
        personal_data.register()
        regular.register()
        self._show()
        self._tell()
        self._files()
        self._partner_meetings()

    def _show(self) -> None:
        """Put cases into the side bar for those who handle them, and advice for everybody where there is any."""
        from trellis.cases import rules, terms  # noqa: PLC0415 - not before the apps are loaded
        from trellis.cases.queries import advice  # noqa: PLC0415 - likewise
        from trellis.web import navigation  # noqa: PLC0415 - likewise

        navigation.register(
            navigation.Room(
                key="cases",
                title=_("Cases"),
                icon="key",
                url_name="cases:mine",
                order=34,
                allowed=navigation.whoever(rules.can_enter),
            )
        )

        def advised(request: HttpRequest) -> bool:
            return rules.can_read(getattr(request, "user", None)) and (
                terms.asked() is not None or advice.is_there()
            )

        navigation.register(
            navigation.Room(
                key="advice",
                title=_("Advice"),
                icon="compass",
                url_name="cases:advice",
                order=35,
                allowed=advised,
            )
        )

    def _tell(self) -> None:
        """What waits and what is told, under words that say nothing."""
        from trellis.cases.definitions import notices  # noqa: PLC0415 - not before the apps are loaded
        from trellis.cases.queries import cases  # noqa: PLC0415 - likewise
        from trellis.cases.services import watching  # noqa: PLC0415 - likewise
        from trellis.core import notifying, objects  # noqa: PLC0415 - likewise
        from trellis.work import kinds  # noqa: PLC0415 - likewise

        objects.register("case", _("confidential case"), cases.described, seen=cases.seen_cases)
        notifying.register(
            notifying.NoticeKind(notices.CASE, _("Cases"), _("A case that I handle needs me."))
        )
        notifying.register(
            notifying.NoticeKind(notices.ANSWER, _("Advice"), _("There is an answer to what I asked."))
        )
        for key, verb, describe, closed_to, can_finish in (
            (
                watching.DEADLINE,
                _("Look at"),
                cases.described_deadlines,
                cases.closed_to_deadlines,
                False,
            ),
            (watching.REPLY, _("Answer"), cases.described_work, cases.closed_to_work, False),
            (watching.NEEDED, _("Give a handler"), cases.described_needs, cases.closed_to_needs, True),
        ):
            kinds.register(
                kinds.WorkKind(
                    key, _("Case"), verb, "key", describe=describe, closed_to=closed_to, can_finish=can_finish
                )
            )

    def _files(self) -> None:
        """How documents are kept, that they go with their case, and that no export holds any of it."""
        from django.db.models.signals import post_delete  # noqa: PLC0415 - not before the apps are loaded
        from django.utils import timezone  # noqa: PLC0415 - likewise

        from trellis.cases.attached import ATTACHED  # noqa: PLC0415 - likewise
        from trellis.cases.models import CaseDocument  # noqa: PLC0415 - likewise
        from trellis.core import attaching, attachments, exported  # noqa: PLC0415 - likewise

        def forget_file(instance: CaseDocument, **_options: Any) -> None:
            held = attachments.attachments_of("case", instance.case_id).filter(pk=instance.file)
            held.update(removed_at=timezone.now())

        post_delete.connect(
            forget_file, sender=CaseDocument, weak=False, dispatch_uid="cases.document-of-a-case"
        )
        attaching.register(ATTACHED)
        exported.keep_back_files("case")
        exported.leave_out(
            dict.fromkeys(
                (
                    "cases.Case", "cases.CaseParty", "cases.CaseHandler", "cases.CaseMessage", "cases.CaseNote",
                    "cases.CaseDecision", "cases.CaseDeadline", "cases.CaseDocument", "cases.CaseMove",
                ),
                "confidential cases are read by their handlers alone, also by no owner who exports everything",
            )
        )  # fmt: skip

    def _partner_meetings(self) -> None:
        """Regular meetings of a people partner and a manager."""
        from trellis.cases import partnering  # noqa: PLC0415 - not before the apps are loaded

        partnering.register()
