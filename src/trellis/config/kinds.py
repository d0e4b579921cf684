"""Every kind of definition that this Trellis has: what commands without Django give to the compiler."""

from __future__ import annotations

from trellis.automations.definitions import kinds as automations
from trellis.automations.definitions import notices as _automations  # noqa: F401 - declares what a template may be for
from trellis.automations.definitions import permissions as of_automations
from trellis.cases.definitions import kinds as cases
from trellis.cases.definitions import notices as _cases  # noqa: F401 - likewise
from trellis.cases.definitions import permissions as of_cases
from trellis.compensation.definitions import kinds as compensation
from trellis.compensation.definitions import notices as _compensation  # noqa: F401 - likewise
from trellis.compensation.definitions import permissions as of_compensation
from trellis.contracts.definitions import kinds as contracts
from trellis.contracts.definitions import notices as _contracts  # noqa: F401 - likewise
from trellis.contracts.definitions import permissions as of_contracts
from trellis.conversations.definitions import kinds as conversations
from trellis.conversations.definitions import notices as _conversations  # noqa: F401 - likewise
from trellis.conversations.definitions import permissions as of_conversations
from trellis.core.definitions import kinds as core
from trellis.core.definitions import permissions
from trellis.discussions.definitions import notices as _discussions  # noqa: F401 - likewise
from trellis.growth.definitions import kinds as growth
from trellis.growth.definitions import notices as _growth  # noqa: F401 - likewise
from trellis.growth.definitions import permissions as of_growth
from trellis.handbook.kinds import Kind
from trellis.meetings.definitions import notices as _meetings  # noqa: F401 - likewise
from trellis.pages.definitions import notices as _pages  # noqa: F401 - likewise
from trellis.pages.definitions import permissions as pages
from trellis.people.definitions import kinds as people
from trellis.people.definitions import permissions as of_people
from trellis.performance.definitions import kinds as performance
from trellis.performance.definitions import notices as _performance  # noqa: F401 - likewise
from trellis.performance.definitions import permissions as of_performance
from trellis.policies.definitions import kinds as policies
from trellis.policies.definitions import notices as _policies  # noqa: F401 - likewise
from trellis.policies.definitions import permissions as of_policies
from trellis.reviews.definitions import kinds as reviews
from trellis.reviews.definitions import notices as _reviews  # noqa: F401 - likewise
from trellis.reviews.definitions import permissions as of_reviews
from trellis.roles.definitions import kinds as roles
from trellis.surveys.definitions import kinds as surveys
from trellis.surveys.definitions import notices as _surveys  # noqa: F401 - likewise
from trellis.surveys.definitions import permissions as of_surveys
from trellis.work.definitions import kinds as work
from trellis.work.definitions import notices as _work  # noqa: F401 - likewise


def all_kinds() -> tuple[Kind, ...]:
    """The kinds of all rooms, in the order of the rooms; what the rooms permit is known from then on."""
    permissions.register(permissions.PERMISSIONS, permissions.WORKSPACES)
    permissions.register(pages.PERMISSIONS)
    permissions.register(of_automations.PERMISSIONS)
    permissions.register(of_people.PERMISSIONS, of_people.WORKSPACES)
    permissions.register(of_policies.PERMISSIONS, of_policies.WORKSPACES)
    permissions.register(of_cases.PERMISSIONS)
    permissions.register(of_contracts.PERMISSIONS)
    permissions.register(of_compensation.PERMISSIONS, of_compensation.WORKSPACES)
    permissions.register(of_surveys.PERMISSIONS)
    permissions.register(of_conversations.PERMISSIONS)
    permissions.register(of_performance.PERMISSIONS)
    permissions.register(of_reviews.PERMISSIONS, of_reviews.WORKSPACES)
    permissions.register(of_growth.PERMISSIONS, of_growth.WORKSPACES)
    return (
        *core.KINDS, *work.KINDS, *automations.KINDS, *roles.KINDS, *people.KINDS, *policies.KINDS, *cases.KINDS,
        *contracts.KINDS, *compensation.KINDS, *surveys.KINDS, *conversations.KINDS, *reviews.KINDS, *growth.KINDS,
        *performance.KINDS,
    )  # fmt: skip
