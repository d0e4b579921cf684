"""Roles: job families, levels, and how they hang together."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trellis.roles import personal_data


class RolesConfig(AppConfig):
    """Puts roles into the side bar, the search and the suggestions, and job families into the handbook."""

    name = "trellis.roles"
    label = "roles"

    def ready(self) -> None:
        self._export()
        from trellis.core import kinds, positions, scopes  # noqa: PLC0415 - not before the apps are loaded
        from trellis.pages import companions, formed, meaning, offering, starting, touching  # noqa: PLC0415 - not before the apps are loaded
        from trellis.pages.queries import current  # noqa: PLC0415 - not before the apps are loaded
        from trellis.roles import addresses  # noqa: PLC0415 - not before the apps are loaded
        from trellis.roles.definitions.kind import NAME as JOB_FAMILY  # noqa: PLC0415 - beside the others
        from trellis.roles.definitions.kinds import KINDS  # noqa: PLC0415 - not before the apps are loaded
        from trellis.roles.definitions.rights import titles_of  # noqa: PLC0415 - beside the others
        from trellis.roles.queries import directory, families, listing, naming, proposing  # noqa: PLC0415 - not before the apps are loaded
        from trellis.roles.rules import can_see_roles  # noqa: PLC0415 - not before the apps are loaded
        from trellis.roles.skeleton import FAMILY  # noqa: PLC0415 - not before the apps are loaded
        from trellis.web import finding, navigation, saving, suggesting  # noqa: PLC0415 - not before the apps are loaded

        personal_data.register()
        positions.name_titles(lambda handbook: titles_of(handbook.assembled[JOB_FAMILY]))
        scopes.register(scopes.Scope("roles:read", _("read job families and roles, compare them")))
        for build in (naming.warm, directory.rows_of):
            current.warm_with(build)
        for kind in KINDS:
            kinds.register(kind)
        navigation.register(
            navigation.Room(
                key="roles",
                title=_("Roles"),
                icon="ladder",
                url_name="roles:directory",
                order=12,
                allowed=can_see_roles,
            )
        )
        companions.register("roles", families.companion_of)
        meaning.register("roles", proposing.told)
        touching.register("roles", _("Roles that inherit it"), proposing.touched)
        formed.register("roles", addresses.form_address)
        starting.register(starting.Skeleton("job-family", _("Job family"), "job-families", FAMILY))
        offering.register("roles", naming.offers)
        offering.register_fields(
            "job-family", (offering.Field("layout", _("what it defines"), ("job_family_page",)),)
        )
        finding.register_group("roles", _("Roles"))
        saving.register(listing.PLACE, "roles:directory")
        finding.register("roles", naming.candidates, can_see_roles)
        suggesting.register("roles", naming.suggestions)

    def _export(self) -> None:
        """Say what an export of everything holds of this room, and what not."""
        from trellis.core import exported  # noqa: PLC0415 - not before the apps are loaded

        exported.leave_out({"roles.FormStep": "what somebody has not said yet"})
