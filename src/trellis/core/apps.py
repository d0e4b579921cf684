"""Accounts and sign-in; later permissions, events, tasks, files."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """What every other room with records stands on."""

    name = "trellis.core"
    label = "core"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_logged_out  # noqa: PLC0415 - once apps are loaded

        from trellis.core import auditing, jobs, notifying, objects, scopes, subscribers  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.services import (  # noqa: PLC0415 - not before the apps are loaded
            events,
            notices,
            outbox,
            provisioning,
            tokens,
            tree_heads,
            webhooks,
        )

        objects.register("account", _("account"), auditing.described_accounts)
        jobs.register("digests", notices.send_digests)
        jobs.register("mail", outbox.deliver, jobs.Lane.MAIL)
        jobs.register("events", events.deliver)
        jobs.register("seal", tree_heads.seal)
        jobs.register("webhooks", webhooks.tell, jobs.Lane.CALLS)
        jobs.register("provisioning", provisioning.forget_calls)
        notifying.register(
            notifying.NoticeKind(
                tokens.NOTICE,
                _("Tokens of my account"),
                _("A token for programs was made, or somebody else revoked one."),
                mandatory=True,
            )
        )
        for name, means in (
            ("accounts:read", _("see who is here and what they may do")),
            ("accounts:write", _("invite people, change their access, close accounts")),
            ("scim", _("create, change and close accounts through SCIM")),
        ):
            scopes.register(scopes.Scope(name, means))

        user_logged_in.connect(subscribers.signed_in, dispatch_uid="core.signed_in")
        user_logged_out.connect(subscribers.signed_out, dispatch_uid="core.signed_out")
