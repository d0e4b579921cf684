"""Every kind of definition that this Trellis has: what commands without Django give to the compiler."""

from __future__ import annotations

from trellis.assessments.definitions import kinds as assessments
from trellis.assessments.definitions import notices as _assessments  # noqa: F401 - declares what a template may be for
from trellis.assessments.definitions import permissions as of_assessments
from trellis.automations.definitions import kinds as automations
from trellis.automations.definitions import notices as _automations  # noqa: F401 - likewise
from trellis.automations.definitions import permissions as of_automations
from trellis.cases.definitions import kinds as cases
from trellis.cases.definitions import notices as _cases  # noqa: F401 - likewise
from trellis.cases.definitions import permissions as of_cases
from trellis.certifications.definitions import kinds as certifications
from trellis.certifications.definitions import notices as _certifications  # noqa: F401 - likewise
from trellis.certifications.definitions import permissions as of_certifications
from trellis.classes.definitions import kinds as classes
from trellis.classes.definitions import notices as _classes  # noqa: F401 - likewise
from trellis.classes.definitions import permissions as of_classes
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
from trellis.courses.definitions import kinds as courses
from trellis.courses.definitions import permissions as of_courses
from trellis.discussions.definitions import notices as _discussions  # noqa: F401 - likewise
from trellis.growth.definitions import kinds as growth
from trellis.growth.definitions import notices as _growth  # noqa: F401 - likewise
from trellis.growth.definitions import permissions as of_growth
from trellis.handbook.kinds import Kind
from trellis.intake.definitions import notices as _intake  # noqa: F401 - likewise
from trellis.intake.definitions import permissions as of_intake
from trellis.learning.definitions import kinds as learning
from trellis.learning.definitions import notices as _learning  # noqa: F401 - likewise
from trellis.learning.definitions import permissions as of_learning
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
from trellis.web.definitions import notices as _web  # noqa: F401 - likewise
from trellis.work.definitions import kinds as work
from trellis.work.definitions import notices as _work  # noqa: F401 - likewise


def all_kinds() -> tuple[Kind, ...]:
    """The kinds of all rooms, in the order of the rooms; what the rooms permit is known from then on."""
    permissions.register(permissions.PERMISSIONS, permissions.WORKSPACES)
    permissions.register(pages.PERMISSIONS)
    permissions.register(of_automations.PERMISSIONS)
    permissions.register(of_people.PERMISSIONS, of_people.WORKSPACES)
    permissions.register(of_courses.PERMISSIONS, of_courses.WORKSPACES)
    permissions.register(of_learning.PERMISSIONS, of_learning.WORKSPACES)
    permissions.register(of_assessments.PERMISSIONS, of_assessments.WORKSPACES)
    permissions.register(of_policies.PERMISSIONS, of_policies.WORKSPACES)
    permissions.register(of_cases.PERMISSIONS)
    permissions.register(of_contracts.PERMISSIONS)
    permissions.register(of_compensation.PERMISSIONS, of_compensation.WORKSPACES)
    permissions.register(of_surveys.PERMISSIONS)
    permissions.register(of_conversations.PERMISSIONS)
    permissions.register(of_classes.PERMISSIONS, of_classes.WORKSPACES)
    permissions.register(of_performance.PERMISSIONS)
    permissions.register(of_reviews.PERMISSIONS, of_reviews.WORKSPACES)
    permissions.register(of_growth.PERMISSIONS, of_growth.WORKSPACES)
    permissions.register(of_certifications.PERMISSIONS, of_certifications.WORKSPACES)
    permissions.register(of_intake.PERMISSIONS)
    return (
        *core.KINDS, *work.KINDS, *automations.KINDS, *roles.KINDS, *people.KINDS, *assessments.KINDS, *courses.KINDS,
        *learning.KINDS, *policies.KINDS, *cases.KINDS, *contracts.KINDS, *compensation.KINDS, *surveys.KINDS,
        *conversations.KINDS, *reviews.KINDS, *classes.KINDS, *growth.KINDS, *certifications.KINDS, *performance.KINDS,
    )  # fmt: skip
