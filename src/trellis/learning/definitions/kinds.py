"""The kinds that this room adds to the handbook."""

from trellis.learning.definitions.campaigns import CampaignKind

KINDS = (CampaignKind(),)
