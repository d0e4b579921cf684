"""Every kind of definition that this Trellis has: what commands without Django give to the compiler."""

from __future__ import annotations

from trellis.automations.definitions import kinds as automations
from trellis.automations.definitions import notices as _automations  # noqa: F401 - declares what a template may be for
from trellis.automations.definitions import permissions as of_automations
from trellis.core.definitions import kinds as core
from trellis.core.definitions import permissions
from trellis.discussions.definitions import notices as _discussions  # noqa: F401 - likewise
from trellis.handbook.kinds import Kind
from trellis.pages.definitions import notices as _pages  # noqa: F401 - likewise
from trellis.pages.definitions import permissions as pages
from trellis.roles.definitions import kinds as roles
from trellis.work.definitions import kinds as work
from trellis.work.definitions import notices as _work  # noqa: F401 - likewise


def all_kinds() -> tuple[Kind, ...]:
    """The kinds of all rooms, in the order of the rooms; what the rooms permit is known from then on."""
    permissions.register(permissions.PERMISSIONS, permissions.WORKSPACES)
    permissions.register(pages.PERMISSIONS)
    permissions.register(of_automations.PERMISSIONS)
    return (*core.KINDS, *work.KINDS, *automations.KINDS, *roles.KINDS)
