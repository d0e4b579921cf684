"""Speaking to somebody who is not the one asking now: notices and mails are in the language of whoever reads them."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.conf import settings
from django.utils.translation import override

from trellis.core.models import Account


def speaking_to(account: Account) -> AbstractContextManager[None]:
    """Within this, messages are in the language that somebody used last; in the site's own where that is not known."""
    known = {code for code, _name in settings.LANGUAGES}
    return override(account.language if account.language in known else settings.LANGUAGE_CODE)
