"""Guards for pages of people who have signed in."""

from __future__ import annotations

from trellis.core.guarding import only
from trellis.work.rules import can_have_work

members_only = only(can_have_work)
"""A page for everybody of the team: a guest signs in first (by the middleware), others are refused."""
