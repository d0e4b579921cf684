"""Accounts and sign-in, events, jobs, notices, files, search: what every other room with records stands on."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

_EXPORTED = """
    AccessChange AccessNote Assignment Attachment Erasure Event Group GroupRole Identity LegalHold LockOut Membership
    Notice NoticeTimes NoticeWish Person PersonExport ProviderLink ProvisioningCall RoleHolding SupportVisit TreeHead
"""
_LEFT_OUT = {
    "proves who somebody is, or opens something": """
        AccessToken ApiKey ChatHook CodeApp Passkey RecoveryCode SamlRequest SignIn SignInLink Webhook
    """,
    "how work gets done, and nothing of the organisation": """
        ChatMessage Delivery Import ImportMapping ImportRow Job Mail Message Reply Run Schedule Tries Worker
    """,
    "made again from the records": "SearchAudience SearchEntry",
}


def _of_core(names: str) -> tuple[str, ...]:
    return tuple(f"core.{name}" for name in names.split())


class CoreConfig(AppConfig):
    """What every other room with records stands on."""

    name = "trellis.core"
    label = "core"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_logged_out  # noqa: PLC0415 - once apps are loaded

        from trellis.core import collecting, kinds, relations, subscribers  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.definitions import permissions  # noqa: PLC0415 - beside the others
        from trellis.core.definitions.kinds import KINDS  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.models import Account  # noqa: PLC0415 - not before the apps are loaded

        collecting.look_rarely()
        for kind in KINDS:
            kinds.register(kind)
        permissions.register(permissions.PERMISSIONS, permissions.WORKSPACES)
        relations.register(relations.SELF, Account, relations.OF_ONESELF)
        self._do_regularly()
        self._name_objects()
        self._keep_privacy()
        self._tell()
        self._open_to_programs()
        self._import()
        self._export()
        self._look_after_the_site()
        user_logged_in.connect(subscribers.signed_in, dispatch_uid="core.signed_in")
        user_logged_out.connect(subscribers.signed_out, dispatch_uid="core.signed_out")

    def _do_regularly(self) -> None:
        """Say what every process does in each round, and what begins by the clock."""
        from trellis.core import regular, rounds  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.services import (  # noqa: PLC0415 - not before the apps are loaded
            chat,
            events,
            files,
            outbox,
            search_index,
            tree_heads,
            webhooks,
        )

        rounds.register("mail", outbox.deliver, rounds.Lane.MAIL)
        rounds.register("events", events.deliver)
        rounds.register("chat", chat.deliver, rounds.Lane.CALLS)
        rounds.register("seal", tree_heads.seal_on)
        rounds.register("webhooks", webhooks.tell, rounds.Lane.CALLS)
        rounds.register("scan", files.scan, rounds.Lane.CALLS)
        rounds.register("search", search_index.heal_after_release)
        regular.register()

    def _name_objects(self) -> None:
        """Say how objects are called and shown, and how they are found."""
        from trellis.core import (  # noqa: PLC0415 - not before the apps are loaded
            assigning,
            attachments,
            auditing,
            directory,
            happened,
            import_events,
            import_lists,
            job_lists,
            objects,
            searchable,
            searching,
            subscribers,
        )

        objects.register("account", _("account"), auditing.described_accounts, seen=auditing.accounts_seen)
        objects.register("assignment", _("duty"), assigning.described)
        objects.register("person", _("person"), directory.described_people)
        assert happened  # its events are declared by being imported
        assert import_events
        objects.register("imported", _("import"), import_lists.described)
        objects.register("job", _("job"), job_lists.described)
        objects.register("file", _("file"), attachments.described_files)
        for searched in searchable.KINDS:
            searching.register(searched)
        searching.watch_with(subscribers.watch_records)

    def _keep_privacy(self) -> None:
        """Say what is kept of people, and to what the copies that are made for them are attached."""
        from trellis.core import attaching, objects, personal_data, privacy, privacy_events  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.services import erasing, exports, retaining  # noqa: PLC0415 - likewise

        assert privacy_events  # declared by being imported
        assert erasing  # so are its jobs
        personal_data.register()
        retaining.register()
        attaching.register(
            attaching.Attaching(
                privacy.EXPORT,
                sees=privacy.may_have,
                adds=lambda _who, _key: False,
                largest=exports.LARGEST,
                is_confidential=True,
            )
        )
        for kind, label in (
            (privacy.EXPORT, _("copy of somebody's data")),
            ("round", _("round of retention")),
            ("note", _("look at something confidential")),
        ):
            objects.register(kind, label, lambda _keys: {})

    def _tell(self) -> None:
        """Say of what people are told."""
        from trellis.core import notice_kinds, notifying  # noqa: PLC0415 - not before the apps are loaded

        for kind in notice_kinds.ALL:
            notifying.register(kind)

    def _look_after_the_site(self) -> None:
        """Say what is backed up beside the database, what makes a process ready, and what is measured."""
        from trellis.core import (  # noqa: PLC0415 - not before the apps are loaded
            backed_up,
            filebackup,
            measuring,
            readiness,
            waiting,
        )

        backed_up.register(filebackup.part())
        readiness.register("database", readiness.database)
        readiness.register("migrations", readiness.migrations)
        for measure in waiting.MEASURES:
            measuring.register(measure)

    def _import(self) -> None:
        """Say what can be imported."""
        from trellis.core import attaching, import_lists, importers, importing  # noqa: PLC0415 - likewise
        from trellis.core.account_importer import ACCOUNTS  # noqa: PLC0415 - likewise

        attaching.register(import_lists.ATTACHED)
        for importer in (*importers.ALL, ACCOUNTS):
            importing.register(importer)

    def _export(self) -> None:
        """Say what an export of everything holds of this room, and what not."""
        from trellis.core import attaching, export_jobs, exported  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.services import everything  # noqa: PLC0415 - likewise

        assert export_jobs  # its job is declared by being imported
        attaching.register(everything.ATTACHED)
        exported.register("core.Account", without=("password",))
        exported.register("core.StoredFile", without=("digest", "key_print"))
        exported.register(*_of_core(_EXPORTED))
        for why, names in _LEFT_OUT.items():
            exported.leave_out(dict.fromkeys(_of_core(names), why))

    def _open_to_programs(self) -> None:
        """Say what tokens may be made for."""
        from trellis.core import scopes  # noqa: PLC0415 - not before the apps are loaded

        for name, means in (
            ("duties:read", _("see who has which duty")),
            ("duties:write", _("give duties to people and end them")),
            ("jobs:read", _("see jobs, and what came of them")),
            ("jobs:write", _("cancel jobs and have them tried again")),
            ("accounts:read", _("see who is here and what they may do")),
            ("accounts:write", _("invite people, change their access, close accounts")),
            ("people:read", _("see who is known, with an account or without")),
            ("people:write", _("add, change, link and merge the records of people")),
            ("imports:read", _("see what was imported, and what became of each row")),
            ("imports:write", _("import files of records")),
            ("files:read", _("read files of objects that the account may see")),
            ("files:write", _("add files to objects, and remove them")),
            (
                "privacy:read",
                _("see what is kept of people, for how long, and who looked at what is confidential"),
            ),
            ("privacy:write", _("have copies made, put people on hold, ask for somebody to be erased")),
            ("scim", _("create, change and close accounts through SCIM")),
        ):
            scopes.register(scopes.Scope(name, means))
