"""What people say about objects of any room, and who is told of it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trellis.discussions import personal_data


class DiscussionsConfig(AppConfig):
    """Comments, mentions, reactions, watching: on whatever a room registers with `core.objects`."""

    name = "trellis.discussions"
    label = "discussions"

    def ready(self) -> None:
        from trellis.core import attaching, notifying, objects, rounds, scopes, searching  # noqa: PLC0415 - likewise

        self._export()
        from trellis.core import events as house  # noqa: PLC0415 - not before the apps are loaded
        from trellis.discussions import events, searchable, subscribers  # noqa: PLC0415 - likewise
        from trellis.discussions.queries import places  # noqa: PLC0415 - likewise

        personal_data.register()
        objects.register(places.COMMENT, _("comment"), places.comments_described, seen=places.comments_seen)
        attaching.provide(places.files_of)
        searching.register(searchable.KIND)
        house.subscribe_later(events.CommentMade, "discussions.tell", subscribers.comment_made)
        house.subscribe_later(events.CommentEdited, "discussions.tell-named", subscribers.comment_edited)
        rounds.register("watchers", subscribers.follow_log)
        for kind in (
            notifying.NoticeKind(subscribers.MENTION, _("Mentions"), _("Somebody wrote “@” and your name.")),
            notifying.NoticeKind(
                subscribers.TALK,
                _("Discussions that I follow"),
                _("Somebody said something where you take part, or about what you watch."),
            ),
            notifying.NoticeKind(
                subscribers.WATCHED,
                _("What I watch"),
                _("Something happened to what you watch."),
                usual="daily",
            ),
        ):
            notifying.register(kind)
        for name, means in (
            ("discussions:read", _("read what is said about what the account may see")),
            ("discussions:write", _("say something, react, watch")),
        ):
            scopes.register(scopes.Scope(name, means))

    def _export(self) -> None:
        """Say what an export of everything holds of this room, and what not."""
        from trellis.core import exported  # noqa: PLC0415 - not before the apps are loaded

        exported.register(
            "discussions.Comment", "discussions.PastText", "discussions.Reaction", "discussions.Following"
        )
        exported.leave_out(
            {
                "discussions.CommentDraft": "what somebody has not said yet",
                "discussions.LogReader": "how work gets done, and nothing of the organisation",
            }
        )
