"""Classes: sessions with dates, who takes part in them, and whether they were there."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassesConfig(AppConfig):
    """Says to the rooms below what this one knows, and puts classes into the side bar."""

    name = "trellis.classes"
    label = "classes"

    def ready(self) -> None:
        from trellis.classes import personal_data, regular, searchable  # noqa: PLC0415 - not before the apps are loaded
        from trellis.classes.definitions.kinds import KINDS  # noqa: PLC0415 - likewise
        from trellis.classes.definitions.permissions import PERMISSIONS, WORKSPACES  # noqa: PLC0415 - likewise
        from trellis.core import kinds  # noqa: PLC0415 - likewise
        from trellis.core.definitions import permissions  # noqa: PLC0415 - likewise

        for kind in KINDS:
            kinds.register(kind)
        permissions.register(PERMISSIONS, WORKSPACES)
        personal_data.register()
        regular.register()
        searchable.register()
        self._hear()
        self._describe()
        self._wait()
        self._show()
        self._export()
        self._accompany()
        self._begin()

    def _begin(self) -> None:
        """Offer programs where a page is begun, and lead from their pages to their cohorts."""
        from trellis.classes import programpages  # noqa: PLC0415 - not before the apps are loaded
        from trellis.pages import companions, starting  # noqa: PLC0415 - likewise

        companions.register("programs", programpages.companion_of)
        starting.register(
            starting.Skeleton("program", _("Development program"), "programs", programpages.SKELETON)
        )

    def _accompany(self) -> None:
        """Put sessions onto the pages of courses and of learning."""
        from trellis.classes import companions  # noqa: PLC0415 - not before the apps are loaded
        from trellis.courses import companions as of_courses  # noqa: PLC0415 - likewise
        from trellis.learning import companions as of_learning  # noqa: PLC0415 - likewise

        of_courses.register("classes", companions.of_course)
        of_courses.register_facilitators("classes", companions.facilitates)
        of_learning.register("classes", companions.of_learning)
        of_learning.register_part("class", companions.of_part)

    def _hear(self) -> None:
        """Say what this room reacts to, and of what people are told."""
        from trellis.classes import subscribers  # noqa: PLC0415 - not before the apps are loaded
        from trellis.classes.definitions import notices  # noqa: PLC0415 - likewise
        from trellis.classes.events import AttendanceTakenBack, Attended  # noqa: PLC0415 - likewise
        from trellis.core import events, notifying  # noqa: PLC0415 - likewise
        from trellis.learning.events import Enrolled  # noqa: PLC0415 - likewise

        events.subscribe_later(Attended, "credit of a class", subscribers.attended)
        events.subscribe_later(Enrolled, "places for who is enrolled by rule", subscribers.enrolled)
        events.subscribe_later(AttendanceTakenBack, "credit taken back", subscribers.taken_back)
        for kind, title, means in (
            (
                notices.MINE,
                _("Classes"),
                _("My place in a session changes, or a session of mine is coming up."),
            ),
            (notices.RUNNING, _("Sessions that I run"), _("Something changes in a session that I run.")),
        ):
            notifying.register(notifying.NoticeKind(kind, title, means))

    def _describe(self) -> None:
        """Say what other rooms show of sessions."""
        from trellis.classes import attached  # noqa: PLC0415 - likewise
        from trellis.classes.queries import cohorts, describing  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core import attaching, objects  # noqa: PLC0415 - likewise
        from trellis.learning import groups  # noqa: PLC0415 - likewise

        for each in attached.ATTACHED:
            attaching.register(each)

        objects.register(
            "class_session", _("session"), describing.sessions_from_outside, seen=describing.seen_sessions
        )
        objects.register(
            "registration", _("registration"), lambda _keys: {}, seen=describing.seen_registrations
        )
        objects.register(
            "cohort", _("cohort"), cohorts.described, seen=cohorts.seen, audience=cohorts.audience,
            participants=cohorts.facilitators,
        )  # fmt: skip
        groups.register("cohort", _("Cohort"), cohorts.groups_that_learn)
        objects.register("class_room", _("room"), describing.rooms)
        objects.register("class_update", _("update for facilitators"), describing.updates)
        objects.register("observation", _("observation"), lambda _keys: {})
        objects.register("feed", _("address of a calendar"), lambda _keys: {})

    def _wait(self) -> None:
        """Say what of this room waits on people."""
        from trellis.classes.queries import describing  # noqa: PLC0415 - not before the apps are loaded
        from trellis.classes.services import waits  # noqa: PLC0415 - likewise
        from trellis.work.kinds import WorkKind, register  # noqa: PLC0415 - likewise

        title, icon = _("Session"), "calendar"
        register(
            WorkKind(
                waits.OFFER, title, _("Confirm your place"), icon, tone="attention", describe=describing.offers,
                can_snooze=False, closed_to=describing.closed_to_offers,
            )
        )  # fmt: skip
        register(WorkKind(waits.APPROVAL, title, _("Approve"), icon, describe=describing.approvals))
        register(
            WorkKind(
                waits.ANSWER, title, _("Say whether you run it"), icon, describe=describing.sessions,
                closed_to=describing.closed_to_answers,
            )
        )  # fmt: skip
        register(WorkKind(waits.PREPARE, title, _("Prepare"), icon, describe=describing.sessions_to_prepare))
        register(
            WorkKind(
                waits.ATTENDANCE, title, _("Enter attendance"), icon, describe=describing.sessions_to_enter
            )
        )
        register(
            WorkKind(
                waits.UPDATE, _("For facilitators"), _("Read"), "info", describe=describing.updates,
                closed_to=describing.closed_to_updates,
            )
        )  # fmt: skip

    def _show(self) -> None:
        """Put classes into the side bar, and say what a program may be good for."""
        from trellis.classes import cohortlists, lists, rules  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core import scopes  # noqa: PLC0415 - likewise
        from trellis.web import navigation, saving  # noqa: PLC0415 - likewise

        navigation.register(
            navigation.Room(
                key="classes",
                title=_("Classes"),
                icon="calendar",
                url_name="classes:home",
                order=42,
                allowed=navigation.whoever(rules.can_enter),
                within="learning",
            )
        )
        saving.register(lists.SESSIONS, "classes:home")
        saving.register(cohortlists.COHORTS, "classes:cohorts")
        scopes.register(
            scopes.Scope("classes:read", _("see sessions, and who registered for those one runs"))
        )
        scopes.register(
            scopes.Scope("classes:write", _("schedule sessions, register, withdraw, and record attendance"))
        )

    def _export(self) -> None:
        """Say what can be imported, and what an export of everything holds of this room, and what not."""
        from trellis.classes import importers  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core import exported, importing  # noqa: PLC0415 - likewise

        importing.register(importers.ROOMS)
        importing.register(importers.ATTENDANCE)
        exported.register("classes.Session", without=("check_secret",))
        exported.register(
            "classes.Room", "classes.Meeting", "classes.Facilitator", "classes.Registration", "classes.Attendance",
            "classes.AttendanceChange", "classes.Preparation", "classes.Block", "classes.Issue",
            "classes.Question", "classes.Vote", "classes.Update", "classes.UpdateRead", "classes.Cohort",
            "classes.CohortSeat", "classes.CohortTick", "classes.CohortOutcome", "classes.CohortNews",
        )  # fmt: skip
        exported.leave_out(
            {
                "classes.RoomSlot": "made of the meetings and their rooms",
                "classes.Joined": "who followed a link when is nobody's business but theirs",
                "classes.Invitation": "what calendars were told is made of the meetings and registrations",
                "classes.Feed": "a digest of a secret",
                "classes.Feedback": "what people said in confidence is read in sums, from five answers on",
                "classes.Observation": "what an observer saw is read by the two, and who keeps classes",
            }
        )
