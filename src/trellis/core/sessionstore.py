"""Sessions in the database, as Django keeps them; read by a statement that is put together once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import get_random_string

from trellis.core.prepared import Prepared

_DATA = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now).values_list(
        "session_data", flat=True
    ),
    key=str,
    now=datetime,
)


class SessionStore(db.SessionStore):
    """The same table, rows and cookies as Django's own: sessions that it began go on."""

    def load(self) -> dict[str, Any]:
        data = _DATA.first(key=self.session_key or "", now=timezone.now())
        if data is None:
            self._session_key = None
            return {}
        return self.decode(data)

    def _get_new_session_key(self) -> str:
        """Of so many keys none is had twice; if one were, the row that is added is refused, and another is tried."""
        return get_random_string(32, VALID_KEY_CHARS)
