"""Which rooms stand behind `/api/v1`."""

from __future__ import annotations

from trellis.automations import api as automations
from trellis.core.api import accounts, duties, files, imports, jobs, me, people, privacy
from trellis.core.api.house import House
from trellis.discussions import api as discussions
from trellis.pages.api import pages, proposals
from trellis.roles import api as roles
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
        files.room,
        accounts.room,
        people.room,
        privacy.room,
        duties.room,
        imports.room,
        jobs.room,
        me.room,
    ]
)
