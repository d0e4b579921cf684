"""Speaking to somebody who is not the one asking now: notices and mails are in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from trellis.core import calendars
from trellis.core.models import Account
from trellis.core.zones import ReadersZone


@contextmanager
def speaking_to(account: Account) -> Iterator[None]:
    """Within this, messages are in the language that somebody used last; in the site's own where that is not known.

    Times are in the zone in which they read.
    """
    known = {code for code, _name in settings.LANGUAGES}
    language = account.language if account.language in known else settings.LANGUAGE_CODE
    with override(language), timezone.override(ReadersZone(lambda: calendars.zone_of(account))):
        yield
