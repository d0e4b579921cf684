"""People: who works here, and everything that is known of it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Says to the rooms below what this one knows, and puts people into the side bar."""

    name = "trellis.people"
    label = "people"

    def ready(self) -> None:
        from trellis.core import kinds, positions  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.definitions import permissions  # noqa: PLC0415 - likewise
        from trellis.people import holding, personal_data, regular, relating, searchable  # noqa: PLC0415 - likewise
        from trellis.people.definitions.kinds import KINDS  # noqa: PLC0415 - likewise
        from trellis.people.definitions.permissions import PERMISSIONS, WORKSPACES  # noqa: PLC0415 - likewise

        for kind in KINDS:
            kinds.register(kind)
        permissions.register(PERMISSIONS, WORKSPACES)
        positions.register("employed", holding.Employed())
        relating.register()
        personal_data.register()
        regular.register()
        searchable.register()
        self._organise()
        self._show()
        self._exchange()

    def _show(self) -> None:
        """Put people into the side bar, and say what a program may be good for."""
        from trellis.core import scopes  # noqa: PLC0415 - not before the apps are loaded
        from trellis.people import lists  # noqa: PLC0415 - likewise
        from trellis.people.rules import can_see_directory  # noqa: PLC0415 - likewise
        from trellis.web import navigation, saving  # noqa: PLC0415 - likewise

        navigation.register(
            navigation.Room(
                key="people",
                title=_("People"),
                icon="people",
                url_name="people:directory",
                order=30,
                allowed=navigation.whoever(can_see_directory),
            )
        )
        saving.register(lists.DIRECTORY, "people:directory")
        scopes.register(
            scopes.Scope("team:read", _("see who works here, in which position, and the organisation"))
        )
        scopes.register(scopes.Scope("team:write", _("hire people, change positions and end employments")))

    def _organise(self) -> None:
        """Put the pages of the organisation among the parts of People, and say what a step of an opening is."""
        from trellis.core import objects  # noqa: PLC0415 - not before the apps are loaded
        from trellis.people import organisation_lists, rules, tabs  # noqa: PLC0415 - likewise
        from trellis.people.queries import entities, findings  # noqa: PLC0415 - likewise
        from trellis.web import saving  # noqa: PLC0415 - likewise
        from trellis.work import kinds as work  # noqa: PLC0415 - likewise

        for part in (
            tabs.Part(_("Directory"), "people:directory", order=10),
            tabs.Part(_("Chart"), "people:chart", order=20),
            tabs.Part(_("Departments"), "people:departments", order=30),
            tabs.Part(_("Spans and layers"), "people:spans", order=40),
            tabs.Part(_("To look at"), "people:findings", findings.may_see_findings, order=50),
            tabs.Part(_("Headcount plan"), "people:plan", rules.can_plan, order=60),
            tabs.Part(_("Entities"), "people:entities", order=70),
        ):
            tabs.register(part)
        saving.register(organisation_lists.PLAN, "people:plan")
        objects.register("opening", _("opening of an entity"), entities.described_openings)
        objects.register("opening-step", _("step of opening an entity"), entities.described)
        work.register(
            work.WorkKind(
                "opening-step",
                _("Opening an entity"),
                _("Do"),
                icon_name="check",
                describe=entities.described,
            )
        )

    def _exchange(self) -> None:
        """Say what can be attached and imported, and what an export of everything holds of this room."""
        from trellis.core import attaching, exported, importing  # noqa: PLC0415 - not before the apps are loaded
        from trellis.people import photos  # noqa: PLC0415 - likewise
        from trellis.people.importers import every  # noqa: PLC0415 - likewise

        attaching.register(photos.KIND)
        for importer in every.ALL:
            importing.register(importer)

        exported.register(
            "people.Profile", "people.EmergencyContact", "people.Employment", "people.PositionChange",
            "people.Position", "people.Leave", "people.DepartmentDuty", "people.Seat", "people.EntityOpening",
            "people.OpeningStep",
        )  # fmt: skip
        exported.leave_out({"people.Organisation": "how far other rooms were told of positions"})
