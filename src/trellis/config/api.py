"""Which rooms stand behind `/api/v1`."""

from __future__ import annotations

from trellis.automations import api as automations
from trellis.compensation import api as compensation
from trellis.contracts import api as contracts
from trellis.conversations import api as conversations
from trellis.core.api import accounts, duties, files, imports, jobs, me, people, privacy
from trellis.core.api.house import House
from trellis.discussions import api as discussions
from trellis.growth import api as growth
from trellis.pages.api import pages, proposals
from trellis.people import api as team
from trellis.people import organisation_api as organisation
from trellis.policies import api as policies
from trellis.reviews import api as reviews
from trellis.roles import api as roles
from trellis.surveys import api as surveys
from trellis.web import api as search
from trellis.work.api import approvals, work

house = House(
    [
        pages.room,
        search.room,
        roles.room,
        proposals.room,
        discussions.room,
        work.room,
        approvals.room,
        automations.room,
        team.room,
        policies.room,
        contracts.room,
        compensation.room,
        reviews.room,
        growth.room,
        files.room,
        accounts.room,
        people.room,
        organisation.room,
        surveys.room,
        conversations.room,
        privacy.room,
        duties.room,
        imports.room,
        jobs.room,
        me.room,
    ]
)
