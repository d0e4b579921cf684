"""Meetings: regular ones of two people."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    """Says to the rooms below what they must know. Which series there are is said by rooms above."""

    name = "trellis.meetings"
    label = "meetings"

    def ready(self) -> None:
        from trellis.core import exported, notifying, objects  # noqa: PLC0415 - not before the apps are loaded
        from trellis.meetings import personal_data, regular, rules  # noqa: PLC0415 - likewise
        from trellis.meetings.definitions import notices  # noqa: PLC0415 - likewise
        from trellis.meetings.queries import meetings  # noqa: PLC0415 - likewise
        from trellis.meetings.services import agenda, holding  # noqa: PLC0415 - likewise
        from trellis.web import navigation  # noqa: PLC0415 - likewise
        from trellis.work import kinds  # noqa: PLC0415 - likewise

        personal_data.register()
        regular.register()
        objects.register("series", _("regular meetings"), meetings.described, seen=meetings.seen_series)
        notifying.register(
            notifying.NoticeKind(notices.LATE, _("Regular meetings"), _("A meeting that I host is overdue."))
        )
        kinds.register(
            kinds.WorkKind(
                agenda.ACTION, _("From a meeting"), _("Do"), "check", describe=meetings.described_actions,
                closed_to=meetings.closed_to_actions,
            )
        )  # fmt: skip

        kinds.register(
            kinds.WorkKind(
                holding.HOLD, _("Regular meeting"), _("Hold"), "talk", describe=meetings.described_meetings,
                closed_to=meetings.closed_to_meetings,
            )
        )  # fmt: skip

        navigation.register(
            navigation.Room(
                key="meetings", title=_("Meetings"), icon="calendar", url_name="meetings:mine", order=50,
                allowed=navigation.whoever(rules.can_enter),
            )
        )  # fmt: skip
        exported.leave_out(
            dict.fromkeys(
                (
                    "meetings.Series", "meetings.Meeting", "meetings.Topic", "meetings.PrivateNote",
                    "meetings.Action",
                ),
                "regular meetings are read by the two who meet, also by no owner who exports everything",
            )
        )  # fmt: skip
