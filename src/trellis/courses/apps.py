"""Courses: what the handbook teaches, the catalogue of it, and how lessons are read."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """Says to the rooms below what this one knows, and puts courses into the side bar.

    All that it shows is in the handbook, and what happens with courses belongs to rooms above: its only records are
    those with which authors undo what they did in the studio.
    """

    name = "trellis.courses"
    label = "courses"

    def ready(self) -> None:
        from trellis.core import exported, kinds  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.definitions import permissions  # noqa: PLC0415 - likewise
        from trellis.courses import personal_data  # noqa: PLC0415 - likewise
        from trellis.courses.definitions.kinds import KINDS  # noqa: PLC0415 - likewise
        from trellis.courses.definitions.permissions import PERMISSIONS, WORKSPACES  # noqa: PLC0415 - likewise

        for kind in KINDS:
            kinds.register(kind)
        permissions.register(PERMISSIONS, WORKSPACES)
        personal_data.register()
        exported.leave_out({"courses.StudioStep": "what somebody has not said yet"})
        self._describe()
        self._show()
        self._open_studio()

    def _describe(self) -> None:
        """Say what pages and proposals show of courses, and what a new course begins with."""
        from trellis.courses import gates, touches  # noqa: PLC0415 - not before the apps are loaded
        from trellis.courses.definitions import releases, skeletons  # noqa: PLC0415 - likewise
        from trellis.courses.queries import describing  # noqa: PLC0415 - likewise
        from trellis.pages import companions, gating, starting, touching, translating  # noqa: PLC0415 - likewise

        translating.register("courses", describing.translated)
        companions.register("courses", touches.companion_of)
        gating.register("courses", gates.gate)
        touching.register("courses", _("Courses that teach it"), touches.touched)
        touching.register("releases", _("Courses that will have to be looked at"), touches.concerned)
        starting.register(
            starting.Skeleton("course", _("Course"), "courses", skeletons.COURSE, file="course.md")
        )
        starting.register(starting.Skeleton("lesson", _("Lesson of a course"), "courses", skeletons.LESSON))
        starting.register(starting.Skeleton("path", _("Path"), "paths", skeletons.PATH))
        starting.register(starting.Skeleton("release", _("Release note"), "releases", releases.SKELETON))

    def _show(self) -> None:
        """Put courses into the side bar, the search and beside competencies, and say what a program may be good for."""
        from trellis.core import scopes  # noqa: PLC0415 - not before the apps are loaded
        from trellis.courses import beside_competencies, lists, searchable  # noqa: PLC0415 - likewise
        from trellis.courses.rules import can_see  # noqa: PLC0415 - likewise
        from trellis.roles import panels  # noqa: PLC0415 - likewise
        from trellis.web import finding, navigation, saving  # noqa: PLC0415 - likewise

        navigation.register(
            navigation.Room(
                key="courses",
                title=_("Courses"),
                icon="book",
                url_name="courses:catalogue",
                order=41,
                allowed=navigation.whoever(can_see),
                within="learning",
                also=("studio:home",),
            )
        )
        finding.register_group("courses", _("Courses"))
        finding.register("courses", searchable.candidates, navigation.whoever(can_see))
        saving.register(lists.CATALOGUE, "courses:catalogue")
        panels.register_beside_competency("courses", beside_competencies.panel)
        scopes.register(scopes.Scope("courses:read", _("see courses and paths that are for you")))

    def _open_studio(self) -> None:
        """Let courses be written in the browser."""
        from trellis.courses import studio_wiring  # noqa: PLC0415 - not before the apps are loaded

        studio_wiring.ready()
