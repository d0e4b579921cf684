"""Which rooms stand behind `/api/v1`."""

from __future__ import annotations

from trellis.assessments import api as assessments
from trellis.automations import api as automations
from trellis.certifications import api as certifications
from trellis.classes import api as classes
from trellis.classes import cohortapi as cohorts
from trellis.compensation import api as compensation
from trellis.contracts import api as contracts
from trellis.conversations import api as conversations
from trellis.core.api import accounts, duties, files, imports, jobs, me, people, privacy
from trellis.core.api.house import House
from trellis.courses import api as courses
from trellis.discussions import api as discussions
from trellis.growth import api as growth
from trellis.intake import api as intake
from trellis.learning import api as learning
from trellis.learning import community_api, goal_api, made_api, question_api
from trellis.pages.api import pages, proposals
from trellis.people import api as team
from trellis.people import organisation_api as organisation
from trellis.policies import api as policies
from trellis.reviews import api as reviews
from trellis.roles import api as roles
from trellis.roles import competencies_api as competencies
from trellis.surveys import api as surveys
from trellis.web import api as search
from trellis.web import mailed_api as mailed
from trellis.work.api import approvals, work

house = House(
    [
        pages.room,
        search.room,
        roles.room,
        competencies.room,
        proposals.room,
        discussions.room,
        work.room,
        approvals.room,
        automations.room,
        team.room,
        policies.room,
        courses.room,
        learning.room,
        goal_api.room,
        made_api.room,
        community_api.room,
        question_api.room,
        contracts.room,
        compensation.room,
        reviews.room,
        growth.room,
        certifications.room,
        intake.room,
        files.room,
        accounts.room,
        people.room,
        organisation.room,
        surveys.room,
        assessments.room,
        conversations.room,
        classes.room,
        cohorts.room,
        privacy.room,
        duties.room,
        mailed.room,
        imports.room,
        jobs.room,
        me.room,
    ]
)
