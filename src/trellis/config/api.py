"""Which rooms stand behind `/api/v1`."""

from __future__ import annotations

from trellis.core.api import accounts, me
from trellis.core.api.house import House
from trellis.pages.api import pages, proposals
from trellis.roles import api as roles
from trellis.web import api as search

house = House([pages.room, search.room, roles.room, proposals.room, accounts.room, me.room])
