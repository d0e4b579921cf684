"""The kinds that this room adds to the handbook."""

from trellis.growth.definitions.promotions import PromotionsKind

KINDS = (PromotionsKind(),)
