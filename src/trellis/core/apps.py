"""Accounts and sign-in; later permissions, events, tasks, files."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every other room with records stands on."""

    name = "trellis.core"
    label = "core"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_logged_out  # noqa: PLC0415 - once apps are loaded

        from trellis.core import jobs, subscribers  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.services import events, notices, outbox, tree_heads  # noqa: PLC0415 - not before the apps are loaded

        jobs.register("digests", notices.send_digests)
        jobs.register("mail", outbox.deliver)
        jobs.register("events", events.deliver)
        jobs.register("seal", tree_heads.seal)

        user_logged_in.connect(subscribers.signed_in, dispatch_uid="core.signed_in")
        user_logged_out.connect(subscribers.signed_out, dispatch_uid="core.signed_out")
