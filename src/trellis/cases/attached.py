"""How documents are kept with a case: sealed, read by its handlers, and put there by `services.writing` alone."""

from __future__ import annotations

from uuid import UUID

from trellis.cases import rules
from trellis.core.attaching import Attaching
from trellis.core.granted import Somebody


def _sees(who: Somebody, key: UUID) -> bool:
    return rules.seen(who).filter(pk=key).exists()


def _adds(_who: Somebody, _key: UUID) -> bool:
    """Nobody at the door for files of all rooms: there the name of a file would be kept as it is."""
    return False


ATTACHED = Attaching("case", _sees, _adds, is_confidential=True)
