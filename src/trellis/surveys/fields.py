"""A field whose value lies sealed in the database: what JSON holds, unreadable without the secret key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

from trellis.core import sealing
from trellis.handbook.errors import TrellisError

if TYPE_CHECKING:
    _Text = models.TextField[Any, Any]
else:
    _Text = models.TextField
BLOCK = 512


class UnsealableError(TrellisError):
    """What was sealed cannot be opened: the secret key is another one than when it was."""

    code = "unsealable"


class SealedField(_Text):
    """JSON, sealed when it is written and opened when it is read. Neither its moment nor its exact length can be seen.

    Raises UnsealableError where the secret key is another one by now: what was sealed is then lost, and not replaced.
    """

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> Any:
        """What was sealed."""
        if value is None:
            return None
        opened = sealing.unseal(value)
        if opened is None:
            raise UnsealableError(
                _("What people said in confidence cannot be opened with this secret key."),
                hint=_("Start Trellis with the secret key that it had when they said it."),
            )
        return json.loads(opened)

    def get_prep_value(self, value: Any) -> Any:
        """The value, sealed."""
        text = json.dumps(value, sort_keys=True)
        return sealing.seal(text.ljust(-(-len(text) // BLOCK) * BLOCK), dated=False)
