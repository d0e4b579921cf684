"""Contracts: documents of people that are made of the handbook and signed, and benefits."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.apps import AppConfig
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _


class ContractsConfig(AppConfig):
    """Says to the rooms below what this one knows, and puts benefits and documents into the side bar."""

    name = "trellis.contracts"
    label = "contracts"

    def ready(self) -> None:
        from trellis.contracts import personal_data, regular, subscribers  # noqa: PLC0415 - not before the apps are loaded
        from trellis.contracts.definitions.kinds import KINDS  # noqa: PLC0415 - likewise
        from trellis.contracts.definitions.permissions import PERMISSIONS  # noqa: PLC0415 - likewise
        from trellis.contracts.queries import documents  # noqa: PLC0415 - likewise
        from trellis.core import kinds, objects  # noqa: PLC0415 - likewise
        from trellis.core.definitions import permissions  # noqa: PLC0415 - likewise

        for kind in KINDS:
            kinds.register(kind)
        permissions.register(PERMISSIONS)
        personal_data.register()
        regular.register()
        subscribers.register()
        objects.register("document", _("document"), documents.described, seen=documents.described_to)
        self._attach()
        self._have_signed()
        self._tell()
        self._show()
        self._export()

    def _attach(self) -> None:
        """Keep the PDFs of documents sealed: nobody adds files, and they go with their document."""
        from trellis.contracts.models import Document  # noqa: PLC0415 - not before the apps are loaded
        from trellis.contracts.rules import seen_by  # noqa: PLC0415 - likewise
        from trellis.contracts.services.documents import ABOUT  # noqa: PLC0415 - likewise
        from trellis.core import attaching  # noqa: PLC0415 - likewise
        from trellis.core.services import files  # noqa: PLC0415 - likewise

        def sees(who: Any, key: UUID) -> bool:
            return seen_by(who).filter(pk=key).exists()

        def forget(instance: Document, **_given: Any) -> None:
            files.forget(about=ABOUT, keys=[instance.pk])

        attaching.register(
            attaching.Attaching(ABOUT, sees=sees, adds=lambda _who, _key: False, is_confidential=True)
        )
        post_delete.connect(forget, sender=Document, weak=False, dispatch_uid="contracts.forget")

    def _have_signed(self) -> None:
        """Say what waits on those who sign."""
        from trellis.contracts.queries.documents import described  # noqa: PLC0415 - not before the apps are loaded
        from trellis.contracts.services.asking import WORK  # noqa: PLC0415 - likewise
        from trellis.work import kinds as work  # noqa: PLC0415 - likewise

        work.register(
            work.WorkKind(
                WORK, _("Signature"), _("Sign"), icon_name="pencil", tone="attention", describe=described
            )
        )

    def _tell(self) -> None:
        """Say of what people are told."""
        from trellis.contracts.definitions import notices  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core import notifying  # noqa: PLC0415 - likewise

        for kind, title, when in (
            (notices.SIGN, _("Documents to sign"), _("A document waits for my signature.")),
            (
                notices.NEWS,
                _("My documents"),
                _("I have a new document, or one that I made was signed or declined."),
            ),
        ):
            notifying.register(notifying.NoticeKind(kind, title, when))

    def _show(self) -> None:
        """Put documents and benefits into the side bar, and say what a program may be good for."""
        from trellis.contracts import lists, rules  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core import scopes  # noqa: PLC0415 - likewise
        from trellis.people import person_tabs  # noqa: PLC0415 - likewise
        from trellis.people.rules import can_see_directory  # noqa: PLC0415 - likewise
        from trellis.web import navigation, saving  # noqa: PLC0415 - likewise

        navigation.register(
            navigation.Room(
                key="contracts", title=_("Documents"), icon="page", url_name="contracts:documents", order=32,
                allowed=navigation.whoever(can_see_directory),
            )
        )  # fmt: skip
        navigation.register(
            navigation.Room(
                key="benefits", title=_("Benefits"), icon="star", url_name="contracts:benefits", order=33,
                allowed=navigation.whoever(can_see_directory),
            )
        )  # fmt: skip
        person_tabs.register(
            person_tabs.PersonTab("documents", _("Documents"), "contracts:person", rules.can_see_of, order=40)
        )
        saving.register(lists.DOCUMENTS, "contracts:documents")
        for name, means in (
            ("contracts:read", _("see documents that I may see, and read their files")),
            ("contracts:write", _("make documents, send them and end them")),
            ("benefits:read", _("see benefits and who has them")),
            ("benefits:write", _("enrol in benefits and leave them")),
        ):
            scopes.register(scopes.Scope(name, means))

    def _export(self) -> None:
        """Say what can be imported, and what an export of everything holds of this room, and what not."""
        from trellis.contracts import importers  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core import exported, importing  # noqa: PLC0415 - likewise

        importing.register(importers.BENEFITS)
        exported.register("contracts.Enrolment")
        exported.register("contracts.Signature", without=("link_digest",))
        exported.register("contracts.Document", without=("values",))
