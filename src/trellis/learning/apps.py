"""Learning: who takes which course by which text, how far they are, and what they have to take."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

EXPORTED = (
    "CourseVersion", "Enrollment", "PartProgress", "Assignment", "Exemption", "PathEnrollment", "Step", "Rating",
    "Demand", "DailySum", "Campaign", "Reach", "TakenBack", "MadePath", "MadeItem",
    "Community", "Membership", "Question", "Flag",
)  # fmt: skip


class LearningConfig(AppConfig):
    """Says to the rooms below what this one knows, and puts learning into the side bar and beside people."""

    name = "trellis.learning"
    label = "learning"

    def ready(self) -> None:
        from trellis.core import kinds  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.definitions import permissions  # noqa: PLC0415 - likewise
        from trellis.learning import personal_data, regular, subscribers  # noqa: PLC0415 - likewise
        from trellis.learning.definitions.kinds import KINDS  # noqa: PLC0415 - likewise
        from trellis.learning.definitions.permissions import PERMISSIONS, WORKSPACES  # noqa: PLC0415 - likewise

        permissions.register(PERMISSIONS, WORKSPACES)
        for kind in KINDS:
            kinds.register(kind)
        personal_data.register()
        subscribers.register()
        regular.register()
        self._tell()
        self._describe()
        self._wait()
        self._show()
        self._stand_beside()
        self._export()

    def _tell(self) -> None:
        """Say of what people are told."""
        from trellis.core import notifying  # noqa: PLC0415 - not before the apps are loaded
        from trellis.learning.definitions import notices  # noqa: PLC0415 - likewise

        for key, title, said in (
            (notices.ASSIGNED, _("Learning"), _("Something is assigned to me, or I am reminded of it.")),
            (
                notices.ANSWERED,
                _("Answers about learning"),
                _("Something that I asked for or did is answered."),
            ),
            (
                notices.TEAM,
                _("Learning of my team"),
                _("Something required is overdue with somebody of my team."),
            ),
            (
                notices.PROMOTED,
                _("Campaigns of learning"),
                _("Learning and Development suggests courses for some weeks."),
            ),
            (
                notices.MODERATED,
                _("What I reported"),
                _("Moderators of a community decided about something that I reported."),
            ),
            (
                notices.GOALS,
                _("My goals of learning"),
                _("The day of a goal of mine comes near, or is over."),
            ),
        ):
            notifying.register(notifying.NoticeKind(key, title, said))
        notifying.register(
            notifying.NoticeKind(
                notices.COMMUNITY, _("Communities of learners"),
                _("Something is asked in a community of mine, or my answer was accepted."), usual="weekly",
            )
        )  # fmt: skip

    def _describe(self) -> None:
        """Say what the objects of this room are called."""
        from trellis.core import attaching, objects, searching  # noqa: PLC0415 - not before the apps are loaded
        from trellis.discussions import moderating  # noqa: PLC0415 - likewise
        from trellis.learning import searchable  # noqa: PLC0415 - likewise
        from trellis.learning.queries import campaigns, communities, describing, made  # noqa: PLC0415 - likewise

        objects.register(
            "enrollment", _("enrollment"), describing.enrollments, seen=describing.enrollments_to
        )
        objects.register("assignment", _("assignment"), describing.assignments)
        objects.register("exemption", _("exemption"), describing.exemptions)
        objects.register("path_enrollment", _("learning path"), describing.paths)
        objects.register("campaign", _("campaign"), campaigns.described, seen=campaigns.described_to)
        objects.register(
            "community",
            _("community"),
            communities.labelled_communities,
            seen=communities.described_communities,
        )
        objects.register(
            communities.QUESTION, _("question"), communities.labelled_questions,
            seen=communities.described_questions, participants=communities.participants,
        )  # fmt: skip
        moderating.register(communities.QUESTION, communities.moderates)
        searching.register(searchable.KIND)
        objects.register("goal", _("goal of learning"), lambda _keys: {})
        objects.register("made_path", _("path for somebody"), made.described)
        objects.register(describing.LESSON, _("lesson"), describing.lessons, seen=describing.lessons_to)
        attaching.register(
            attaching.Attaching(
                "exemption", sees=describing.sees_exemption, adds=describing.adds_to_exemption
            )
        )

    def _wait(self) -> None:
        """Say what waits on people."""
        from trellis.learning.queries import communities, describing  # noqa: PLC0415 - not before the apps are loaded
        from trellis.learning.services import (  # noqa: PLC0415 - likewise
            asking,
            assigning,
            exempting,
            hearing,
            pathing,
            progress,
            rating,
        )
        from trellis.work.kinds import WorkKind, register  # noqa: PLC0415 - likewise

        for key, title, verb, icon, describe in (
            (assigning.WORK, _("Learning"), _("Complete"), "book", describing.assignments),
            (progress.PRACTICAL, _("Practice to confirm"), _("Confirm"), "check", describing.practice),
            (pathing.MILESTONE, _("Milestone to confirm"), _("Confirm"), "check", describing.milestones),
            (exempting.WORK, _("Earlier learning"), _("Decide about"), "check", describing.exemptions),
            (rating.WORK, _("Words about a course"), _("Answer"), "talk", describing.ratings),
            (
                asking.WORK,
                _("Reported in a community"),
                _("Decide about"),
                "flag",
                communities.labelled_questions,
            ),
            (hearing.WORK, _("Said of a lesson"), _("Answer what is said of"), "talk", describing.talk),
        ):
            register(WorkKind(key, title, verb, icon, describe=describe))

    def _show(self) -> None:
        """Put learning into the side bar and onto the pages of people."""
        from trellis.core import scopes  # noqa: PLC0415 - not before the apps are loaded
        from trellis.learning import lists, rules, sheets  # noqa: PLC0415 - likewise
        from trellis.learning.definitions.campaigns import SKELETON  # noqa: PLC0415 - likewise
        from trellis.pages import starting  # noqa: PLC0415 - likewise
        from trellis.people import person_tabs  # noqa: PLC0415 - likewise
        from trellis.web import navigation, saving  # noqa: PLC0415 - likewise

        navigation.register(
            navigation.Room(
                key="learning", title=_("Learning"), icon="cap", url_name="learning:home", order=40,
                allowed=navigation.whoever(rules.can_see),
            )
        )  # fmt: skip
        person_tabs.register(
            person_tabs.PersonTab(
                "learning", _("Learning"), "learning:person", rules.can_see_learning, order=45
            )
        )
        starting.register(starting.Skeleton("campaign", _("Campaign of learning"), "campaigns", SKELETON))
        saving.register(lists.TEAM, "learning:team")
        saving.register(lists.REPORTS, "learning:reports")
        saving.register(lists.COMPLIANCE, "learning:compliance")
        sheets.register()
        scopes.register(
            scopes.Scope(
                "learning:read", _("see courses that are taken, assigned and completed, as far as one may")
            )
        )
        scopes.register(
            scopes.Scope(
                "learning:write",
                _(
                    "enroll in courses, record progress, assign courses, write goals and take part in communities"
                ),
            )
        )

    def _stand_beside(self) -> None:
        """Put what this room knows onto the pages of courses."""
        from trellis.assessments import using  # noqa: PLC0415 - not before the apps are loaded
        from trellis.courses import companions  # noqa: PLC0415 - likewise
        from trellis.learning import attempts, beside_campaigns, beside_courses, beside_goals  # noqa: PLC0415 - likewise

        companions.register("campaigns", beside_campaigns.added)  # before: what is featured stands first
        companions.register("learning", beside_courses.added)
        companions.register_for_paths("learning", beside_courses.added_to_path)
        companions.register_touched("learning", beside_courses.touched)
        using.register("courses", attempts.uses_of_quizzes)
        beside_goals.register()

    def _export(self) -> None:
        """Say what can be imported, and what an export of everything holds of this room, and what not."""
        from trellis.core import exported, importing  # noqa: PLC0415 - not before the apps are loaded
        from trellis.learning import importers  # noqa: PLC0415 - likewise

        for importer in importers.ALL:
            importing.register(importer)
        exported.register(*(f"learning.{each}" for each in EXPORTED))
        exported.leave_out(
            {
                "learning.Followed": "which revision of the handbook was looked at",
                "learning.Note": "notes are of the learner alone, who has them with their own data",
                "learning.Reply": "what learners write into lessons is theirs alone",
                "learning.Goal": "goals are of the learner alone, who has them with their own data",
            }
        )
